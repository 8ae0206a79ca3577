//! The earliest deadline of many waits, for the one timer that serves them all.
//!
//! Entries are never removed when a deadline moves or its wait ends: the owner looks again when one
//! comes up. That costs a wake now and then and saves a search on each change.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

#[derive(Debug)]
struct Entry {
    at: f64,
    id: u32,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then(self.id.cmp(&other.id))
    }
}

/// A heap of deadlines and of the ids they belong to.
#[derive(Debug, Default)]
pub struct Deadlines {
    heap: BinaryHeap<Reverse<Entry>>,
}

impl Deadlines {
    /// Notes that `id` has a deadline at `at`.
    pub fn push(&mut self, at: f64, id: u32) {
        self.heap.push(Reverse(Entry { at, id }));
    }

    /// The earliest moment noted.
    pub fn earliest(&self) -> Option<f64> {
        self.heap.peek().map(|Reverse(entry)| entry.at)
    }

    /// Takes one id whose moment has come.
    pub fn pop_due(&mut self, now: f64) -> Option<u32> {
        if self.earliest()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| entry.id)
    }

    /// How many entries there are, those that are out of date included.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Drops what is out of date before the first entry that is not.
    pub fn drop_stale(&mut self, is_valid: impl Fn(f64, u32) -> bool) {
        while self.heap.peek().is_some_and(|Reverse(entry)| !is_valid(entry.at, entry.id)) {
            self.heap.pop();
        }
    }

    /// Drops all entries that are out of date.
    pub fn retain(&mut self, is_valid: impl Fn(f64, u32) -> bool) {
        self.heap.retain(|Reverse(entry)| is_valid(entry.at, entry.id));
    }

    /// Forgets everything and gives the memory back.
    pub fn clear(&mut self) {
        self.heap = BinaryHeap::new();
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_out_earliest_first() {
        let mut deadlines = Deadlines::default();
        for (at, id) in [(30.0, 3), (10.0, 1), (20.0, 2)] {
            deadlines.push(at, id);
        }
        assert_eq!(deadlines.pop_due(5.0), None);
        assert_eq!(deadlines.pop_due(20.0), Some(1));
        assert_eq!(deadlines.pop_due(20.0), Some(2));
        assert_eq!(deadlines.pop_due(20.0), None);
        assert_eq!(deadlines.earliest(), Some(30.0));
    }

    #[test]
    fn stale_entries_are_dropped_up_to_the_first_that_holds() {
        let mut deadlines = Deadlines::default();
        for (at, id) in [(10.0, 1), (20.0, 2), (30.0, 1)] {
            deadlines.push(at, id);
        }
        deadlines.drop_stale(|_, id| id == 2);
        assert_eq!((deadlines.earliest(), deadlines.len()), (Some(20.0), 2));
        deadlines.retain(|_, id| id == 2);
        assert_eq!(deadlines.len(), 1);
    }
}
