//! When a wait for a collection is over: what is known of its objects, and whether all of them are known.
//!
//! Objects arrive one after the other, and the first may be ready before the second is known. So a collection is complete
//! only once it has been read, or if there is no way to read it. This module never sees an object; the web half has them.

use crate::core::status::State;

/// After this many failed reads in a row, events alone decide.
const FAILED_READS: u32 = 2;

/// What a wait knows of its collection.
#[derive(Clone, Debug)]
pub struct Collection {
    at_least: usize,
    is_readable: bool,
    is_consistent: bool,
    is_complete: bool,
    /// Whether the subscription, or a read, has shown an object.
    has_appeared: bool,
    failed_reads: u32,
    ready: usize,
    pending: usize,
    failed: usize,
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// Undecided: it is not complete.
    Unknown,
    /// One of its objects has failed.
    Failed,
    /// One of its objects is not ready.
    Pending,
    /// All of them are ready, but there are too few.
    TooFew,
    /// All are ready, and there are enough.
    Done,
}

impl Collection {
    /// `at_least`: how many objects there must be; 0 for a wait that ends when no unready object is left.
    pub fn new(at_least: usize, is_readable: bool, is_consistent: bool) -> Self {
        Self {
            at_least,
            is_readable,
            is_consistent,
            is_complete: false,
            has_appeared: false,
            failed_reads: 0,
            ready: 0,
            pending: 0,
            failed: 0,
        }
    }

    /// An object became known, was judged again, or is gone.
    pub fn changed(&mut self, before: Option<State>, after: Option<State>) {
        if let Some(count) = before.map(|state| self.count(state)) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = after.map(|state| self.count(state)) {
            *count += 1;
            self.has_appeared = true;
        }
        if !self.is_readable || (self.is_consistent && self.at_least > 0) {
            // There is no way to know more than what the source delivers.
            self.is_complete = true;
        }
    }

    fn count(&mut self, state: State) -> &mut usize {
        match state {
            State::Ready => &mut self.ready,
            State::Pending => &mut self.pending,
            State::Failed => &mut self.failed,
        }
    }

    /// All objects of a read were offered.
    pub fn read(&mut self) {
        self.is_complete = true;
        self.failed_reads = 0;
    }

    /// A read failed. That no event came does not mean that there is no object, so it takes one to believe that none is left.
    pub fn read_failed(&mut self) {
        self.failed_reads = self.failed_reads.saturating_add(1);
        let are_events_believed = self.at_least > 0 || self.has_appeared;
        self.is_complete |= are_events_believed && self.failed_reads >= FAILED_READS;
    }

    /// The subscription ended: what happens before the next one is not reported. Returns whether the next one replays
    /// everything, so that nothing has to be kept.
    pub fn gap(&mut self) -> bool {
        self.is_complete &= !self.is_readable && !self.is_consistent;
        if self.is_consistent {
            (self.ready, self.pending, self.failed) = (0, 0, 0);
            self.has_appeared = false;
        }
        self.is_consistent
    }

    /// How many objects there are.
    pub fn there_are(&self) -> usize {
        self.ready + self.pending + self.failed
    }

    /// The state that follows from what is known.
    pub fn conclusion(&self) -> Conclusion {
        if self.failed > 0 {
            Conclusion::Failed
        } else if self.pending > 0 {
            Conclusion::Pending
        } else if !self.is_complete {
            Conclusion::Unknown
        } else if self.ready < self.at_least {
            Conclusion::TooFew
        } else {
            Conclusion::Done
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collection(at_least: usize, is_readable: bool, is_consistent: bool) -> Collection {
        Collection::new(at_least, is_readable, is_consistent)
    }

    #[test]
    fn the_first_ready_object_is_not_the_whole_collection() {
        let mut known = collection(1, true, false);
        known.changed(None, Some(State::Ready));
        assert_eq!(known.conclusion(), Conclusion::Unknown);
        known.changed(None, Some(State::Pending));
        known.read();
        assert_eq!(known.conclusion(), Conclusion::Pending);
        known.changed(Some(State::Pending), Some(State::Ready));
        assert_eq!(known.conclusion(), Conclusion::Done);
    }

    #[test]
    fn too_few_are_not_enough_however_ready() {
        let mut known = collection(2, true, false);
        known.read();
        assert_eq!(known.conclusion(), Conclusion::TooFew);
        known.changed(None, Some(State::Ready));
        assert_eq!((known.conclusion(), known.there_are()), (Conclusion::TooFew, 1));
        known.changed(None, Some(State::Ready));
        assert_eq!(known.conclusion(), Conclusion::Done);
        known.changed(Some(State::Ready), None);
        assert_eq!(known.conclusion(), Conclusion::TooFew);
    }

    #[test]
    fn one_that_has_failed_decides_at_once() {
        let mut known = collection(3, true, false);
        known.changed(None, Some(State::Failed));
        assert_eq!(known.conclusion(), Conclusion::Failed);
        known.changed(Some(State::Failed), None);
        assert_eq!(known.conclusion(), Conclusion::Unknown);
    }

    #[test]
    fn none_left_is_known_from_a_read_or_from_the_end_of_one_that_was_seen() {
        let mut read = collection(0, true, true);
        assert_eq!(read.conclusion(), Conclusion::Unknown);
        read.changed(None, Some(State::Pending));
        read.changed(Some(State::Pending), None);
        assert_eq!(read.conclusion(), Conclusion::Unknown, "a replay cannot mention what is gone");
        read.read();
        assert_eq!(read.conclusion(), Conclusion::Done);
        let mut deaf = collection(0, false, false);
        assert_eq!(deaf.conclusion(), Conclusion::Unknown);
        deaf.changed(None, Some(State::Pending));
        deaf.changed(Some(State::Pending), None);
        assert_eq!(deaf.conclusion(), Conclusion::Done);
    }

    #[test]
    fn a_consistent_source_and_one_that_nobody_reads_are_believed() {
        for (is_readable, is_consistent) in [(true, true), (false, true), (false, false)] {
            let mut known = collection(1, is_readable, is_consistent);
            known.changed(None, Some(State::Ready));
            assert_eq!(known.conclusion(), Conclusion::Done);
        }
    }

    #[test]
    fn after_a_gap_it_is_read_or_told_anew() {
        let mut known = collection(1, true, false);
        known.changed(None, Some(State::Ready));
        known.read();
        assert!(!known.gap());
        assert_eq!(known.conclusion(), Conclusion::Unknown);
        known.read();
        assert_eq!(known.conclusion(), Conclusion::Done);
        let mut told = collection(1, true, true);
        told.changed(None, Some(State::Ready));
        assert!(told.gap());
        assert_eq!((told.there_are(), told.conclusion()), (0, Conclusion::Unknown));
        let mut deaf = collection(1, false, false);
        deaf.changed(None, Some(State::Ready));
        deaf.gap();
        assert_eq!(deaf.conclusion(), Conclusion::Done, "nothing else will ever be known");
        let mut replayed = collection(0, false, true);
        replayed.changed(None, Some(State::Pending));
        replayed.gap();
        assert_eq!(
            replayed.conclusion(),
            Conclusion::Unknown,
            "that nothing is known does not mean that none is left"
        );
    }

    #[test]
    fn reads_that_keep_failing_leave_it_to_the_events() {
        let mut known = collection(1, true, false);
        known.changed(None, Some(State::Ready));
        known.read_failed();
        assert_eq!(known.conclusion(), Conclusion::Unknown);
        known.read_failed();
        assert_eq!(known.conclusion(), Conclusion::Done);
    }

    #[test]
    fn reads_that_fail_do_not_show_that_no_object_is_left() {
        for is_consistent in [false, true] {
            let mut known = collection(0, true, is_consistent);
            for _ in 0..5 {
                known.read_failed();
                assert_eq!(known.conclusion(), Conclusion::Unknown);
            }
            known.changed(None, Some(State::Pending));
            known.read_failed();
            known.changed(Some(State::Pending), None);
            assert_eq!(known.conclusion(), Conclusion::Done, "an event has said so");
        }
        let mut told = collection(0, true, true);
        told.changed(None, Some(State::Pending));
        told.gap();
        told.read_failed();
        told.read_failed();
        assert_eq!(told.conclusion(), Conclusion::Unknown, "it has not been told anew");
    }
}
