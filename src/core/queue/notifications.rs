//! When listeners are called: never inside the call that made the change, always before the next macrotask, at most
//! once in a turn of the microtask queue, and less often while changes keep coming.
//!
//! The other half counts the turns and reports changes. There is no clock: within a macrotask it stands still.

use crate::core::numbered::numbered;

/// Turns after which a burst is reported at the latest. Together they are far shorter than a macrotask may be.
const LONGEST_PAUSE: u32 = 256;

/// Turns without a change that do not end a burst: awaiting items change their task only every few turns.
const QUIET: u32 = 16;

numbered! {
    /// What happens in a turn of the microtask queue.
    pub enum NotificationTurn {
        /// Nothing; look again in the next turn.
        Wait,
        /// Listeners are called; look again in the next turn.
        Notify,
        /// Nothing, and no further turn until there is another change.
        Rest,
    }
}

/// The state of one burst of changes.
#[derive(Debug, Clone, Copy)]
pub struct Notifications {
    /// Turns between two notifications.
    pause: u32,
    turns_left: u32,
    turns_quiet: u32,
}

impl Notifications {
    /// Before a burst.
    pub const RESTING: Self = Self { pause: 1, turns_left: 1, turns_quiet: 0 };

    /// A turn has come. `has_changed`: since the last notification. A burst is over when a whole pause has passed
    /// without a change, and a few turns at least.
    pub fn turn(&mut self, has_changed: bool) -> NotificationTurn {
        self.turns_left = self.turns_left.saturating_sub(1);
        if has_changed {
            if self.turns_left > 0 {
                return NotificationTurn::Wait;
            }
            self.turns_left = self.pause;
            self.turns_quiet = 0;
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            return NotificationTurn::Notify;
        }
        self.turns_quiet += 1;
        if self.turns_left > 0 || self.turns_quiet < QUIET {
            return NotificationTurn::Wait;
        }
        *self = Self::RESTING;
        NotificationTurn::Rest
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;

    /// The turns, out of a number, in which listeners are called; `changes` says before which there was a change.
    fn notified(turns: u32, changes: impl Fn(u32) -> bool) -> (Vec<u32>, Option<u32>) {
        let mut notifications = Notifications::RESTING;
        let (mut notified, mut has_changed) = (Vec::new(), false);
        for turn in 1..=turns {
            has_changed |= changes(turn);
            match notifications.turn(has_changed) {
                NotificationTurn::Wait => {}
                NotificationTurn::Notify => {
                    notified.push(turn);
                    has_changed = false;
                }
                NotificationTurn::Rest => return (notified, Some(turn)),
            }
        }
        (notified, None)
    }

    #[test]
    fn a_single_change_is_reported_in_the_next_turn_and_then_there_is_rest() {
        assert_eq!(notified(100, |turn| turn == 1), (vec![1], Some(1 + QUIET)));
    }

    #[test]
    fn a_burst_is_reported_less_and_less_often_but_never_rarer_than_the_longest_pause() {
        let (turns, rest) = notified(1_500, |_| true);
        assert_eq!(turns, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 768, 1_024, 1_280]);
        assert_eq!(rest, None);
    }

    #[test]
    fn the_last_change_of_a_burst_is_reported() {
        for last in 1..700 {
            let (turns, rest) = notified(3_000, |turn| turn <= last);
            let rest = rest.unwrap();
            assert!(turns.iter().any(|turn| (last..rest).contains(turn)), "{last}");
            assert!(rest <= last + 2 * LONGEST_PAUSE + QUIET, "{last}: {rest}");
        }
    }

    #[test]
    fn a_change_every_few_turns_is_one_burst() {
        let (_, rest) = notified(5_000, |turn| turn % 10 == 1);
        assert_eq!(rest, None);
    }

    #[test]
    fn after_a_rest_the_next_change_is_reported_at_once_again() {
        let mut notifications = Notifications::RESTING;
        for _ in 0..2 {
            assert_eq!(notifications.turn(true), NotificationTurn::Notify);
            while notifications.turn(false) != NotificationTurn::Rest {}
        }
    }
}
