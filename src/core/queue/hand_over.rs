//! Tasks that move from one queue to another, and sleeps that outlive a page. Who owns a task is decided in
//! `core::durable`.

use super::scheduling::{Phase, Scheduling, SchedulingOptions};
use super::{Action, Cause, Now, Queue, RunId, Status, TaskId};

/// The progress of a task in the queue that had it before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TakenOver {
    /// Runs since the last manual retry.
    pub attempt: u32,
    /// Whether the last of them has not ended: the next start resumes it, and is not a new attempt.
    pub is_mid_attempt: bool,
    /// Manual retries.
    pub retry_count: u32,
    /// Milliseconds until the next attempt is due, 0 or less if it already was; NaN: the task waits for none.
    pub pause: f64,
    /// Milliseconds left for all attempts; infinite if nothing has started or there is no limit.
    pub total_left: f64,
    /// Epoch milliseconds of `enqueue`.
    pub created_at: f64,
    /// Epoch milliseconds of the last start, else NaN.
    pub started_at: f64,
}

impl Queue {
    /// A task that was just added continues from where another queue left it. Its succeeded items were reported
    /// before this, as if by a run that had ended.
    pub fn take_over(&mut self, now: Now, id: TaskId, from: &TakenOver) {
        let Some(task) = self.tasks.get_mut(id).filter(|task| task.status == Status::Pending) else {
            return;
        };
        task.attempt = from.attempt;
        task.retry_count = from.retry_count;
        task.created_at = from.created_at;
        task.started_at = from.started_at;
        task.take_late();
        let Some(scheduling) = &mut task.scheduling else { return };
        scheduling.is_resumed = from.is_mid_attempt;
        let total = now.moment + from.total_left;
        scheduling.total_deadline = total;
        // Stays until the attempt starts: a queue that takes the task over before that must not resume the last one.
        scheduling.next_attempt_at = now.wall + from.pause;
        if from.pause > 0.0 {
            self.ready.leave(&mut self.tasks, id);
            self.between_attempts += 1;
            self.pause_until(id, now, from.pause);
        }
        let due = self.tasks.get(id).and_then(|task| task.scheduling.as_ref()).map(|s| s.next_due());
        self.set_deadline(id, now, due.unwrap_or(f64::INFINITY));
        if total <= now.moment {
            // The time for all attempts was over while no page was open.
            self.due_between_attempts(id, now, false);
        }
    }

    fn pause_until(&mut self, id: TaskId, now: Now, pause: f64) {
        if let Some(scheduling) = self.tasks.get_mut(id).and_then(|task| task.scheduling.as_mut()) {
            scheduling.phase = Phase::Pausing;
            scheduling.next_attempt = now.moment + pause;
        }
    }

    /// Ends at once, in this queue, a task that continues elsewhere or later.
    pub fn hand_over(&mut self, now: Now, id: TaskId) {
        let Some(task) = self.tasks.get_mut(id).filter(|task| !task.status.is_ended()) else {
            return;
        };
        if task.status == Status::Running {
            let run = task.run;
            if !std::mem::replace(&mut task.aborted, true) {
                self.aborts.push_back(Action::Abort { task: id, run });
            }
        }
        let next_attempt_at = task.next_attempt_at();
        self.end(id, now, Status::Cancelled, Cause::Disposed);
        // Its pause continues elsewhere.
        if let Some(scheduling) = self.tasks.get_mut(id).and_then(|task| task.scheduling.as_mut()) {
            scheduling.next_attempt_at = next_attempt_at;
        }
    }

    /// A run begins or ends a sleep, during which its own limit stands still; that of all attempts does not.
    pub fn sleep(&mut self, now: Now, id: TaskId, run: RunId, begins: bool) {
        let Some(task) = self.running_task(id, run).filter(|task| !task.cancel_requested) else {
            return;
        };
        let deadline = task.deadline;
        let scheduling = task.scheduling.get_or_insert_with(|| {
            let mut scheduling = Box::new(Scheduling::new(&SchedulingOptions::NONE));
            scheduling.attempt_deadline = deadline;
            scheduling
        });
        if begins {
            scheduling.asleep += 1;
            if scheduling.asleep > 1 {
                return;
            }
            scheduling.attempt_deadline -= now.moment;
        } else {
            if scheduling.asleep != 1 {
                scheduling.asleep = scheduling.asleep.saturating_sub(1);
                return;
            }
            scheduling.asleep = 0;
            scheduling.attempt_deadline += now.moment;
        }
        let due = if begins {
            scheduling.total_deadline
        } else {
            scheduling.attempt_deadline.min(scheduling.total_deadline)
        };
        self.set_deadline(id, now, due);
        self.tidy();
    }
}
