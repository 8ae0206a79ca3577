//! When the owner of a task counts as gone if there are no Web Locks.
//!
//! An owner renews its lease by writing each of its tasks again every [`RENEWAL`], which the waiting pages notice. A
//! background page's timers fire once a minute at worst, so [`LEASE`] is longer than that. The clocks of two pages are
//! never compared: each page counts for how long it has noticed nothing, except while it was suspended, since the owner
//! may have been suspended as well. Where possible, the other half keeps its timers from being throttled to once a minute.

/// Milliseconds between two renewals.
pub const RENEWAL: f64 = 20_000.0;

/// Milliseconds without a renewal after which an owner counts as gone. With a check before and after, less than 90 s.
pub const LEASE: f64 = 75_000.0;

/// Milliseconds between two checks.
pub const CHECK: f64 = 5_000.0;

/// Milliseconds after `beforeunload` for which a page may still be about to go away. Browsers abort its requests at once,
/// and load the next page before they end this one.
pub const LEAVING: f64 = 10_000.0;

/// The most that the time between two checks counts for: a later check means that the page was suspended or blocked.
const COUNTED: f64 = 3.0 * CHECK;

/// A check that is at most this many milliseconds late is explained by the throttled timers of a background page.
const THROTTLED: f64 = 65_000.0;

/// For how many milliseconds the owner has been silent, at a check `gap` milliseconds after the last check or renewal.
/// `deferred` is the time that the last check left uncounted: since then the owner has had time to show that it is alive.
pub fn silence_after(silence: f64, deferred: f64, gap: f64) -> f64 {
    silence + deferred + counted(gap)
}

/// The part of a gap that counts only at the next check, if the owner is silent until then. Nothing of a longer gap counts:
/// the owner may have been suspended as well.
pub fn deferred(gap: f64) -> f64 {
    if gap <= THROTTLED { (gap - COUNTED).max(0.0) } else { 0.0 }
}

/// Negative, as by a clock that was set back, and NaN count as no time.
fn counted(gap: f64) -> f64 {
    if gap > 0.0 { gap.min(COUNTED) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds until an owner that last renewed its lease at 0 counts as gone, with checks at these times.
    fn gone_at(looks: impl Iterator<Item = f64>) -> f64 {
        let (mut silence, mut doubt, mut last) = (0.0, 0.0, 0.0);
        for look in looks {
            let gap = look - last;
            silence = silence_after(silence, doubt, gap);
            doubt = deferred(gap);
            last = look;
            if silence >= LEASE {
                return look;
            }
        }
        f64::INFINITY
    }

    #[test]
    fn an_owner_that_is_gone_is_noticed_within_90_seconds() {
        // Its last renewal came just after a check.
        let at = gone_at((1..).map(|number| f64::from(number) * CHECK));
        assert!(at + CHECK < 90_000.0 && at >= LEASE, "{at}");
    }

    #[test]
    fn an_owner_in_the_background_is_heard_in_time() {
        // Timers fire once a minute there; the write and its notification take a moment.
        const { assert!(LEASE > 60_000.0 + 2.0 * CHECK) };
    }

    #[test]
    fn what_was_slept_through_does_not_count() {
        let night = 8.0 * 3_600_000.0;
        let mut looks = vec![CHECK, CHECK + night];
        looks.extend((1..40).map(|number| CHECK + night + f64::from(number) * CHECK));
        let at = gone_at(looks.into_iter());
        assert!(at - night >= 50_000.0, "an owner that slept as well had {} ms", at - night);
    }

    #[test]
    fn a_page_whose_timers_come_once_a_minute_notices_within_three_minutes_and_not_before_an_owner_like_it_is_heard()
     {
        for phase in 0..60 {
            let at = gone_at((0..).map(|minute| f64::from(phase) * 1_000.0 + f64::from(minute) * 60_000.0));
            assert!((LEASE..=180_000.0).contains(&at), "{at} with the first look after {phase} s");
        }
    }

    #[test]
    fn a_short_sleep_ends_no_owner_that_wakes_up_at_the_same_time() {
        // The last renewal came 20 s before the suspension, and the check comes first.
        for slept in [16_000.0, 40_000.0, 60_000.0, 1e6] {
            let mut silence = 0.0;
            for _ in 0..4 {
                silence = silence_after(silence, 0.0, CHECK);
            }
            assert!(silence_after(silence, 0.0, CHECK + slept) < LEASE, "{slept}");
        }
    }

    #[test]
    fn a_clock_that_is_set_back_ends_nobody() {
        for gap in [-1e9, f64::NAN] {
            assert_eq!(silence_after(10.0, 0.0, gap), 10.0);
            assert_eq!(deferred(gap), 0.0);
        }
    }
}
