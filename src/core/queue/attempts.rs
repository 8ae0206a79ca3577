//! What happens between two attempts of a task, and other inputs that only tasks with scheduling options need.
//!
//! Between attempts a task is pending and holds no slot and no key. First `retryIf` decides whether another attempt
//! follows, then the task pauses, then it queues behind its equals.

use super::dedupe::DedupeId;
use super::ready_queue::KeyId;
use super::scheduling::{Phase, Scheduling, SchedulingOptions};
use super::{Action, Cause, Now, Queue, RunId, Status, TaskId};

/// The answer to [`Action::AskRetry`] about a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// Whether another attempt follows.
    pub again: bool,
    /// The pause in milliseconds that the error demands, else NaN.
    pub retry_after: f64,
    /// From 0 to 1, for the jitter.
    pub random: f64,
}

impl Queue {
    /// Answers [`Action::AskRetry`]. Ignored if the task has ended in the meantime.
    pub fn decide(&mut self, now: Now, id: TaskId, run: RunId, decision: Decision) {
        if !self.is_asking(id, run) {
            return;
        }
        if !decision.again {
            self.end(id, now, Status::Failed, Cause::GaveUp);
            return;
        }
        let Some(task) = self.tasks.get_mut(id) else { return };
        let wall = task.shown(now.wall);
        let Some(scheduling) = &mut task.scheduling else { return };
        let wanted = scheduling.retry.map_or(0.0, |policy| policy.pause(task.attempt, decision.random));
        let is_asked_for = decision.retry_after.is_finite() && decision.retry_after >= 0.0;
        let pause = if is_asked_for { decision.retry_after } else { wanted };
        scheduling.phase = Phase::Pausing;
        scheduling.next_attempt = now.moment + pause;
        scheduling.next_attempt_at = wall + pause;
        let due = scheduling.next_attempt.min(scheduling.total_deadline);
        self.set_deadline(id, now, due);
    }

    /// Changes the priority of a waiting task. Returns whether it was waiting and had another priority.
    pub fn set_priority(&mut self, id: TaskId, priority: f64) -> bool {
        let Some(task) = self.tasks.get_mut(id).filter(|task| task.status == Status::Pending) else {
            return false;
        };
        let is_plain = task.scheduling.is_none();
        let scheduling =
            task.scheduling.get_or_insert_with(|| Box::new(Scheduling::new(&SchedulingOptions::NONE)));
        if scheduling.priority == priority {
            if is_plain {
                task.scheduling = None;
            }
            return false;
        }
        scheduling.priority = priority + 0.0;
        let is_in_line = is_plain || scheduling.phase == Phase::Ready;
        if is_plain {
            scheduling.phase = Phase::Ready;
            self.ready.leave_plain(&mut self.tasks, id);
        }
        if is_in_line {
            self.ready.rerank(&mut self.tasks, id);
        }
        true
    }

    /// The run has failed. Whether another follows is asked later, when no code can see a half-ended task.
    pub(super) fn end_attempt(&mut self, id: TaskId, cause: Cause) {
        self.drop_deadline(id);
        let Some(task) = self.tasks.get_mut(id) else { return };
        let run = task.run;
        task.status = Status::Pending;
        if let Some(batch) = &mut task.batch {
            batch.abandon();
        }
        if let Some(scheduling) = &mut task.scheduling {
            scheduling.phase = Phase::Asking;
        }
        self.running = self.running.saturating_sub(1);
        self.between_attempts += 1;
        self.release_key(id);
        self.tidy();
        self.endings.push_back(Action::AttemptFailed { task: id, run, cause });
        self.aborts.push_back(Action::AskRetry { task: id, run });
    }

    /// A pending task no longer waits for a slot or for its next attempt.
    pub(super) fn stop_waiting(&mut self, id: TaskId) {
        if let Some(scheduling) = self.tasks.get_mut(id).and_then(|task| task.scheduling.as_mut()) {
            scheduling.next_attempt_at = f64::NAN;
            if matches!(scheduling.phase, Phase::Asking | Phase::Pausing | Phase::Offline) {
                let former = std::mem::replace(&mut scheduling.phase, Phase::Away);
                self.between_attempts = self.between_attempts.saturating_sub(1);
                if former == Phase::Offline {
                    self.stop_holding();
                }
                return;
            }
        }
        self.ready.leave(&mut self.tasks, id);
    }

    /// A deadline of a task that is not running has passed: its pause is over, or the time for all attempts.
    pub(super) fn due_between_attempts(&mut self, id: TaskId, now: Now, slept: bool) {
        let Some(scheduling) = self.tasks.get_mut(id).and_then(|task| task.scheduling.as_mut()) else {
            return;
        };
        if scheduling.total_deadline <= now.moment {
            if !slept {
                let limit = scheduling.total_timeout;
                if let Some(task) = self.tasks.get_mut(id) {
                    task.failed += 1;
                }
                self.end(id, now, Status::Failed, Cause::TimedOut { limit });
                return;
            }
            scheduling.total_deadline = now.moment + super::AFTER_SUSPENSION;
        }
        let total = scheduling.total_deadline;
        let mut due = scheduling.next_attempt.min(total);
        if scheduling.phase == Phase::Pausing && scheduling.next_attempt <= now.moment {
            due = total;
            self.between_attempts = self.between_attempts.saturating_sub(1);
            self.ready.join(&mut self.tasks, id);
        } else if matches!(scheduling.phase, Phase::Ready | Phase::Offline) {
            due = total;
        }
        self.set_deadline(id, now, due);
    }

    #[inline]
    pub(super) fn hold_key(&mut self, id: TaskId) {
        if let Some(key) = self.key_of(id) {
            self.ready.hold(key);
        }
    }

    #[inline]
    pub(super) fn release_key(&mut self, id: TaskId) {
        if let Some(key) = self.key_of(id) {
            self.ready.release(&self.tasks, key);
        }
    }

    pub(super) fn is_asking(&self, id: TaskId, run: RunId) -> bool {
        let is_asking = |task: &super::Task| task.run == run && task.phase() == Some(Phase::Asking);
        self.tasks.get(id).is_some_and(is_asking)
    }

    #[inline]
    pub(super) fn dedupe_key_of(&self, id: TaskId) -> Option<DedupeId> {
        self.tasks.get(id)?.scheduling.as_ref()?.dedupe_key
    }

    #[inline]
    fn key_of(&self, id: TaskId) -> Option<KeyId> {
        self.tasks.get(id)?.scheduling.as_ref()?.key
    }
}
