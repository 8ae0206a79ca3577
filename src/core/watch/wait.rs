//! One wait: a subscription, the reads beside it, and the one ending they lead to.

use std::collections::VecDeque;

use super::backoff::Dice;
use super::grace::Grace;
use super::identity::{Identity, Sight};
use super::reading::{Flight, HANGING, Read};
use super::schedule::Schedule;
use super::stream::{Broken, Stream};
use super::{Action, Answer, Config, Ending, EventKind, Facts, OnDeleted, Origin, Uid};
use crate::core::clock::AFTER_SUSPENSION;

/// How long the last read before a timeout has.
const LAST_READ: f64 = 5_000.0;
/// How long before a task's deadline the object is read a last time.
const BEFORE_TASK_DEADLINE: f64 = 2_000.0;
/// How soon after a subscription a source that promises to replay the state has done so.
const REPLAYED_WITHIN: f64 = 2_000.0;

/// The time is up and only the last read can still turn it.
#[derive(Debug)]
pub(super) struct Closing {
    pub(super) since: f64,
    pub(super) until: f64,
    /// The page has just come out of a suspension, when the network may not be back yet.
    pub(super) is_after_suspension: bool,
}

/// A wait. Whoever drives it calls an input, then performs what [`poll_action`](Self::poll_action)
/// gives until it gives nothing, then arms a timer for [`poll_deadline`](Self::poll_deadline).
/// Inputs that come too late (after the ending, for a read given up) do nothing.
#[derive(Debug)]
pub struct Wait {
    pub(super) config: Config,
    pub(super) identity: Identity,
    pub(super) stream: Stream,
    pub(super) schedule: Schedule,
    pub(super) dice: Dice,
    pub(super) read: Read,
    /// What was being read when the last read began: it is heard too, whichever comes first.
    pub(super) earlier: Option<Flight>,
    /// How many reads have begun.
    pub(super) reads: u32,
    pub(super) last_ticket: u32,
    /// Reads in a row that were overtaken.
    pub(super) repeats: u32,
    /// Whether an answer is being awaited; nothing else is offered meanwhile.
    pub(super) is_asking: bool,
    pub(super) forbidden: Grace,
    pub(super) failing: Grace,
    pub(super) end: Option<f64>,
    /// When to read a last time before the task's deadline.
    pub(super) last_call: Option<f64>,
    /// Whether that moment has passed.
    pub(super) was_last_called: bool,
    pub(super) closing: Option<Closing>,
    pub(super) woken_at: Option<f64>,
    pub(super) last_event: Option<f64>,
    pub(super) is_over: bool,
    pub(super) actions: VecDeque<Action>,
}

impl Wait {
    /// A wait that begins now. Nothing is asked for before [`start`](Self::start).
    pub fn new(now: f64, config: Config) -> Self {
        let is_until_deleted = config.on_deleted == OnDeleted::Resolve;
        let last_call = config.task_deadline.filter(|deadline| *deadline > now && config.is_readable);
        Self {
            identity: Identity::new(is_until_deleted),
            stream: Stream::new(),
            schedule: Schedule::new(config.is_visible && !config.is_consistent),
            dice: Dice::new(config.seed),
            read: Read::None,
            earlier: None,
            reads: 0,
            last_ticket: 0,
            repeats: 0,
            is_asking: false,
            forbidden: Grace::new(config.forbidden_grace),
            failing: Grace::new(config.failure_grace),
            end: config.timeout.map(|timeout| now + timeout),
            last_call: last_call.map(|deadline| deadline - BEFORE_TASK_DEADLINE.min((deadline - now) / 2.0)),
            was_last_called: false,
            closing: None,
            woken_at: None,
            last_event: None,
            is_over: false,
            actions: VecDeque::new(),
            config,
        }
    }

    /// The next thing to do.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When [`timer`](Self::timer) is to be called at the latest.
    pub fn poll_deadline(&self) -> Option<f64> {
        if self.is_over {
            return None;
        }
        let hanging = self.read.began().map(|since| since + HANGING);
        let read = if self.can_read() { self.schedule.next() } else { None };
        let end = self.closing.as_ref().map_or(self.end, |closing| Some(closing.until));
        let graces = [self.forbidden.deadline(), self.failing.deadline()];
        let others = [self.last_call, self.stream.deadline()];
        [hanging, read, end].into_iter().chain(others).chain(graces).flatten().reduce(f64::min)
    }

    /// Whether the wait has ended.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Opens the stream. `initial` has been judged, or is being judged, by now.
    pub fn start(&mut self) {
        if !self.is_over {
            self.subscribe();
        }
    }

    /// `subscribe` returned.
    pub fn subscribed(&mut self, now: f64) {
        if self.is_over {
            return;
        }
        if !self.stream.opened(now) {
            self.unsubscribe(now);
        } else if self.reads_freely() {
            self.schedule.subscribed(now, &mut self.dice);
        } else if self.config.on_deleted == OnDeleted::Resolve && self.config.is_readable {
            // Not even a replay can tell of an object that was gone before.
            self.schedule.plan(now);
        } else if self.may_have_missed_the_end() {
            self.schedule.plan(now + REPLAYED_WITHIN);
        }
        self.pump(now);
    }

    /// `subscribe` threw.
    pub fn subscribe_failed(&mut self, now: f64) {
        if self.is_over {
            return;
        }
        self.stream.pause(now, &mut self.dice);
        self.gap(now);
        self.pump(now);
    }

    /// An `ERROR` event came, with the status code of its object and for how long the server wants to be left
    /// alone.
    ///
    /// The code's meaning is HTTP's, as Kubernetes API conventions ("Response Status Kind") use it.
    pub fn stream_error(&mut self, now: f64, code: Option<u16>, retry_after: Option<f64>) {
        if self.is_over {
            return;
        }
        self.hold(now, retry_after);
        let is_final = match code {
            Some(401 | 403) => self.forbidden.bad(now),
            Some(404 | 408 | 410 | 429) => false,
            Some(code) => (400..500).contains(&code),
            None => false,
        };
        if is_final {
            return self.finish(Ending::Refused);
        }
        match self.stream.broke() {
            Broken::Already => {}
            Broken::Later => self.gap(now),
            Broken::Unsubscribe => {
                self.unsubscribe(now);
                self.gap(now);
            }
        }
        self.pump(now);
    }

    /// An event may have been lost; the stream goes on.
    pub fn lost(&mut self, now: f64) {
        if !self.is_over && self.reads_freely() {
            self.schedule.plan(now);
            self.pump(now);
        }
    }

    /// The stream gave a sign of life that is no event of the target.
    pub fn heard(&mut self) {
        self.forbidden.good();
    }

    /// An event of an object of the target came but waits for its turn to be judged.
    pub fn arrived(&mut self, now: f64, uid: Uid) {
        self.last_event = Some(now);
        self.forbidden.good();
        if !self.reads_freely() && self.closing.is_none() {
            self.schedule.forget();
        }
        for flight in [self.read.flight(), self.earlier.as_mut()].into_iter().flatten() {
            flight.overtake(uid);
        }
    }

    /// The answer for a version of an object is being awaited.
    pub fn asked(&mut self) {
        self.is_asking = true;
    }

    /// A version of an object of the target was judged.
    pub fn judged(&mut self, now: f64, facts: Facts, answer: Answer) {
        if self.is_over {
            return;
        }
        let was_asking = std::mem::take(&mut self.is_asking);
        match facts.origin {
            Origin::Event => self.arrived(now, facts.uid),
            Origin::Read => self.count_offered(),
            Origin::Queued | Origin::Initial => {}
        }
        let sight = self.observe(facts);
        let is_gone = sight == Sight::Gone && self.config.on_deleted != OnDeleted::Continue;
        match answer {
            Answer::Reject => return self.finish(Ending::Rejected),
            Answer::Resolve if !(is_gone && self.config.pins_answers) => {
                return self.finish(Ending::Resolved);
            }
            Answer::Resolve | Answer::Continue => self.failing.good(),
            Answer::Failing => {
                if self.failing.bad(now) && !is_gone {
                    return self.finish(Ending::Rejected);
                }
            }
        }
        if is_gone {
            return self.finish_gone();
        }
        if was_asking {
            self.pump(now);
        }
    }

    /// The time came that `poll_deadline` named, or a later one.
    pub fn timer(&mut self, now: f64) {
        if self.is_over {
            return;
        }
        match &self.closing {
            Some(closing) if closing.until <= now => return self.time_out(now),
            None if self.end.is_some_and(|end| end <= now) => return self.close(now),
            Some(_) | None => {}
        }
        if self.read.began().is_some_and(|since| since + HANGING <= now) {
            self.read_hangs(now);
        }
        if self.forbidden.deadline().is_some_and(|at| at <= now) {
            if !self.config.is_readable {
                return self.finish(Ending::Refused);
            }
            self.forbidden.confirm();
            self.confirm(now);
        }
        if self.failing.deadline().is_some_and(|at| at <= now) {
            if !self.reads_freely() {
                return self.finish(Ending::Rejected);
            }
            self.failing.confirm();
            self.confirm(now);
        }
        if self.last_call.is_some_and(|at| at <= now) {
            self.was_last_called = true;
            self.begin_last_read(now);
        }
        if self.stream.deadline().is_some_and(|at| at <= now) {
            // What is due is read when that has returned: once, and not before.
            return self.subscribe();
        }
        self.pump(now);
    }

    /// The page slept: a timer came far too late. Comes before [`timer`](Self::timer).
    pub fn woken(&mut self, now: f64) {
        self.woken_at = Some(now);
        if self.closing.is_some() && !self.is_over {
            self.close(now);
        } else if !self.is_over && self.reads_freely() {
            self.schedule.plan(now);
        }
    }

    /// The page can be seen again, or was restored.
    pub fn shown(&mut self, now: f64) {
        if !self.is_over && self.reads_freely() {
            self.schedule.shown(now, &mut self.dice);
            self.pump(now);
        }
    }

    /// The page cannot be seen.
    pub fn hidden(&mut self) {
        self.schedule.hidden();
    }

    /// `cancel` was called or a signal aborted.
    pub fn cancelled(&mut self) {
        self.finish(Ending::Cancelled);
    }

    /// An answer resolved it that no object's identity can outweigh. Returns whether that was its ending; then there
    /// is nothing more to do.
    pub fn resolved(&mut self) -> bool {
        self.actions.clear();
        !std::mem::replace(&mut self.is_over, true)
    }

    /// Setting it going failed.
    pub fn failed(&mut self) {
        self.finish(Ending::Rejected);
    }

    fn observe(&mut self, facts: Facts) -> Sight {
        let sight = self.identity.observe(facts);
        if self.config.is_named {
            return sight;
        }
        // One of many: only a wait for the end cares that one ended.
        let is_end = facts.kind == EventKind::Deleted && self.config.on_deleted == OnDeleted::Resolve;
        if is_end { Sight::Gone } else { Sight::Present }
    }

    fn subscribe(&mut self) {
        self.stream.open();
        self.actions.push_back(Action::Subscribe);
    }

    fn unsubscribe(&mut self, now: f64) {
        self.actions.push_back(Action::Unsubscribe);
        self.stream.pause(now, &mut self.dice);
    }

    fn gap(&mut self, now: f64) {
        if self.reads_freely() {
            self.schedule.broke(now, &mut self.dice);
        } else if !self.forbidden.is_confirming() {
            // The next subscription asks anew what is to be read.
            self.schedule.forget();
        }
    }

    /// Whether the object may have gone before this subscription. A source that replays the state says nothing of
    /// what is no longer there, so that silence after a replay is a reason to read.
    fn may_have_missed_the_end(&self) -> bool {
        self.config.misses_ends
            && self.config.is_named
            && self.config.is_readable
            && self.identity.has_appeared()
    }

    pub(super) fn reads_freely(&self) -> bool {
        self.config.is_readable && !self.config.is_consistent
    }

    /// The time is up: a last read, if there can be one. After a suspension what the stream has to deliver
    /// may decide too.
    fn close(&mut self, now: f64) {
        let is_after_suspension = self.woken_at == Some(now);
        if !self.config.is_readable && !is_after_suspension {
            return self.time_out(now);
        }
        let patience = if is_after_suspension { AFTER_SUSPENSION } else { LAST_READ };
        self.closing = Some(Closing { since: now, until: now + patience, is_after_suspension });
        if self.config.is_readable {
            self.begin_last_read(now);
        }
    }

    /// Nothing before `retry_after` has passed but a last read, which decides.
    pub(super) fn hold(&mut self, now: f64, retry_after: Option<f64>) {
        if let Some(pause) = retry_after {
            self.schedule.hold(now + pause);
            self.stream.hold(now + pause);
        }
    }

    pub(super) fn time_out(&mut self, now: f64) {
        self.finish(Ending::TimedOut {
            since_last_event: self.last_event.map(|at| (now - at).max(0.0)),
            has_appeared: self.identity.has_appeared(),
            reads: self.reads,
            is_streaming: self.stream.is_open(),
        });
    }

    pub(super) fn finish_gone(&mut self) {
        self.finish(match self.config.on_deleted {
            OnDeleted::Resolve => Ending::Gone,
            OnDeleted::Reject | OnDeleted::Continue => Ending::Deleted,
        });
    }

    pub(super) fn finish(&mut self, ending: Ending) {
        if !self.is_over {
            self.is_over = true;
            self.actions.clear();
            self.actions.push_back(Action::Settle(ending));
        }
    }
}
