//! The numbers of a task that views show.

use super::task::{Status, Task};
use crate::core::numbered::{Numbered, numbered};

numbered! {
    /// The position of each of a task's numbers.
    pub enum RowField {
        /// The [`Status`].
        Status,
        /// Items, and other things reported, that succeeded.
        Completed,
        /// Entries in the list of failures.
        Failed,
        /// Manual retries.
        RetryCount,
        /// Runs since the last manual retry.
        Attempt,
        /// 1 if a cancel was asked for.
        CancelRequested,
        /// 0 to 1.
        Progress,
        /// Epoch milliseconds of `enqueue`.
        CreatedAt,
        /// Epoch milliseconds of the present or last run's start.
        StartedAt,
        /// Epoch milliseconds of the end.
        CompletedAt,
        /// Epoch milliseconds by which the run ends at the latest.
        DeadlineAt,
        /// Epoch milliseconds at which the next attempt starts by itself.
        NextAttemptAt,
        /// Larger starts earlier.
        Priority,
    }
}

/// How many numbers there are about a task.
pub const ROW_LENGTH: usize = RowField::ALL.len();

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
    /// The numbers, in the order of [`RowField`].
    pub fn numbers(&self) -> [f64; ROW_LENGTH] {
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
            next_attempt_at: if task.status.is_ended() { f64::NAN } else { task.next_attempt_at() },
            priority: task.scheduling.as_ref().map_or(0.0, |scheduling| scheduling.priority),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_stands_where_its_field_says() {
        let row = Row {
            status: Status::Failed,
            completed: 11,
            failed: 12,
            retry_count: 13,
            attempt: 14,
            cancel_requested: true,
            progress: 0.5,
            created_at: 15.0,
            started_at: 16.0,
            completed_at: 17.0,
            deadline_at: 18.0,
            next_attempt_at: 19.0,
            priority: 20.0,
        };
        let expected = RowField::ALL.iter().map(|field| match field {
            RowField::Status => 3.0,
            RowField::Completed => 11.0,
            RowField::Failed => 12.0,
            RowField::RetryCount => 13.0,
            RowField::Attempt => 14.0,
            RowField::CancelRequested => 1.0,
            RowField::Progress => 0.5,
            RowField::CreatedAt => 15.0,
            RowField::StartedAt => 16.0,
            RowField::CompletedAt => 17.0,
            RowField::DeadlineAt => 18.0,
            RowField::NextAttemptAt => 19.0,
            RowField::Priority => 20.0,
        });
        assert_eq!(row.numbers().to_vec(), expected.collect::<Vec<_>>());
    }
}
