//! What the queue wants done, and what it says of a task.

use super::task::{Cause, RunId, Status, Task, TaskId};

/// Something for the queue's driver to do.
///
/// All [`Action::Ended`] come before any action that calls a user's code: whoever is called finds
/// every task settled that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// Call the processor; an itemwise task is followed by [`Action::StartItem`]s instead.
    Start {
        /// The task.
        task: TaskId,
        /// Its new run.
        run: RunId,
    },
    /// Call `processItem` for one item.
    StartItem {
        /// The task.
        task: TaskId,
        /// Its run.
        run: RunId,
        /// The item's place in the list.
        position: usize,
    },
    /// Abort the run's signal and run its cleanups. The task may have ended already, and its place
    /// may be another's: `run` says whose signal.
    Abort {
        /// The task.
        task: TaskId,
        /// Its run.
        run: RunId,
    },
    /// The run has more time than it was said to have. Like an ending, it calls nobody.
    Prolonged {
        /// The task.
        task: TaskId,
        /// Its run.
        run: RunId,
    },
    /// The task's attempt has failed, and another may follow. Like an ending, it calls nobody.
    AttemptFailed {
        /// The task.
        task: TaskId,
        /// The run that is over.
        run: RunId,
        /// Why.
        cause: Cause,
    },
    /// Ask whether another attempt is to follow, and say so to [`decide`](super::Queue::decide).
    AskRetry {
        /// The task.
        task: TaskId,
        /// The run that failed.
        run: RunId,
    },
    /// The task has ended: settle its handle.
    Ended {
        /// The task.
        task: TaskId,
        /// The run that ended it; the last one, or 0, if it ended without running.
        run: RunId,
        /// How.
        status: Status,
        /// By what.
        cause: Cause,
    },
}

/// What [`Queue::poll_action`](super::Queue::poll_action) answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Poll {
    /// Do this, then ask again.
    Do(Action),
    /// Ask again with the time.
    NeedsTime,
    /// Nothing until there is another input.
    Nothing,
}

/// A task's numbers, as views show them. NaN: does not apply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The status.
    pub status: Status,
    /// Items, and other things reported, that succeeded.
    pub completed: usize,
    /// Entries in the list of failures.
    pub failed: usize,
    /// Manual retries.
    pub retry_count: u32,
    /// Runs since the last manual retry.
    pub attempt: u32,
    /// Whether a cancel was asked for.
    pub cancel_requested: bool,
    /// 0 to 1.
    pub progress: f64,
    /// Epoch milliseconds of `enqueue`.
    pub created_at: f64,
    /// Epoch milliseconds of the present or last run's start.
    pub started_at: f64,
    /// Epoch milliseconds of the end.
    pub completed_at: f64,
    /// Epoch milliseconds by which the run ends at the latest.
    pub deadline_at: f64,
    /// Epoch milliseconds at which the next attempt starts by itself.
    pub next_attempt_at: f64,
    /// Larger starts earlier.
    pub priority: f64,
}

impl Row {
    /// The row as numbers, in the order of its fields.
    pub fn numbers(&self) -> [f64; 13] {
        [
            self.status as u32 as f64,
            self.completed as f64,
            self.failed as f64,
            self.retry_count.into(),
            self.attempt.into(),
            u32::from(self.cancel_requested).into(),
            self.progress,
            self.created_at,
            self.started_at,
            self.completed_at,
            self.deadline_at,
            self.next_attempt_at,
            self.priority,
        ]
    }

    pub(super) fn of(task: &Task) -> Self {
        Self {
            status: task.status,
            completed: task.completed,
            failed: task.failed,
            retry_count: task.retry_count,
            attempt: task.attempt,
            cancel_requested: task.cancel_requested,
            progress: task.shown_progress(),
            created_at: task.created_at,
            started_at: task.started_at,
            completed_at: task.completed_at,
            deadline_at: task.deadline_at,
            next_attempt_at: task.special.as_ref().map_or(f64::NAN, |special| special.next_attempt_at),
            priority: task.special.as_ref().map_or(0.0, |special| special.priority),
        }
    }
}
