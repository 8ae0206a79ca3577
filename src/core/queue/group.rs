//! The summary of tasks that are shown together.

use super::Status;
use crate::core::numbered::{Numbered, numbered};

numbered! {
    /// The position of each number of a group.
    pub enum GroupField {
        /// The [`Status`] of all of them together.
        Status,
        /// How many completed.
        Completed,
        /// How many failed.
        Failed,
        /// The mean of their progress, 0 to 1.
        Progress,
    }
}

/// How many numbers there are about a group.
pub const GROUP_LENGTH: usize = GroupField::ALL.len();

/// The numbers about tasks with these statuses and this progress (NaN: none is known), in the order of [`GroupField`].
///
/// A task whose progress is unknown counts as 0 until it has ended, and then as 1. No tasks are a group that completed.
pub fn summarise(tasks: impl Iterator<Item = (Status, f64)>) -> [f64; GROUP_LENGTH] {
    let mut counts = [0_u32; Status::ALL.len()];
    let (mut total, mut done) = (0_u32, 0.0);
    for (status, progress) in tasks {
        total += 1;
        if let Some(count) = counts.get_mut(status as usize) {
            *count += 1;
        }
        done += match progress.is_nan() {
            true => f64::from(u8::from(status.is_ended())),
            false => progress,
        };
    }
    let count = |status: Status| counts.get(status as usize).copied().unwrap_or(0);
    let progress = if total == 0 { 1.0 } else { done / f64::from(total) };
    [
        f64::from(Status::of_all(&counts) as u8),
        count(Status::Completed).into(),
        count(Status::Failed).into(),
        progress,
    ]
}

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
mod tests {
    use super::*;

    const UNKNOWN: f64 = f64::NAN;

    fn field(tasks: &[(Status, f64)], field: GroupField) -> f64 {
        summarise(tasks.iter().copied())[field as usize]
    }

    fn status(tasks: &[Status]) -> Option<Status> {
        let tasks: Vec<_> = tasks.iter().map(|status| (*status, UNKNOWN)).collect();
        Status::from_number(field(&tasks, GroupField::Status) as u32)
    }

    #[test]
    fn what_runs_goes_before_what_waits_and_that_before_what_has_ended_badly() {
        use Status::{Cancelled, Completed, Failed, Pending, Running};
        assert_eq!(status(&[Completed, Failed, Pending, Running]), Some(Running));
        assert_eq!(status(&[Completed, Failed, Pending]), Some(Pending));
        assert_eq!(status(&[Completed, Failed, Cancelled]), Some(Failed));
        assert_eq!(status(&[Completed, Cancelled]), Some(Cancelled));
        assert_eq!(status(&[Completed]), Some(Completed));
        assert_eq!(status(&[]), Some(Completed));
    }

    #[test]
    fn what_completed_and_failed_is_counted() {
        let tasks =
            [Status::Completed, Status::Failed, Status::Completed, Status::Running].map(|it| (it, UNKNOWN));
        assert_eq!((field(&tasks, GroupField::Completed), field(&tasks, GroupField::Failed)), (2.0, 1.0));
    }

    #[test]
    fn progress_is_the_mean_and_one_for_no_tasks() {
        let progress = |tasks: &[(Status, f64)]| field(tasks, GroupField::Progress);
        assert_eq!(progress(&[]), 1.0);
        assert_eq!(progress(&[(Status::Running, 0.5), (Status::Pending, UNKNOWN)]), 0.25);
        assert_eq!(progress(&[(Status::Failed, 0.5), (Status::Cancelled, UNKNOWN)]), 0.75);
    }
}
