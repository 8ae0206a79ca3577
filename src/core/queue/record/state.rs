//! The state of a queue as a row of numbers, and back.

use super::super::scheduling::Scheduling;
use super::super::task::Task;
use super::super::{Action, Cause, Queue, Status};
use super::input::write_policy;
use super::numbers::{flag, put};
use crate::core::numbered::Numbered;

impl Queue {
    /// All that the queue is. Infinite and missing numbers are among them.
    pub fn dump(&self) -> Vec<f64> {
        let mut to = Vec::new();
        let config = &self.config;
        let rate = config.rate_limit.unwrap_or(super::super::RateLimit { limit: 0, interval: 0.0 });
        put(&mut to, &[config.concurrency as f64, config.cancel_grace, flag(config.paused)]);
        put(&mut to, &[count(config.history_limit), rate.limit as f64, rate.interval]);
        put(&mut to, &[self.last_run.into(), flag(self.disposed), self.ready.last_place().into()]);
        list(&mut to, &mut self.rate.iter().flat_map(|rate| rate.starts()));
        put(&mut to, &[self.tasks.places().count() as f64]);
        for task in self.tasks.places() {
            put(&mut to, &[flag(task.is_some())]);
            if let Some(task) = task {
                write_task(task, &mut to);
            }
        }
        list(&mut to, &mut self.tasks.free().map(f64::from));
        list(&mut to, &mut self.history.ids(&self.tasks).map(f64::from));
        list(&mut to, &mut self.batches.iter().map(|id| f64::from(*id)));
        for actions in [&self.endings, &self.aborts] {
            put(&mut to, &[actions.len() as f64]);
            for action in actions {
                write_action(action, &mut to);
            }
        }
        to
    }
}

fn count(count: usize) -> f64 {
    if count == usize::MAX { f64::INFINITY } else { count as f64 }
}

#[inline(never)]
fn list(to: &mut Vec<f64>, numbers: &mut dyn Iterator<Item = f64>) {
    let at = to.len();
    put(to, &[0.0]);
    for number in numbers {
        put(to, &[number]);
    }
    let len = (to.len() - at - 1) as f64;
    if let Some(place) = to.get_mut(at) {
        *place = len;
    }
}

fn write_task(task: &Task, to: &mut Vec<f64>) {
    // Two flags in one number: recordings have begun with these four since the first version.
    let itemwise = flag(task.itemwise) + 2.0 * flag(task.item_threw);
    let cancelled = flag(task.cancel_requested) + 2.0 * flag(task.cancel_has_reason);
    put(to, &[f64::from(task.status as u8), itemwise, cancelled, flag(task.aborted)]);
    put(to, &[task.attempt, task.retry_count, task.run, task.place].map(f64::from));
    put(to, &[task.completed as f64, task.failed as f64]);
    put(to, &[task.timeout, task.deadline, task.progress]);
    put(to, &[task.created_at, task.started_at, task.completed_at, task.deadline_at]);
    put(to, &[flag(task.scheduling.is_some())]);
    if let Some(scheduling) = &task.scheduling {
        let Scheduling { priority, key, total_timeout, retry, dedupe_key, phase, .. } = **scheduling;
        put(to, &[priority, key.map_or(-1.0, f64::from), total_timeout]);
        write_policy(retry, to);
        // The phase with what few have: recordings have had one number here since the first version.
        let has_own_limit = scheduling.attempt_deadline.is_finite() || scheduling.asleep > 0;
        let flags = u32::from(scheduling.is_resumed) << 2 | u32::from(has_own_limit) << 3;
        let phase = phase as u32 & 3 | (phase as u32 & 4) << 2;
        put(to, &[f64::from(phase | flags | scheduling.asleep << 5), scheduling.total_deadline]);
        if has_own_limit {
            put(to, &[scheduling.attempt_deadline]);
        }
        put(to, &[scheduling.next_attempt, scheduling.next_attempt_at, dedupe_key.map_or(-1.0, f64::from)]);
    }
    put(to, &[flag(task.batch.is_some())]);
    if let Some(batch) = &task.batch {
        batch.write(to);
    }
}

/// Six numbers: the kind, the task, its run, the status, the cause and its limit.
fn write_action(action: &Action, to: &mut Vec<f64>) {
    let (kind, task, run, status, cause) = match *action {
        Action::Ended { task, run, status, cause } => (0, task, run, status, cause),
        Action::AttemptFailed { task, run, cause } => (1, task, run, Status::Pending, cause),
        Action::Abort { task, run } => (2, task, run, Status::Pending, Cause::Returned),
        Action::AskRetry { task, run } => (3, task, run, Status::Pending, Cause::Returned),
        Action::Prolonged { task, run } => (5, task, run, Status::Pending, Cause::Returned),
        Action::Network { is_awaited } => (6 + u8::from(is_awaited), 0, 0, Status::Pending, Cause::Returned),
        // These are never kept for later.
        Action::Start { task, run } | Action::StartItem { task, run, .. } => {
            (4, task, run, Status::Pending, Cause::Returned)
        }
    };
    let limit = if let Cause::TimedOut { limit } = cause { limit } else { 0.0 };
    put(to, &[f64::from(kind), task.into(), run.into(), status as u8 as f64, cause.number().into(), limit]);
}

mod restore {
    use super::super::super::batch::Batch;
    use super::super::super::scheduling::Phase;
    use super::super::super::{Config, RateLimit, TaskId};
    use super::super::input::read_policy;
    use super::super::numbers::Reader;
    use super::*;

    impl Queue {
        /// The queue that these numbers describe; `None` if they describe none.
        pub fn restore(numbers: &[f64]) -> Option<Self> {
            let from = &mut Reader::new(numbers);
            let (concurrency, cancel_grace, paused) = (from.count()?, from.next()?, from.flag()?);
            let (history, limit, interval) = (from.next()?, from.count()?, from.next()?);
            let history_limit = if history.is_finite() { history as usize } else { usize::MAX };
            let rate_limit = (limit > 0).then_some(RateLimit { limit, interval });
            let mut queue =
                Self::new(Config { concurrency, cancel_grace, paused, history_limit, rate_limit });
            queue.last_run = from.id()?;
            queue.disposed = from.flag()?;
            let last_place = from.id()?;
            for start in from.list(Reader::next)? {
                queue.rate.as_mut()?.started(start);
            }
            let places =
                from.list(|from| if from.flag()? { read_task(from).map(Some) } else { Some(None) })?;
            let free = from.list(Reader::id)?;
            queue.tasks.restore(places, free);
            for id in from.list(Reader::id)? {
                queue.history.join(&mut queue.tasks, id);
            }
            queue.batches = from.list(Reader::id)?.into();
            queue.endings = from.list(read_action)?.into();
            queue.aborts = from.list(read_action)?.into();
            queue.rebuild(last_place);
            Some(queue)
        }

        /// What follows from the tasks.
        fn rebuild(&mut self, last_place: u32) {
            let mut in_line: Vec<(u32, TaskId)> = Vec::new();
            for id in self.tasks.ids() {
                let Some(task) = self.tasks.get(id) else { continue };
                let scheduling = task.scheduling.as_ref();
                let key = scheduling.and_then(|scheduling| scheduling.key);
                if let Some(dedupe_key) = scheduling.and_then(|scheduling| scheduling.dedupe_key)
                    && !task.status.is_ended()
                {
                    self.unfinished.join(dedupe_key, id);
                }
                match task.status {
                    Status::Running => {
                        self.running += 1;
                        if let Some(key) = key {
                            self.ready.hold(key);
                        }
                    }
                    Status::Pending if matches!(task.phase(), None | Some(Phase::Ready)) => {
                        in_line.push((task.place, id));
                    }
                    Status::Pending => {
                        self.between_attempts += 1;
                        if task.phase() == Some(Phase::Offline) {
                            self.offline.push((id, task.run));
                            self.offline_count += 1;
                        }
                    }
                    Status::Completed | Status::Failed | Status::Cancelled => {}
                }
                if task.deadline.is_finite() {
                    self.with_deadline += 1;
                    self.deadlines.push(task.deadline, (task.run, id));
                }
            }
            in_line.sort_unstable();
            for (place, id) in in_line {
                self.ready.join_at(&mut self.tasks, id, place);
            }
            self.ready.set_last_place(last_place);
        }
    }

    fn read_task(from: &mut Reader<'_>) -> Option<Task> {
        let spec = super::super::super::Spec {
            timeout: f64::INFINITY,
            items: None,
            itemwise: false,
            item_concurrency: 1,
            stop_on_error: false,
            scheduling: None,
        };
        let mut task = Task::new(&spec, 0.0);
        task.status = Status::from_number(from.count()? as u32)?;
        let (itemwise, cancelled) = (from.id()?, from.id()?);
        (task.itemwise, task.item_threw) = (itemwise & 1 != 0, itemwise & 2 != 0);
        (task.cancel_requested, task.cancel_has_reason) = (cancelled & 1 != 0, cancelled & 2 != 0);
        task.aborted = from.flag()?;
        (task.attempt, task.retry_count, task.run) = (from.id()?, from.id()?, from.id()?);
        task.place = from.id()?;
        (task.completed, task.failed) = (from.count()?, from.count()?);
        (task.timeout, task.deadline, task.progress) = (from.next()?, from.next()?, from.next()?);
        (task.created_at, task.started_at) = (from.next()?, from.next()?);
        (task.completed_at, task.deadline_at) = (from.next()?, from.next()?);
        if from.flag()? {
            let (priority, key) = (from.next()?, from.option()?.map(|key| key as u32));
            let (total_timeout, retry) = (from.next()?, read_policy(from)?);
            let (flags, total_deadline) = (from.id()?, from.next()?);
            task.scheduling = Some(Box::new(Scheduling {
                priority,
                key,
                total_timeout,
                retry,
                phase: *Phase::ALL.get((flags & 3 | flags >> 2 & 4) as usize)?,
                is_resumed: flags & 4 != 0,
                asleep: flags >> 5,
                total_deadline,
                attempt_deadline: if flags & 8 != 0 { from.next()? } else { f64::INFINITY },
                next_attempt: from.next()?,
                next_attempt_at: from.next()?,
                dedupe_key: from.option()?.map(|key| key as u32),
            }));
        }
        if from.flag()? {
            let (concurrency, stops) = (from.count()?, from.flag()?);
            task.batch = Some(Box::new(Batch::read(concurrency, stops, from.list(Reader::id)?)));
        }
        Some(task)
    }

    fn read_action(from: &mut Reader<'_>) -> Option<Action> {
        let (kind, task, run) = (from.count()?, from.id()?, from.id()?);
        let (status, cause, limit) =
            (Status::from_number(from.count()? as u32)?, from.count()?, from.next()?);
        let cause = Cause::with_number(cause, limit)?;
        match kind {
            0 => Some(Action::Ended { task, run, status, cause }),
            1 => Some(Action::AttemptFailed { task, run, cause }),
            2 => Some(Action::Abort { task, run }),
            3 => Some(Action::AskRetry { task, run }),
            5 => Some(Action::Prolonged { task, run }),
            6 | 7 => Some(Action::Network { is_awaited: kind == 7 }),
            _ => None,
        }
    }
}
