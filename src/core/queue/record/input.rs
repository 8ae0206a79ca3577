//! Everything that can be put into a queue, as a value.

use super::super::{
    Action, Decision, Now, Poll, Queue, RetryPolicy, RunId, SchedulingOptions, Spec, TakenOver, TaskId,
};
use super::numbers::{Reader, flag, put};
use crate::core::numbered::{Numbered, numbered};

/// An input: a call of the method of [`Queue`] that has its name.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Input {
    Enqueue(Spec),
    /// A poll that gave something to do.
    Poll {
        may_start: bool,
    },
    Settled {
        task: TaskId,
        run: RunId,
        ok: bool,
    },
    ItemSettled {
        task: TaskId,
        run: RunId,
        position: usize,
        ok: bool,
    },
    Report {
        task: TaskId,
        run: RunId,
        position: Option<usize>,
        ok: bool,
    },
    Progress {
        task: TaskId,
        run: RunId,
        fraction: f64,
    },
    Cancel {
        task: TaskId,
        has_reason: bool,
    },
    Retry(TaskId),
    Dismiss(TaskId),
    Decide {
        task: TaskId,
        run: RunId,
        decision: Decision,
    },
    Priority {
        task: TaskId,
        priority: f64,
    },
    Pause,
    Resume,
    Concurrency(usize),
    Dispose,
    Fired {
        due: f64,
    },
    TakeOver {
        task: TaskId,
        from: TakenOver,
    },
    HandOver(TaskId),
    Sleep {
        task: TaskId,
        run: RunId,
        begins: bool,
    },
    Network(bool),
    Online,
}

numbered! {
    /// The kind of an [`Input`]. Its number and name stand in recordings.
    #[allow(missing_docs)]
    pub enum InputKind {
        Enqueue,
        Poll,
        Settled,
        ItemSettled,
        Report,
        Progress,
        Cancel,
        Retry,
        Dismiss,
        Decide,
        Priority,
        Pause,
        Resume,
        Concurrency,
        Dispose,
        Fired,
        TakeOver,
        HandOver,
        Sleep,
        Network,
        Online,
    }
}

impl InputKind {
    /// The name in a recording as JSON, which is camel case there.
    pub fn name(self) -> String {
        let mut letters = Self::NAMES.1.get(self as usize).unwrap_or(&"").chars();
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
    }
}

impl Input {
    /// Its kind.
    pub fn kind(&self) -> InputKind {
        match self {
            Self::Enqueue(_) => InputKind::Enqueue,
            Self::Poll { .. } => InputKind::Poll,
            Self::Settled { .. } => InputKind::Settled,
            Self::ItemSettled { .. } => InputKind::ItemSettled,
            Self::Report { .. } => InputKind::Report,
            Self::Progress { .. } => InputKind::Progress,
            Self::Cancel { .. } => InputKind::Cancel,
            Self::Retry(_) => InputKind::Retry,
            Self::Dismiss(_) => InputKind::Dismiss,
            Self::Decide { .. } => InputKind::Decide,
            Self::Priority { .. } => InputKind::Priority,
            Self::Pause => InputKind::Pause,
            Self::Resume => InputKind::Resume,
            Self::Concurrency(_) => InputKind::Concurrency,
            Self::Dispose => InputKind::Dispose,
            Self::Fired { .. } => InputKind::Fired,
            Self::TakeOver { .. } => InputKind::TakeOver,
            Self::HandOver(_) => InputKind::HandOver,
            Self::Sleep { .. } => InputKind::Sleep,
            Self::Network(_) => InputKind::Network,
            Self::Online => InputKind::Online,
        }
    }

    /// Puts it into a queue. What a poll gives to do.
    pub fn give(self, queue: &mut Queue, now: Now) -> Option<Action> {
        match self {
            Self::Enqueue(spec) => _ = queue.enqueue(now, &spec),
            Self::Poll { may_start } => {
                let now = (!now.moment.is_nan()).then_some(now);
                if let Poll::Do(action) = queue.poll_action(now, may_start) {
                    return Some(action);
                }
            }
            Self::Settled { task, run, ok } => queue.settled(now, task, run, ok),
            Self::ItemSettled { task, run, position, ok } => _ = queue.item_settled(task, run, position, ok),
            Self::Report { task, run, position, ok } => _ = queue.report(task, run, position, ok),
            Self::Progress { task, run, fraction } => _ = queue.set_progress(task, run, fraction),
            Self::Cancel { task, has_reason } => _ = queue.cancel(now, task, has_reason),
            Self::Retry(task) => _ = queue.retry(now, task),
            Self::Dismiss(task) => _ = queue.dismiss(task),
            Self::Decide { task, run, decision } => queue.decide(now, task, run, decision),
            Self::Priority { task, priority } => _ = queue.set_priority(task, priority),
            Self::Pause => queue.pause(),
            Self::Resume => queue.resume(),
            Self::Concurrency(concurrency) => queue.set_concurrency(concurrency),
            Self::Dispose => queue.dispose(now),
            Self::Fired { due } => queue.fired(now, due),
            Self::TakeOver { task, from } => queue.take_over(now, task, &from),
            Self::HandOver(task) => queue.hand_over(now, task),
            Self::Sleep { task, run, begins } => queue.sleep(now, task, run, begins),
            Self::Network(has_network) => queue.set_network(has_network),
            Self::Online => queue.came_online(),
        }
        None
    }

    /// Appends what there is to say besides the kind and the time.
    pub(super) fn write(&self, numbers: &mut Vec<f64>) {
        let (task, run) = match *self {
            Self::Enqueue(spec) => return write_spec(&spec, numbers),
            Self::Poll { may_start } => return put(numbers, &[flag(may_start)]),
            Self::Network(has_network) => return put(numbers, &[flag(has_network)]),
            Self::Pause | Self::Resume | Self::Dispose | Self::Online => return,
            Self::Concurrency(concurrency) => return put(numbers, &[concurrency as f64]),
            Self::Fired { due } => return put(numbers, &[due]),
            Self::Cancel { task, has_reason } => return put(numbers, &[task.into(), flag(has_reason)]),
            Self::Retry(task) | Self::Dismiss(task) | Self::HandOver(task) => {
                return put(numbers, &[task.into()]);
            }
            Self::TakeOver { task, from } => return write_taken_over(task, &from, numbers),
            Self::Priority { task, priority } => return put(numbers, &[task.into(), priority]),
            Self::Settled { task, run, .. }
            | Self::ItemSettled { task, run, .. }
            | Self::Report { task, run, .. }
            | Self::Progress { task, run, .. }
            | Self::Decide { task, run, .. }
            | Self::Sleep { task, run, .. } => (task, run),
        };
        put(numbers, &[task.into(), run.into()]);
        match *self {
            Self::Settled { ok, .. } | Self::Sleep { begins: ok, .. } => put(numbers, &[flag(ok)]),
            Self::ItemSettled { position, ok, .. } => put(numbers, &[position as f64, flag(ok)]),
            Self::Report { position, ok, .. } => {
                put(numbers, &[position.map_or(-1.0, |position| position as f64), flag(ok)]);
            }
            Self::Progress { fraction, .. } => put(numbers, &[fraction]),
            Self::Decide { decision, .. } => {
                put(numbers, &[flag(decision.again), decision.retry_after, decision.random]);
            }
            _ => {}
        }
    }

    /// Reads what [`Recording::inputs`](super::Recording::inputs) wrote of one input, after its length. `None` for
    /// what it cannot have written.
    pub fn read(numbers: &[f64]) -> Option<(Now, Self)> {
        let mut from = Reader::new(numbers);
        let kind = InputKind::from_number(from.id()?)?;
        let now = Now { moment: from.next()?, wall: from.next()? };
        let input = match kind {
            InputKind::Enqueue => Self::Enqueue(read_spec(&mut from)?),
            InputKind::Poll => Self::Poll { may_start: from.flag()? },
            InputKind::Settled => Self::Settled { task: from.id()?, run: from.id()?, ok: from.flag()? },
            InputKind::ItemSettled => Self::ItemSettled {
                task: from.id()?,
                run: from.id()?,
                position: from.count()?,
                ok: from.flag()?,
            },
            InputKind::Report => Self::Report {
                task: from.id()?,
                run: from.id()?,
                position: from.option()?.map(|position| position as usize),
                ok: from.flag()?,
            },
            InputKind::Progress => {
                Self::Progress { task: from.id()?, run: from.id()?, fraction: from.next()? }
            }
            // Recordings of the first version do not say whether there was a reason.
            InputKind::Cancel => Self::Cancel { task: from.id()?, has_reason: from.flag().unwrap_or(false) },
            InputKind::Retry => Self::Retry(from.id()?),
            InputKind::Dismiss => Self::Dismiss(from.id()?),
            InputKind::Decide => {
                let (task, run) = (from.id()?, from.id()?);
                let (again, retry_after, random) = (from.flag()?, from.next()?, from.next()?);
                Self::Decide { task, run, decision: Decision { again, retry_after, random } }
            }
            InputKind::Priority => Self::Priority { task: from.id()?, priority: from.next()? },
            InputKind::Pause => Self::Pause,
            InputKind::Resume => Self::Resume,
            InputKind::Concurrency => Self::Concurrency(from.count()?),
            InputKind::Dispose => Self::Dispose,
            InputKind::TakeOver => read_taken_over(&mut from)?,
            InputKind::HandOver => Self::HandOver(from.id()?),
            InputKind::Sleep => Self::Sleep { task: from.id()?, run: from.id()?, begins: from.flag()? },
            InputKind::Network => Self::Network(from.flag()?),
            InputKind::Online => Self::Online,
            InputKind::Fired => Self::Fired { due: from.next()? },
        };
        Some((now, input))
    }
}

fn write_taken_over(task: TaskId, from: &TakenOver, numbers: &mut Vec<f64>) {
    let TakenOver { attempt, is_mid_attempt, retry_count, pause, total_left, created_at, started_at } = *from;
    put(numbers, &[task, attempt, u32::from(is_mid_attempt), retry_count].map(f64::from));
    put(numbers, &[pause, total_left, created_at, started_at]);
}

fn read_taken_over(from: &mut Reader<'_>) -> Option<Input> {
    let task = from.id()?;
    let from = TakenOver {
        attempt: from.id()?,
        is_mid_attempt: from.flag()?,
        retry_count: from.id()?,
        pause: from.next()?,
        total_left: from.next()?,
        created_at: from.next()?,
        started_at: from.next()?,
    };
    Some(Input::TakeOver { task, from })
}

fn write_spec(spec: &Spec, numbers: &mut Vec<f64>) {
    let spec_numbers = [
        spec.timeout,
        spec.items.map_or(-1.0, |items| items as f64),
        flag(spec.itemwise),
        spec.item_concurrency as f64,
        flag(spec.stop_on_error),
    ];
    put(numbers, &spec_numbers);
    if let Some(scheduling) = spec.scheduling {
        put(
            numbers,
            &[scheduling.priority, scheduling.key.map_or(-1.0, f64::from), scheduling.total_timeout],
        );
        write_policy(scheduling.retry, numbers);
        put(numbers, &[scheduling.dedupe_key.map_or(-1.0, f64::from)]);
    }
}

fn read_spec(from: &mut Reader<'_>) -> Option<Spec> {
    Some(Spec {
        timeout: from.next()?,
        items: from.option()?.map(|items| items as usize),
        itemwise: from.flag()?,
        item_concurrency: from.count()?,
        stop_on_error: from.flag()?,
        scheduling: if from.is_at_end() {
            None
        } else {
            Some(SchedulingOptions {
                priority: from.next()?,
                key: from.option()?.map(|key| key as u32),
                total_timeout: from.next()?,
                retry: read_policy(from)?,
                // Recordings of the first version do not have it.
                dedupe_key: from.option().flatten().map(|key| key as u32),
            })
        },
    })
}

/// Five numbers; no attempts: none follow.
pub(super) fn write_policy(policy: Option<RetryPolicy>, numbers: &mut Vec<f64>) {
    let RetryPolicy { attempts, min_delay, max_delay, factor, jitter } = policy.unwrap_or(RetryPolicy {
        attempts: 0,
        min_delay: 0.0,
        max_delay: 0.0,
        factor: 0.0,
        jitter: 0.0,
    });
    put(numbers, &[attempts.into(), min_delay, max_delay, factor, jitter]);
}

pub(super) fn read_policy(from: &mut Reader<'_>) -> Option<Option<RetryPolicy>> {
    let attempts = from.id()?;
    let (min_delay, max_delay) = (from.next()?, from.next()?);
    let policy = RetryPolicy { attempts, min_delay, max_delay, factor: from.next()?, jitter: from.next()? };
    Some((attempts > 0).then_some(policy))
}
