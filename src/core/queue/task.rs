//! A task as the core knows it: numbers and states. Titles, items and callbacks are in the other half.

use super::batch::{Batch, Reported};
use super::scheduling::{Phase, Scheduling, SchedulingOptions};
use crate::core::numbered::numbered;

/// A task's index in the queue's table. Reused after the task was dismissed.
pub type TaskId = u32;

/// One run of one task. Never reused in a queue, so it identifies reports of old runs.
pub type RunId = u32;

numbered! {
    /// The status of a task.
    pub enum Status {
        /// Waits for a slot, or pauses before an attempt.
        Pending,
        /// Has a slot.
        Running,
        /// Ended, and nothing failed.
        Completed,
        /// Ended: it threw, timed out, or an item failed.
        Failed,
        /// Ended by a cancel or with its queue.
        Cancelled,
    }
}

impl Status {
    /// The word for it in a view.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status of several tasks taken together, given how many have each status, in the order of their numbers.
    pub fn of_all(counts: &[u32]) -> Self {
        let order = [Self::Running, Self::Pending, Self::Failed, Self::Cancelled];
        let has = |status: &Self| counts.get(*status as usize).is_some_and(|count| *count > 0);
        order.into_iter().find(has).unwrap_or(Self::Completed)
    }

    /// Whether the task has ended: only a retry changes that.
    pub const fn is_ended(self) -> bool {
        match self {
            Self::Pending | Self::Running => false,
            Self::Completed | Self::Failed | Self::Cancelled => true,
        }
    }
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cause {
    /// The processor returned, or the last item settled.
    Returned,
    /// The processor threw.
    Threw,
    /// The deadline passed.
    TimedOut {
        /// The limit in milliseconds.
        limit: f64,
    },
    /// It was cancelled: before its start, when it settled after the cancel, or at the end of the grace.
    Cancelled,
    /// The queue was disposed of.
    Disposed,
    /// A retry found no items left.
    NothingLeft,
    /// An attempt failed, and no other was wanted.
    GaveUp,
}

impl Cause {
    /// The number of the kind.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Returned => 0,
            Self::Threw => 1,
            Self::TimedOut { .. } => 2,
            Self::Cancelled => 3,
            Self::Disposed => 4,
            Self::NothingLeft => 5,
            Self::GaveUp => 6,
        }
    }

    pub(super) fn with_number(number: usize, limit: f64) -> Option<Self> {
        let all = [
            Self::Returned,
            Self::Threw,
            Self::TimedOut { limit },
            Self::Cancelled,
            Self::Disposed,
            Self::NothingLeft,
            Self::GaveUp,
        ];
        all.get(number).copied()
    }
}

/// The numeric options of `enqueue`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spec {
    /// Milliseconds a run may take; infinite: no limit.
    pub timeout: f64,
    /// The number of items, if the task has a list of them.
    pub items: Option<usize>,
    /// The queue iterates the items itself.
    pub itemwise: bool,
    /// Items in flight at once.
    pub item_concurrency: usize,
    /// After the first failed item none is started.
    pub stop_on_error: bool,
    /// What only some tasks have.
    pub scheduling: Option<SchedulingOptions>,
}

impl Spec {
    /// The default of `itemConcurrency`.
    pub const DEFAULT_ITEM_CONCURRENCY: usize = 1;
}

/// A task's state.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) status: Status,
    pub(super) itemwise: bool,
    pub(super) cancel_requested: bool,
    /// A reason was given for the cancel.
    pub(super) cancel_has_reason: bool,
    /// Whether an item has thrown in the current attempt and counts as failed.
    pub(super) item_threw: bool,
    /// The run's signal has been aborted.
    pub(super) aborted: bool,
    pub(super) attempt: u32,
    pub(super) retry_count: u32,
    /// The current run, else the last one; 0 before the first.
    pub(super) run: RunId,
    pub(super) completed: usize,
    pub(super) failed: usize,
    pub(super) timeout: f64,
    /// When the run times out or, after a cancel, its grace ends; else infinite.
    pub(super) deadline: f64,
    /// A fraction set by the processor, else NaN.
    pub(super) progress: f64,
    pub(super) created_at: f64,
    pub(super) started_at: f64,
    pub(super) completed_at: f64,
    pub(super) deadline_at: f64,
    pub(super) batch: Option<Box<Batch>>,
    pub(super) scheduling: Option<Box<Scheduling>>,
    /// Its place in the queue: smaller for a task that has waited longer.
    pub(super) place: u32,
    /// Its neighbours in the list of waiting or of ended tasks.
    pub(super) before: Option<TaskId>,
    pub(super) behind: Option<TaskId>,
}

impl Task {
    pub(super) fn new(spec: &Spec, created_at: f64) -> Self {
        let batch =
            spec.items.map(|total| Box::new(Batch::new(total, spec.item_concurrency, spec.stop_on_error)));
        Self {
            status: Status::Pending,
            itemwise: spec.itemwise,
            cancel_requested: false,
            cancel_has_reason: false,
            item_threw: false,
            aborted: false,
            attempt: 0,
            retry_count: 0,
            run: 0,
            completed: 0,
            failed: 0,
            timeout: spec.timeout,
            deadline: f64::INFINITY,
            progress: f64::NAN,
            created_at,
            started_at: f64::NAN,
            completed_at: f64::NAN,
            deadline_at: f64::NAN,
            batch,
            scheduling: spec.scheduling.as_ref().map(|scheduling| Box::new(Scheduling::new(scheduling))),
            place: 0,
            before: None,
            behind: None,
        }
    }

    /// The view's progress: what the processor set, else the fraction of items that have ended.
    pub(super) fn shown_progress(&self) -> f64 {
        match &self.batch {
            _ if !self.progress.is_nan() => self.progress,
            Some(batch) if batch.len() > 0 => {
                ((self.completed + self.failed) as f64 / batch.len() as f64).min(1.0)
            }
            _ => f64::NAN,
        }
    }

    /// When the next attempt is due, in epoch milliseconds; NaN if there is none.
    pub(super) fn next_attempt_at(&self) -> f64 {
        self.scheduling.as_ref().map_or(f64::NAN, |scheduling| scheduling.next_attempt_at)
    }

    /// A wall-clock time as views show it: even if the clock was set back, not before an earlier time of this task.
    pub(super) fn shown(&self, wall: f64) -> f64 {
        // `max` of a number and NaN is the number.
        wall.max(self.created_at).max(self.started_at)
    }

    /// Updates the counts after a report.
    pub(super) fn count(&mut self, reported: Reported) {
        match reported {
            Reported::Nothing => {}
            Reported::Succeeded => self.completed += 1,
            Reported::Failed => self.failed += 1,
            Reported::FailedBecameSucceeded => {
                self.failed = self.failed.saturating_sub(1);
                self.completed += 1;
            }
            Reported::SucceededBecameFailed => {
                self.completed = self.completed.saturating_sub(1);
                self.failed += 1;
            }
        }
    }

    /// Prepares a manual retry: of the items that have not succeeded, or without items of everything.
    /// Returns whether anything is left to do.
    pub(super) fn rewind(&mut self) -> bool {
        self.status = Status::Pending;
        if let Some(scheduling) = &mut self.scheduling {
            scheduling.rewind();
        }
        self.cancel_requested = false;
        self.cancel_has_reason = false;
        self.aborted = false;
        self.attempt = 0;
        self.retry_count += 1;
        self.started_at = f64::NAN;
        self.completed_at = f64::NAN;
        self.clear_counts();
        self.take_late()
    }

    /// Prepares a start, possibly of a later attempt. Returns whether anything is left to do.
    pub(super) fn prepare(&mut self) -> bool {
        if self.attempt > 0 {
            self.aborted = false;
            self.clear_counts();
        }
        let is_resumed = self.scheduling.as_ref().is_some_and(|scheduling| scheduling.is_resumed);
        (self.attempt == 0 && self.retry_count == 0) || self.take_late() || is_resumed
    }

    fn clear_counts(&mut self) {
        self.failed = 0;
        self.item_threw = false;
        self.progress = f64::NAN;
        match &mut self.batch {
            Some(batch) if batch.len() > 0 => batch.rewind(),
            _ => self.completed = 0,
        }
    }

    /// Counts what ended runs have reported since they ended. Returns whether anything is left to do.
    pub(super) fn take_late(&mut self) -> bool {
        match &mut self.batch {
            Some(batch) if batch.len() > 0 => {
                self.completed += batch.take_late();
                batch.may_start(false)
            }
            _ => true,
        }
    }

    /// Whether an automatic attempt may follow if this one fails.
    pub(super) fn has_attempts_left(&self) -> bool {
        let policy = self.scheduling.as_ref().and_then(|scheduling| scheduling.retry);
        !self.cancel_requested && policy.is_some_and(|policy| self.attempt < policy.attempts)
    }

    /// The phase of a task with scheduling options; a task without any is queued while it is pending.
    pub(super) fn phase(&self) -> Option<Phase> {
        self.scheduling.as_ref().map(|scheduling| scheduling.phase)
    }

    /// Takes the next item of a run to start, if one may start now.
    #[inline]
    pub(super) fn start_next_item(&mut self) -> Option<usize> {
        let failed = self.failed > 0;
        self.batch.as_mut().filter(|_| !self.cancel_requested)?.start_next(failed)
    }

    /// Whether fewer items are in flight than may be.
    #[inline]
    pub(super) fn has_place(&self) -> bool {
        self.batch.as_ref().is_some_and(|batch| batch.has_place())
    }

    /// Whether an itemwise run has nothing in flight and nothing more to start.
    pub(super) fn items_are_done(&mut self) -> bool {
        let stopped = self.cancel_requested;
        let failed = self.failed > 0;
        match &mut self.batch {
            Some(batch) => batch.in_flight() == 0 && (stopped || !batch.may_start(failed)),
            None => true,
        }
    }
}

/// A caller's limit in milliseconds: `0` and less mean none.
pub fn limit(given: f64) -> f64 {
    if given > 0.0 { given } else { f64::INFINITY }
}

/// A caller's whole number. All counts are `u32`.
pub fn count(given: f64) -> usize {
    if given >= u32::MAX.into() { u32::MAX as usize } else { given as usize }
}
