//! One wait: its subscription, its reads, and its single ending.

use std::collections::VecDeque;

use super::backoff::Rng;
use super::ending::{Closing, last_call};
use super::grace::Grace;
use super::identity::{Identity, Observation};
use super::reading::{Flight, Read};
use super::schedule::Schedule;
use super::stream::Stream;
use super::{Action, Answer, Config, Ending, EventKind, Facts, OnDeleted, Origin, Uid, explanation};
use crate::core::backoff::LONGEST_RETRY_AFTER;
use crate::core::clock::AFTER_SUSPENSION;

/// A wait.
///
/// Its driver calls an input, then performs the actions of [`poll_action`](Self::poll_action) until there are none left,
/// then arms a timer for [`poll_deadline`](Self::poll_deadline). Inputs that come too late (after the ending, or for a
/// read that was given up) do nothing.
///
/// - **Inputs.** The beginning: [`start`](Self::start). The stream: [`subscribed`](Self::subscribed),
///   [`subscribe_failed`](Self::subscribe_failed), [`stream_error`](Self::stream_error),
///   [`stream_alive`](Self::stream_alive), [`stream_reported`](Self::stream_reported), [`lost`](Self::lost). Objects: [`arrived`](Self::arrived),
///   [`answer_pending`](Self::answer_pending), [`judged`](Self::judged), [`concluded`](Self::concluded),
///   [`resolved`](Self::resolved). Reads:
///   [`read_began`](Self::read_began), [`read_answered`](Self::read_answered), [`read_rejected`](Self::read_rejected),
///   [`read_failed`](Self::read_failed), [`is_outdated`](Self::is_outdated), [`offered`](Self::offered). Time and the
///   page: [`timer`](Self::timer), [`woken`](Self::woken), [`shown`](Self::shown), [`hidden`](Self::hidden). The end:
///   [`cancelled`](Self::cancelled), [`failed`](Self::failed).
/// - **Polls.** [`poll_action`](Self::poll_action), [`poll_deadline`](Self::poll_deadline).
/// - **Getters.** [`is_over`](Self::is_over), [`began`](Self::began), [`last_event`](Self::last_event),
///   [`stream_report`](Self::stream_report).
#[derive(Debug)]
pub struct Wait {
    pub(super) config: Config,
    pub(super) identity: Identity,
    pub(super) stream: Stream,
    pub(super) schedule: Schedule,
    pub(super) rng: Rng,
    /// For reads only, and seeded again with each: waits that share a read also share when the next ones are due.
    pub(super) read_rng: Rng,
    pub(super) read: Read,
    /// The read that was in flight when the last one began: the first answer of the two counts.
    pub(super) earlier: Option<Flight>,
    /// How many reads have begun.
    pub(super) reads: u32,
    pub(super) last_ticket: u32,
    /// Reads in a row that were overtaken.
    pub(super) repeats: u32,
    /// Whether an answer is a promise that has not settled; until then nothing else is offered.
    pub(super) is_answer_pending: bool,
    pub(super) forbidden: Grace,
    pub(super) failing: Grace,
    pub(super) end: Option<f64>,
    /// When to read a last time before the task's deadline.
    pub(super) last_call: Option<f64>,
    /// Whether that moment has passed.
    pub(super) was_last_called: bool,
    pub(super) closing: Option<Closing>,
    pub(super) woken_at: Option<f64>,
    pub(super) began: f64,
    pub(super) last_event: Option<f64>,
    /// When to read the object's Kubernetes Events next.
    pub(super) explain_at: Option<f64>,
    pub(super) is_over: bool,
    pub(super) actions: VecDeque<Action>,
}

impl Wait {
    /// A wait that begins now. It has no action before [`start`](Self::start).
    pub fn new(now: f64, config: Config) -> Self {
        let is_until_deleted = config.on_deleted == OnDeleted::Resolve;
        Self {
            identity: Identity::new(is_until_deleted),
            stream: Stream::new(now),
            schedule: Schedule::new(config.is_visible && !config.is_consistent),
            rng: Rng::new(config.seed),
            read_rng: Rng::new(config.seed),
            read: Read::None,
            earlier: None,
            reads: 0,
            last_ticket: 0,
            repeats: 0,
            is_answer_pending: false,
            forbidden: Grace::new(config.forbidden_grace),
            failing: Grace::new(config.failure_grace),
            end: config.timeout.map(|timeout| now + timeout),
            last_call: last_call(now, now, &config),
            was_last_called: false,
            closing: None,
            woken_at: None,
            began: now,
            last_event: None,
            explain_at: explanation::first(now, config.explains),
            is_over: false,
            actions: VecDeque::new(),
            config,
        }
    }

    /// The next action.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When [`timer`](Self::timer) must be called at the latest.
    pub fn poll_deadline(&self) -> Option<f64> {
        if self.is_over {
            return None;
        }
        let hanging = self.read_deadline();
        let read = if self.can_read() { self.schedule.next() } else { None };
        let end = self.closing.as_ref().map_or(self.end, |closing| Some(closing.until));
        let graces = [self.forbidden.deadline(), self.failing.deadline()];
        let explain = if self.closing.is_none() { self.explain_at } else { None };
        let others = [self.last_call, self.stream.deadline(), explain];
        [hanging, read, end].into_iter().chain(others).chain(graces).flatten().reduce(f64::min)
    }

    /// When it began.
    pub fn began(&self) -> f64 {
        self.began
    }

    /// When the last event of an object of the target came.
    pub fn last_event(&self) -> Option<f64> {
        self.last_event
    }

    /// Whether the wait has ended.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Opens the stream. By now `initial` has been judged, or is being judged.
    pub fn start(&mut self) {
        if !self.is_over {
            self.subscribe();
        }
    }

    /// An event of an object of the target arrived and waits for its turn to be judged.
    pub fn arrived(&mut self, now: f64, uid: Uid) {
        self.last_event = Some(now);
        self.forbidden.good();
        self.stream.spoke();
        // An object of a collection does not show which of the others are gone.
        if self.config.is_named && !self.reads_freely() && self.closing.is_none() {
            self.schedule.forget();
        }
        for flight in [self.read.flight(), self.earlier.as_mut()].into_iter().flatten() {
            flight.overtake(uid);
        }
    }

    /// The answer for a version of an object is a promise; `judged` reports how it settled.
    pub fn answer_pending(&mut self) {
        self.is_answer_pending = true;
    }

    /// A version of an object of the target was judged.
    pub fn judged(&mut self, now: f64, facts: Facts, answer: Answer) {
        if self.is_over {
            return;
        }
        let was_pending = std::mem::take(&mut self.is_answer_pending);
        match facts.origin {
            Origin::Event => self.arrived(now, facts.uid),
            Origin::Read => self.count_offered(),
            Origin::Queued | Origin::Initial => {}
        }
        let observed = self.observe(facts);
        self.answered(now, observed, answer);
        if was_pending {
            self.pump(now);
        }
    }

    /// A collection was judged as a whole.
    pub fn concluded(&mut self, now: f64, answer: Answer) {
        self.answered(now, Observation::Present, answer);
    }

    /// Never inlined: it has two callers.
    #[inline(never)]
    fn answered(&mut self, now: f64, observed: Observation, answer: Answer) {
        let is_gone = observed == Observation::Gone && self.config.on_deleted != OnDeleted::Continue;
        let is_other = is_gone || observed == Observation::Earlier;
        match answer {
            Answer::Reject => return self.finish(Ending::Rejected),
            Answer::Resolve if !(is_other && self.config.pins_answers) => {
                return self.finish(Ending::Resolved);
            }
            Answer::Resolve | Answer::Continue => self.failing.good(),
            // It is another object that has failed, or has ended.
            Answer::Failing if observed == Observation::Earlier => {}
            Answer::Failing => {
                // Not by one object of a collection, while a read may show that another has recovered.
                let is_checked = self.failing.is_confirming() && !self.config.is_named;
                if self.failing.bad(now) && !is_gone && !is_checked {
                    return self.finish(Ending::Rejected);
                }
            }
        }
        if is_gone {
            self.finish_gone();
        }
    }

    /// An answer resolved the wait, whatever the identity of its object. Returns whether this was its ending; if so,
    /// there is nothing more to do.
    pub fn resolved(&mut self) -> bool {
        if self.is_over {
            // The ending that came before may still be among the actions.
            return false;
        }
        self.is_over = true;
        self.actions.clear();
        true
    }

    /// The moment of `poll_deadline` has come, or a later one.
    pub fn timer(&mut self, now: f64) {
        if self.is_over {
            return;
        }
        match &self.closing {
            Some(closing) if closing.until <= now => return self.time_out(now),
            None if self.end.is_some_and(|end| end <= now) => return self.close(now),
            Some(_) | None => {}
        }
        if self.read_deadline().is_some_and(|at| at <= now) {
            self.read_hangs(now);
        }
        if self.forbidden.deadline().is_some_and(|at| at <= now) {
            if !self.config.is_readable {
                return self.refuse(now);
            }
            self.forbidden.confirm();
            self.confirm(now);
        }
        if self.failing.deadline().is_some_and(|at| at <= now) {
            let is_known = !self.reads_freely() && !self.is_waking(now);
            if is_known || !self.config.is_readable {
                return self.finish(Ending::Rejected);
            }
            self.failing.confirm();
            self.confirm(now);
        }
        if self.last_call.is_some_and(|at| at <= now) {
            self.was_last_called = true;
            self.begin_last_read(now);
        }
        self.explain(now);
        if self.stream.deadline().is_some_and(|at| at <= now) {
            // Reads that are due wait until `subscribe` has returned, so that the object is read once.
            return self.subscribe();
        }
        self.pump(now);
    }

    /// The page was suspended: a timer fired far too late. Called before [`timer`](Self::timer).
    pub fn woken(&mut self, now: f64) {
        self.woken_at = Some(now);
        if self.closing.is_some() && !self.is_over {
            self.close(now);
        } else if !self.is_over && self.reads_freely() {
            self.schedule.plan(now);
        }
    }

    /// The page became visible, or was restored.
    pub fn shown(&mut self, now: f64) {
        if !self.is_over && self.reads_freely() {
            self.schedule.shown(now, &mut self.read_rng);
            self.pump(now);
        }
    }

    /// The page became invisible.
    pub fn hidden(&mut self) {
        self.schedule.hidden();
    }

    /// `cancel` was called or a signal aborted.
    pub fn cancelled(&mut self) {
        self.finish(Ending::Cancelled);
    }

    /// Starting the wait failed.
    pub fn failed(&mut self) {
        self.finish(Ending::Rejected);
    }

    /// Queues an action. Never inlined, since there are many calls.
    #[inline(never)]
    pub(super) fn act(&mut self, action: Action) {
        self.actions.push_back(action);
    }

    fn observe(&mut self, facts: Facts) -> Observation {
        let observed = self.identity.observe(facts);
        if self.config.is_named {
            return observed;
        }
        // In a collection a deletion matters only to a wait for one.
        let is_end = facts.kind == EventKind::Deleted && self.config.on_deleted == OnDeleted::Resolve;
        if is_end { Observation::Gone } else { Observation::Present }
    }

    /// Whether the object is read on a schedule. A consistent source is read only for certain reasons.
    pub(super) fn reads_freely(&self) -> bool {
        self.config.is_readable && !self.config.is_consistent
    }

    /// Whether the page has just resumed from a suspension: what happened meanwhile may not be known yet, and the network
    /// not be back.
    pub(super) fn is_waking(&self, now: f64) -> bool {
        self.woken_at.is_some_and(|at| now - at < AFTER_SUSPENSION)
    }

    /// Stops all requests except a last read until `retry_after`, or ten minutes, have passed.
    pub(super) fn hold(&mut self, now: f64, retry_after: Option<f64>) {
        if let Some(asked) = retry_after {
            let pause = asked.min(LONGEST_RETRY_AFTER);
            self.schedule.hold(now + pause);
            self.stream.hold(now + pause);
        }
    }
}
