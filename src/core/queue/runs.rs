//! How a run starts and ends, and what its deadline is.

use super::table::Table;
use super::task::Task;
use super::{Action, Cause, Now, Queue, RunId, Status, TaskId};

impl Queue {
    pub(super) fn start(&mut self, id: TaskId, now: Now) -> Action {
        self.line.leave(&mut self.tasks, id);
        self.last_run = self.last_run.wrapping_add(1);
        self.running += 1;
        let run = self.last_run;
        let mut timeout = f64::INFINITY;
        if let Some(task) = self.tasks.get_mut(id) {
            task.status = Status::Running;
            task.run = run;
            task.attempt += 1;
            task.started_at = now.wall;
            timeout = task.timeout;
            if task.itemwise {
                self.batches.push_back(id);
            }
        }
        self.set_deadline(id, now, timeout);
        Action::Start { task: id, run }
    }

    /// Starts an item of the first batch in line, if one may start now.
    pub(super) fn start_item(&mut self, id: TaskId) -> Option<Action> {
        let task =
            self.tasks.get_mut(id).filter(|task| task.status == Status::Running && !task.cancel_requested)?;
        let (run, failed) = (task.run, task.failed > 0);
        let batch = task.batch.as_mut()?;
        let position = batch.start_next(failed)?;
        if !batch.has_place() {
            self.batches.pop_front();
        }
        Some(Action::StartItem { task: id, run, position })
    }

    /// Whether an itemwise run is over.
    pub(super) fn items_are_done(&mut self, id: TaskId) -> bool {
        let task = self.tasks.get_mut(id).filter(|task| task.status == Status::Running);
        task.is_some_and(|task| task.itemwise && task.items_are_done())
    }

    /// An itemwise run has nothing in flight and starts nothing more.
    pub(super) fn end_items(&mut self, id: TaskId, now: Now) {
        if self.tasks.get(id).is_some_and(|task| task.cancel_requested) {
            self.end(id, now, Status::Cancelled, Cause::Cancelled);
        } else {
            self.end_by_returning(id, now);
        }
    }

    pub(super) fn end_by_returning(&mut self, id: TaskId, now: Now) {
        let failed = self.tasks.get(id).is_some_and(|task| task.failed > 0);
        let status = if failed { Status::Failed } else { Status::Completed };
        self.end(id, now, status, Cause::Returned);
    }

    pub(super) fn end(&mut self, id: TaskId, now: Now, status: Status, cause: Cause) {
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        let run = task.run;
        let was = std::mem::replace(&mut task.status, status);
        task.completed_at = now.wall;
        task.deadline = f64::INFINITY;
        task.deadline_at = f64::NAN;
        if let Some(batch) = &mut task.batch {
            batch.abandon();
        }
        if was == Status::Running {
            self.running = self.running.saturating_sub(1);
            self.tidy();
        } else {
            self.line.leave(&mut self.tasks, id);
        }
        self.endings.push_back(Action::Ended { task: id, run, status, cause });
    }

    pub(super) fn set_deadline(&mut self, id: TaskId, now: Now, limit: f64) {
        let Some(task) = self.tasks.get_mut(id) else {
            return;
        };
        task.deadline = now.moment + limit;
        task.deadline_at = if limit.is_finite() { now.wall + limit } else { f64::NAN };
        if limit.is_finite() {
            self.deadlines.push(task.deadline, (task.run, id));
        }
    }

    pub(super) fn tidy(&mut self) {
        let tasks = &self.tasks;
        self.deadlines.tidy(self.running, |at, key| holds(tasks, at, key));
    }

    pub(super) fn running_task(&mut self, id: TaskId, run: RunId) -> Option<&mut Task> {
        self.tasks.get_mut(id).filter(|task| task.run == run && task.status == Status::Running)
    }
}

fn holds(tasks: &Table, at: f64, (run, id): (RunId, TaskId)) -> bool {
    tasks.get(id).is_some_and(|task| task.status == Status::Running && task.run == run && task.deadline == at)
}
