//! Which error an attempt or a task ends with. Only the other half has the values: thrown errors, reasons of
//! cancels, messages of failures.

use super::task::{Cause, Status, Task};
use crate::core::numbered::numbered;

numbered! {
    /// The error of an ending, for the other half to look up or to create.
    pub enum EndError {
        /// None: the task completed.
        None,
        /// What the processor threw, or the first item that threw in this run.
        Thrown,
        /// An error with the message of the first failure in the list.
        FirstFailure,
        /// The reason that was given for the cancel.
        CancelReason,
        /// An `AbortError`: the task was cancelled, and no reason was given.
        Cancelled,
        /// A `TimeoutError` with the limit that has passed.
        TimedOut,
        /// An `AbortError`: the queue was disposed of.
        Disposed,
        /// The error of the previous attempt.
        LastAttempt,
    }
}

impl EndError {
    /// The error of a task that is cancelled.
    pub(super) fn of_cancel(task: &Task) -> Self {
        if task.cancel_has_reason { Self::CancelReason } else { Self::Cancelled }
    }

    /// The error of a task that has ended, or of an attempt that has failed.
    pub(super) fn of_ending(task: &Task, status: Status, cause: Cause) -> Self {
        match cause {
            Cause::Threw => Self::Thrown,
            Cause::Returned if status == Status::Completed => Self::None,
            Cause::Returned if task.item_threw => Self::Thrown,
            Cause::Returned => Self::FirstFailure,
            Cause::TimedOut { .. } => Self::TimedOut,
            Cause::Cancelled => Self::of_cancel(task),
            // A cancelled task keeps the reason its processor was aborted with.
            Cause::Disposed if task.cancel_requested => Self::of_cancel(task),
            Cause::Disposed => Self::Disposed,
            Cause::NothingLeft => Self::None,
            Cause::GaveUp => Self::LastAttempt,
        }
    }
}
