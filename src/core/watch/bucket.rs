//! How many reads of one source may begin: a burst, then a constant rate.

/// How many may begin at once after a pause.
const BURST: f64 = 50.0;
/// Milliseconds between two of them in the long run.
const INTERVAL: f64 = 100.0;

/// A token bucket, kept as the moment at which it will be full (the "generic cell rate algorithm" of ATM
/// networks), so no work is needed as time passes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bucket {
    full_at: f64,
}

impl Bucket {
    /// Takes a token if there is one.
    pub(super) fn take(&mut self, now: f64) -> bool {
        let has_token = self.next() <= now;
        if has_token {
            self.full_at = self.full_at.max(now) + INTERVAL;
        }
        has_token
    }

    /// When the next token is available.
    pub(super) fn next(&self) -> f64 {
        self.full_at - (BURST - 1.0) * INTERVAL
    }

    pub(super) fn is_full(&self, now: f64) -> bool {
        self.full_at <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_begin_at_once_then_ten_a_second() {
        let mut bucket = Bucket::default();
        let began = |bucket: &mut Bucket, now| (0..1_000).filter(|_| bucket.take(now)).count();
        assert_eq!(began(&mut bucket, 1e12), 50);
        assert_eq!(bucket.next(), 1e12 + 100.0);
        assert_eq!(began(&mut bucket, 1e12 + 99.0), 0);
        assert_eq!(began(&mut bucket, 1e12 + 1_000.0), 10);
        assert!(!bucket.is_full(1e12 + 5_999.0));
        assert!(bucket.is_full(1e12 + 6_000.0));
        assert_eq!(began(&mut bucket, 1e12 + 60_000.0), 50, "tokens beyond the burst are not saved up");
    }
}
