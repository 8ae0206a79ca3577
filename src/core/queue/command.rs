//! The queue's actions as a record of numbers, which is written where the other half reads it: one crossing per
//! command, and no values.

use super::end_error::EndError;
use super::task::{Cause, Status, Task};
use super::{Action, Queue, RunId, TaskId};
use crate::core::numbered::{Numbered, numbered};

numbered! {
    /// The kind of a command.
    pub enum CommandKind {
        /// Nothing, until there is another input.
        Nothing,
        /// Call the processor; for an itemwise task `StartItem`s follow instead.
        Start,
        /// Call `processItem` for the item at the position.
        StartItem,
        /// Abort the run's signal and run its cleanups.
        Abort,
        /// An attempt has failed, and another may follow. Calls no user code.
        AttemptFailed,
        /// The task has ended. Calls no user code.
        Ended,
        /// The run's deadline is later than its view says. Calls no user code.
        Prolonged,
        /// Ask whether another attempt follows, and pass the answer to `decide`.
        AskRetry,
        /// Arm the timer.
        Arm,
        /// Report when there is a network again.
        AwaitNetwork,
        /// No task waits for the network any more.
        IgnoreNetwork,
    }
}

numbered! {
    /// The position of each number in the record. Fields that a kind of command does not need keep their old values.
    pub enum CommandField {
        /// A [`CommandKind`].
        Kind,
        /// The task.
        Task,
        /// Its run.
        Run,
        /// The item's position.
        Position,
        /// The [`Status`] with which the task has ended.
        Status,
        /// The [`EndError`] of an ending or an abort.
        Error,
        /// For [`EndError::TimedOut`], the limit in milliseconds.
        Limit,
        /// For [`EndError::Disposed`], when the next attempt was due, in epoch milliseconds; NaN if none was.
        NextAttemptAt,
        /// 1 if the ending is itself a failure, to be listed after those of items.
        IsListed,
        /// 1 if the run has ended by itself: no abort follows.
        EndedByItself,
        /// 1 if a poll would find nothing, whatever the command is. Every input updates it, which saves polls in vain: three
/// per task took 6 % of the time of 10,000 tasks.
        IsAtRest,
    }
}

/// How many numbers there are in the record.
pub const RECORD_LENGTH: usize = CommandField::ALL.len();

/// How many of them are about the command: all but the last.
pub const COMMAND_LENGTH: usize = RECORD_LENGTH - 1;

/// A command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Command {
    /// What is to be done.
    pub kind: CommandKind,
    /// The task.
    pub task: TaskId,
    /// Its run.
    pub run: RunId,
    /// The item's position.
    pub position: usize,
    /// How the task has ended.
    pub status: Status,
    /// The error of the ending or the abort.
    pub error: EndError,
    /// The limit that has passed.
    pub limit: f64,
    /// When the next attempt was due, for a task that is left to another queue.
    pub next_attempt_at: f64,
    /// Whether the ending is itself a failure.
    pub is_listed: bool,
    /// Whether the run has ended by itself.
    pub ended_by_itself: bool,
}

impl Command {
    /// Nothing is to be done.
    pub const NOTHING: Self = Self::of(CommandKind::Nothing, 0, 0);
    /// The timer is to be armed.
    pub const ARM: Self = Self::of(CommandKind::Arm, 0, 0);

    const fn of(kind: CommandKind, task: TaskId, run: RunId) -> Self {
        Self {
            kind,
            task,
            run,
            position: 0,
            status: Status::Pending,
            error: EndError::None,
            limit: 0.0,
            next_attempt_at: f64::NAN,
            is_listed: false,
            ended_by_itself: false,
        }
    }

    /// The next item of a run is to be started.
    pub const fn start_item(task: TaskId, run: RunId, position: usize) -> Self {
        Self { position, ..Self::of(CommandKind::StartItem, task, run) }
    }

    /// The numbers, in the order of [`CommandField`], without the last field.
    #[inline]
    pub fn numbers(&self) -> [f64; COMMAND_LENGTH] {
        let Self { kind, task, run, position, status, error, limit, next_attempt_at, .. } = *self;
        [
            f64::from(kind as u8),
            task.into(),
            run.into(),
            position as f64,
            f64::from(status as u8),
            f64::from(error as u8),
            limit,
            next_attempt_at,
            f64::from(u8::from(self.is_listed)),
            f64::from(u8::from(self.ended_by_itself)),
        ]
    }
}

impl Queue {
    /// The command for an action that [`Queue::poll_action`] has just returned.
    #[inline]
    pub fn command(&self, action: Action) -> Command {
        match action {
            Action::Start { task, run } => Command::of(CommandKind::Start, task, run),
            Action::StartItem { task, run, position } => Command::start_item(task, run, position),
            Action::Abort { task, run } => self.abort_command(task, run),
            Action::Prolonged { task, run } => Command::of(CommandKind::Prolonged, task, run),
            Action::AskRetry { task, run } => Command::of(CommandKind::AskRetry, task, run),
            Action::Network { is_awaited: true } => Command::of(CommandKind::AwaitNetwork, 0, 0),
            Action::Network { is_awaited: false } => Command::of(CommandKind::IgnoreNetwork, 0, 0),
            Action::AttemptFailed { task, run, cause } => {
                self.ending_command(CommandKind::AttemptFailed, task, run, Status::Pending, cause)
            }
            Action::Ended { task, run, status, cause } => {
                self.ending_command(CommandKind::Ended, task, run, status, cause)
            }
        }
    }

    /// The error matters only to a run that continues: one that has ended is aborted with the error it ended with.
    fn abort_command(&self, task: TaskId, run: RunId) -> Command {
        let error = self.tasks.get(task).map_or(EndError::None, EndError::of_cancel);
        Command { error, ..Command::of(CommandKind::Abort, task, run) }
    }

    fn ending_command(
        &self,
        kind: CommandKind,
        task: TaskId,
        run: RunId,
        status: Status,
        cause: Cause,
    ) -> Command {
        let ended = self.tasks.get(task);
        Command {
            status,
            error: ended.map_or(EndError::None, |ended| EndError::of_ending(ended, status, cause)),
            next_attempt_at: ended.map_or(f64::NAN, Task::next_attempt_at),
            limit: if let Cause::TimedOut { limit } = cause { limit } else { 0.0 },
            is_listed: matches!(cause, Cause::Threw | Cause::TimedOut { .. }),
            ended_by_itself: matches!(cause, Cause::Threw | Cause::Returned | Cause::GaveUp),
            ..Command::of(kind, task, run)
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_stands_where_its_field_says() {
        let command = Command {
            kind: CommandKind::Ended,
            task: 11,
            run: 12,
            position: 13,
            status: Status::Failed,
            error: EndError::TimedOut,
            limit: 14.5,
            next_attempt_at: 15.5,
            is_listed: true,
            ended_by_itself: false,
        };
        let numbers = command.numbers();
        let expected = CommandField::ALL.iter().map(|field| match field {
            CommandField::Kind => 5.0,
            CommandField::Task => 11.0,
            CommandField::Run => 12.0,
            CommandField::Position => 13.0,
            CommandField::Status => 3.0,
            CommandField::Error => 5.0,
            CommandField::Limit => 14.5,
            CommandField::NextAttemptAt => 15.5,
            CommandField::IsListed => 1.0,
            CommandField::EndedByItself => 0.0,
            CommandField::IsAtRest => f64::NAN,
        });
        assert_eq!(numbers.to_vec(), expected.take(COMMAND_LENGTH).collect::<Vec<_>>());
        assert_eq!(CommandField::ALL.last().map(|field| *field as usize), Some(COMMAND_LENGTH));
    }
}
