//! The queue's actions.

use super::task::{Cause, RunId, Status, TaskId};

/// Something for the queue's driver to do.
///
/// All [`Action::Ended`] come before any action that calls a user's code, which therefore finds
/// every ended task settled.
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
    /// Abort the run's signal and run its cleanups. The task may have ended already, and another
    /// task may have its id: `run` identifies the signal.
    Abort {
        /// The task.
        task: TaskId,
        /// Its run.
        run: RunId,
    },
    /// The run's deadline is later than reported before. Like an ending, this calls no user code.
    Prolonged {
        /// The task.
        task: TaskId,
        /// Its run.
        run: RunId,
    },
    /// The task's attempt has failed, and another may follow. Like an ending, this calls no user code.
    AttemptFailed {
        /// The task.
        task: TaskId,
        /// The run that is over.
        run: RunId,
        /// Why.
        cause: Cause,
    },
    /// Ask whether another attempt follows, and pass the answer to [`decide`](super::Queue::decide).
    AskRetry {
        /// The task.
        task: TaskId,
        /// The run that failed.
        run: RunId,
    },
    /// Begin or stop reporting when there is a network again, by [`came_online`](super::Queue::came_online).
    Network {
        /// Whether a task waits for it.
        is_awaited: bool,
    },
    /// The task has ended: settle its handle.
    Ended {
        /// The task.
        task: TaskId,
        /// The run that ended it; if it ended while not running, the last one, or 0.
        run: RunId,
        /// How.
        status: Status,
        /// By what.
        cause: Cause,
    },
}

/// The result of [`Queue::poll_action`](super::Queue::poll_action).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Poll {
    /// Do this, then poll again.
    Do(Action),
    /// Poll again with the time.
    NeedsTime,
    /// Report whether there is a network, by [`set_network`](super::Queue::set_network), and poll again.
    NeedsNetwork,
    /// Nothing until there is another input.
    Nothing,
}
