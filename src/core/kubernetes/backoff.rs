//! How long a connection waits before its next request.

use crate::core::backoff::{Doubling, LONGEST};
use crate::core::dice::Dice;

/// Permissions, and the resource type itself, may follow the creation of an object late; waits tolerate refusals for
/// 30 s.
const LONGEST_AFTER_REFUSAL: f64 = 10_000.0;
/// A `Retry-After` is honoured up to an hour.
const LONGEST_RETRY_AFTER: f64 = 3_600_000.0;
/// Spreads clients that were given the same `Retry-After` at the same moment.
const RETRY_AFTER_SPREAD: f64 = 1_000.0;
/// Between two reads of a collection that has no stream, give or take a quarter.
const POLL_INTERVAL: f64 = 4_000.0;

/// Backoff with full jitter: anything from nothing up to 1, 2, 4, 8, 16 and then 30 s.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    doubling: Doubling,
}

impl Backoff {
    pub(super) fn after_failure(&mut self, dice: &mut Dice) -> f64 {
        self.up_to(LONGEST, dice)
    }

    pub(super) fn after_refusal(&mut self, dice: &mut Dice) -> f64 {
        self.up_to(LONGEST_AFTER_REFUSAL, dice)
    }

    /// The server's own `Retry-After` where it gave one: it knows its load.
    pub(super) fn after_overload(&mut self, retry_after: Option<f64>, dice: &mut Dice) -> f64 {
        let own = self.after_failure(dice);
        match retry_after {
            Some(asked) if asked > 0.0 => asked.min(LONGEST_RETRY_AFTER) + RETRY_AFTER_SPREAD * dice.roll(),
            Some(_) | None => own,
        }
    }

    pub(super) fn reset(&mut self) {
        self.doubling.reset();
    }

    fn up_to(&mut self, longest: f64, dice: &mut Dice) -> f64 {
        self.doubling.next(longest) * dice.roll()
    }
}

/// How long until a collection without a stream is read again.
pub(super) fn poll_interval(dice: &mut Dice) -> f64 {
    POLL_INTERVAL * (0.75 + 0.5 * dice.roll())
}
