//! The earliest of many deadlines, for the one timer that serves them all.
//!
//! Entries are never removed when a deadline moves or what it belongs to ends: the owner looks again
//! when one comes up, and tidies when most of them no longer hold. That saves a search on each change.

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

/// A heap of deadlines and of the keys they belong to.
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
    /// Notes that `key` has a deadline at `at`.
    #[inline]
    pub fn push(&mut self, at: f64, key: K) {
        self.heap.push(Reverse(Entry { at, key }));
    }

    /// The earliest moment noted.
    #[inline]
    pub fn earliest(&self) -> Option<f64> {
        self.heap.peek().map(|Reverse(entry)| entry.at)
    }

    /// The entry that `pop` would take.
    #[inline]
    pub fn first(&self) -> Option<(f64, K)> {
        self.heap.peek().map(|Reverse(entry)| (entry.at, entry.key))
    }

    /// Takes the earliest entry.
    pub fn pop(&mut self) -> Option<(f64, K)> {
        self.heap.pop().map(|Reverse(entry)| (entry.at, entry.key))
    }

    /// Takes one key whose moment has come.
    pub fn pop_due(&mut self, now: f64) -> Option<K> {
        if self.earliest()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| entry.key)
    }

    /// How many entries there are, those that are out of date included.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// Drops what no longer holds: before the first entry that does, and everywhere once that is most of what there
    /// is, where `live` is how many can hold at most. At most twice the work of having added it.
    pub fn tidy(&mut self, live: usize, holds: impl Fn(f64, K) -> bool) {
        while self.heap.peek().is_some_and(|Reverse(entry)| !holds(entry.at, entry.key)) {
            self.heap.pop();
        }
        self.trim(live, holds);
    }

    /// Drops what no longer holds once that is most of what there is. Until then the earliest may be of something
    /// that has ended.
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
