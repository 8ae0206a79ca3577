//! What is between two attempts of one task, and what else only tasks with special options have done to them.
//!
//! Between attempts a task is pending and holds no slot and no key. First it is asked whether another attempt is to
//! follow, then it pauses, then it stands in line behind its equals.

use super::line::KeyId;
use super::special::{Extras, Phase, Special};
use super::{Action, Cause, Now, Queue, RunId, Status, TaskId};

/// What there is to say about a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// Whether another attempt is to follow.
    pub again: bool,
    /// Milliseconds of pause that the error asks for, else NaN.
    pub retry_after: f64,
    /// From 0 to 1, for the jitter.
    pub random: f64,
}

impl Queue {
    /// Answers [`Action::AskRetry`]. Too late, if the task has been ended meanwhile.
    pub fn decide(&mut self, now: Now, id: TaskId, run: RunId, decision: Decision) {
        if !self.is_asking(id, run) {
            return;
        }
        if !decision.again {
            self.end(id, now, Status::Failed, Cause::GaveUp);
            return;
        }
        let Some(task) = self.tasks.get_mut(id) else { return };
        let Some(special) = &mut task.special else { return };
        let wanted = special.retry.map_or(0.0, |policy| policy.pause(task.attempt, decision.random));
        let is_asked_for = decision.retry_after.is_finite() && decision.retry_after >= 0.0;
        let pause = if is_asked_for { decision.retry_after } else { wanted };
        special.phase = Phase::Pausing;
        special.next_attempt = now.moment + pause;
        special.next_attempt_at = now.wall + pause;
        let due = special.next_attempt.min(special.total_deadline);
        self.set_deadline(id, now, due);
    }

    /// Changes the priority of a task that waits. Whether it waits, and that is news.
    pub fn set_priority(&mut self, id: TaskId, priority: f64) -> bool {
        let Some(task) = self.tasks.get_mut(id).filter(|task| task.status == Status::Pending) else {
            return false;
        };
        let is_plain = task.special.is_none();
        let special = task.special.get_or_insert_with(|| Box::new(Special::new(&Extras::NONE)));
        if special.priority == priority {
            if is_plain {
                task.special = None;
            }
            return false;
        }
        special.priority = priority + 0.0;
        let is_in_line = is_plain || special.phase == Phase::InLine;
        if is_plain {
            special.phase = Phase::InLine;
            self.line.leave_plain(&mut self.tasks, id);
        }
        if is_in_line {
            self.line.rerank(&mut self.tasks, id);
        }
        true
    }

    /// The run is over and has failed; what follows is asked once nobody would see a task half ended.
    pub(super) fn end_attempt(&mut self, id: TaskId, cause: Cause) {
        self.drop_deadline(id);
        let Some(task) = self.tasks.get_mut(id) else { return };
        let run = task.run;
        task.status = Status::Pending;
        if let Some(batch) = &mut task.batch {
            batch.abandon();
        }
        if let Some(special) = &mut task.special {
            special.phase = Phase::Asking;
        }
        self.running = self.running.saturating_sub(1);
        self.between_attempts += 1;
        self.release_key(id);
        self.tidy();
        self.endings.push_back(Action::AttemptFailed { task: id, run, cause });
        self.aborts.push_back(Action::AskRetry { task: id, run });
    }

    /// A pending task does not wait any more, for a slot or before an attempt.
    pub(super) fn stop_waiting(&mut self, id: TaskId) {
        if let Some(special) = self.tasks.get_mut(id).and_then(|task| task.special.as_mut()) {
            special.next_attempt_at = f64::NAN;
            if matches!(special.phase, Phase::Asking | Phase::Pausing) {
                special.phase = Phase::Away;
                self.between_attempts = self.between_attempts.saturating_sub(1);
                return;
            }
        }
        self.line.leave(&mut self.tasks, id);
    }

    /// The deadline of a task has come that does not run: its pause is over, or the time for all attempts.
    pub(super) fn due_between_attempts(&mut self, id: TaskId, now: Now, slept: bool) {
        let Some(special) = self.tasks.get_mut(id).and_then(|task| task.special.as_mut()) else { return };
        if special.total_deadline <= now.moment {
            if !slept {
                let limit = special.total_timeout;
                if let Some(task) = self.tasks.get_mut(id) {
                    task.failed += 1;
                }
                self.end(id, now, Status::Failed, Cause::TimedOut { limit });
                return;
            }
            special.total_deadline = now.moment + super::AFTER_SUSPENSION;
        }
        let total = special.total_deadline;
        let mut due = special.next_attempt.min(total);
        if special.phase == Phase::Pausing && special.next_attempt <= now.moment {
            due = total;
            self.between_attempts = self.between_attempts.saturating_sub(1);
            self.line.join(&mut self.tasks, id);
        } else if special.phase == Phase::InLine {
            due = total;
        }
        self.set_deadline(id, now, due);
    }

    pub(super) fn hold_key(&mut self, id: TaskId) {
        if let Some(key) = self.key_of(id) {
            self.line.hold(key);
        }
    }

    pub(super) fn release_key(&mut self, id: TaskId) {
        if let Some(key) = self.key_of(id) {
            self.line.release(&self.tasks, key);
        }
    }

    pub(super) fn is_asking(&self, id: TaskId, run: RunId) -> bool {
        let is_asking = |task: &super::Task| task.run == run && task.phase() == Some(Phase::Asking);
        self.tasks.get(id).is_some_and(is_asking)
    }

    fn key_of(&self, id: TaskId) -> Option<KeyId> {
        self.tasks.get(id)?.special.as_ref()?.key
    }
}
