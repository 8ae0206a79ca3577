//! When a store counts as failed. From then on the queue continues in memory only, and `persistence` says so.
//!
//! No timer watches a store: a hung store is noticed when it is needed again, or when `persistence` is read.

use crate::core::numbered::numbered;

/// Milliseconds within which a store has to answer.
pub const PATIENCE: f64 = 2_000.0;

numbered! {
    /// Whether a store works.
    pub enum Health {
        /// As far as anybody knows.
        Ok,
        /// It has failed.
        Degraded,
    }
}

/// What is learned about a store.
#[derive(Debug, Clone, Copy)]
pub enum StoreEvent {
    /// It threw, rejected or returned nonsense.
    Failed,
    /// Its oldest pending call has been waiting for this many milliseconds.
    Owes(f64),
}

impl Health {
    /// The value of `persistence` for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Degraded => "degraded",
        }
    }

    /// What it is after an event.
    pub fn after(self, event: StoreEvent) -> Self {
        match (self, event) {
            (Self::Degraded, _) | (Self::Ok, StoreEvent::Failed) => Self::Degraded,
            (Self::Ok, StoreEvent::Owes(milliseconds)) if milliseconds >= PATIENCE => Self::Degraded,
            (Self::Ok, StoreEvent::Owes(_)) => Self::Ok,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_degrades_for_good() {
        let degraded = Health::Ok.after(StoreEvent::Failed);
        assert_eq!(degraded, Health::Degraded);
        assert_eq!(degraded.after(StoreEvent::Owes(0.0)), Health::Degraded);
        assert_eq!(degraded.after(StoreEvent::Failed), Health::Degraded);
    }

    #[test]
    fn an_answer_that_is_owed_for_two_seconds_degrades_and_a_slow_one_does_not() {
        assert_eq!(Health::Ok.after(StoreEvent::Owes(1_999.0)), Health::Ok);
        assert_eq!(Health::Ok.after(StoreEvent::Owes(2_000.0)), Health::Degraded);
    }

    #[test]
    fn a_clock_that_was_set_back_or_is_none_degrades_nothing() {
        assert_eq!(Health::Ok.after(StoreEvent::Owes(-5.0)), Health::Ok);
        assert_eq!(Health::Ok.after(StoreEvent::Owes(f64::NAN)), Health::Ok);
    }
}
