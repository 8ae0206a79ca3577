//! Pauses that grow.

pub(super) use crate::core::dice::Dice;

/// The first pause, which is also the least between an unsubscribe and the next subscribe.
pub(super) const FIRST: f64 = 1_000.0;
const LONGEST: f64 = 30_000.0;

/// 1 s, then about 2, 4, 8, 16 and 30 s. The first is exact, the later ones are lengthened by up to
/// a quarter, so that waits broken by one failure do not return as one.
#[derive(Clone, Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    pub(super) fn next(&mut self, dice: &mut Dice) -> f64 {
        let pause = (FIRST * f64::from(1u32 << self.failures.min(5))).min(LONGEST);
        let spread = if self.failures == 0 { 0.0 } else { 0.25 };
        self.failures = self.failures.saturating_add(1);
        pause * (1.0 + spread * dice.roll())
    }

    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.failures == 0
    }
}
