//! The queue's getters, which change nothing.

use super::{DedupeId, ItemState, Queue, Row, TaskId};

impl Queue {
    /// A task's numbers, as its view shows them.
    pub fn row(&self, id: TaskId) -> Option<Row> {
        self.tasks.get(id).map(Row::of)
    }

    /// Positions that have not succeeded, in order.
    pub fn unfinished_items(&self, id: TaskId) -> Vec<u32> {
        let batch = self.tasks.get(id).and_then(|task| task.batch.as_ref());
        batch.map_or_else(Vec::new, |batch| batch.unfinished().map(|at| at as u32).collect())
    }

    /// The state of the item at a position.
    pub fn item_state(&self, id: TaskId, position: usize) -> Option<ItemState> {
        self.tasks.get(id)?.batch.as_ref()?.state(position)
    }

    /// Tasks that have a slot.
    pub fn running(&self) -> usize {
        self.running
    }

    /// Tasks that wait, for a slot or before an attempt.
    pub fn waiting(&self) -> usize {
        self.ready.len() + self.between_attempts
    }

    /// Tasks that may run at once.
    pub fn concurrency(&self) -> usize {
        self.config.concurrency
    }

    /// Whether the queue is paused.
    pub fn is_paused(&self) -> bool {
        self.config.paused
    }

    /// The task with this `dedupeKey` that has not ended.
    pub fn unfinished_like(&self, key: DedupeId) -> Option<TaskId> {
        self.unfinished.first(key)
    }
}
