//! The identity of a named wait's object, once it has seen one: a uid, not a name.
//!
//! A name can be used again after a deletion; a uid never is (Kubernetes documentation, "Object Names and IDs").

use super::{EventKind, Facts, Origin, Uid};

/// What a version of an object says about the wait's own object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Observation {
    /// It is there.
    Present,
    /// It is gone, or another object has taken its name.
    Gone,
    /// Nothing: this object was gone before the wait's object appeared.
    Earlier,
}

#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// Whether the wait is for the deletion of the object, so that a terminating one is pinned too.
    is_until_deleted: bool,
    pinned: Option<Uid>,
    /// Whether an event or a read has shown the pinned object; `initial` may be newer than the caches that reads see.
    is_confirmed: bool,
    /// What the last read found in place of the object of `initial`: another one, or none ([`Facts::NO_UID`]).
    found_instead: Option<Uid>,
    has_appeared: bool,
}

impl Identity {
    pub(super) fn new(is_until_deleted: bool) -> Self {
        Self { is_until_deleted, pinned: None, is_confirmed: false, found_instead: None, has_appeared: false }
    }

    pub(super) fn has_appeared(&self) -> bool {
        self.has_appeared
    }

    /// Whether the object is known only from `initial`: then it counts as gone only after two reads in a row, some time apart,
    /// that find the same in its place: nothing, or another object.
    pub(super) fn is_provisional(&self) -> bool {
        self.pinned.is_some() && !self.is_confirmed
    }

    pub(super) fn observe(&mut self, facts: Facts) -> Observation {
        match facts.kind {
            EventKind::Added | EventKind::Modified => self.observe_present(facts),
            EventKind::Deleted => self.observe_deleted(facts),
        }
    }

    /// A read found nothing. Returns whether that means that the wait's object is gone.
    pub(super) fn observe_absence(&mut self) -> bool {
        if self.pinned.is_none() {
            return self.is_until_deleted;
        }
        self.is_proven(Facts::NO_UID)
    }

    /// Whether a read found what the wait has to disregard: an object from before `initial`, or, the first time, one that may
    /// be.
    pub(super) fn is_outdated(&mut self, facts: Facts) -> bool {
        let is_other = self.pinned.is_some_and(|pinned| !is_same(pinned, facts.uid));
        if is_other && facts.is_earlier {
            // Only the cache is in doubt.
            self.found_instead = None;
            return true;
        }
        is_other && !self.is_proven(facts.uid)
    }

    /// Whether only another read can show if the object is still there.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.found_instead.is_some()
    }

    fn is_proven(&mut self, found: Uid) -> bool {
        self.found_instead.replace(found) == Some(found) || self.is_confirmed
    }

    fn observe_present(&mut self, facts: Facts) -> Observation {
        self.has_appeared = true;
        self.found_instead = None;
        let is_live = facts.origin != Origin::Initial;
        match self.pinned {
            None => {
                self.pin(facts, is_live);
                Observation::Present
            }
            Some(pinned) if is_same(pinned, facts.uid) => {
                self.is_confirmed |= is_live;
                self.pinned = Some(if pinned == Facts::NO_UID { facts.uid } else { pinned });
                Observation::Present
            }
            // The object of `initial` is newer than one of the same name that is being deleted.
            Some(_) if facts.is_earlier || (facts.is_terminating && !self.is_confirmed) => {
                Observation::Earlier
            }
            Some(_) => {
                self.pinned = None;
                self.pin(facts, is_live);
                Observation::Gone
            }
        }
    }

    fn observe_deleted(&mut self, facts: Facts) -> Observation {
        self.found_instead = None;
        match self.pinned {
            Some(pinned) if is_same(pinned, facts.uid) => {
                self.pinned = None;
                self.is_confirmed = false;
                Observation::Gone
            }
            Some(_) => Observation::Earlier,
            // Never pinned: it was already terminating when it was first seen, or this is the first event
            // of it, and then its state says the same.
            None if self.is_until_deleted => Observation::Gone,
            None if self.has_appeared || facts.is_terminating => Observation::Earlier,
            None => {
                self.has_appeared = true;
                Observation::Gone
            }
        }
    }

    fn pin(&mut self, facts: Facts, is_live: bool) {
        if !facts.is_terminating || self.is_until_deleted {
            self.pinned = Some(facts.uid);
            self.is_confirmed = is_live;
        }
    }
}

fn is_same(one: Uid, other: Uid) -> bool {
    one == other || one == Facts::NO_UID || other == Facts::NO_UID
}
