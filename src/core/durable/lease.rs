//! When the owner of a task counts as gone where there are no Web Locks.
//!
//! An owner writes each of its tasks anew every [`BEAT`], and those who wait for its end hear of it. The timers of a
//! page in the background come once a minute at worst, so [`LEASE`] is longer than that. Clocks of two pages are never
//! compared: each counts for how long it has heard nothing. What a page slept through is not counted, since the owner
//! may have slept as well.

/// Milliseconds between two signs of life.
pub const BEAT: f64 = 20_000.0;

/// Milliseconds without one after which an owner counts as gone. With a look before and after, less than 90 s.
pub const LEASE: f64 = 75_000.0;

/// Milliseconds between two looks.
pub const LOOK: f64 = 5_000.0;

/// The most that counts between two looks: whoever comes later slept, or was held up.
const MOST_COUNTED: f64 = 3.0 * LOOK;

/// For how many milliseconds nothing has been heard, `gap` milliseconds after the last look.
pub fn quiet_after(quiet: f64, gap: f64, was_heard: bool) -> f64 {
    if was_heard {
        return 0.0;
    }
    // A clock that was set back counts as no time. NaN, too.
    quiet + if gap > 0.0 { gap.min(MOST_COUNTED) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds until an owner counts as gone that was heard last at 0, with looks at these times.
    fn gone_at(looks: impl Iterator<Item = f64>) -> f64 {
        let (mut quiet, mut last) = (0.0, 0.0);
        for look in looks {
            quiet = quiet_after(quiet, look - last, false);
            last = look;
            if quiet >= LEASE {
                return look;
            }
        }
        f64::INFINITY
    }

    #[test]
    fn an_owner_that_is_gone_is_noticed_within_90_seconds() {
        // Its last sign came just after a look.
        let at = gone_at((1..).map(|number| f64::from(number) * LOOK));
        assert!(at + LOOK < 90_000.0 && at >= LEASE, "{at}");
    }

    #[test]
    fn an_owner_in_the_background_is_heard_in_time() {
        // Timers come once a minute there; the write and its news take a moment.
        const { assert!(LEASE > 60_000.0 + 2.0 * LOOK) };
    }

    #[test]
    fn what_was_slept_through_does_not_count() {
        let night = 8.0 * 3_600_000.0;
        let mut looks = vec![LOOK, LOOK + night];
        looks.extend((1..40).map(|number| LOOK + night + f64::from(number) * LOOK));
        let at = gone_at(looks.into_iter());
        assert!(at - night >= 50_000.0, "an owner that slept as well had {} ms", at - night);
    }

    #[test]
    fn a_clock_that_is_set_back_ends_nobody() {
        assert_eq!(quiet_after(10.0, -1e9, false), 10.0);
        assert_eq!(quiet_after(10.0, f64::NAN, false), 10.0);
    }

    #[test]
    fn a_sign_of_life_begins_anew() {
        assert_eq!(quiet_after(74_999.0, 5_000.0, true), 0.0);
    }
}
