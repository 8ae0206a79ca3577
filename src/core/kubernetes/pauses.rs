//! How long a connection waits before it asks again.

use crate::core::backoff::{Doubling, LONGEST};
use crate::core::dice::Dice;

/// Permission, and the kind itself, may follow creation late; waits bear refusals for 30 s.
const LONGEST_AFTER_REFUSAL: f64 = 10_000.0;
/// Nobody waits longer than an hour because a server said so.
const LONGEST_RETRY_AFTER: f64 = 3_600_000.0;
/// Clients that were told the same moment do not all come at it.
const RETRY_AFTER_SPREAD: f64 = 1_000.0;
/// Between two reads of a collection that has no stream, give or take a quarter.
const POLL: f64 = 4_000.0;

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

    /// What the server asked for, if it did; it knows better than the dice.
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

pub(super) fn until_poll(dice: &mut Dice) -> f64 {
    POLL * (0.75 + 0.5 * dice.roll())
}
