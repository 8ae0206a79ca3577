//! The order in which waiting tasks start: larger priority first, then first in, first out, with at most one running
//! task per key.
//!
//! Tasks without such options are in a linked list and cost nothing else. The others are in a heap, whose
//! entries stay when a task leaves: the next lookup drops them.

use super::TaskId;
use super::fifo::Fifo;
use super::scheduling::Phase;
use super::task_table::TaskTable;
use crate::core::deadlines::Deadlines;

/// The number of a `key`. The keys themselves are in the other half.
pub type KeyId = u32;

/// Entries by rank, then by place.
type Ranked = Deadlines<(u32, TaskId)>;

/// All tasks that wait for a slot.
#[derive(Debug, Clone, Default)]
pub(super) struct ReadyQueue {
    plain: Fifo,
    ranked: Ranked,
    ranked_len: usize,
    keys: Vec<Key>,
    /// Counts the tasks that joined; after four billion the order of two neighbours may be wrong once.
    last_place: u32,
}

#[derive(Debug, Clone, Default)]
struct Key {
    is_held: bool,
    /// Queued tasks with this key.
    waiting: usize,
    /// Those that came to the front while the key was held.
    parked: Ranked,
}

impl ReadyQueue {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.plain.len() + self.ranked_len
    }

    /// Puts a task behind its equals.
    pub(super) fn join(&mut self, tasks: &mut TaskTable, id: TaskId) {
        let place = self.last_place.wrapping_add(1);
        self.last_place = place;
        self.join_at(tasks, id, place);
    }

    /// Puts a task at a place behind all others.
    #[inline]
    pub(super) fn join_at(&mut self, tasks: &mut TaskTable, id: TaskId, place: u32) {
        let Some(task) = tasks.get_mut(id) else {
            return;
        };
        task.place = place;
        if task.scheduling.is_none() {
            self.plain.join(tasks, id);
        } else {
            self.rank(tasks, id);
        }
    }

    pub(super) fn leave(&mut self, tasks: &mut TaskTable, id: TaskId) {
        let Some(task) = tasks.get_mut(id) else {
            return;
        };
        let Some(scheduling) = &mut task.scheduling else {
            self.plain.leave(tasks, id);
            return;
        };
        scheduling.phase = Phase::Away;
        let key = scheduling.key;
        self.ranked_len = self.ranked_len.saturating_sub(1);
        let stands = |at, key| stands(tasks, at, key);
        self.ranked.tidy(self.ranked_len, stands);
        if let Some(number) = key
            && let Some(key) = self.keys.get_mut(number as usize)
        {
            key.waiting = key.waiting.saturating_sub(1);
            key.parked.tidy(key.waiting, stands);
            self.unpark(tasks, number);
        }
    }

    pub(super) fn last_place(&self) -> u32 {
        self.last_place
    }

    pub(super) fn set_last_place(&mut self, place: u32) {
        self.last_place = place;
    }

    /// The task that starts next, unless one with the same key is running.
    pub(super) fn first(&mut self, tasks: &TaskTable) -> Option<TaskId> {
        let plain = self.plain.first();
        let Some((rank, (place, id))) = self.first_ranked(tasks) else {
            return plain;
        };
        let goes_first = |plain: &TaskId| {
            rank > 0.0 || (rank == 0.0 && tasks.get(*plain).is_some_and(|task| task.place < place))
        };
        plain.filter(goes_first).or(Some(id))
    }

    /// Moves a waiting task to its place after its priority was changed.
    pub(super) fn rerank(&mut self, tasks: &mut TaskTable, id: TaskId) {
        self.ranked_len = self.ranked_len.saturating_sub(1);
        if let Some(key) = key_of(tasks, id).and_then(|key| self.keys.get_mut(key as usize)) {
            key.waiting = key.waiting.saturating_sub(1);
        }
        self.rank(tasks, id);
        // Another one with its key may now come before it.
        if let Some(key) = key_of(tasks, id) {
            self.unpark(tasks, key);
        }
    }

    /// Removes a task from those without scheduling options: it is about to get one.
    pub(super) fn leave_plain(&mut self, tasks: &mut TaskTable, id: TaskId) {
        self.plain.leave(tasks, id);
        self.ranked_len += 1;
    }

    /// A task with this key starts.
    pub(super) fn hold(&mut self, key: KeyId) {
        if let Some(key) = self.key_mut(key) {
            key.is_held = true;
        }
    }

    /// The task with this key is no longer running.
    pub(super) fn release(&mut self, tasks: &TaskTable, key: KeyId) {
        if let Some(held) = self.keys.get_mut(key as usize) {
            held.is_held = false;
            self.unpark(tasks, key);
        }
    }

    fn rank(&mut self, tasks: &mut TaskTable, id: TaskId) {
        let Some(task) = tasks.get_mut(id) else {
            return;
        };
        let place = task.place;
        let Some(scheduling) = &mut task.scheduling else {
            return;
        };
        scheduling.phase = Phase::Ready;
        self.ranked_len += 1;
        self.ranked.push(scheduling.rank(), (place, id));
        if let Some(key) = scheduling.key.and_then(|key| self.key_mut(key)) {
            key.waiting += 1;
        }
    }

    fn key_mut(&mut self, key: KeyId) -> Option<&mut Key> {
        let key = key as usize;
        if self.keys.len() <= key {
            self.keys.resize_with(key + 1, Key::default);
        }
        self.keys.get_mut(key)
    }

    #[inline]
    fn first_ranked(&mut self, tasks: &TaskTable) -> Option<(f64, (u32, TaskId))> {
        while let Some((rank, entry)) = self.ranked.first() {
            if !stands(tasks, rank, entry) {
                self.ranked.pop();
                continue;
            }
            let key = key_of(tasks, entry.1).and_then(|key| self.keys.get_mut(key as usize));
            match key.filter(|key| key.is_held) {
                Some(key) => {
                    key.parked.push(rank, entry);
                    self.ranked.pop();
                }
                None => return Some((rank, entry)),
            }
        }
        None
    }

    /// If the key is free, the first task that it held up is queued again.
    fn unpark(&mut self, tasks: &TaskTable, key: KeyId) {
        let Some(key) = self.keys.get_mut(key as usize).filter(|key| !key.is_held) else {
            return;
        };
        while let Some((rank, entry)) = key.parked.pop() {
            if stands(tasks, rank, entry) {
                self.ranked.push(rank, entry);
                return;
            }
        }
    }
}

fn key_of(tasks: &TaskTable, id: TaskId) -> Option<KeyId> {
    tasks.get(id)?.scheduling.as_ref()?.key
}

/// Whether an entry is where its task waits now.
fn stands(tasks: &TaskTable, rank: f64, (place, id): (u32, TaskId)) -> bool {
    let stands = |task: &super::Task| {
        let scheduling = task.scheduling.as_ref();
        task.place == place && scheduling.is_some_and(|it| it.phase == Phase::Ready && it.rank() == rank)
    };
    tasks.get(id).is_some_and(stands)
}
