//! When a task is written to its queue's store.
//!
//! A new status is written before the outermost call ends. Changes within a status wait for the next macrotask, and
//! those of large batches for several, since a view is stored whole: a write for each item would make a batch
//! quadratic. The other half lists the waiting tasks; each task joins the list of the state that it enters.

use crate::core::numbered::numbered;

/// The number of items for which a task waits one more macrotask.
const ITEMS_PER_TURN: u32 = 256;

numbered! {
    /// Which part of a task the store does not have yet.
    pub enum PendingWrite {
        /// Nothing: the store has all of it.
        Nothing,
        /// A change within its status, to be written in a macrotask.
        Change,
        /// A new status, to be written before the outermost call ends.
        Status,
        /// Its removal, to be made before the outermost call ends.
        Removal,
    }
}

numbered! {
    /// What happens to a task.
    pub enum Change {
        /// It has a new status.
        Status,
        /// Something else about it has changed.
        WithinStatus,
        /// It is dismissed.
        Dismissal,
    }
}

impl PendingWrite {
    /// What is pending after a change. After a dismissal, `Nothing` means that the task is removed at once.
    pub const fn after(self, change: Change) -> Self {
        match (self, change) {
            (Self::Removal, Change::Status | Change::WithinStatus | Change::Dismissal)
            | (Self::Status, Change::Dismissal) => Self::Removal,
            (Self::Nothing | Self::Change | Self::Status, Change::Status)
            | (Self::Status, Change::WithinStatus) => Self::Status,
            (Self::Nothing | Self::Change, Change::WithinStatus) => Self::Change,
            (Self::Nothing | Self::Change, Change::Dismissal) => Self::Nothing,
        }
    }

    /// What happens to a waiting task in a macrotask, after `turns` earlier ones.
    pub const fn turn(self, items: u32, turns: u32) -> Turn {
        match self {
            // It was written or removed meanwhile, or will be before the outermost call ends.
            Self::Nothing | Self::Status | Self::Removal => Turn::Leave,
            Self::Change if turns < items / ITEMS_PER_TURN => Turn::Wait,
            Self::Change => Turn::Write,
        }
    }
}

numbered! {
    /// What happens to a task in a macrotask.
    pub enum Turn {
        /// It no longer waits.
        Leave,
        /// It waits for another macrotask.
        Wait,
        /// It is written.
        Write,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::numbered::Numbered;

    #[test]
    fn a_new_status_is_written_with_the_call_whatever_waits() {
        for pending in [PendingWrite::Nothing, PendingWrite::Change, PendingWrite::Status] {
            assert_eq!(pending.after(Change::Status), PendingWrite::Status);
        }
    }

    #[test]
    fn a_change_within_a_status_waits_for_a_macrotask_unless_the_status_is_written_before() {
        assert_eq!(PendingWrite::Nothing.after(Change::WithinStatus), PendingWrite::Change);
        assert_eq!(PendingWrite::Change.after(Change::WithinStatus), PendingWrite::Change);
        assert_eq!(PendingWrite::Status.after(Change::WithinStatus), PendingWrite::Status);
    }

    #[test]
    fn a_dismissed_task_is_removed_at_once_or_in_place_of_the_write_that_is_due() {
        assert_eq!(PendingWrite::Nothing.after(Change::Dismissal), PendingWrite::Nothing);
        assert_eq!(PendingWrite::Change.after(Change::Dismissal), PendingWrite::Nothing);
        assert_eq!(PendingWrite::Status.after(Change::Dismissal), PendingWrite::Removal);
    }

    #[test]
    fn nothing_brings_back_a_task_that_is_to_be_removed() {
        for change in Change::ALL {
            assert_eq!(PendingWrite::Removal.after(*change), PendingWrite::Removal);
        }
    }

    #[test]
    fn a_large_batch_waits_a_macrotask_for_every_256_items() {
        let turns_waited =
            |items| (0..).find(|turns| PendingWrite::Change.turn(items, *turns) == Turn::Write).unwrap();
        let waited = [0, 255, 256, 511, 512, 4_000].map(turns_waited);
        assert_eq!(waited, [0, 0, 1, 1, 2, 15]);
    }

    #[test]
    fn what_was_written_or_dismissed_meanwhile_waits_no_longer() {
        for pending in [PendingWrite::Nothing, PendingWrite::Status, PendingWrite::Removal] {
            for items in [0, 10_000] {
                assert_eq!(pending.turn(items, 0), Turn::Leave);
            }
        }
    }
}
