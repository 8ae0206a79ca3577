//! Which queue has a durable task.
//!
//! The entry in the store names the owner, and that decides. A queue takes a task over once the previous owner is gone, by
//! a compare-and-set that writes its own name; a Web Lock, or the store, ensures that only one queue does so at a time.
//! Before an owner calls a step it checks that it holds its lock, then that the entry still names it, and it
//! writes only while the entry does. That is how an owner that was frozen, or
//! returns from the back-forward cache, finds out what it has missed.

use crate::core::numbered::numbered;
use crate::core::persistence::{Known, Owner, PATIENCE};

/// An entry of a durable task that a queue finds in its store.
#[derive(Debug, Clone, Copy)]
pub struct DurableEntry {
    /// How the queue knows the task.
    pub known: Known,
    /// Whether the task's ending in the entry differs from the one the queue knows.
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
        /// Releases the task, which is now another queue's, and shows it.
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
    /// What the queue does with it.
    pub const fn action(self) -> DurableAction {
        let Self { known, differs, owner, has_ended, is_shared } = self;
        match (known, owner) {
            (Known::Own, Owner::InRealm | Owner::Elsewhere | Owner::Nobody) if is_shared => {
                DurableAction::Yield
            }
            // Code that does not know durable tasks has closed it on behalf of its page.
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

/// If the store's answer took longer, it is requested again: the page may have been frozen since the answer was given.
const FRESH: f64 = 1_000.0;

/// How often it is requested again, so that a store that is always slow blocks nothing for longer.
const MOST_LOOKS: u32 = 2;

numbered! {
    /// What reading the entry means for a queue that is about to call a step, or to write.
    pub enum Fence {
        /// The task is its own.
        Pass,
        /// The answer is too old.
        LookAgain,
        /// It has lost its lock, so another queue may be about to take the task: it acquires the lock again, then reads again.
        ClaimAgain,
        /// The task is another queue's.
        Yield,
    }
}

/// What a queue has read of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The owner that the entry names; this queue if the entry is gone or the store has not answered.
    pub owner: Owner,
    /// How many milliseconds it took.
    pub took: f64,
    /// Whether the queue held its lock just before; `true` if there are no locks.
    pub has_lock: bool,
    /// Whether the store has answered or failed; otherwise it took too long.
    pub was_answered: bool,
    /// How many reads in a row came before this one since the queue acquired its lock.
    pub looks: u32,
}

impl Look {
    /// What it means. A slow or hung store does not prevent a step: it is told from a frozen page by the duration, which is
    /// longer for the latter than a store is waited for.
    pub fn fence(self) -> Fence {
        let is_last = self.looks >= MOST_LOOKS;
        let longest = if self.was_answered && !is_last { FRESH } else { PATIENCE + FRESH };
        match self.owner {
            // No owner: another queue had taken it, and has left it since.
            Owner::InRealm | Owner::Elsewhere | Owner::Nobody => Fence::Yield,
            Owner::ThisQueue if !self.has_lock => Fence::ClaimAgain,
            Owner::ThisQueue if (0.0..=longest).contains(&self.took) => Fence::Pass,
            // A clock that returns NaN, or was set back, proves nothing, and must not block the step for ever.
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
