//! What the queue wants done.

use super::task::{Cause, RunId, Status, TaskId};

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
    /// Say when there is a network again, by [`came_online`](super::Queue::came_online), or no longer.
    Network {
        /// Whether a task waits for it.
        is_awaited: bool,
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
    /// Say whether there is a network, by [`set_network`](super::Queue::set_network), and ask again.
    NeedsNetwork,
    /// Nothing until there is another input.
    Nothing,
}
