//! Each rule of the wait, with a clock that stands still until it is moved.

use super::*;

mod endings;
mod explanation;
mod failures;
mod identity;
mod reads;
mod sharing;
mod stream;

const FIRST: Uid = 1;
const SECOND: Uid = 2;

struct Fake {
    wait: Wait,
    now: f64,
    /// When reads were requested.
    reads: Vec<f64>,
    /// Whether each of them was a last one.
    last: Vec<bool>,
    given_up: Vec<u32>,
    /// Whether requested reads do not begin.
    is_busy: bool,
    subscribes: Vec<f64>,
    unsubscribes: usize,
    /// How the stream was reported to be, and when the next attempt was said to be made.
    reports: Vec<(StreamState, Option<f64>)>,
    explained: Vec<f64>,
    offered: Vec<u32>,
    gone: usize,
    ending: Option<Ending>,
    /// The immediate answer to each read, if there is to be one.
    answer: Option<bool>,
    /// Which object reads find; `FIRST` if it is absent.
    found: Option<Uid>,
}

fn config() -> Config {
    Config {
        is_named: true,
        is_readable: true,
        is_consistent: false,
        reports_stream: false,
        is_observed: true,
        explains: false,
        on_deleted: OnDeleted::Reject,
        pins_answers: false,
        timeout: None,
        task_deadline: None,
        forbidden_grace: Config::FORBIDDEN_GRACE,
        failure_grace: 0.0,
        is_visible: true,
        seed: 7,
    }
}

fn facts(kind: EventKind, uid: Uid, origin: Origin) -> Facts {
    Facts { kind, uid, origin, ..Facts::UNREMARKABLE }
}

impl Fake {
    fn new(config: Config) -> Self {
        Self::prepared(config, |_| {})
    }

    fn prepared(config: Config, prepare: impl FnOnce(&mut Self)) -> Self {
        let mut fake = Self {
            wait: Wait::new(0.0, config),
            now: 0.0,
            reads: Vec::new(),
            last: Vec::new(),
            given_up: Vec::new(),
            is_busy: false,
            subscribes: Vec::new(),
            unsubscribes: 0,
            reports: Vec::new(),
            explained: Vec::new(),
            offered: Vec::new(),
            gone: 0,
            ending: None,
            answer: None,
            found: None,
        };
        prepare(&mut fake);
        fake.wait.start();
        fake.run();
        fake
    }

    fn answering(config: Config, answer: bool) -> Self {
        Self::prepared(config, |fake| fake.answer = Some(answer))
    }

    fn run(&mut self) {
        while let Some(action) = self.wait.poll_action() {
            let now = self.now;
            match action {
                Action::Subscribe => {
                    self.subscribes.push(now);
                    self.wait.subscribed(now);
                }
                Action::ReportStream(report) => self.reports.push((report.state, report.retry_at)),
                Action::Explain => self.explained.push(now),
                Action::Unsubscribe => self.unsubscribes += 1,
                Action::Read { ticket, is_last } => {
                    self.reads.push(now);
                    self.last.push(is_last);
                    if self.is_busy {
                        continue;
                    }
                    self.wait.read_began(now, ticket, now.to_bits());
                    if let Some(is_present) = self.answer {
                        self.wait.read_answered(now, ticket, is_present);
                    }
                }
                Action::GiveUp(ticket) => self.given_up.push(ticket),
                Action::Offer(ticket) => {
                    self.offered.push(ticket);
                    let facts = facts(EventKind::Added, self.found.unwrap_or(FIRST), Origin::Read);
                    if !self.wait.is_outdated(ticket, facts) {
                        self.wait.judged(now, facts, Answer::Continue);
                    }
                    self.wait.offered(now, ticket);
                }
                Action::OfferGone(ticket) => {
                    self.gone += 1;
                    self.wait.judged(now, facts(EventKind::Deleted, 0, Origin::Read), Answer::Continue);
                    self.wait.offered(now, ticket);
                }
                Action::Settle(ending) => self.ending = Some(ending),
            }
        }
    }

    /// Lets time pass, with a timer that is always punctual.
    fn until(&mut self, end: f64) {
        for _ in 0..10_000 {
            match self.wait.poll_deadline() {
                Some(deadline) if deadline <= end => {
                    self.now = self.now.max(deadline);
                    self.wait.timer(self.now);
                    self.run();
                }
                _ => {
                    self.now = end;
                    return;
                }
            }
        }
        panic!("the wait asks for one deadline after another at {}", self.now);
    }

    fn event(&mut self, kind: EventKind, uid: Uid, answer: Answer) {
        self.wait.judged(self.now, facts(kind, uid, Origin::Event), answer);
        self.run();
    }

    fn added(&mut self, uid: Uid) {
        self.event(EventKind::Added, uid, Answer::Continue);
    }

    fn terminating(&mut self, kind: EventKind, uid: Uid, origin: Origin) {
        let facts = Facts { is_terminating: true, ..facts(kind, uid, origin) };
        self.wait.judged(self.now, facts, Answer::Continue);
        self.run();
    }

    fn initial(&mut self, uid: Uid) {
        self.wait.judged(self.now, facts(EventKind::Added, uid, Origin::Initial), Answer::Continue);
    }

    fn error(&mut self, code: Option<u16>) {
        self.wait.stream_error(self.now, code, None);
        self.run();
    }

    fn fail_read(&mut self, failure: ReadFailure) {
        let ticket = self.reads.len() as u32;
        self.wait.read_failed(self.now, ticket, failure, None);
        self.run();
    }

    fn answer_read(&mut self, is_present: bool) {
        let ticket = self.reads.len() as u32;
        self.wait.read_answered(self.now, ticket, is_present);
        self.run();
    }
}
