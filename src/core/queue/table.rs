//! The table of tasks. Places of dismissed tasks are used again, so a million tasks take no more
//! room than those kept at once.

use super::TaskId;
use super::task::Task;

/// Tasks by id.
#[derive(Debug, Default)]
pub(super) struct Table {
    places: Vec<Option<Task>>,
    free: Vec<TaskId>,
}

impl Table {
    pub(super) fn insert(&mut self, task: Task) -> TaskId {
        if let Some(id) = self.free.pop()
            && let Some(place) = self.places.get_mut(id as usize)
        {
            *place = Some(task);
            return id;
        }
        self.places.push(Some(task));
        (self.places.len() - 1) as TaskId
    }

    pub(super) fn remove(&mut self, id: TaskId) {
        if self.places.get_mut(id as usize).and_then(Option::take).is_some() {
            self.free.push(id);
        }
    }

    pub(super) fn get(&self, id: TaskId) -> Option<&Task> {
        self.places.get(id as usize)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, id: TaskId) -> Option<&mut Task> {
        self.places.get_mut(id as usize)?.as_mut()
    }

    /// Ids of all tasks: for what concerns every task anyway, such as the end of the queue.
    pub(super) fn ids(&self) -> Vec<TaskId> {
        let used = |(id, place): (usize, &Option<Task>)| place.as_ref().map(|_| id as TaskId);
        self.places.iter().enumerate().filter_map(used).collect()
    }
}
