//! How a run starts and ends, and what its deadline is.

use super::task::Task;
use super::task_table::TaskTable;
use super::{Action, Cause, Now, Queue, RunId, Status, TaskId};

impl Queue {
    pub(super) fn start(&mut self, id: TaskId, now: Now) -> Action {
        self.drop_deadline(id);
        self.hold_key(id);
        self.ready.leave(&mut self.tasks, id);
        self.last_run = self.last_run.wrapping_add(1);
        self.running += 1;
        if let Some(rate) = &mut self.rate {
            rate.started(now.moment);
        }
        let run = self.last_run;
        let mut deadline = f64::INFINITY;
        if let Some(task) = self.tasks.get_mut(id) {
            task.status = Status::Running;
            task.run = run;
            task.started_at = task.shown(now.wall);
            deadline = now.moment + task.timeout;
            let mut is_resumed = false;
            if let Some(scheduling) = &mut task.scheduling {
                deadline = scheduling.start(now.moment, task.timeout);
                is_resumed = std::mem::take(&mut scheduling.is_resumed);
            }
            task.attempt = task.attempt.saturating_add(u32::from(!is_resumed));
            if task.itemwise {
                self.batches.push_back(id);
            }
        }
        self.set_deadline(id, now, deadline);
        Action::Start { task: id, run }
    }

    /// Starts an item of the first batch in line, if one may start now.
    pub(super) fn start_item(&mut self, id: TaskId) -> Option<Action> {
        let task = self.tasks.get_mut(id).filter(|task| task.status == Status::Running)?;
        let (run, position) = (task.run, task.start_next_item()?);
        if !task.has_place() {
            self.batches.pop_front();
        }
        Some(Action::StartItem { task: id, run, position })
    }

    /// Whether an itemwise run is over.
    pub(super) fn items_are_done(&mut self, id: TaskId) -> bool {
        let task = self.tasks.get_mut(id).filter(|task| task.status == Status::Running);
        task.is_some_and(|task| task.itemwise && task.items_are_done())
    }

    /// An itemwise run has no item in flight and none left to start.
    pub(super) fn end_items(&mut self, id: TaskId, now: Now) {
        if self.tasks.get(id).is_some_and(|task| task.cancel_requested) {
            self.end(id, now, Status::Cancelled, Cause::Cancelled);
        } else {
            self.end_by_returning(id, now);
        }
    }

    #[inline]
    pub(super) fn end_by_returning(&mut self, id: TaskId, now: Now) {
        if self.tasks.get(id).is_some_and(|task| task.failed > 0) {
            self.fail(id, now, Cause::Returned);
        } else {
            self.end(id, now, Status::Completed, Cause::Returned);
        }
    }

    /// A run has failed: that ends the task, unless another attempt may follow.
    pub(super) fn fail(&mut self, id: TaskId, now: Now, cause: Cause) {
        if self.tasks.get(id).is_some_and(Task::has_attempts_left) {
            self.end_attempt(id, cause);
        } else {
            self.end(id, now, Status::Failed, cause);
        }
    }

    /// The deadline of a run has passed: that of the attempt, or that of all of them.
    pub(super) fn time_out(&mut self, id: TaskId, now: Now) {
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        let run = task.run;
        task.aborted = true;
        task.failed += 1;
        self.aborts.push_back(Action::Abort { task: id, run });
        match &task.scheduling {
            Some(scheduling) if scheduling.total_deadline <= now.moment => {
                let limit = scheduling.total_timeout;
                self.end(id, now, Status::Failed, Cause::TimedOut { limit });
            }
            _ => {
                let limit = task.timeout;
                self.fail(id, now, Cause::TimedOut { limit });
            }
        }
    }

    pub(super) fn end(&mut self, id: TaskId, now: Now, status: Status, cause: Cause) {
        self.drop_deadline(id);
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        let run = task.run;
        let was = std::mem::replace(&mut task.status, status);
        task.completed_at = task.shown(now.wall);
        if let Some(batch) = &mut task.batch {
            batch.abandon();
        }
        if was == Status::Running {
            self.running = self.running.saturating_sub(1);
            self.release_key(id);
        } else {
            self.stop_waiting(id);
        }
        let tasks = &self.tasks;
        self.deadlines.trim(self.with_deadline, |at, key| holds(tasks, at, key));
        self.history.join(&mut self.tasks, id);
        if let Some(key) = self.dedupe_key_of(id) {
            self.unfinished.leave(key, id);
        }
        self.endings.push_back(Action::Ended { task: id, run, status, cause });
    }

    /// Records the deadline of a task that is running or pausing.
    #[inline]
    pub(super) fn set_deadline(&mut self, id: TaskId, now: Now, at: f64) {
        self.drop_deadline(id);
        let Some(task) = self.tasks.get_mut(id).filter(|_| at.is_finite()) else {
            return;
        };
        task.deadline = at;
        self.with_deadline += 1;
        if task.status == Status::Running {
            task.deadline_at = task.shown(now.wall) + (at - now.moment);
        }
        self.deadlines.push(at, (task.run, id));
    }

    #[inline]
    pub(super) fn drop_deadline(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(id).filter(|task| task.deadline.is_finite()) else {
            return;
        };
        task.deadline = f64::INFINITY;
        task.deadline_at = f64::NAN;
        self.with_deadline = self.with_deadline.saturating_sub(1);
    }

    pub(super) fn tidy(&mut self) {
        let tasks = &self.tasks;
        self.deadlines.tidy(self.with_deadline, |at, key| holds(tasks, at, key));
    }

    #[inline]
    pub(super) fn running_task(&mut self, id: TaskId, run: RunId) -> Option<&mut Task> {
        self.tasks.get_mut(id).filter(|task| task.run == run && task.status == Status::Running)
    }
}

fn holds(tasks: &TaskTable, at: f64, (run, id): (RunId, TaskId)) -> bool {
    tasks.get(id).is_some_and(|task| task.run == run && task.deadline == at)
}
