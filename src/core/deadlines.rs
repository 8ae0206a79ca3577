//! The earliest of many deadlines, for the one timer that serves them all.
//!
//! An entry stays when its deadline moves or its owner's task ends: the owner checks it when it comes up,
//! and prunes when most entries are stale. That saves a search on each change.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

#[derive(Debug, Clone)]
struct Entry<K> {
    at: f64,
    key: K,
}

impl<K: Ord> PartialEq for Entry<K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<K: Ord> Eq for Entry<K> {}

impl<K: Ord> PartialOrd for Entry<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> Ord for Entry<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then_with(|| self.key.cmp(&other.key))
    }
}

/// A heap of deadlines and their keys.
#[derive(Debug, Clone)]
pub struct Deadlines<K> {
    heap: BinaryHeap<Reverse<Entry<K>>>,
}

impl<K: Ord> Default for Deadlines<K> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new() }
    }
}

impl<K: Ord + Copy> Deadlines<K> {
    /// Adds a deadline of `key` at `at`.
    #[inline]
    pub fn push(&mut self, at: f64, key: K) {
        self.heap.push(Reverse(Entry { at, key }));
    }

    /// The earliest deadline.
    #[inline]
    pub fn earliest(&self) -> Option<f64> {
        self.heap.peek().map(|Reverse(entry)| entry.at)
    }

    /// The entry that `pop` would remove.
    #[inline]
    pub fn first(&self) -> Option<(f64, K)> {
        self.heap.peek().map(|Reverse(entry)| (entry.at, entry.key))
    }

    /// Removes the earliest entry.
    pub fn pop(&mut self) -> Option<(f64, K)> {
        self.heap.pop().map(|Reverse(entry)| (entry.at, entry.key))
    }

    /// Removes one key whose deadline has come.
    pub fn pop_due(&mut self, now: f64) -> Option<K> {
        if self.earliest()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| entry.key)
    }

    /// The number of entries, including stale ones.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Drops stale entries: those before the first valid one, and all once they are the majority, where at most `live`
    /// entries can be valid. Costs at most twice the work of adding them.
    pub fn tidy(&mut self, live: usize, holds: impl Fn(f64, K) -> bool) {
        while self.heap.peek().is_some_and(|Reverse(entry)| !holds(entry.at, entry.key)) {
            self.heap.pop();
        }
        self.trim(live, holds);
    }

    /// Drops stale entries once they are the majority. Until then the earliest entry may be stale.
    pub fn trim(&mut self, live: usize, holds: impl Fn(f64, K) -> bool) {
        if self.heap.len() > live.saturating_mul(4).saturating_add(64) {
            self.heap.retain(|Reverse(entry)| holds(entry.at, entry.key));
        }
    }

    /// Forgets everything and gives the memory back.
    pub fn clear(&mut self) {
        self.heap = BinaryHeap::new();
    }
}

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
        deadlines.tidy(1, |_, id| id == 2);
        assert_eq!((deadlines.earliest(), deadlines.len()), (Some(20.0), 2));
    }

    #[test]
    fn stale_entries_behind_it_go_once_they_are_most() {
        let mut deadlines = Deadlines::default();
        deadlines.push(1.0, 0);
        for at in 0..100 {
            deadlines.push(f64::from(at) + 2.0, 1);
        }
        deadlines.tidy(1, |_, id| id == 0);
        assert_eq!(deadlines.len(), 1);
    }
}
