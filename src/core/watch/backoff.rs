//! Pauses that grow, and the dice for them.

/// The first pause, which is also the least between an unsubscribe and the next subscribe.
pub(super) const FIRST: f64 = 1_000.0;
const LONGEST: f64 = 30_000.0;

/// Spreads what many waits would otherwise do at the same moment. No secrets depend on it.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// A number from 0 up to, but not including, 1 (splitmix64).
    pub(super) fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z >> 11) as f64 / (1u64 << 53) as f64
    }
}

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
