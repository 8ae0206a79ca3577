//! A wait's one subscription: open, broken, opened again.

use super::backoff::{Backoff, Dice};

/// A subscription that held this long was a good one: the next pause is the first again.
const STABLE: f64 = 10_000.0;

/// What to do after the stream was reported bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// Unsubscribe; a new subscription follows.
    Unsubscribe,
    /// `subscribe` has not returned yet; its end decides.
    Later,
    /// It was known already.
    Already,
}

#[derive(Clone, Debug)]
enum State {
    /// Nothing was asked for yet.
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
    /// The server wants no new subscription before.
    not_before: f64,
}

impl Stream {
    pub(super) fn new() -> Self {
        Self { state: State::Idle, backoff: Backoff::default(), not_before: 0.0 }
    }

    pub(super) fn open(&mut self) {
        self.state = State::Opening { has_failed: false };
    }

    /// `subscribe` returned. Returns false if the stream was reported bad meanwhile.
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

    /// The subscription is given up now.
    pub(super) fn pause(&mut self, now: f64, dice: &mut Dice) {
        if let State::Open { since } = self.state
            && now - since >= STABLE
        {
            self.backoff.reset();
        }
        self.state = State::Pausing { until: now + self.backoff.next(dice) };
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
