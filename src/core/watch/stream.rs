//! The subscription of a wait: open, broken, opened again.

use super::backoff::{Backoff, Rng};
use super::{Action, OnDeleted, StreamState, Wait};

/// After a subscription that lasted this long, the next pause is as short as the first.
const STABLE: f64 = 10_000.0;
/// Within this time after a subscription, a consistent source has replayed its state.
pub(super) const REPLAYED_WITHIN: f64 = 2_000.0;

/// What to do after the stream was reported broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// Unsubscribe; a new subscription follows.
    Unsubscribe,
    /// `subscribe` has not returned yet; `subscribed` will unsubscribe.
    Later,
    /// The wait knew that already.
    Already,
}

/// The state of the stream, for people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreamReport {
    /// Open, lost or refused.
    pub state: StreamState,
    /// Since when.
    pub since: f64,
    /// When the next attempt is made, if known.
    pub retry_at: Option<f64>,
}

#[derive(Clone, Debug)]
enum State {
    /// Not started.
    Idle,
    /// Inside `subscribe`.
    Opening {
        has_failed: bool,
    },
    Open {
        since: f64,
    },
    /// Between two subscriptions.
    Pausing {
        until: f64,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Stream {
    state: State,
    backoff: Backoff,
    /// The server wants no new subscription before this moment.
    not_before: f64,
    report: StreamReport,
    /// Whether this subscription has brought an event of the target.
    has_spoken: bool,
}

impl Stream {
    pub(super) fn new(now: f64) -> Self {
        let report = StreamReport { state: StreamState::Lost, since: now, retry_at: None };
        Self { state: State::Idle, backoff: Backoff::default(), not_before: 0.0, report, has_spoken: false }
    }

    /// Records the state of the stream; returns whether it has changed.
    fn note(&mut self, now: f64, state: StreamState, retry_at: Option<f64>) -> bool {
        let since = if self.report.state == state { self.report.since } else { now };
        let report = StreamReport { state, since, retry_at: retry_at.or(self.deadline()) };
        std::mem::replace(&mut self.report, report) != report
    }

    pub(super) fn open(&mut self) {
        self.state = State::Opening { has_failed: false };
        self.has_spoken = false;
    }

    pub(super) fn spoke(&mut self) {
        self.has_spoken = true;
    }

    /// `subscribe` returned. Returns false if the stream was reported broken in the meantime.
    pub(super) fn opened(&mut self, now: f64) -> bool {
        let is_good = matches!(self.state, State::Opening { has_failed: false });
        if is_good {
            self.state = State::Open { since: now };
        }
        is_good
    }

    pub(super) fn broke(&mut self) -> Broken {
        match &mut self.state {
            State::Opening { has_failed: true } | State::Idle | State::Pausing { .. } => Broken::Already,
            State::Opening { has_failed } => {
                *has_failed = true;
                Broken::Later
            }
            State::Open { .. } => Broken::Unsubscribe,
        }
    }

    /// The subscription ends now.
    pub(super) fn pause(&mut self, now: f64, rng: &mut Rng) {
        if let State::Open { since } = self.state
            && now - since >= STABLE
        {
            self.backoff.reset();
        }
        self.state = State::Pausing { until: now + self.backoff.next(rng) };
    }

    pub(super) fn hold(&mut self, until: f64) {
        self.not_before = self.not_before.max(until);
    }

    /// When to subscribe again.
    pub(super) fn deadline(&self) -> Option<f64> {
        match self.state {
            State::Pausing { until } => Some(until.max(self.not_before)),
            State::Idle | State::Opening { .. } | State::Open { .. } => None,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        match self.state {
            State::Open { .. } | State::Opening { has_failed: false } => true,
            State::Idle | State::Opening { has_failed: true } | State::Pausing { .. } => false,
        }
    }

    pub(super) fn is_bad(&self) -> bool {
        match self.state {
            State::Pausing { .. } | State::Opening { has_failed: true } => true,
            State::Idle | State::Opening { has_failed: false } | State::Open { .. } => false,
        }
    }
}

impl Wait {
    /// `subscribe` returned.
    pub fn subscribed(&mut self, now: f64) {
        if self.is_over {
            return;
        }
        let is_open = self.stream.opened(now);
        if !is_open {
            self.unsubscribe(now);
            self.note_stream(now, self.stream.report.state, None);
        } else if !self.config.reports_stream {
            self.note_stream(now, StreamState::Open, None);
        }
        if !is_open {
            // The next subscription reads.
        } else if self.reads_freely() {
            self.schedule.subscribed(now, &mut self.read_rng);
        } else if self.awaits_deletion() && (self.config.is_named || !self.config.reports_stream) {
            // Not even a replay can mention an object that was gone before.
            self.schedule.plan(now);
        }
        self.pump(now);
    }

    /// `subscribe` threw.
    pub fn subscribe_failed(&mut self, now: f64) {
        if self.is_over {
            return;
        }
        self.stream.pause(now, &mut self.rng);
        self.note_stream(now, StreamState::Lost, None);
        self.gap(now);
        self.pump(now);
    }

    /// The source reports the state of its stream, in addition to events. Only the source knows when it tries again.
    pub fn stream_reported(&mut self, now: f64, state: StreamState, retry_at: Option<f64>) {
        if self.is_over || !self.stream.is_open() {
            return;
        }
        if state == StreamState::Open {
            self.forbidden.good();
            if self.stream.report.state != state && self.may_have_missed_a_deletion() {
                // What was read before may be gone since, and the replay that follows does not mention it. The timer begins
                // the read, after the replay, which would overtake it.
                self.schedule.forget();
                self.schedule.plan(if self.config.is_named { now + REPLAYED_WITHIN } else { now });
            }
        }
        self.note_stream(now, state, retry_at);
    }

    /// The state of the stream.
    pub fn stream_report(&self) -> StreamReport {
        self.stream.report
    }

    /// An `ERROR` event came, with the status code of its object and how long the server wants no requests.
    ///
    /// Codes mean what they mean in HTTP, as the Kubernetes API conventions ("Response Status Kind") use them.
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
            return self.refuse(now);
        }
        let state = if matches!(code, Some(401 | 403)) { StreamState::Refused } else { StreamState::Lost };
        if self.config.reports_stream && matches!(code, Some(401 | 403 | 404)) {
            // The source asks again by itself, sooner than this wait would.
            return self.note_stream(now, state, self.stream.report.retry_at);
        }
        match self.stream.broke() {
            Broken::Already => {}
            Broken::Later => self.gap(now),
            Broken::Unsubscribe => {
                self.unsubscribe(now);
                self.gap(now);
            }
        }
        self.note_stream(now, state, None);
        self.pump(now);
    }

    /// The stream delivered something that is not an event of the target.
    pub fn stream_alive(&mut self) {
        self.forbidden.good();
    }

    /// An event may have been lost; the stream continues.
    pub fn lost(&mut self, now: f64) {
        if !self.is_over && self.reads_freely() {
            self.schedule.plan(now);
            self.pump(now);
        }
    }

    pub(super) fn subscribe(&mut self) {
        self.stream.open();
        self.act(Action::Subscribe);
    }

    pub(super) fn note_stream(&mut self, now: f64, state: StreamState, retry_at: Option<f64>) {
        if self.stream.note(now, state, retry_at) && self.config.is_observed {
            self.act(Action::ReportStream(self.stream.report));
        }
    }

    /// Whether there is a stream that is not known to be broken.
    pub(super) fn is_streaming(&self) -> bool {
        let is_reported = !self.config.reports_stream || self.stream.report.state == StreamState::Open;
        is_reported && self.stream.is_open()
    }

    fn unsubscribe(&mut self, now: f64) {
        self.act(Action::Unsubscribe);
        self.stream.pause(now, &mut self.rng);
    }

    fn gap(&mut self, now: f64) {
        if self.reads_freely() {
            self.schedule.broke(now, &mut self.read_rng);
        } else if !self.forbidden.is_confirming() {
            // The next subscription decides again whether to read.
            self.schedule.forget();
            if !self.config.is_named && self.closing.is_none() && !self.failing.is_confirming() {
                // Its answer is older than the replay, against which it cannot be compared.
                self.abandon_read();
            }
        }
    }

    /// Whether only a read can show that it is over: no replay mentions what is gone.
    fn awaits_deletion(&self) -> bool {
        let is_awaited = matches!(self.config.on_deleted, OnDeleted::Resolve | OnDeleted::Count);
        is_awaited && self.config.is_readable
    }

    /// Whether an object may have been deleted before the state is replayed. Silence after a replay is a reason to read; so is
    /// whatever it says of a collection, where others may be gone.
    fn may_have_missed_a_deletion(&self) -> bool {
        let is_silent = !(self.config.is_named && self.stream.has_spoken);
        let has_appeared = self.config.is_named && self.config.is_readable && self.identity.has_appeared();
        is_silent
            && self.closing.is_none()
            && !self.reads_freely()
            && (has_appeared || self.awaits_deletion())
    }
}
