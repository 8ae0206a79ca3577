//! A monotonic time line from a wall clock that may jump.
//!
//! Deadlines are points on a line that never goes back, in milliseconds. They are checked against the
//! wall clock (`Date.now`), since a timer may fire early. If the clock was set back meanwhile, its
//! reading proves nothing, and the timer is trusted instead. People are always shown the wall clock's
//! own reading.

/// A timer that fires later than this means a suspension: a sleeping laptop or a frozen tab.
pub const SUSPENSION: f64 = 30_000.0;

/// The extension of a deadline that passed during a suspension.
pub const AFTER_SUSPENSION: f64 = 15_000.0;

/// The end of the time that a `Date` can show: https://tc39.es/ecma262/#sec-time-values-and-time-range. A clock that reads
/// more, or not a number, is ignored.
const LATEST: f64 = 8.64e15;

/// A clock that stood still while this many timers in a row fired is ignored too.
const STOPPED: u32 = 3;

/// Turns readings of the wall clock into a time line that never goes back.
#[derive(Debug, Default)]
pub struct Clock {
    /// The offset added to the wall clock's reading.
    offset: f64,
    /// The offset before its last change.
    earlier_offset: f64,
    now: f64,
    /// How often, since a timer was armed, a reading was less than the one before it.
    steps_back: u32,
    /// Timers in a row during which the clock has stood still.
    stops: u32,
}

impl Clock {
    /// The present moment, given the wall clock's reading.
    #[inline]
    pub fn read(&mut self, wall: f64) -> f64 {
        self.at_least(wall, self.now)
    }

    /// The moment at which the clock was last read.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// The present moment, given that a timer has fired that was armed at `armed` for `delay`.
    pub fn fired(&mut self, wall: f64, armed: f64, delay: f64) -> f64 {
        let has_stood_still = delay >= 1.0 && wall + self.offset == armed;
        self.stops = if has_stood_still { self.stops.saturating_add(1) } else { 0 };
        let was_set_back =
            self.steps_back > 0 || !is_time(wall) || self.stops >= STOPPED || wall + self.offset < armed;
        self.steps_back = 0;
        let least = if was_set_back { self.now.max(armed + delay) } else { self.now };
        self.at_least(wall, least)
    }

    /// Notes that a timer is armed now: what the clock did before does not concern it.
    pub fn armed(&mut self) {
        self.steps_back = 0;
    }

    /// The moment when the wall clock showed `wall`, not long before it was last read.
    pub fn past(&self, wall: f64) -> f64 {
        let moment = wall + self.offset;
        // A reading in the future dates from before the clock was set back.
        if moment <= self.now { moment } else { self.now.min(wall + self.earlier_offset) }
    }

    /// The wall clock's reading at a moment of this time line.
    pub fn wall(&self, moment: f64) -> f64 {
        moment - self.offset
    }

    /// What views show for the wall clock reading `wall`.
    pub fn shown(&self, wall: f64) -> f64 {
        if is_time(wall) { wall } else { self.wall(self.now) }
    }

    #[inline]
    fn at_least(&mut self, wall: f64, least: f64) -> f64 {
        if !is_time(wall) {
            self.now = least;
            return self.now;
        }
        let reading = wall + self.offset;
        if reading >= least {
            self.now = reading;
        } else {
            self.steps_back = self.steps_back.saturating_add(u32::from(reading < self.now));
            self.earlier_offset = self.offset;
            self.offset += least - reading;
            self.now = least;
        }
        self.now
    }
}

fn is_time(wall: f64) -> bool {
    wall.abs() <= LATEST
}

/// Whether a timer that was due at `due` and fired at `now` indicates a suspension.
pub fn is_suspension(due: f64, now: f64) -> bool {
    now - due > SUSPENSION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_does_not_turn_time_back() {
        let mut clock = Clock::default();
        assert_eq!(clock.read(1_000.0), 1_000.0);
        assert_eq!(clock.read(400.0), 1_000.0);
        assert_eq!(clock.read(450.0), 1_050.0);
        assert_eq!(clock.wall(1_050.0), 450.0);
    }

    #[test]
    fn a_moment_that_has_passed_is_found_again_also_where_the_clock_was_set_back_since() {
        let mut clock = Clock::default();
        clock.read(1_000.0);
        clock.read(1_500.0);
        assert_eq!(clock.past(1_200.0), 1_200.0);
        clock.read(400.0);
        clock.read(450.0);
        assert_eq!((clock.past(1_200.0), clock.past(420.0)), (1_200.0, 1_520.0));
        clock.read(100.0);
        assert_eq!((clock.past(430.0), clock.past(9_000.0)), (1_530.0, 1_550.0));
    }

    #[test]
    fn a_timer_is_believed_where_the_clock_was_set_back() {
        let mut clock = Clock::default();
        let armed = clock.read(10_000.0);
        assert_eq!(clock.fired(2_000.0, armed, 50.0), 10_050.0);
        assert_eq!(clock.read(2_007.0), 10_057.0);
    }

    #[test]
    fn a_timer_is_believed_where_a_reading_in_between_told_of_a_step_back() {
        let mut clock = Clock::default();
        let armed = clock.read(10_000.0);
        clock.armed();
        clock.read(10_400.0);
        clock.read(10_200.0);
        assert_eq!(clock.fired(10_800.0, armed, 1_000.0), 11_000.0);
    }

    /// A timer that fired early ended tasks before their time.
    #[test]
    fn a_timer_that_fires_early_proves_nothing() {
        let mut clock = Clock::default();
        let armed = clock.read(10_000.0);
        clock.armed();
        assert_eq!(clock.fired(10_400.0, armed, 1_000.0), 10_400.0);
    }

    #[test]
    fn a_reading_that_is_no_number_is_passed_over() {
        let mut clock = Clock::default();
        clock.read(5.0);
        assert_eq!(clock.read(f64::NAN), 5.0);
        assert_eq!(clock.read(6.0), 6.0);
    }

    #[test]
    fn a_timer_is_believed_where_the_clock_is_out_of_range_or_no_number() {
        for wall in [f64::NAN, f64::INFINITY, 1e300, -1e300, 9.1e15] {
            let mut clock = Clock::default();
            clock.read(1_000.0);
            let armed = clock.read(wall);
            assert_eq!((armed, clock.shown(wall)), (1_000.0, 1_000.0));
            clock.armed();
            assert_eq!(clock.fired(wall, armed, 50.0), 1_050.0);
            assert_eq!((clock.read(wall), clock.shown(wall)), (1_050.0, 1_050.0));
            assert_eq!(clock.shown(7.0), 7.0);
        }
    }

    #[test]
    fn a_timer_is_believed_where_the_clock_has_stood_still_for_several() {
        let mut clock = Clock::default();
        let mut armed = clock.read(1_000.0);
        for _ in 0..2 {
            clock.armed();
            assert_eq!(clock.fired(1_000.0, armed, 50.0), 1_000.0);
        }
        clock.armed();
        armed = clock.fired(1_000.0, armed, 50.0);
        assert_eq!(armed, 1_050.0);
        clock.armed();
        assert_eq!(clock.fired(1_000.0, armed, 30.0), 1_080.0);
        assert_eq!(clock.read(1_001.0), 1_081.0);
    }
}
