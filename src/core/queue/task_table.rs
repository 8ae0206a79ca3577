//! The table of tasks. Ids of dismissed tasks are reused, so a million tasks take no more
//! memory than those kept at the same time.

use super::TaskId;
use super::task::Task;

/// Tasks per block. A single growing list would be copied, and linear memory is never given
/// back: the copies would take three times the memory of the tasks.
const BLOCK: usize = 64;

/// Tasks by id.
#[derive(Debug, Clone, Default)]
pub(super) struct TaskTable {
    blocks: Vec<Vec<Option<Task>>>,
    free: Vec<TaskId>,
}

impl TaskTable {
    pub(super) fn insert(&mut self, task: Task) -> TaskId {
        if let Some(id) = self.free.pop()
            && let Some(place) = self.place(id)
        {
            *place = Some(task);
            return id;
        }
        self.push(Some(task))
    }

    fn push(&mut self, place: Option<Task>) -> TaskId {
        if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
            // A queue of a few tasks takes the memory of a few.
            let room = if self.blocks.is_empty() { 0 } else { BLOCK };
            self.blocks.push(Vec::with_capacity(room));
        }
        let blocks = self.blocks.len();
        let Some(block) = self.blocks.last_mut() else { return TaskId::MAX };
        block.push(place);
        ((blocks - 1) * BLOCK + block.len() - 1) as TaskId
    }

    pub(super) fn remove(&mut self, id: TaskId) {
        if self.place(id).and_then(Option::take).is_some() {
            self.free.push(id);
        }
    }

    #[inline]
    pub(super) fn get(&self, id: TaskId) -> Option<&Task> {
        self.blocks.get(id as usize / BLOCK)?.get(id as usize % BLOCK)?.as_ref()
    }

    #[inline]
    pub(super) fn get_mut(&mut self, id: TaskId) -> Option<&mut Task> {
        self.place(id)?.as_mut()
    }

    /// The entries of all ids, including free ones.
    pub(super) fn places(&self) -> impl Iterator<Item = Option<&Task>> {
        self.blocks.iter().flatten().map(Option::as_ref)
    }

    /// Free ids, in the order in which they became free.
    pub(super) fn free(&self) -> impl Iterator<Item = TaskId> {
        self.free.iter().copied()
    }

    pub(super) fn restore(&mut self, places: Vec<Option<Task>>, free: Vec<TaskId>) {
        self.blocks.clear();
        for place in places {
            self.push(place);
        }
        self.free = free;
    }

    /// Ids of all tasks, for what concerns every task anyway, such as the end of the queue.
    pub(super) fn ids(&self) -> Vec<TaskId> {
        let places = self.blocks.iter().flatten().enumerate();
        places.filter_map(|(id, place)| place.as_ref().map(|_| id as TaskId)).collect()
    }

    #[inline]
    fn place(&mut self, id: TaskId) -> Option<&mut Option<Task>> {
        self.blocks.get_mut(id as usize / BLOCK)?.get_mut(id as usize % BLOCK)
    }
}
