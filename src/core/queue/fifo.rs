//! An intrusive linked list of tasks, from the middle of which a task can be removed at the same cost.

use super::TaskId;
use super::task_table::TaskTable;

/// Both ends of the list. A task is in one such list at most.
#[derive(Debug, Clone, Default)]
pub(super) struct Fifo {
    first: Option<TaskId>,
    last: Option<TaskId>,
    len: usize,
}

impl Fifo {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn join(&mut self, tasks: &mut TaskTable, id: TaskId) {
        let before = self.last.replace(id);
        if let Some(task) = tasks.get_mut(id) {
            task.before = before;
            task.behind = None;
        }
        match before.and_then(|before| tasks.get_mut(before)) {
            Some(task) => task.behind = Some(id),
            None => self.first = Some(id),
        }
        self.len += 1;
    }

    pub(super) fn leave(&mut self, tasks: &mut TaskTable, id: TaskId) {
        let Some(task) = tasks.get_mut(id) else {
            return;
        };
        let (before, behind) = (task.before.take(), task.behind.take());
        match before.and_then(|before| tasks.get_mut(before)) {
            Some(task) => task.behind = behind,
            None => self.first = behind,
        }
        match behind.and_then(|behind| tasks.get_mut(behind)) {
            Some(task) => task.before = before,
            None => self.last = before,
        }
        self.len = self.len.saturating_sub(1);
    }

    /// From the first on.
    pub(super) fn ids<'a>(&self, tasks: &'a TaskTable) -> impl Iterator<Item = TaskId> + use<'a> {
        std::iter::successors(self.first, |id| tasks.get(*id)?.behind)
    }

    #[inline]
    pub(super) fn first(&self) -> Option<TaskId> {
        self.first
    }
}
