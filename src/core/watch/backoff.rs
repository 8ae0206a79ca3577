//! The pauses between a wait's subscriptions and between its failed reads.

use crate::core::backoff::{Doubling, LONGEST};
pub(super) use crate::core::rng::Rng;

/// 1 s, then about 2, 4, 8, 16 and 30 s. The first is exact, and no pause between an unsubscribe and the next subscribe
/// is shorter; later ones are up to a quarter longer, so that waits that broke at the same time do not return at the same time.
#[derive(Clone, Debug, Default)]
pub(super) struct Backoff {
    doubling: Doubling,
}

impl Backoff {
    pub(super) fn next(&mut self, rng: &mut Rng) -> f64 {
        let spread = if self.is_fresh() { 0.0 } else { 0.25 };
        self.doubling.next(LONGEST) * (1.0 + spread * rng.fraction())
    }

    pub(super) fn reset(&mut self) {
        self.doubling.reset();
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.doubling.is_fresh()
    }
}
