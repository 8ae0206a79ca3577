//! Which deadline comes next. Entries are dropped lazily: a task that ends touches nothing here.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::{RunId, TaskId};

/// A moment by which something happens to a run, unless the run has ended by then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    pub(super) at: f64,
    pub(super) task: TaskId,
    pub(super) run: RunId,
}

impl PartialEq for Deadline {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Deadline {}
impl PartialOrd for Deadline {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Deadline {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then(self.run.cmp(&other.run)).then(self.task.cmp(&other.task))
    }
}

/// The deadlines of all runs, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Deadlines {
    heap: BinaryHeap<Reverse<Deadline>>,
}

impl Deadlines {
    pub(super) fn add(&mut self, deadline: Deadline) {
        if deadline.at.is_finite() {
            self.heap.push(Reverse(deadline));
        }
    }

    /// The earliest entry that still holds. Those before it that do not are dropped.
    pub(super) fn next(&mut self, holds: impl Fn(&Deadline) -> bool) -> Option<Deadline> {
        while let Some(Reverse(first)) = self.heap.peek() {
            if holds(first) {
                return Some(*first);
            }
            self.heap.pop();
        }
        None
    }

    /// Drops what no longer holds once that is most of the heap: at most twice the work of adding it.
    pub(super) fn tidy(&mut self, live: usize, holds: impl Fn(&Deadline) -> bool) {
        if self.heap.len() > 64 && self.heap.len() / 4 > live {
            self.heap.retain(|Reverse(entry)| holds(entry));
        }
    }

    pub(super) fn clear(&mut self) {
        self.heap.clear();
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }
}
