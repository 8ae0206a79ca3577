//! Which task starts, ends, retries or times out.
//!
//! A state machine without a clock: [`Queue`] lists its inputs, polls and getters. Nothing here knows a title, an item or
//! a callback, and nothing looks at all tasks because one of them changed.

mod action;
mod attempts;
mod batch;
pub mod command;
mod dedupe;
mod end_error;
mod fifo;
mod getters;
pub mod group;
mod hand_over;
mod history;
mod inputs;
mod network;
pub mod notifications;
mod polls;

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]
mod proof;
mod rate;
mod ready_queue;
pub mod record;
mod row;
mod runs;
mod scheduling;
mod task;
mod task_table;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

pub use action::{Action, Poll};
pub use attempts::Decision;
pub use batch::{ItemState, Reported};
pub use dedupe::DedupeId;
pub use end_error::EndError;
pub use hand_over::TakenOver;
pub use history::{Excess, OtherId};
pub use rate::RateLimit;
pub use ready_queue::KeyId;
pub use row::{ROW_LENGTH, Row, RowField};
pub use scheduling::{RetryPolicy, SchedulingOptions};
pub use task::{Cause, RunId, Spec, Status, TaskId, count, limit};

use super::clock::{AFTER_SUSPENSION, is_suspension};
use super::deadlines::Deadlines;
use dedupe::Unfinished;
use history::History;
use rate::Rate;
use ready_queue::ReadyQueue;
use task::Task;
use task_table::TaskTable;

/// The number that crosses to the other half for no task, position or count.
pub const NONE: u32 = u32::MAX;

/// A moment, both on the queue's time line, which decides, and by the wall clock.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Milliseconds on a line that never goes back.
    pub moment: f64,
    /// Epoch milliseconds, for views only.
    pub wall: f64,
}

/// The configuration of a queue.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Tasks running at once.
    pub concurrency: usize,
    /// Milliseconds for which a cancelled processor may continue; 0: not at all, infinite: until it settles.
    pub cancel_grace: f64,
    /// Begin paused.
    pub paused: bool,
    /// Ended tasks kept.
    pub history_limit: usize,
    /// Starts within a sliding interval.
    pub rate_limit: Option<RateLimit>,
}

impl Config {
    /// The default configuration.
    pub const DEFAULT: Self = Self {
        concurrency: 3,
        cancel_grace: 5_000.0,
        paused: false,
        history_limit: usize::MAX,
        rate_limit: None,
    };

    /// The timeout in milliseconds if neither the task nor the queue sets one.
    pub const DEFAULT_TIMEOUT: f64 = 300_000.0;
}

/// The queue's state machine. It has no clock and no timer: its driver passes the time in and executes the polled actions.
///
/// - Inputs: [`enqueue`](Self::enqueue), [`settled`](Self::settled), [`item_settled`](Self::item_settled),
///   [`item_succeeded`](Self::item_succeeded), [`report`](Self::report), [`set_progress`](Self::set_progress),
///   [`cancel`](Self::cancel), [`retry`](Self::retry), [`decide`](Self::decide), [`set_priority`](Self::set_priority),
///   [`dismiss`](Self::dismiss), [`note_other`](Self::note_other), [`drop_other`](Self::drop_other),
///   [`pause`](Self::pause), [`resume`](Self::resume), [`set_concurrency`](Self::set_concurrency),
///   [`take_over`](Self::take_over), [`hand_over`](Self::hand_over), [`sleep`](Self::sleep),
///   [`dispose`](Self::dispose), [`fired`](Self::fired).
/// - Polls, after any input: [`poll_action`](Self::poll_action) until it has nothing left, then
///   [`next_deadline`](Self::next_deadline); [`excess`](Self::excess) once endings have been reported.
/// - Getters: [`row`](Self::row), [`item_state`](Self::item_state), [`unfinished_items`](Self::unfinished_items),
///   [`unfinished_like`](Self::unfinished_like), [`running`](Self::running), [`waiting`](Self::waiting),
///   [`concurrency`](Self::concurrency), [`is_paused`](Self::is_paused), [`command`](Self::command).
#[derive(Debug, Clone)]
pub struct Queue {
    config: Config,
    tasks: TaskTable,
    ready: ReadyQueue,
    running: usize,
    /// Pending tasks that are not queued: being decided about, or pausing.
    between_attempts: usize,
    /// Deadlines of tasks: running ones, and those that pause before an attempt.
    with_deadline: usize,
    history: History,
    /// Tasks with a `dedupeKey` that have not ended.
    unfinished: Unfinished,
    rate: Option<Rate>,
    deadlines: Deadlines<(RunId, TaskId)>,
    /// Endings that have not been polled.
    endings: VecDeque<Action>,
    /// Aborts that have not been polled: they call a user's code, so endings go first.
    aborts: VecDeque<Action>,
    /// Running tasks whose next item may be ready to start.
    batches: VecDeque<TaskId>,
    last_run: RunId,
    disposed: bool,
    /// Whether there is a network: known from the driver's answer until an attempt starts.
    has_network: Option<bool>,
    /// Tasks whose next attempt waits for the network, with their last runs; some may have ended since then.
    offline: Vec<(TaskId, RunId)>,
    /// How many have not.
    offline_count: usize,
}

impl Queue {
    /// A queue without tasks.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            tasks: TaskTable::default(),
            ready: ReadyQueue::default(),
            running: 0,
            between_attempts: 0,
            with_deadline: 0,
            history: History::new(config.history_limit),
            unfinished: Unfinished::default(),
            rate: config.rate_limit.map(Rate::new),
            deadlines: Deadlines::default(),
            endings: VecDeque::new(),
            aborts: VecDeque::new(),
            batches: VecDeque::new(),
            last_run: 0,
            disposed: false,
            has_network: None,
            offline: Vec::new(),
            offline_count: 0,
        }
    }
}
