//! The queue's inputs: each method takes one; the actions that follow are polled.

use super::task::Task;
use super::{
    AFTER_SUSPENSION, Action, Cause, Now, OtherId, Queue, Reported, RunId, Spec, Status, TaskId,
    is_suspension,
};

impl Queue {
    /// Adds a task to the end of the line.
    pub fn enqueue(&mut self, now: Now, spec: &Spec) -> TaskId {
        let id = self.tasks.insert(Task::new(spec, now.wall));
        self.await_start(id);
        if self.disposed {
            self.end(id, now, Status::Cancelled, Cause::Disposed);
        }
        id
    }

    /// A processor's promise has settled. Ignored unless `run` is the task's current run.
    pub fn settled(&mut self, now: Now, id: TaskId, run: RunId, ok: bool) {
        let Some(task) = self.running_task(id, run) else {
            return;
        };
        if task.cancel_requested {
            self.end(id, now, Status::Cancelled, Cause::Cancelled);
        } else if ok {
            self.end_by_returning(id, now);
        } else {
            task.failed += 1;
            self.fail(id, now, Cause::Threw);
        }
    }

    /// The promise of the item at `position` has settled. A run that is thereby over ends at the next poll.
    pub fn item_settled(&mut self, id: TaskId, run: RunId, position: usize, ok: bool) -> Reported {
        self.settle_item(id, run, position, ok, false).0
    }

    /// The promise of the item at `position` has resolved, and something may start. If a poll would only start the next
    /// item of that run, returns the position of that item, which is then in flight.
    pub fn item_succeeded(&mut self, id: TaskId, run: RunId, position: usize) -> (Reported, Option<usize>) {
        let goes_on = self.is_at_rest();
        self.settle_item(id, run, position, true, goes_on)
    }

    fn settle_item(
        &mut self,
        id: TaskId,
        run: RunId,
        position: usize,
        ok: bool,
        goes_on: bool,
    ) -> (Reported, Option<usize>) {
        let Some(task) = self.running_task(id, run) else {
            return (Reported::Nothing, None);
        };
        let aborted = task.aborted;
        let Some(batch) = &mut task.batch else {
            return (Reported::Nothing, None);
        };
        let reported = batch.settle(position, ok, aborted);
        task.count(reported);
        task.item_threw |= reported == Reported::Failed;
        let next = if goes_on { task.start_next_item() } else { None };
        if next.is_none() {
            self.batches.push_back(id);
        }
        (reported, next)
    }

    /// A run reports that an item, or something that is not an item, succeeded or failed.
    ///
    /// A report of an ended run changes nothing, except that a retry skips an item it reports as
    /// succeeded. `run` must be a run of this task.
    pub fn report(&mut self, id: TaskId, run: RunId, position: Option<usize>, ok: bool) -> Reported {
        let Some(task) = self.tasks.get_mut(id) else {
            return Reported::Nothing;
        };
        let is_present = task.run == run && task.status == Status::Running;
        let reported = match (position, &mut task.batch) {
            (Some(position), Some(batch)) if is_present => batch.report(position, ok),
            (Some(position), Some(batch)) => {
                if ok {
                    batch.report_late(position);
                }
                return Reported::Nothing;
            }
            _ if !is_present => return Reported::Nothing,
            _ if ok => Reported::Succeeded,
            _ => Reported::Failed,
        };
        task.count(reported);
        // A batch that stops at failures continues once there is none.
        if reported == Reported::FailedBecameSucceeded && task.itemwise {
            self.batches.push_back(id);
        }
        reported
    }

    /// Sets the fraction that the view shows, clamped to 0..=1; NaN changes nothing. Returns whether it has changed.
    pub fn set_progress(&mut self, id: TaskId, run: RunId, fraction: f64) -> bool {
        let fraction = fraction.clamp(0.0, 1.0);
        let Some(task) = self.running_task(id, run) else {
            return false;
        };
        if fraction.is_nan() || task.progress == fraction {
            return false;
        }
        task.progress = fraction;
        true
    }

    /// Cancels a task; `has_reason`: the caller gave a reason. `false` if it has ended or was cancelled before.
    pub fn cancel(&mut self, now: Now, id: TaskId, has_reason: bool) -> bool {
        let grace = self.config.cancel_grace;
        let Some(task) = self.tasks.get_mut(id) else {
            return false;
        };
        if task.status.is_ended() || task.cancel_requested {
            return false;
        }
        task.cancel_requested = true;
        task.cancel_has_reason = has_reason;
        if task.status == Status::Pending {
            self.end(id, now, Status::Cancelled, Cause::Cancelled);
            return true;
        }
        task.aborted = true;
        let (run, is_over) = (task.run, task.itemwise && task.items_are_done());
        self.aborts.push_back(Action::Abort { task: id, run });
        if grace <= 0.0 || is_over {
            self.end(id, now, Status::Cancelled, Cause::Cancelled);
        } else {
            self.set_deadline(id, now, now.moment + grace);
            // Views do not show the end of the grace as a deadline.
            if let Some(task) = self.tasks.get_mut(id) {
                task.deadline_at = f64::NAN;
            }
        }
        true
    }

    /// Queues a failed or cancelled task again, with the items that have not succeeded. `false` if it is
    /// neither.
    pub fn retry(&mut self, now: Now, id: TaskId) -> bool {
        let Some(task) = self.tasks.get_mut(id) else {
            return false;
        };
        if !matches!(task.status, Status::Failed | Status::Cancelled) {
            return false;
        }
        let is_left = task.rewind();
        self.history.leave(&mut self.tasks, id);
        self.await_start(id);
        if self.disposed {
            self.end(id, now, Status::Cancelled, Cause::Disposed);
        } else if !is_left {
            self.end(id, now, Status::Completed, Cause::NothingLeft);
        }
        true
    }

    /// Forgets an ended task. `false` if it has not ended.
    pub fn dismiss(&mut self, id: TaskId) -> bool {
        let ended = self.tasks.get(id).is_some_and(|task| task.status.is_ended());
        if ended {
            self.history.leave(&mut self.tasks, id);
            self.tasks.remove(id);
        }
        ended
    }

    /// Records that another queue's task, identified by a number of the caller's, ended at a wall-clock time.
    pub fn note_other(&mut self, number: OtherId, ended_at: f64) {
        self.history.note_other(number, ended_at);
    }

    /// Records that another queue's task is no longer kept.
    pub fn drop_other(&mut self, number: OtherId) {
        self.history.drop_other(number);
    }

    /// Starts no task until [`Queue::resume`]; running tasks continue, including their items.
    pub fn pause(&mut self) {
        self.config.paused = true;
    }

    /// Starts tasks again.
    pub fn resume(&mut self) {
        self.config.paused = false;
    }

    /// Changes how many tasks may run at once. Running tasks continue even if there are more.
    pub fn set_concurrency(&mut self, concurrency: usize) {
        self.config.concurrency = concurrency;
    }

    /// Ends every task at once and for good.
    pub fn dispose(&mut self, now: Now) {
        self.disposed = true;
        for id in self.tasks.ids() {
            self.hand_over(now, id);
        }
        self.deadlines.clear();
    }

    /// Ends what is due. `due` is when the timer should have fired. If it is much too late, the machine was
    /// suspended, and running tasks get some time to see what has happened.
    pub fn fired(&mut self, now: Now, due: f64) {
        let slept = is_suspension(due, now.moment);
        while self.earliest_deadline().is_some()
            && let Some((_, id)) = self.deadlines.pop_due(now.moment)
        {
            let Some(task) = self.tasks.get_mut(id) else { continue };
            if task.status != Status::Running {
                self.due_between_attempts(id, now, slept);
            } else if task.cancel_requested {
                self.end(id, now, Status::Cancelled, Cause::Cancelled);
            } else if slept {
                let deadline = now.moment + AFTER_SUSPENSION;
                if let Some(scheduling) = &mut task.scheduling {
                    scheduling.total_deadline = scheduling.total_deadline.max(deadline);
                    scheduling.attempt_deadline = scheduling.attempt_deadline.max(deadline);
                }
                let run = task.run;
                self.set_deadline(id, now, deadline);
                self.endings.push_back(Action::Prolonged { task: id, run });
            } else {
                self.time_out(id, now);
            }
        }
    }

    /// Puts a task behind the waiting ones.
    #[inline]
    fn await_start(&mut self, id: TaskId) {
        self.ready.join(&mut self.tasks, id);
        if let Some(key) = self.dedupe_key_of(id) {
            self.unfinished.join(key, id);
        }
    }
}
