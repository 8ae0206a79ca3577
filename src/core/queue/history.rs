//! Which ended task to forget when there are more than the history limit: the one that ended first, whether it is the
//! queue's own or another queue's that was found in the store.

use super::TaskId;
use super::fifo::Fifo;
use super::task_table::TaskTable;
use crate::core::deadlines::Deadlines;
use crate::core::numbered::numbered;

numbered! {
    /// Which task to forget.
    pub enum Excess {
        /// None: no more are kept than the limit allows.
        None,
        /// One of the queue's own.
        Own,
        /// Another queue's.
        Other,
    }
}

/// The number of an ended task of another queue's.
pub type OtherId = u32;

/// Ended tasks, where there is a limit to them.
#[derive(Debug, Clone)]
pub(super) struct History {
    limit: usize,
    /// The queue's own, in the order of their ends.
    own: Fifo,
    /// By the time of their ends. Entries are dropped lazily, like those of deadlines.
    others: Deadlines<OtherId>,
    /// When each of the others ended; NaN for a number that is free.
    ended_at: Vec<f64>,
    others_count: usize,
}

impl History {
    /// A limit of `usize::MAX` means none: nothing is recorded then.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            own: Fifo::default(),
            others: Deadlines::default(),
            ended_at: Vec::new(),
            others_count: 0,
        }
    }

    pub(super) fn is_limited(&self) -> bool {
        self.limit < usize::MAX
    }

    pub(super) fn join(&mut self, tasks: &mut TaskTable, id: TaskId) {
        if self.is_limited() {
            self.own.join(tasks, id);
        }
    }

    pub(super) fn leave(&mut self, tasks: &mut TaskTable, id: TaskId) {
        if self.is_limited() {
            self.own.leave(tasks, id);
        }
    }

    /// The queue's own, in the order of their ends.
    pub(super) fn ids<'a>(&self, tasks: &'a TaskTable) -> impl Iterator<Item = TaskId> + use<'a> {
        self.own.ids(tasks)
    }

    /// Another queue's task has ended; one whose time is unknown counts as the last.
    pub(super) fn note_other(&mut self, number: OtherId, ended_at: f64) {
        self.drop_other(number);
        let ended_at = if ended_at.is_finite() { ended_at } else { f64::INFINITY };
        let place = number as usize;
        if self.ended_at.len() <= place {
            // Numbers are assigned one after the other: a larger one would only waste memory.
            if place > self.ended_at.len() {
                return;
            }
            self.ended_at.push(f64::NAN);
        }
        if let Some(known) = self.ended_at.get_mut(place) {
            *known = ended_at;
            self.others_count += 1;
            self.others.push(ended_at, number);
        }
    }

    /// Another queue's task is no longer kept.
    pub(super) fn drop_other(&mut self, number: OtherId) {
        if let Some(known) = self.ended_at.get_mut(number as usize).filter(|known| !known.is_nan()) {
            *known = f64::NAN;
            self.others_count -= 1;
        }
    }

    /// The task to forget, if there are more than the limit allows.
    pub(super) fn excess(&mut self, tasks: &TaskTable) -> (Excess, u32) {
        if !self.is_limited() || self.own.len() + self.others_count <= self.limit {
            return (Excess::None, 0);
        }
        let ended_at = &self.ended_at;
        self.others.tidy(self.others_count, |at, number| ended_at.get(number as usize) == Some(&at));
        let own = self.own.first().and_then(|id| Some((tasks.get(id)?.completed_at, id)));
        match (own, self.others.first()) {
            (Some((own_at, _)), Some((at, number))) if at < own_at => (Excess::Other, number),
            (Some((_, id)), _) => (Excess::Own, id),
            (None, Some((_, number))) => (Excess::Other, number),
            (None, None) => (Excess::None, 0),
        }
    }
}
