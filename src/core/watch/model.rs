//! Any sequence of states, losses, duplicates, overtaken reads and reconnects ends in the verdict of the
//! final state. A simulated API server and an unreliable stream drive one wait; only the last state decides.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use proptest::prelude::*;

use super::backoff::Dice;
use super::*;

/// What the server has under the wait's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Absent,
    Pending(Uid),
    Ready(Uid),
    Failed(Uid),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The object changes without becoming anything yet. Its event may be lost, late or doubled.
    Churn,
    Break(Option<u16>),
    Hide,
    Show,
    Sleep,
}

#[derive(Clone, Debug)]
struct Script {
    steps: Vec<(u16, Step)>,
    has_initial: bool,
    last: State,
    seed: u64,
    /// Out of 256.
    loss: u8,
    read_failure: u8,
    is_slow_to_answer: bool,
}

fn script() -> impl Strategy<Value = Script> {
    let code = prop_oneof![Just(None), Just(Some(410)), Just(Some(403)), Just(Some(503))];
    let step = prop_oneof![
        4 => Just(Step::Churn),
        2 => code.prop_map(Step::Break),
        1 => Just(Step::Hide),
        1 => Just(Step::Show),
        1 => Just(Step::Sleep),
    ];
    let last = prop_oneof![
        Just(State::Absent),
        Just(State::Pending(1)),
        Just(State::Ready(1)),
        Just(State::Failed(1)),
        Just(State::Pending(2)),
        Just(State::Ready(2)),
    ];
    let steps = prop::collection::vec((0u16..20_000, step), 0..12);
    (steps, any::<bool>(), last, any::<u64>(), any::<u8>(), 0u8..200, any::<bool>()).prop_map(
        |(steps, has_initial, last, seed, loss, read_failure, is_slow_to_answer)| Script {
            steps,
            has_initial,
            last,
            seed,
            loss,
            read_failure,
            is_slow_to_answer,
        },
    )
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    Step(usize),
    Deliver {
        subscription: u32,
        kind: u8,
        uid: Uid,
        verdict: u8,
    },
    Error {
        subscription: u32,
        code: Option<u16>,
    },
    /// The server looks at its state for a read; the answer arrives later.
    Serve(u32),
    Answer {
        ticket: u32,
        uid: Uid,
        verdict: u8,
    },
    Fail(u32),
    Judge,
}

#[derive(Clone, Copy, Debug)]
enum Item {
    Version(Facts, Answer),
    EndOf(u32),
}

struct Simulation {
    script: Script,
    wait: Wait,
    dice: Dice,
    now: u64,
    sequence: u64,
    agenda: BinaryHeap<Reverse<(u64, u64, Happening)>>,
    state: State,
    is_settled_down: bool,
    subscription: Option<u32>,
    subscriptions: u32,
    last_unsubscribe: Option<u64>,
    last_delivery: u64,
    answered: Option<(Uid, u8)>,
    mailbox: VecDeque<Item>,
    asking: Option<Item>,
    has_seen_first: bool,
    has_seen_any: bool,
    ending: Option<Ending>,
}

impl Simulation {
    fn new(script: Script) -> Self {
        let config = Config {
            is_named: true,
            is_readable: true,
            is_consistent: false,
            on_deleted: OnDeleted::Reject,
            pins_answers: true,
            timeout: None,
            task_deadline: None,
            forbidden_grace: 1e9,
            failure_grace: 0.0,
            is_visible: true,
            seed: script.seed,
        };
        Self {
            wait: Wait::new(0.0, config),
            dice: Dice::new(script.seed.wrapping_add(1)),
            now: 0,
            sequence: 0,
            agenda: BinaryHeap::new(),
            state: if script.has_initial { State::Pending(1) } else { State::Absent },
            is_settled_down: false,
            subscription: None,
            subscriptions: 0,
            last_unsubscribe: None,
            last_delivery: 0,
            answered: None,
            mailbox: VecDeque::new(),
            asking: None,
            has_seen_first: false,
            has_seen_any: false,
            ending: None,
            script,
        }
    }

    fn run(mut self) -> (Option<Ending>, Option<Ending>) {
        let mut at = 0;
        for (index, (delay, _)) in self.script.steps.clone().iter().enumerate() {
            at += u64::from(*delay);
            self.plan(at, Happening::Step(index));
        }
        let last = at + 5_000;
        self.plan(last, Happening::Step(usize::MAX));
        if self.script.has_initial {
            self.offer(Item::Version(facts(0, 1, Origin::Initial), Answer::Continue));
        }
        self.wait.start();
        self.act();
        let end = last + 300_000;
        while self.now <= end && self.ending.is_none() {
            let deadline = self.wait.poll_deadline().map(|it| it.ceil() as u64);
            let happening = self.agenda.peek().map(|Reverse((at, ..))| *at);
            match (deadline, happening) {
                (Some(deadline), at) if at.is_none_or(|at| deadline <= at) => {
                    self.now = self.now.max(deadline);
                    self.wait.timer(self.now as f64);
                }
                (_, Some(_)) => {
                    let Some(Reverse((at, _, happening))) = self.agenda.pop() else { break };
                    self.now = self.now.max(at);
                    self.happen(happening);
                }
                (None, None) => break,
                (Some(_), None) => unreachable!(),
            }
            self.act();
        }
        let expected = self.expected();
        (self.ending, expected)
    }

    fn expected(&self) -> Option<Ending> {
        match self.script.last {
            State::Ready(1) => Some(Ending::Resolved),
            State::Failed(_) => Some(Ending::Rejected),
            State::Pending(1) => None,
            State::Absent | State::Pending(_) | State::Ready(_) if self.has_seen_first => {
                Some(Ending::Deleted)
            }
            State::Ready(_) => Some(Ending::Resolved),
            State::Absent | State::Pending(_) => None,
        }
    }

    fn plan(&mut self, at: u64, happening: Happening) {
        self.sequence += 1;
        self.agenda.push(Reverse((at, self.sequence, happening)));
    }

    fn chance(&mut self, of_256: u8) -> bool {
        self.dice.roll() * 256.0 < f64::from(of_256)
    }

    fn up_to(&mut self, limit: f64) -> u64 {
        (self.dice.roll() * limit) as u64
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Step(usize::MAX) => {
                self.is_settled_down = true;
                self.become_state(self.script.last);
                self.wait.shown(self.now as f64);
            }
            Happening::Step(index) => match self.script.steps[index].1 {
                Step::Churn => self.become_state(State::Pending(1)),
                Step::Break(code) => {
                    if let Some(subscription) = self.subscription {
                        let at = self.delivery_time();
                        self.plan(at, Happening::Error { subscription, code });
                    }
                }
                Step::Hide => self.wait.hidden(),
                Step::Show => self.wait.shown(self.now as f64),
                Step::Sleep => {
                    self.now += 40_000;
                    self.wait.woken(self.now as f64);
                    self.wait.timer(self.now as f64);
                }
            },
            Happening::Deliver { subscription, kind, uid, verdict } => {
                if self.subscription == Some(subscription) {
                    let facts = facts(kind, uid, Origin::Event);
                    self.offer(Item::Version(facts, answer(verdict)));
                }
            }
            Happening::Error { subscription, code } => {
                if self.subscription == Some(subscription) {
                    self.wait.stream_error(self.now as f64, code, None);
                }
            }
            Happening::Serve(ticket) => {
                let at = self.now + self.up_to(3_000.0);
                let (uid, verdict) = picture(self.state);
                self.plan(at, Happening::Answer { ticket, uid, verdict });
            }
            Happening::Answer { ticket, uid, verdict } => {
                self.answered = Some((uid, verdict));
                self.wait.read_answered(self.now as f64, ticket, uid != 0);
            }
            Happening::Fail(ticket) => {
                let failure = if self.chance(128) { ReadFailure::Unknown } else { ReadFailure::Forbidden };
                self.wait.read_failed(self.now as f64, ticket, failure, None);
            }
            Happening::Judge => {
                if let Some(item) = self.asking.take() {
                    self.tell(item);
                    self.drain();
                }
            }
        }
    }

    /// The stream keeps its order, however late it is.
    fn delivery_time(&mut self) -> u64 {
        let delay = self.up_to(4_000.0);
        self.last_delivery = self.last_delivery.max(self.now + delay);
        self.last_delivery
    }

    fn become_state(&mut self, state: State) {
        let before = std::mem::replace(&mut self.state, state);
        let (old, _) = picture(before);
        let (uid, verdict) = picture(state);
        let mut events = Vec::new();
        if old != 0 && old != uid {
            events.push((2, old, 0));
        }
        if uid != 0 {
            events.push((if old == uid { 1 } else { 0 }, uid, verdict));
        }
        let Some(subscription) = self.subscription else { return };
        for (kind, uid, verdict) in events {
            let copies = if self.chance(self.script.loss) { 0 } else { 1 + u32::from(self.chance(40)) };
            for _ in 0..copies {
                let at = self.delivery_time();
                self.plan(at, Happening::Deliver { subscription, kind, uid, verdict });
            }
        }
    }

    /// As `glue/channel.js` does it: one at a time and in order, what comes meanwhile waits.
    fn offer(&mut self, item: Item) {
        if self.asking.is_none() && self.mailbox.is_empty() {
            self.ask(item);
            self.drain();
            return;
        }
        let item = match item {
            Item::Version(facts, answer) if facts.origin == Origin::Event => {
                self.wait.arrived(self.now as f64, facts.uid);
                Item::Version(Facts { origin: Origin::Queued, ..facts }, answer)
            }
            Item::Version(..) | Item::EndOf(_) => item,
        };
        self.mailbox.push_back(item);
    }

    fn ask(&mut self, item: Item) {
        let item = match item {
            Item::Version(facts, answer) if self.script.is_slow_to_answer && self.chance(100) => {
                let facts = if facts.origin == Origin::Event {
                    self.wait.arrived(self.now as f64, facts.uid);
                    Facts { origin: Origin::Queued, ..facts }
                } else {
                    facts
                };
                self.wait.asked();
                self.asking = Some(Item::Version(facts, answer));
                let at = self.now + self.up_to(3_000.0);
                self.plan(at, Happening::Judge);
                return;
            }
            item => item,
        };
        self.tell(item);
    }

    fn tell(&mut self, item: Item) {
        match item {
            Item::Version(facts, answer) => {
                // The end of the first object is news of it only to who has heard of no other.
                let is_news = facts.kind != EventKind::Deleted || !self.has_seen_any;
                self.has_seen_first |= is_news && facts.uid == 1;
                self.has_seen_any = true;
                self.wait.judged(self.now as f64, facts, answer);
            }
            Item::EndOf(ticket) => self.wait.offered(self.now as f64, ticket),
        }
    }

    fn drain(&mut self) {
        while self.asking.is_none() && !self.wait.is_over() {
            let Some(item) = self.mailbox.pop_front() else { return };
            self.ask(item);
        }
    }

    fn act(&mut self) {
        while let Some(action) = self.wait.poll_action() {
            assert!(self.ending.is_none(), "{action:?} after the ending");
            match action {
                Action::Subscribe => self.subscribe(),
                Action::Unsubscribe => {
                    assert!(self.subscription.take().is_some(), "nothing to unsubscribe");
                    self.last_unsubscribe = Some(self.now);
                }
                Action::Read { ticket, .. } => {
                    self.wait.read_began(self.now as f64, ticket);
                    self.read(ticket);
                }
                Action::GiveUp(_) => {}
                Action::Offer(ticket) => {
                    if let Some((uid, verdict)) = self.answered.take() {
                        self.offer(Item::Version(facts(0, uid, Origin::Read), answer(verdict)));
                    }
                    self.offer(Item::EndOf(ticket));
                }
                Action::OfferGone(ticket) => {
                    self.offer(Item::Version(facts(2, 0, Origin::Read), Answer::Continue));
                    self.offer(Item::EndOf(ticket));
                }
                Action::Settle(ending) => self.ending = Some(ending),
            }
        }
    }

    fn subscribe(&mut self) {
        assert!(self.subscription.is_none(), "two subscriptions at once");
        assert!(self.last_unsubscribe.is_none_or(|at| self.now >= at + 1_000), "subscribed too soon");
        if !self.is_settled_down && self.chance(30) {
            return self.wait.subscribe_failed(self.now as f64);
        }
        self.subscriptions += 1;
        self.subscription = Some(self.subscriptions);
        self.wait.subscribed(self.now as f64);
    }

    fn read(&mut self, ticket: u32) {
        let at = self.now + self.up_to(2_000.0);
        let is_bad = !self.is_settled_down && self.chance(self.script.read_failure);
        if !is_bad {
            self.plan(at, Happening::Serve(ticket));
        } else if self.chance(200) {
            self.plan(at, Happening::Fail(ticket));
        }
    }
}

fn facts(kind: u8, uid: Uid, origin: Origin) -> Facts {
    let kind = match kind {
        0 => EventKind::Added,
        1 => EventKind::Modified,
        _ => EventKind::Deleted,
    };
    Facts { kind, uid, is_terminating: false, origin }
}

fn answer(verdict: u8) -> Answer {
    match verdict {
        0 => Answer::Continue,
        1 => Answer::Resolve,
        _ => Answer::Failing,
    }
}

/// A state as an uid (0: absent) and what is answered for it.
fn picture(state: State) -> (Uid, u8) {
    match state {
        State::Absent => (0, 0),
        State::Pending(uid) => (uid, 0),
        State::Ready(uid) => (uid, 1),
        State::Failed(uid) => (uid, 2),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_final_state_decides(script in script()) {
        let (ending, expected) = Simulation::new(script).run();
        prop_assert_eq!(ending, expected);
    }
}

/// `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(4_000)
}
