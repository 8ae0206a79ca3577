//! Whose stored tasks a queue shows, waits for and closes.
//!
//! A task belongs to the queue that created it, its owner. If a page ends before its task, the stored task still claims
//! to be running; the next queue that finds it closes it, that is, marks it as failed. It does so by compare-and-set:
//! only if the stored task has still not ended. A live queue that finds its own task closed by another
//! overwrites that with its own view, whether the task has ended or not. Names of owners and views stay in the other
//! half.
//!
//! An owner holds a Web Lock from its first task on. It requests that lock before it writes the task, and yet other
//! pages may see the task first: the request and the write take different paths, and a browser checks permissions
//! before it passes on the request. So a free lock proves that an owner is gone only if the owner was seen holding it,
//! or has had time to acquire it.

use crate::core::numbered::numbered;

numbered! {
    /// How a queue knows the task of an entry that it finds in its store.
    pub enum Known {
        /// Not at all.
        Unknown,
        /// As a task that it runs or ran itself.
        Own,
        /// As a task that it only shows: another queue's, or its own from a lost wasm instance.
        Other,
    }
}

numbered! {
    /// The queue that an entry names as the owner of its task.
    pub enum Owner {
        /// The asking queue itself.
        ThisQueue,
        /// Another queue in this realm (page or worker).
        InRealm,
        /// A queue outside this realm: it may live in another page, or be gone.
        Elsewhere,
        /// None: nobody can continue the task.
        Nobody,
    }
}

/// An entry that a queue finds in its store.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// How the queue knows the task.
    pub known: Known,
    /// Whether the task has ended as far as the queue knows. Meaningless for an unknown task.
    pub known_has_ended: bool,
    /// Whether the task's ending or state in the entry differs from what the queue knows. Meaningless for an unknown task.
    pub differs: bool,
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
        /// The same, and its owner is evidently alive: it has resumed a task that had ended.
        ShowAlive,
        /// Closes the task and shows it closed.
        ShowClosed,
    }
}

impl Entry {
    /// What the queue does with it.
    pub const fn action(self) -> EntryAction {
        let Self { known, known_has_ended, differs, owner, has_ended, is_shared } = self;
        match (known, owner) {
            // Another queue assumed that this one was gone, and closed its task.
            (Known::Own, _) if has_ended && differs => EntryAction::AssertOwn,
            (Known::Own, _) | (Known::Unknown | Known::Other, Owner::ThisQueue) => EntryAction::Ignore,
            (Known::Unknown | Known::Other, Owner::InRealm | Owner::Elsewhere | Owner::Nobody)
                if has_ended =>
            {
                EntryAction::Show
            }
            // No other queue uses this store, so the task's page is gone.
            (Known::Unknown | Known::Other, Owner::InRealm | Owner::Elsewhere) if !is_shared => {
                EntryAction::ShowClosed
            }
            (Known::Unknown | Known::Other, Owner::Nobody) => EntryAction::ShowClosed,
            (Known::Unknown | Known::Other, Owner::InRealm) => EntryAction::Show,
            (Known::Other, Owner::Elsewhere) if known_has_ended => EntryAction::ShowAlive,
            (Known::Unknown | Known::Other, Owner::Elsewhere) => EntryAction::ShowUntilOwnerEnds,
        }
    }
}

/// Milliseconds that an owner gets to acquire its lock. Usually it takes about three; a busy page
/// may delay it until the browser has checked permissions. With more, a task that was
/// started just before its page was reloaded would be shown as running for longer.
pub const TIME_TO_LOCK: f64 = 1_500.0;

/// Milliseconds between two checks of the lock of an owner that may not have had time to acquire it.
pub const PAUSE: f64 = 500.0;

/// Milliseconds that the last writes of an owner get to arrive after its lock became free: they take another path than
/// the lock.
pub const SETTLING_TIME: f64 = 10.0;

/// This many checks take as long as [`TIME_TO_LOCK`], whatever the clock shows.
const LOOKS: u32 = (TIME_TO_LOCK / PAUSE) as u32;

/// An owner that others wait for neither holds its lock nor has requested it.
#[derive(Debug, Clone, Copy)]
pub struct OwnerEnd {
    /// Whether the platform can tell: only with Web Locks.
    pub is_certain: bool,
    /// Whether the owner lives in this realm after all.
    pub is_in_realm: bool,
    /// Whether it was ever seen alive, by an [`EntryAction::ShowAlive`].
    pub was_seen_alive: bool,
    /// Whether it was ever seen to hold its lock.
    pub had_lock: bool,
    /// The age of its oldest task in milliseconds, by the clock.
    pub age: f64,
    /// How often in a row its lock was found free before this check, with a pause after each.
    pub looks: u32,
}

numbered! {
    /// What happens to the stored tasks of an owner that have not ended.
    pub enum OwnerEndAction {
        /// They stay as they are.
        Keep,
        /// They are closed.
        Close,
        /// Its lock is checked again once its last writes have arrived.
        LookAfterSettling,
        /// Its lock is checked again after a pause.
        LookAfterPause,
    }
}

impl OwnerEnd {
    /// What happens to its tasks. If the platform cannot tell, an owner counts as gone unless it was seen alive.
    pub fn action(self) -> OwnerEndAction {
        match self {
            Self { is_in_realm: true, .. } => OwnerEndAction::Keep,
            Self { is_certain: false, was_seen_alive: true, .. } => OwnerEndAction::Keep,
            Self { is_certain: false, was_seen_alive: false, .. } => OwnerEndAction::Close,
            Self { is_certain: true, .. } if !self.had_time() => OwnerEndAction::LookAfterPause,
            Self { is_certain: true, looks: 0, .. } => OwnerEndAction::LookAfterSettling,
            Self { is_certain: true, .. } => OwnerEndAction::Close,
        }
    }

    /// Whether it would hold its lock if it were alive.
    fn had_time(self) -> bool {
        self.had_lock || self.age >= TIME_TO_LOCK || self.looks >= LOOKS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::numbered::Numbered;

    const FLAGS: [bool; 2] = [false, true];

    /// Every entry that can be found.
    fn entries() -> Vec<Entry> {
        let mut all = Vec::new();
        for &known in Known::ALL {
            for &owner in Owner::ALL {
                for bits in 0_u32..16 {
                    let [known_has_ended, differs, has_ended, is_shared] =
                        [1, 2, 4, 8].map(|bit| bits & bit != 0);
                    all.push(Entry { known, known_has_ended, differs, owner, has_ended, is_shared });
                }
            }
        }
        all
    }

    const FOREIGN: Entry = Entry {
        known: Known::Unknown,
        known_has_ended: false,
        differs: false,
        owner: Owner::Elsewhere,
        has_ended: false,
        is_shared: true,
    };

    #[test]
    fn an_own_task_is_asserted_where_the_entry_gives_it_another_ending_also_once_it_has_ended() {
        for entry in entries().into_iter().filter(|entry| entry.known == Known::Own) {
            let is_denied = entry.has_ended && entry.differs;
            let expected = if is_denied { EntryAction::AssertOwn } else { EntryAction::Ignore };
            assert_eq!(entry.action(), expected, "{entry:?}");
        }
        let closed = Entry {
            known: Known::Own,
            known_has_ended: true,
            differs: true,
            owner: Owner::ThisQueue,
            has_ended: true,
            ..FOREIGN
        };
        assert_eq!(closed.action(), EntryAction::AssertOwn);
    }

    #[test]
    fn what_this_queue_has_dismissed_or_lost_is_not_shown_again() {
        let own = |entry: &Entry| entry.known != Known::Own && entry.owner == Owner::ThisQueue;
        for entry in entries().into_iter().filter(own) {
            assert_eq!(entry.action(), EntryAction::Ignore, "{entry:?}");
        }
    }

    #[test]
    fn a_task_that_has_ended_is_shown_and_never_closed() {
        for entry in entries().into_iter().filter(|entry| entry.has_ended) {
            assert_ne!(entry.action(), EntryAction::ShowClosed, "{entry:?}");
        }
        assert_eq!(Entry { has_ended: true, ..FOREIGN }.action(), EntryAction::Show);
    }

    #[test]
    fn in_a_shared_store_nothing_is_closed_at_once_while_its_owner_may_live() {
        for entry in entries().into_iter().filter(|entry| entry.is_shared && entry.owner != Owner::Nobody) {
            assert_ne!(entry.action(), EntryAction::ShowClosed, "{entry:?}");
        }
        assert_eq!(FOREIGN.action(), EntryAction::ShowUntilOwnerEnds);
    }

    #[test]
    fn a_task_without_an_owner_that_has_not_ended_is_closed_at_once_in_any_store() {
        let nobodys =
            |entry: &Entry| entry.owner == Owner::Nobody && entry.known != Known::Own && !entry.has_ended;
        let found: Vec<_> = entries().into_iter().filter(nobodys).collect();
        assert_eq!(found.len(), 16);
        for entry in found {
            assert_eq!(entry.action(), EntryAction::ShowClosed, "{entry:?}");
        }
    }

    #[test]
    fn the_end_of_an_owner_in_this_realm_is_not_waited_for() {
        for entry in entries().into_iter().filter(|entry| entry.owner == Owner::InRealm) {
            let action = entry.action();
            let waits = matches!(action, EntryAction::ShowUntilOwnerEnds | EntryAction::ShowAlive);
            assert!(!waits, "{entry:?}");
        }
        assert_eq!(Entry { owner: Owner::InRealm, ..FOREIGN }.action(), EntryAction::Show);
    }

    #[test]
    fn a_store_that_is_not_shared_holds_no_task_that_goes_on() {
        let alone = Entry { is_shared: false, ..FOREIGN };
        for owner in [Owner::InRealm, Owner::Elsewhere, Owner::Nobody] {
            assert_eq!(Entry { owner, ..alone }.action(), EntryAction::ShowClosed);
        }
    }

    #[test]
    fn an_owner_that_goes_on_with_an_ended_task_is_seen_alive() {
        let ended = Entry { known: Known::Other, known_has_ended: true, ..FOREIGN };
        assert_eq!(ended.action(), EntryAction::ShowAlive);
        assert_eq!(
            Entry { known_has_ended: false, ..ended }.action(),
            EntryAction::ShowUntilOwnerEnds,
            "a task that goes on as before says nothing new"
        );
    }

    /// Its lock was found free once, and it had the time to get it.
    const GONE: OwnerEnd = OwnerEnd {
        is_certain: true,
        is_in_realm: false,
        was_seen_alive: false,
        had_lock: true,
        age: f64::INFINITY,
        looks: 1,
    };

    #[test]
    fn the_tasks_of_an_owner_are_closed_unless_it_lives_or_may_well_live() {
        let unsure = OwnerEnd { is_certain: false, had_lock: false, age: 0.0, looks: 0, ..GONE };
        assert_eq!(GONE.action(), OwnerEndAction::Close);
        assert_eq!(OwnerEnd { was_seen_alive: true, ..GONE }.action(), OwnerEndAction::Close);
        assert_eq!(unsure.action(), OwnerEndAction::Close);
        assert_eq!(OwnerEnd { was_seen_alive: true, ..unsure }.action(), OwnerEndAction::Keep);
        for end in [GONE, unsure] {
            assert_eq!(OwnerEnd { is_in_realm: true, ..end }.action(), OwnerEndAction::Keep);
        }
    }

    #[test]
    fn an_owner_that_had_no_time_to_get_its_lock_is_given_it() {
        let young = OwnerEnd { had_lock: false, age: 0.0, looks: 0, ..GONE };
        assert_eq!(young.action(), OwnerEndAction::LookAfterPause);
        assert_eq!(
            OwnerEnd { age: TIME_TO_LOCK - 1.0, looks: 1, ..young }.action(),
            OwnerEndAction::LookAfterPause
        );
        assert_eq!(OwnerEnd { age: TIME_TO_LOCK, looks: 1, ..young }.action(), OwnerEndAction::Close);
        assert_eq!(OwnerEnd { had_lock: true, looks: 1, ..young }.action(), OwnerEndAction::Close);
    }

    #[test]
    fn whatever_the_clock_shows_an_owner_is_given_no_more_than_its_time() {
        for age in [f64::NAN, f64::NEG_INFINITY, -1e15, 0.0] {
            let young = OwnerEnd { had_lock: false, age, ..GONE };
            let looks = (0..).find(|&looks| OwnerEnd { looks, ..young }.action() == OwnerEndAction::Close);
            assert_eq!(f64::from(looks.unwrap()) * PAUSE, TIME_TO_LOCK, "{age}");
        }
    }

    #[test]
    fn the_last_writes_of_an_owner_that_is_gone_are_given_time_to_arrive() {
        for age in [0.0, f64::INFINITY] {
            for had_lock in FLAGS {
                let at_once = OwnerEnd { age, had_lock, looks: 0, ..GONE };
                assert_ne!(at_once.action(), OwnerEndAction::Close, "{at_once:?}");
            }
        }
        assert_eq!(OwnerEnd { looks: 0, ..GONE }.action(), OwnerEndAction::LookAfterSettling);
    }
}
