//! One time line out of a wall clock that may jump.
//!
//! Deadlines are points on a line that never goes back, in milliseconds. The wall clock
//! (`Date.now`) may be set back; a timer that fired proves that its delay has passed whatever the
//! wall clock says. What is shown to people is always the wall clock's own reading.

/// A timer that fires later than this has slept: a suspended laptop or a frozen tab.
pub const SUSPENSION: f64 = 30_000.0;

/// How much longer a deadline that passed during a suspension holds.
pub const AFTER_SUSPENSION: f64 = 15_000.0;

/// Turns readings of the wall clock into a time line that never goes back.
#[derive(Debug, Default)]
pub struct Clock {
    /// What is added to the wall clock's reading.
    offset: f64,
    now: f64,
}

impl Clock {
    /// The present moment, given the wall clock's reading.
    pub fn read(&mut self, wall: f64) -> f64 {
        self.at_least(wall, self.now)
    }

    /// The present moment when a timer has fired that was armed at `armed` for `delay`.
    pub fn fired(&mut self, wall: f64, armed: f64, delay: f64) -> f64 {
        let least = self.now.max(armed + delay);
        self.at_least(wall, least)
    }

    /// What the wall clock shows at a moment of this time line.
    pub fn wall(&self, moment: f64) -> f64 {
        moment - self.offset
    }

    fn at_least(&mut self, wall: f64, least: f64) -> f64 {
        let reading = wall + self.offset;
        if reading >= least {
            self.now = reading;
        } else if wall.is_finite() {
            self.offset += least - reading;
            self.now = least;
        }
        self.now
    }
}

/// Whether a timer that was due at `due` and fired at `now` tells of a suspension.
pub fn is_suspension(due: f64, now: f64) -> bool {
    now - due > SUSPENSION
}

#[cfg(all(test, not(target_arch = "wasm32")))]
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
    fn a_timer_that_fired_proves_its_delay() {
        let mut clock = Clock::default();
        let armed = clock.read(10_000.0);
        assert_eq!(clock.fired(2_000.0, armed, 50.0), 10_050.0);
        assert_eq!(clock.read(2_007.0), 10_057.0);
    }

    #[test]
    fn a_reading_that_is_no_number_is_passed_over() {
        let mut clock = Clock::default();
        clock.read(5.0);
        assert_eq!(clock.read(f64::NAN), 5.0);
        assert_eq!(clock.read(6.0), 6.0);
    }
}
