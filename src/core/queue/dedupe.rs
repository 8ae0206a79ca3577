//! The unfinished tasks with a `dedupeKey`. Keys are numbers here; tasks without one cost nothing.

use super::TaskId;

/// The number of a `dedupeKey`.
pub type DedupeId = u32;

/// Unfinished tasks by `dedupeKey`, those of one key in the order in which they began to wait.
#[derive(Debug, Clone, Default)]
pub(super) struct Unfinished {
    tasks: Vec<Vec<TaskId>>,
}

impl Unfinished {
    pub(super) fn join(&mut self, key: DedupeId, id: TaskId) {
        let key = key as usize;
        if self.tasks.len() <= key {
            self.tasks.resize_with(key + 1, Vec::new);
        }
        if let Some(tasks) = self.tasks.get_mut(key) {
            tasks.push(id);
        }
    }

    pub(super) fn leave(&mut self, key: DedupeId, id: TaskId) {
        if let Some(tasks) = self.tasks.get_mut(key as usize) {
            tasks.retain(|other| *other != id);
            if tasks.is_empty() {
                *tasks = Vec::new();
            }
        }
    }

    /// If there are several, as only retries can cause, the one that has waited or run the longest.
    pub(super) fn first(&self, key: DedupeId) -> Option<TaskId> {
        self.tasks.get(key as usize)?.first().copied()
    }
}
