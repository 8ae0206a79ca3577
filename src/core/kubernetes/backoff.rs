//! How long a connection waits before its next request.

use crate::core::backoff::{Doubling, LONGEST, LONGEST_RETRY_AFTER};
use crate::core::rng::Rng;

/// Permissions, and the resource type itself, may follow the creation of an object late; waits tolerate refusals for
/// 30 s.
const LONGEST_AFTER_REFUSAL: f64 = 10_000.0;
/// While nothing is known of a collection its subscribers know nothing at all. With full jitter half of the clients are
/// back within 2.5 s after a server has restarted, however long that took, and no two of them at the same moment.
const LONGEST_WITHOUT_A_LIST: f64 = 8_000.0;
/// Spreads clients that were given the same `Retry-After` at the same moment.
const RETRY_AFTER_SPREAD: f64 = 1_000.0;
/// Between two reads of a collection that has no stream, give or take a quarter.
const POLL_INTERVAL: f64 = 4_000.0;
/// Before a stream is requested again where only lists are allowed, give or take a quarter.
const FORBIDDEN_STREAM_PAUSE: f64 = 120_000.0;

/// Backoff with full jitter: anything from nothing up to 1, 2, 4, 8, 16 and then 30 s.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    doubling: Doubling,
}

impl Backoff {
    /// A stream failed. The collection is read meanwhile.
    pub(super) fn after_stream(&mut self, rng: &mut Rng) -> f64 {
        self.up_to(LONGEST, rng)
    }

    /// A list failed.
    pub(super) fn after_list(&mut self, rng: &mut Rng) -> f64 {
        self.up_to(LONGEST_WITHOUT_A_LIST, rng)
    }

    pub(super) fn after_refusal(&mut self, rng: &mut Rng) -> f64 {
        self.up_to(LONGEST_AFTER_REFUSAL, rng)
    }

    /// The server is busy. Its own `Retry-After` counts where it gave one, since it knows its load.
    pub(super) fn after_overload(&mut self, retry_after: Option<f64>, rng: &mut Rng) -> f64 {
        let own = self.after_stream(rng);
        match retry_after {
            Some(asked) if asked > 0.0 => {
                asked.min(LONGEST_RETRY_AFTER - RETRY_AFTER_SPREAD) + RETRY_AFTER_SPREAD * rng.fraction()
            }
            Some(_) | None => own,
        }
    }

    pub(super) fn reset(&mut self) {
        self.doubling.reset();
    }

    fn up_to(&mut self, longest: f64, rng: &mut Rng) -> f64 {
        self.doubling.next(longest) * rng.fraction()
    }
}

/// How long until a collection without a stream is read again.
pub(super) fn poll_interval(rng: &mut Rng) -> f64 {
    spread(POLL_INTERVAL, rng)
}

/// How long a stream that is forbidden is not requested.
pub(super) fn forbidden_stream_pause(rng: &mut Rng) -> f64 {
    spread(FORBIDDEN_STREAM_PAUSE, rng)
}

fn spread(time: f64, rng: &mut Rng) -> f64 {
    time * (0.75 + 0.5 * rng.fraction())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_clients_ask_within_three_and_a_half_seconds_after_a_long_outage() {
        for outage in [20_000.0, 60_000.0, 600_000.0] {
            let mut late: Vec<f64> = (0..500).map(|seed| seconds_after(outage, seed)).collect();
            late.sort_by(f64::total_cmp);
            assert!(late[250] < 3_500.0, "the median after {outage} ms was {}", late[250]);
            assert!(late[499] <= LONGEST_WITHOUT_A_LIST);
            // No herd.
            let busiest = (0..60).map(|at| f64::from(at) * 200.0).map(|from| count(&late, from)).max();
            assert!(busiest.is_some_and(|most| most < 50), "{busiest:?} of 500 within 200 ms");
        }
    }

    fn seconds_after(outage: f64, seed: u64) -> f64 {
        let (mut backoff, mut rng, mut now) = (Backoff::default(), Rng::new(seed), 0.0);
        while now < outage {
            now += backoff.after_list(&mut rng);
        }
        now - outage
    }

    fn count(late: &[f64], from: f64) -> usize {
        late.iter().filter(|at| (from..from + 200.0).contains(*at)).count()
    }

    #[test]
    fn a_retry_after_counts_up_to_ten_minutes() {
        let mut rng = Rng::new(7);
        for asked in [1e15, f64::INFINITY, 3_600_000.0, 600_000.0] {
            let pause = Backoff::default().after_overload(Some(asked), &mut rng);
            assert!((599_000.0..=600_000.0).contains(&pause), "{pause} for {asked}");
        }
        let pause = Backoff::default().after_overload(Some(7_000.0), &mut rng);
        assert!((7_000.0..8_000.0).contains(&pause));
        for asked in [None, Some(0.0), Some(-1.0), Some(f64::NAN)] {
            assert!(Backoff::default().after_overload(asked, &mut rng) < 1_000.0);
        }
    }
}
