//! Exponential backoff. The caller adds its own jitter.

/// The first pause.
const FIRST: f64 = 1_000.0;
/// No pause grows beyond this.
pub(crate) const LONGEST: f64 = 30_000.0;
/// The most that any `Retry-After` counts for: it may be a mistake, and must not end a wait.
pub(crate) const LONGEST_RETRY_AFTER: f64 = 600_000.0;

/// Counts failures in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubling {
    failures: u32,
}

impl Doubling {
    /// The pause after one more failure: 1, 2, 4, 8, 16, then 30 s, and never more than `longest`.
    pub(crate) fn next(&mut self, longest: f64) -> f64 {
        let pause = (FIRST * f64::from(1u32 << self.failures.min(5))).min(longest);
        self.failures = self.failures.saturating_add(1);
        pause
    }

    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// Whether nothing has failed since the last success.
    pub(crate) fn is_fresh(&self) -> bool {
        self.failures == 0
    }
}
