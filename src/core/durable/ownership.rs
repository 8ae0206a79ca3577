//! Which queue has a durable task.
//!
//! The entry in the store decides: it names the owner. Whoever takes a task over writes its own name there, by comparing,
//! once the owner before it is gone; so does nobody else at that time (a Web Lock sees to that, or the store). An owner
//! looks whether it has its lock, and then at the entry, before it calls a step, and writes only while the entry is still
//! its own. One that was frozen, or
//! came back out of the back-forward cache, finds out by that, whatever it has missed.

use crate::core::numbered::numbered;
use crate::core::persistence::{Known, Owner, PATIENCE};

/// An entry of a durable task that a queue finds in its store.
#[derive(Debug, Clone, Copy)]
pub struct DurableEntry {
    /// How the queue knows the task.
    pub known: Known,
    /// Whether the entry gives the task another ending than the queue knows.
    pub differs: bool,
    /// The owner that the entry names.
    pub owner: Owner,
    /// Whether the task has ended according to the entry.
    pub has_ended: bool,
    /// Whether other queues use the store at the same time.
    pub is_shared: bool,
}

numbered! {
    /// What a queue does with such an entry.
    pub enum DurableAction {
        /// Nothing.
        Ignore,
        /// Writes its own view of the task over the entry.
        AssertOwn,
        /// Lets go of the task, which is another queue's now, and shows it.
        Yield,
        /// Shows the task.
        Show,
        /// Shows the task, and takes it over once its owner is gone.
        AwaitOwner,
        /// Takes the task over.
        TakeOver,
    }
}

impl DurableEntry {
    /// What is done with it.
    pub const fn action(self) -> DurableAction {
        let Self { known, differs, owner, has_ended, is_shared } = self;
        match (known, owner) {
            (Known::Own, Owner::InRealm | Owner::Elsewhere | Owner::Nobody) if is_shared => {
                DurableAction::Yield
            }
            // Code that knows no durable tasks has closed it for its page.
            (Known::Own, _) if has_ended && differs => DurableAction::AssertOwn,
            (Known::Own, _) | (Known::Unknown | Known::Other, Owner::ThisQueue) => DurableAction::Ignore,
            (Known::Unknown | Known::Other, _) if has_ended => DurableAction::Show,
            (Known::Unknown | Known::Other, Owner::InRealm | Owner::Elsewhere) if !is_shared => {
                DurableAction::TakeOver
            }
            (Known::Unknown | Known::Other, Owner::Nobody) => DurableAction::TakeOver,
            (Known::Unknown | Known::Other, Owner::InRealm) => DurableAction::Show,
            (Known::Unknown | Known::Other, Owner::Elsewhere) => DurableAction::AwaitOwner,
        }
    }
}

/// An answer of the store that took longer is asked for again: the page may have been frozen since it was given.
const FRESH: f64 = 1_000.0;

/// So often it is asked for again. A store that is as slow each time holds nothing up for longer.
const MOST_LOOKS: u32 = 2;

numbered! {
    /// What a look at the entry means for a queue that is about to call a step, or to write.
    pub enum Fence {
        /// The task is its own.
        Pass,
        /// The answer is old.
        LookAgain,
        /// It has lost its lock, so that another queue may be about to take the task: it gets the lock back, then looks again.
        ClaimAgain,
        /// The task is another queue's.
        Yield,
    }
}

/// What a queue has learned of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The owner that the entry names; this queue where the entry is gone or the store has not answered.
    pub owner: Owner,
    /// How many milliseconds it took.
    pub took: f64,
    /// Whether the queue had its lock just before; where there are no locks, it has.
    pub has_lock: bool,
    /// Whether the store has answered, or failed. It owes the answer for too long otherwise.
    pub was_answered: bool,
    /// How many looks there were before, in a row, since the queue had its lock.
    pub looks: u32,
}

impl Look {
    /// What it means. A store that is slow or hangs keeps no step from being called: a page that was frozen is told apart
    /// by the time, which is longer than a store is waited for.
    pub fn fence(self) -> Fence {
        let is_last = self.looks >= MOST_LOOKS;
        let longest = if self.was_answered && !is_last { FRESH } else { PATIENCE + FRESH };
        match self.owner {
            // Nobody: another queue has taken it, and left it since.
            Owner::InRealm | Owner::Elsewhere | Owner::Nobody => Fence::Yield,
            Owner::ThisQueue if !self.has_lock => Fence::ClaimAgain,
            Owner::ThisQueue if (0.0..=longest).contains(&self.took) => Fence::Pass,
            // A clock that gives no number, or was set back, shows nothing. It holds nothing up for ever.
            Owner::ThisQueue if is_last && (self.took < 0.0 || self.took.is_nan()) => Fence::Pass,
            Owner::ThisQueue => Fence::LookAgain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::numbered::Numbered;

    fn entries() -> Vec<DurableEntry> {
        let mut all = Vec::new();
        for &known in Known::ALL {
            for &owner in Owner::ALL {
                for bits in 0_u32..8 {
                    let [differs, has_ended, is_shared] = [1, 2, 4].map(|bit| bits & bit != 0);
                    all.push(DurableEntry { known, differs, owner, has_ended, is_shared });
                }
            }
        }
        all
    }

    #[test]
    fn nothing_that_has_ended_is_taken_over() {
        for entry in entries().into_iter().filter(|entry| entry.has_ended) {
            assert_ne!(entry.action(), DurableAction::TakeOver, "{entry:?}");
            assert_ne!(entry.action(), DurableAction::AwaitOwner, "{entry:?}");
        }
    }

    #[test]
    fn in_a_shared_store_only_what_nobody_has_is_taken_over_at_once() {
        for entry in entries().into_iter().filter(|entry| entry.is_shared && !entry.has_ended) {
            let is_free = entry.owner == Owner::Nobody && entry.known != Known::Own;
            assert_eq!(entry.action() == DurableAction::TakeOver, is_free, "{entry:?}");
        }
    }

    #[test]
    fn a_store_that_is_not_shared_is_waited_for_by_nobody() {
        for entry in entries().into_iter().filter(|entry| !entry.is_shared) {
            let action = entry.action();
            assert!(!matches!(action, DurableAction::AwaitOwner | DurableAction::Yield), "{entry:?}");
        }
    }

    #[test]
    fn a_task_that_another_queue_has_is_let_go_of_whether_it_has_ended_or_not() {
        for entry in entries().into_iter().filter(|entry| entry.known == Known::Own && entry.is_shared) {
            let is_others = entry.owner != Owner::ThisQueue;
            assert_eq!(entry.action() == DurableAction::Yield, is_others, "{entry:?}");
        }
    }

    #[test]
    fn an_own_task_that_older_code_has_closed_goes_on() {
        let closed = DurableEntry {
            known: Known::Own,
            differs: true,
            owner: Owner::ThisQueue,
            has_ended: true,
            is_shared: true,
        };
        assert_eq!(closed.action(), DurableAction::AssertOwn);
    }

    const LOOK: Look =
        Look { owner: Owner::ThisQueue, took: 3.0, has_lock: true, was_answered: true, looks: 0 };

    #[test]
    fn nothing_is_called_on_an_old_answer() {
        assert_eq!(LOOK.fence(), Fence::Pass);
        for took in [1_001.0, 1e9, -5.0, f64::NAN] {
            assert_eq!(Look { took, ..LOOK }.fence(), Fence::LookAgain);
            assert_eq!(Look { took, owner: Owner::Elsewhere, ..LOOK }.fence(), Fence::Yield);
        }
    }

    #[test]
    fn a_store_that_is_slow_or_hangs_holds_no_step_up_for_long() {
        for was_answered in [false, true] {
            for took in [1_500.0, PATIENCE, -5.0, f64::NAN] {
                assert_eq!(Look { took, was_answered, looks: 2, ..LOOK }.fence(), Fence::Pass);
            }
        }
        // However often the page was frozen.
        for looks in 0..9 {
            assert_eq!(Look { took: 60_000.0, looks, ..LOOK }.fence(), Fence::LookAgain);
        }
        let hangs = Look { was_answered: false, took: PATIENCE, ..LOOK };
        assert_eq!(hangs.fence(), Fence::Pass);
        assert_eq!(Look { took: 60_000.0, ..hangs }.fence(), Fence::LookAgain, "the page was frozen");
    }

    #[test]
    fn nothing_is_called_without_the_lock() {
        for looks in 0..5 {
            let look = Look { has_lock: false, looks, ..LOOK };
            assert_eq!(look.fence(), Fence::ClaimAgain);
            for owner in [Owner::InRealm, Owner::Elsewhere, Owner::Nobody] {
                assert_eq!(Look { owner, ..look }.fence(), Fence::Yield);
            }
        }
    }
}
