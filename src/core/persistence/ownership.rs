//! Whose stored tasks a queue shows, waits for and closes.
//!
//! A task belongs to the queue that made it, its owner. When a page ends before a task does, the store is left with a
//! task that claims to run; the next queue that finds it closes it: marks it as failed. A queue that still lives and
//! finds its own task closed by another writes its own view over that. Names of owners and the views stay in the other
//! half.

use crate::core::numbered::numbered;

numbered! {
    /// How a queue knows the task of an entry that it finds in its store.
    pub enum Known {
        /// Not at all.
        Unknown,
        /// As a task that it runs or ran itself.
        Own,
        /// As a task that it only shows: another queue's, or one of its own whose wasm instance was lost.
        Other,
    }
}

numbered! {
    /// The queue that an entry names as the owner of its task.
    pub enum Owner {
        /// The one that asks.
        ThisQueue,
        /// Another one that lives in this realm (page or worker).
        InRealm,
        /// One that is not here: it may live in another page, or be gone.
        Elsewhere,
    }
}

/// An entry that a queue finds in its store.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// How the queue knows the task.
    pub known: Known,
    /// Whether the task has ended as far as the queue knows. Of no meaning for an unknown one.
    pub known_has_ended: bool,
    /// The owner that the entry names.
    pub owner: Owner,
    /// Whether the task has ended according to the entry.
    pub has_ended: bool,
    /// Whether other pages use the store at the same time.
    pub is_shared: bool,
}

numbered! {
    /// What a queue does with an entry.
    pub enum EntryAction {
        /// Nothing.
        Ignore,
        /// Writes its own view of the task over the entry.
        AssertOwn,
        /// Shows the task as the entry has it.
        Show,
        /// Shows the task, and closes it once its owner is gone.
        ShowUntilOwnerEnds,
        /// The same, and its owner has just been seen alive: it goes on with a task that had ended.
        ShowRevived,
        /// Closes the task and shows it closed.
        ShowClosed,
    }
}

impl Entry {
    /// What is done with it.
    pub const fn action(self) -> EntryAction {
        let Self { known, known_has_ended, owner, has_ended, is_shared } = self;
        match (known, owner) {
            // Another queue took this one for gone and closed its task.
            (Known::Own, _) if has_ended && !known_has_ended => EntryAction::AssertOwn,
            (Known::Own, _) | (Known::Unknown | Known::Other, Owner::ThisQueue) => EntryAction::Ignore,
            (Known::Unknown | Known::Other, Owner::InRealm | Owner::Elsewhere) if has_ended => {
                EntryAction::Show
            }
            // Nobody else uses this store, so the page that the task was in has ended.
            (Known::Unknown | Known::Other, Owner::InRealm | Owner::Elsewhere) if !is_shared => {
                EntryAction::ShowClosed
            }
            (Known::Unknown | Known::Other, Owner::InRealm) => EntryAction::Show,
            (Known::Other, Owner::Elsewhere) if known_has_ended => EntryAction::ShowRevived,
            (Known::Unknown | Known::Other, Owner::Elsewhere) => EntryAction::ShowUntilOwnerEnds,
        }
    }
}

/// An owner that was waited for no longer holds its lock.
#[derive(Debug, Clone, Copy)]
pub struct OwnerEnd {
    /// Whether the platform knows that. It cannot without Web Locks.
    pub is_certain: bool,
    /// Whether the owner lives in this realm after all.
    pub is_in_realm: bool,
    /// Whether it was ever seen alive, by an [`EntryAction::ShowRevived`].
    pub was_seen_alive: bool,
}

numbered! {
    /// What becomes of the stored tasks of an owner, as far as they have not ended.
    pub enum OwnerEndAction {
        /// They stay as they are.
        Keep,
        /// They are closed.
        Close,
    }
}

impl OwnerEnd {
    /// What becomes of its tasks. Where nobody can tell, an owner is taken for gone unless it was seen alive.
    pub const fn action(self) -> OwnerEndAction {
        match self {
            Self { is_in_realm: true, .. } => OwnerEndAction::Keep,
            Self { is_certain: false, was_seen_alive: true, .. } => OwnerEndAction::Keep,
            Self { is_certain: true, .. } | Self { was_seen_alive: false, .. } => OwnerEndAction::Close,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::numbered::Numbered;

    /// Every entry that can be found.
    fn entries() -> impl Iterator<Item = Entry> {
        let flags = [false, true];
        Known::ALL.iter().flat_map(move |&known| {
            Owner::ALL.iter().flat_map(move |&owner| {
                flags.into_iter().flat_map(move |known_has_ended| {
                    flags.into_iter().flat_map(move |has_ended| {
                        flags.map(|is_shared| Entry { known, known_has_ended, owner, has_ended, is_shared })
                    })
                })
            })
        })
    }

    const FOREIGN: Entry = Entry {
        known: Known::Unknown,
        known_has_ended: false,
        owner: Owner::Elsewhere,
        has_ended: false,
        is_shared: true,
    };

    #[test]
    fn an_own_task_is_asserted_only_where_the_entry_says_it_has_ended_and_it_has_not() {
        for entry in entries().filter(|entry| entry.known == Known::Own) {
            let is_denied = entry.has_ended && !entry.known_has_ended;
            let expected = if is_denied { EntryAction::AssertOwn } else { EntryAction::Ignore };
            assert_eq!(entry.action(), expected, "{entry:?}");
        }
    }

    #[test]
    fn what_this_queue_has_dismissed_or_lost_is_not_shown_again() {
        for entry in entries().filter(|entry| entry.known != Known::Own && entry.owner == Owner::ThisQueue) {
            assert_eq!(entry.action(), EntryAction::Ignore, "{entry:?}");
        }
    }

    #[test]
    fn a_task_that_has_ended_is_shown_and_never_closed() {
        for entry in entries().filter(|entry| entry.has_ended) {
            assert_ne!(entry.action(), EntryAction::ShowClosed, "{entry:?}");
        }
        assert_eq!(Entry { has_ended: true, ..FOREIGN }.action(), EntryAction::Show);
    }

    #[test]
    fn in_a_shared_store_nothing_is_closed_while_its_owner_may_live() {
        for entry in entries().filter(|entry| entry.is_shared) {
            assert_ne!(entry.action(), EntryAction::ShowClosed, "{entry:?}");
        }
        assert_eq!(FOREIGN.action(), EntryAction::ShowUntilOwnerEnds);
    }

    #[test]
    fn the_end_of_an_owner_in_this_realm_is_not_waited_for() {
        for entry in entries().filter(|entry| entry.owner == Owner::InRealm) {
            let action = entry.action();
            let waits = matches!(action, EntryAction::ShowUntilOwnerEnds | EntryAction::ShowRevived);
            assert!(!waits, "{entry:?}");
        }
        assert_eq!(Entry { owner: Owner::InRealm, ..FOREIGN }.action(), EntryAction::Show);
    }

    #[test]
    fn a_store_that_is_not_shared_holds_no_task_that_goes_on() {
        let alone = Entry { is_shared: false, ..FOREIGN };
        for owner in [Owner::InRealm, Owner::Elsewhere] {
            assert_eq!(Entry { owner, ..alone }.action(), EntryAction::ShowClosed);
        }
    }

    #[test]
    fn an_owner_that_goes_on_with_an_ended_task_is_seen_alive() {
        let ended = Entry { known: Known::Other, known_has_ended: true, ..FOREIGN };
        assert_eq!(ended.action(), EntryAction::ShowRevived);
        assert_eq!(
            Entry { known_has_ended: false, ..ended }.action(),
            EntryAction::ShowUntilOwnerEnds,
            "a task that goes on as before says nothing new"
        );
    }

    #[test]
    fn the_tasks_of_an_owner_are_closed_unless_it_lives_or_may_well_live() {
        let gone = OwnerEnd { is_certain: true, is_in_realm: false, was_seen_alive: false };
        let unsure = OwnerEnd { is_certain: false, ..gone };
        assert_eq!(gone.action(), OwnerEndAction::Close);
        assert_eq!(OwnerEnd { was_seen_alive: true, ..gone }.action(), OwnerEndAction::Close);
        assert_eq!(unsure.action(), OwnerEndAction::Close);
        assert_eq!(OwnerEnd { was_seen_alive: true, ..unsure }.action(), OwnerEndAction::Keep);
        for end in [gone, unsure] {
            assert_eq!(OwnerEnd { is_in_realm: true, ..end }.action(), OwnerEndAction::Keep);
        }
    }
}
