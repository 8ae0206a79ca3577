//! Which task starts, ends, retries or times out.
//!
//! Inputs are methods that take the present moment; they queue [`Action`]s, which
//! [`Queue::poll_action`] hands out one by one. Nothing here knows a title, an item or a callback,
//! and nothing looks at all tasks because one of them changed.

mod action;
mod attempts;
mod batch;
mod fifo;
mod line;
pub mod options;
#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]
mod proof;
mod rate;
pub mod record;
mod runs;
mod special;
mod table;
mod task;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

pub use action::{Action, Poll, Row};
pub use attempts::Decision;
pub use batch::{ItemState, Reported};
pub use line::KeyId;
pub use rate::RateLimit;
pub use special::{Extras, Policy};
pub use task::{Cause, RunId, Spec, Status, TaskId};

use super::clock::{AFTER_SUSPENSION, is_suspension};
use super::deadlines::Deadlines;
use fifo::Fifo;
use line::Line;
use rate::Rate;
use table::Table;
use task::Task;

/// A moment twice: on the queue's own time line, which decides, and as the wall clock shows it.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Milliseconds on a line that never goes back.
    pub moment: f64,
    /// Epoch milliseconds, for views only.
    pub wall: f64,
}

/// How a queue runs its tasks.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Tasks running at once.
    pub concurrency: usize,
    /// Milliseconds a cancelled processor may go on; 0: not at all, infinite: until it settles.
    pub cancel_grace: f64,
    /// Begin paused.
    pub paused: bool,
    /// Ended tasks kept.
    pub history_limit: usize,
    /// Starts within a sliding interval.
    pub rate_limit: Option<RateLimit>,
}

impl Config {
    /// What a caller gets who configures nothing.
    pub const DEFAULT: Self = Self {
        concurrency: 3,
        cancel_grace: 5_000.0,
        paused: false,
        history_limit: usize::MAX,
        rate_limit: None,
    };

    /// Milliseconds for tasks that name no timeout, where the queue names none either.
    pub const DEFAULT_TIMEOUT: f64 = 300_000.0;
}

/// The queue's state machine.
#[derive(Debug, Clone)]
pub struct Queue {
    config: Config,
    tasks: Table,
    line: Line,
    running: usize,
    /// Pending tasks that are not in line: asked about or pausing.
    between_attempts: usize,
    /// Tasks of which something is due: running ones and those that pause before an attempt.
    with_deadline: usize,
    /// Ended tasks by the time of their end; empty where there is no limit to them.
    history: Fifo,
    rate: Option<Rate>,
    deadlines: Deadlines<(RunId, TaskId)>,
    /// Endings that have not been handed out.
    endings: VecDeque<Action>,
    /// Aborts that have not been handed out: they call a user's code, so endings go first.
    aborts: VecDeque<Action>,
    /// Running tasks whose next item may be startable.
    batches: VecDeque<TaskId>,
    last_run: RunId,
    disposed: bool,
}

impl Queue {
    /// A queue without tasks.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            tasks: Table::default(),
            line: Line::default(),
            running: 0,
            between_attempts: 0,
            with_deadline: 0,
            history: Fifo::default(),
            rate: config.rate_limit.map(Rate::new),
            deadlines: Deadlines::default(),
            endings: VecDeque::new(),
            aborts: VecDeque::new(),
            batches: VecDeque::new(),
            last_run: 0,
            disposed: false,
        }
    }

    /// Adds a task to the end of the line.
    pub fn enqueue(&mut self, now: Now, spec: &Spec) -> TaskId {
        let id = self.tasks.insert(Task::new(spec, now.wall));
        self.line.join(&mut self.tasks, id);
        if self.disposed {
            self.end(id, now, Status::Cancelled, Cause::Disposed);
        }
        id
    }

    /// The next thing to do. With `may_start` off, only what must not wait: nothing is started. Without the time,
    /// only what needs none, or that it is needed: most calls find nothing to do, and reading a clock costs as much.
    pub fn poll_action(&mut self, now: Option<Now>, may_start: bool) -> Poll {
        loop {
            if let Some(action) = self.endings.pop_front().or_else(|| self.aborts.pop_front()) {
                match action {
                    Action::AskRetry { task, run } if !self.is_asking(task, run) => continue,
                    _ => return Poll::Do(action),
                }
            }
            if !may_start {
                return Poll::Nothing;
            }
            if let Some(&id) = self.batches.front() {
                if let Some(action) = self.start_item(id) {
                    return Poll::Do(action);
                }
                if self.items_are_done(id) {
                    let Some(now) = now else { return Poll::NeedsTime };
                    self.end_items(id, now);
                }
                self.batches.pop_front();
                continue;
            }
            if let Some(rate) = &mut self.rate {
                rate.holds_up = false;
            }
            if self.config.paused || self.running >= self.config.concurrency {
                return Poll::Nothing;
            }
            let Some(id) = self.line.first(&self.tasks) else { return Poll::Nothing };
            let Some(now) = now else { return Poll::NeedsTime };
            if self.rate.as_mut().is_some_and(|rate| !rate.allows(now.moment)) {
                return Poll::Nothing;
            }
            if self.tasks.get_mut(id).is_some_and(|task| !task.prepare()) {
                self.end(id, now, Status::Completed, Cause::NothingLeft);
                continue;
            }
            return Poll::Do(self.start(id, now));
        }
    }

    /// Whether there is nothing to do until there is another input. Where that would have to be looked up, it says no.
    pub fn is_at_rest(&self) -> bool {
        self.endings.is_empty()
            && self.aborts.is_empty()
            && self.batches.is_empty()
            && self.rate.is_none()
            && (self.config.paused || self.running >= self.config.concurrency || self.line.len() == 0)
    }

    /// A processor's promise has settled. Anything but the present run of a task is ignored.
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

    /// The promise of the item at `position` has settled. A run that is over by that ends when it is polled.
    pub fn item_settled(&mut self, id: TaskId, run: RunId, position: usize, ok: bool) -> Reported {
        self.settle_item(id, run, position, ok, false).0
    }

    /// The promise of the item at `position` has resolved, and something may start. If all there is to do now is to
    /// start the next item of that run, the position of that, which is then in flight: what a poll would have said.
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
        let next = if goes_on { task.start_next_item() } else { None };
        if next.is_none() {
            self.batches.push_back(id);
        }
        (reported, next)
    }

    /// A run says of one item, or of something that is no item, that it succeeded or failed.
    ///
    /// A run that has ended changes nothing any more, except that an item it reports as succeeded
    /// is not given to a retry. `run` must be a run of this task.
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
        // A batch that stops at failures goes on once there is none.
        if reported == Reported::FailedBecameSucceeded && task.itemwise {
            self.batches.push_back(id);
        }
        reported
    }

    /// Sets the fraction a view shows, cut to 0..=1; a value that is no number changes nothing.
    pub fn set_progress(&mut self, id: TaskId, run: RunId, fraction: f64) {
        if let Some(task) = self.running_task(id, run)
            && !fraction.is_nan()
        {
            task.progress = fraction.clamp(0.0, 1.0);
        }
    }

    /// Asks a task to end. `false` if it has ended or was asked before.
    pub fn cancel(&mut self, now: Now, id: TaskId) -> bool {
        let grace = self.config.cancel_grace;
        let Some(task) = self.tasks.get_mut(id) else {
            return false;
        };
        if task.status.is_ended() || task.cancel_requested {
            return false;
        }
        task.cancel_requested = true;
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
            // The grace is not a deadline that a user is shown.
            if let Some(task) = self.tasks.get_mut(id) {
                task.deadline_at = f64::NAN;
            }
        }
        true
    }

    /// Puts a failed or cancelled task back in line with what has not succeeded. `false` if it is
    /// neither.
    pub fn retry(&mut self, now: Now, id: TaskId) -> bool {
        let Some(task) = self.tasks.get_mut(id) else {
            return false;
        };
        if !matches!(task.status, Status::Failed | Status::Cancelled) {
            return false;
        }
        let is_left = task.rewind();
        if self.config.history_limit < usize::MAX {
            self.history.leave(&mut self.tasks, id);
        }
        self.line.join(&mut self.tasks, id);
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
            if self.config.history_limit < usize::MAX {
                self.history.leave(&mut self.tasks, id);
            }
            self.tasks.remove(id);
        }
        ended
    }

    /// The task that ended first, if more are kept than the limit allows; `others` are kept elsewhere.
    pub fn beyond_history(&self, others: usize) -> Option<TaskId> {
        self.history.first().filter(|_| self.history.len() + others > self.config.history_limit)
    }

    /// Starts nothing until [`Queue::resume`]; what runs goes on, its items too.
    pub fn pause(&mut self) {
        self.config.paused = true;
    }

    /// Starts tasks again.
    pub fn resume(&mut self) {
        self.config.paused = false;
    }

    /// Changes how many tasks run at once. Fewer: those that run go on.
    pub fn set_concurrency(&mut self, concurrency: usize) {
        self.config.concurrency = concurrency;
    }

    /// Ends every task at once and for good.
    pub fn dispose(&mut self, now: Now) {
        self.disposed = true;
        for id in self.tasks.ids() {
            let Some(task) = self.tasks.get_mut(id) else {
                continue;
            };
            if task.status.is_ended() {
                continue;
            }
            if task.status == Status::Running {
                let run = task.run;
                if !std::mem::replace(&mut task.aborted, true) {
                    self.aborts.push_back(Action::Abort { task: id, run });
                }
            }
            self.end(id, now, Status::Cancelled, Cause::Disposed);
        }
        self.deadlines.clear();
    }

    /// Ends what is due. `due` is when the timer that fired should have: one that is much too late
    /// slept, and then running tasks get some time to see what happened meanwhile.
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
                if let Some(special) = &mut task.special {
                    special.total_deadline = special.total_deadline.max(deadline);
                }
                let run = task.run;
                self.set_deadline(id, now, deadline);
                self.endings.push_back(Action::Prolonged { task: id, run });
            } else {
                self.time_out(id, now);
            }
        }
    }

    /// When [`Queue::fired`] is to be called next, if ever.
    pub fn next_deadline(&mut self) -> Option<f64> {
        let earliest = self.earliest_deadline();
        match self.rate.as_ref().and_then(Rate::due) {
            Some(due) => Some(earliest.map_or(due, |earliest| earliest.min(due))),
            None => earliest,
        }
    }

    /// A moment before which nothing is due: what [`Queue::next_deadline`] says or earlier, for less. `None`: that has
    /// to be asked.
    pub fn nothing_before(&self) -> Option<f64> {
        let earliest = self.deadlines.earliest().filter(|_| self.with_deadline > 0)?;
        Some(self.rate.as_ref().and_then(Rate::due).map_or(earliest, |due| earliest.min(due)))
    }

    fn earliest_deadline(&mut self) -> Option<f64> {
        if self.with_deadline == 0 {
            self.deadlines.clear();
        }
        self.tidy();
        self.deadlines.earliest()
    }

    /// What a view shows of a task's numbers.
    pub fn row(&self, id: TaskId) -> Option<Row> {
        self.tasks.get(id).map(Row::of)
    }

    /// Positions that have not succeeded, in order.
    pub fn unfinished(&self, id: TaskId) -> Vec<u32> {
        let batch = self.tasks.get(id).and_then(|task| task.batch.as_ref());
        batch.map_or_else(Vec::new, |batch| batch.unfinished().map(|at| at as u32).collect())
    }

    /// The state of the item at a position.
    pub fn item_state(&self, id: TaskId, position: usize) -> Option<ItemState> {
        self.tasks.get(id)?.batch.as_ref()?.state(position)
    }

    /// Tasks that have a slot.
    pub fn running(&self) -> usize {
        self.running
    }

    /// Tasks that wait, for a slot or before an attempt.
    pub fn waiting(&self) -> usize {
        self.line.len() + self.between_attempts
    }

    /// Tasks that may run at once.
    pub fn concurrency(&self) -> usize {
        self.config.concurrency
    }

    /// Whether nothing new is started.
    pub fn is_paused(&self) -> bool {
        self.config.paused
    }
}
