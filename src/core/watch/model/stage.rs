//! Runs a script: the clock, and what reaches each wait when.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::script::{Script, State, Step};
use crate::core::watch::backoff::Rng;
use crate::core::watch::sharing::SharedReads;
use crate::core::watch::{Action, Config, Ending, EventKind, Facts, OnDeleted, Origin, ReadFailure, Uid};

mod actor;
mod server;
use actor::{Actor, Item};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Begin(usize),
    Step(usize),
    Final,
    Deliver {
        wait: usize,
        subscription: u32,
        kind: u8,
        uid: Uid,
        verdict: u8,
    },
    Error {
        wait: usize,
        subscription: u32,
        code: Option<u16>,
        retry_after: u32,
    },
    /// The server looks at its state for a read; the answer arrives later.
    Serve(u32),
    Answer {
        batch: u32,
        uid: Uid,
        verdict: u8,
    },
    Fail(u32),
    Judge(usize),
}

pub(super) struct Stage {
    script: Script,
    actors: Vec<Actor>,
    reads: SharedReads<()>,
    moment: u64,
    rng: Rng,
    now: u64,
    sequence: u64,
    agenda: BinaryHeap<Reverse<(u64, u64, Happening)>>,
    state: State,
    is_settled_down: bool,
    subscriptions: u32,
}

impl Stage {
    pub(super) fn new(script: Script) -> Self {
        let actors = script.waits.iter().enumerate().map(|(index, begins)| {
            let timeout = script.timeout.map(|after| (script.end() + after).saturating_sub(*begins) as f64);
            let config = Config {
                is_named: true,
                is_readable: true,
                is_consistent: script.is_consistent,
                reports_stream: script.is_consistent,
                is_observed: true,
                explains: false,
                on_deleted: script.on_deleted,
                pins_answers: true,
                timeout,
                task_deadline: None,
                forbidden_grace: 1e9,
                failure_grace: 0.0,
                is_visible: true,
                seed: script.seed.wrapping_add(index as u64),
            };
            Actor::new(*begins as f64, config)
        });
        Self {
            actors: actors.collect(),
            reads: SharedReads::default(),
            moment: 0,
            rng: Rng::new(script.seed.wrapping_add(1)),
            now: 0,
            sequence: 0,
            agenda: BinaryHeap::new(),
            state: if script.has_initial { State::Pending(1) } else { State::Absent },
            is_settled_down: false,
            subscriptions: 0,
            script,
        }
    }

    /// Runs the script to its end. An error names a wait that did not end as it should have.
    pub(super) fn run(mut self) -> Result<(), String> {
        let mut at = 0;
        for (index, (delay, _)) in self.script.steps.clone().iter().enumerate() {
            at += delay;
            self.plan(at, Happening::Step(index));
        }
        let last = self.script.end();
        self.plan(last, Happening::Final);
        for (index, begins) in self.script.waits.clone().into_iter().enumerate() {
            self.plan(begins, Happening::Begin(index));
        }
        let end = last + 300_000;
        while self.now <= end && self.actors.iter().any(|actor| actor.ending.is_none()) {
            let waits =
                self.actors.iter().filter(|actor| actor.has_begun).filter_map(|it| it.wait.poll_deadline());
            let deadline =
                waits.chain(self.reads.poll_deadline()).reduce(f64::min).map(|it| it.ceil() as u64);
            let happening = self.agenda.peek().map(|Reverse((at, ..))| *at);
            match (deadline, happening) {
                (Some(deadline), at) if at.is_none_or(|at| deadline <= at) => {
                    self.now = self.now.max(deadline);
                    self.timer();
                }
                _ => {
                    let Some(Reverse((at, _, happening))) = self.agenda.pop() else { break };
                    self.now = self.now.max(at);
                    self.happen(happening)?;
                }
            }
            self.act()?;
        }
        for (index, actor) in self.actors.iter().enumerate() {
            let expected = self.expected(actor);
            let is_right = match (expected, self.script.timeout) {
                (None, Some(_)) => matches!(actor.ending, Some(Ending::TimedOut { .. })),
                (expected, _) => actor.ending == expected,
            };
            if !is_right {
                return Err(format!("wait {index}: expected {expected:?}, got {:?}", actor.ending));
            }
        }
        Ok(())
    }

    /// The ending that the final state requires, given which of the two objects a wait has seen.
    fn expected(&self, actor: &Actor) -> Option<Ending> {
        let (uid, verdict) = self.script.last.picture();
        let is_another = uid != 1 && actor.has_seen_first;
        match self.script.on_deleted {
            OnDeleted::Resolve if uid == 0 || is_another => Some(Ending::Gone),
            OnDeleted::Resolve => None,
            OnDeleted::Reject if is_another => Some(Ending::Deleted),
            OnDeleted::Reject | OnDeleted::Continue | OnDeleted::Count => match verdict {
                1 => Some(Ending::Resolved),
                2 => Some(Ending::Rejected),
                _ => None,
            },
        }
    }

    fn plan(&mut self, at: u64, happening: Happening) {
        self.sequence += 1;
        self.agenda.push(Reverse((at, self.sequence, happening)));
    }

    fn chance(&mut self, of_256: u8) -> bool {
        self.rng.fraction() * 256.0 < f64::from(of_256)
    }

    fn up_to(&mut self, limit: f64) -> u64 {
        // A last read has five seconds, so the network is faster where waits time out.
        let limit = if self.script.timeout.is_some() { limit / 4.0 } else { limit };
        (self.rng.fraction() * limit) as u64
    }

    fn timer(&mut self) {
        self.moment += 1;
        let now = self.now as f64;
        self.reads.timer(now, self.moment);
        for actor in self.actors.iter_mut().filter(|actor| actor.has_begun) {
            if actor.wait.poll_deadline().is_some_and(|at| at <= now) {
                actor.wait.timer(now);
            }
        }
    }

    fn happen(&mut self, happening: Happening) -> Result<(), String> {
        self.moment += 1;
        let now = self.now as f64;
        match happening {
            Happening::Begin(index) => self.begin(index),
            Happening::Final => {
                self.is_settled_down = true;
                self.become_state(self.script.last);
                if self.script.timeout.is_none() {
                    self.each(|wait| wait.shown(now));
                }
            }
            Happening::Step(index) => self.step(self.script.steps[index].1),
            Happening::Deliver { wait, subscription, kind, uid, verdict } => {
                if self.actors[wait].subscription == Some(subscription) {
                    let item = self.version(facts(kind, uid, Origin::Event), verdict);
                    self.offer(wait, item);
                }
            }
            Happening::Error { wait, subscription, code, retry_after } => {
                if self.actors[wait].subscription == Some(subscription) {
                    let retry_after = (retry_after > 0).then_some(f64::from(retry_after));
                    self.actors[wait].wait.stream_error(now, code, retry_after);
                }
            }
            Happening::Serve(batch) => {
                let at = self.now + self.up_to(3_000.0);
                let (uid, verdict) = self.state.picture();
                self.plan(at, Happening::Answer { batch, uid, verdict });
            }
            Happening::Answer { batch, uid, verdict } => {
                for (index, ticket) in self.requesters(batch) {
                    self.actors[index].answered = Some((uid, verdict));
                    self.actors[index].wait.read_answered(now, ticket, uid != 0);
                    // Objects are offered at once, as `src/web/watch/reads.js` does it.
                    self.act()?;
                }
            }
            Happening::Fail(batch) => {
                let failure = if self.chance(128) { ReadFailure::Unknown } else { ReadFailure::Forbidden };
                let retry_after = if self.chance(40) { Some(self.up_to(20_000.0) as f64) } else { None };
                for (index, ticket) in self.requesters(batch) {
                    self.actors[index].wait.read_failed(now, ticket, failure, retry_after);
                }
            }
            Happening::Judge(index) => {
                if let Some(item) = self.actors[index].asking.take() {
                    self.actors[index].judge(now, item);
                    self.drain(index);
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, index: usize) {
        self.actors[index].has_begun = true;
        if index == 0 && self.script.has_initial {
            let item = Item::Version(facts(0, 1, Origin::Initial), crate::core::watch::Answer::Continue);
            self.offer(0, item);
        }
        self.actors[index].wait.start();
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Become(state) => self.become_state(state),
            Step::Break(code, retry_after) => {
                for wait in 0..self.actors.len() {
                    let Some(subscription) = self.actors[wait].subscription else { continue };
                    let at = self.delivery_time(wait);
                    let retry_after = retry_after.unwrap_or_default() as u32;
                    self.plan(at, Happening::Error { wait, subscription, code, retry_after });
                }
            }
            Step::Hide => self.each(crate::core::watch::Wait::hidden),
            Step::Show => {
                let now = self.now as f64;
                self.each(|wait| wait.shown(now));
            }
            Step::Sleep => {
                self.now += 40_000;
                let now = self.now as f64;
                self.each(|wait| {
                    wait.woken(now);
                    wait.timer(now);
                });
            }
        }
    }

    fn each(&mut self, input: impl Fn(&mut crate::core::watch::Wait)) {
        for actor in self.actors.iter_mut().filter(|actor| actor.has_begun) {
            input(&mut actor.wait);
        }
    }

    fn version(&self, facts: Facts, verdict: u8) -> Item {
        Item::Version(facts, actor::answer(verdict, self.script.on_deleted))
    }

    /// As `src/web/watch/judging.js` does it: one at a time and in order; later items wait.
    fn offer(&mut self, index: usize, item: Item) {
        if self.actors[index].is_free() {
            self.ask(index, item);
            self.drain(index);
        } else {
            self.actors[index].keep(self.now as f64, item);
        }
    }

    fn ask(&mut self, index: usize, item: Item) {
        let is_slow = self.script.is_slow_to_answer && matches!(item, Item::Version(..)) && self.chance(100);
        let now = self.now as f64;
        if !is_slow {
            return self.actors[index].judge(now, item);
        }
        self.actors[index].ask(now, item);
        let at = self.now + self.up_to(3_000.0);
        self.plan(at, Happening::Judge(index));
    }

    fn drain(&mut self, index: usize) {
        while let Some(item) = self.actors[index].next_item() {
            self.ask(index, item);
        }
    }

    fn act(&mut self) -> Result<(), String> {
        for index in 0..self.actors.len() {
            while let Some(action) = self.actors[index].wait.poll_action() {
                if self.actors[index].ending.is_some() {
                    return Err(format!("{action:?} after the ending"));
                }
                self.perform(index, action)?;
            }
        }
        Ok(())
    }

    fn perform(&mut self, index: usize, action: Action) -> Result<(), String> {
        match action {
            Action::Subscribe => self.subscribe(index)?,
            Action::ReportStream(_) | Action::Explain => {}
            Action::Unsubscribe => self.actors[index].unsubscribe(self.now)?,
            Action::Read { ticket, is_last } => self.read(index, ticket, is_last),
            Action::GiveUp(ticket) => self.give_up(index, ticket),
            Action::Offer(ticket) => {
                if let Some((uid, verdict)) = self.actors[index].answered.take() {
                    let facts = facts(0, uid, Origin::Read);
                    if !self.actors[index].wait.is_outdated(ticket, facts) {
                        let item = self.version(facts, verdict);
                        self.offer(index, item);
                    }
                }
                self.offer(index, Item::EndOf(ticket));
            }
            Action::OfferGone(ticket) => {
                let item = self.version(facts(2, 0, Origin::Read), 0);
                self.offer(index, item);
                self.offer(index, Item::EndOf(ticket));
            }
            Action::Settle(ending) => {
                self.actors[index].ending = Some(ending);
                self.actors[index].subscription = None;
                for (_, batch) in std::mem::take(&mut self.actors[index].requests) {
                    self.reads.withdraw(self.now as f64, batch, self.moment);
                }
                self.start_reads();
            }
        }
        Ok(())
    }
}

fn facts(kind: u8, uid: Uid, origin: Origin) -> Facts {
    let kind = match kind {
        0 => EventKind::Added,
        1 => EventKind::Modified,
        _ => EventKind::Deleted,
    };
    Facts { kind, uid, origin, ..Facts::UNREMARKABLE }
}
