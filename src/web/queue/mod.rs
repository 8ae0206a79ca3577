//! The deciding half of a `TaskQueue`, as JavaScript calls it: numbers in, numbers out.
//!
//! The values of a task (title, items, callbacks, results) stay in JavaScript, in `pkg/src/queue`. Decisions are made in
//! `core::queue`; `queue_driver` gives it the time. Methods that take an input do nothing else: the commands that
//! follow are returned by [`QueueCore::poll`].

mod queue_driver;

use std::cell::Cell;

use wasm_bindgen::prelude::*;

use crate::core::numbered::Numbered;
use crate::core::persistence::StoreKind;
use crate::core::queue::command::Command;
use crate::core::queue::group;
use crate::core::queue::notifications::Notifications;
use crate::core::queue::record::Input;
use crate::core::queue::{
    Config, Decision, ItemState, NONE, Queue, ROW_LENGTH, RateLimit, RetryPolicy, SchedulingOptions, Spec,
    Status, TakenOver, count, limit,
};
use crate::web::shared::timer::TimerHost;
use queue_driver::QueueDriver;

/// The deciding half of a `TaskQueue`.
#[wasm_bindgen]
pub struct QueueCore {
    driver: QueueDriver,
    /// The numbers of the last getter, where JavaScript reads them.
    row: Cell<[f64; ROW_LENGTH]>,
    /// The scheduling options of the task that is added next.
    scheduling: Cell<Option<SchedulingOptions>>,
    notifications: Cell<Notifications>,
}

#[wasm_bindgen]
impl QueueCore {
    /// A queue whose configuration has been checked. A `rate_limit` of infinitely many starts means none.
    #[wasm_bindgen(constructor)]
    pub fn new(
        concurrency: f64,
        cancel_grace: f64,
        paused: bool,
        history_limit: f64,
        rate_limit: f64,
        interval: f64,
        record: f64,
    ) -> Self {
        let concurrency = count(concurrency);
        let history_limit = if history_limit.is_finite() { count(history_limit) } else { usize::MAX };
        let rate_limit = rate_limit.is_finite().then(|| RateLimit { limit: count(rate_limit), interval });
        let queue = Queue::new(Config { concurrency, cancel_grace, paused, history_limit, rate_limit });
        Self {
            driver: QueueDriver::new(queue, count(record)),
            row: Cell::new([f64::NAN; ROW_LENGTH]),
            scheduling: Cell::new(None),
            notifications: Cell::new(Notifications::RESTING),
        }
    }

    // Inputs.

    /// Sets the scheduling options of the task that is added next. `attempts` 0: no automatic retry.
    #[allow(clippy::too_many_arguments)]
    pub fn prepare(
        &self,
        priority: f64,
        key: u32,
        dedupe_key: u32,
        total_timeout: f64,
        attempts: f64,
        min_delay: f64,
        max_delay: f64,
        factor: f64,
        jitter: f64,
    ) {
        let attempts = count(attempts) as u32;
        let policy = RetryPolicy { attempts, min_delay, max_delay, factor, jitter };
        self.scheduling.set(Some(SchedulingOptions {
            priority,
            key: some(key),
            total_timeout: limit(total_timeout),
            retry: (attempts > 0).then_some(policy),
            dedupe_key: some(dedupe_key),
        }));
    }

    /// Adds a task at a wall-clock time; returns its number. `items` is their count, or `NONE` for a task without a list
    /// of items.
    pub fn add(
        &self,
        timeout: f64,
        items: u32,
        item_concurrency: f64,
        itemwise: bool,
        stop_on_error: bool,
        wall: f64,
    ) -> u32 {
        let spec = Spec {
            timeout: limit(timeout),
            items: some(items).map(|items| items as usize),
            itemwise,
            item_concurrency: count(item_concurrency),
            stop_on_error,
            scheduling: self.scheduling.take(),
        };
        self.driver.input_at(wall, || Input::Enqueue(spec), |queue, now| queue.enqueue(now, &spec))
    }

    /// A processor's promise has settled at a wall-clock time. Leaves the next command, as `poll` does, which
    /// saves a crossing per task.
    pub fn settled(&self, task: u32, run: u32, ok: bool, wall: f64, may_start: bool) {
        self.driver.settled(task, run, ok, wall, may_start);
    }

    /// An item's promise has settled; returns a `Reported`.
    #[wasm_bindgen(js_name = itemSettled)]
    pub fn item_settled(&self, task: u32, run: u32, position: u32, ok: bool) -> u32 {
        let position = position as usize;
        let input = || Input::ItemSettled { task, run, position, ok };
        self.driver.input_without_time(input, |queue| queue.item_settled(task, run, position, ok)) as u32
    }

    /// An item's promise has resolved, as most do; returns a `Reported`. The command is then `StartItem` if the only thing
    /// to do is to start the next item of this run: unless there is another call, `poll` would have nothing after that.
    #[wasm_bindgen(js_name = itemSucceeded)]
    pub fn item_succeeded(&self, task: u32, run: u32, position: u32, may_start: bool) -> u32 {
        self.driver.item_succeeded(task, run, position, may_start) as u32
    }

    /// A run reports an item, or `NONE` for something that is not an item.
    pub fn report(&self, task: u32, run: u32, position: u32, ok: bool) -> u32 {
        let position = some(position).map(|position| position as usize);
        let input = || Input::Report { task, run, position, ok };
        self.driver.input_without_time(input, |queue| queue.report(task, run, position, ok)) as u32
    }

    /// Sets the progress; returns whether it has changed.
    #[wasm_bindgen(js_name = setProgress)]
    pub fn set_progress(&self, task: u32, run: u32, fraction: f64) -> bool {
        let input = || Input::Progress { task, run, fraction };
        self.driver.input_without_time(input, |queue| queue.set_progress(task, run, fraction))
    }

    /// Cancels a task, with or without a reason; returns whether it was not cancelled before.
    pub fn cancel(&self, task: u32, has_reason: bool) -> bool {
        let input = || Input::Cancel { task, has_reason };
        self.driver.input(input, |queue, now| queue.cancel(now, task, has_reason))
    }

    /// Queues a failed or cancelled task again; returns whether it was one.
    pub fn retry(&self, task: u32) -> bool {
        self.driver.input(|| Input::Retry(task), |queue, now| queue.retry(now, task))
    }

    /// Reports whether another attempt follows the one that failed.
    pub fn decide(&self, task: u32, run: u32, again: bool, retry_after: f64, random: f64) {
        let decision = Decision { again, retry_after, random };
        let input = || Input::Decide { task, run, decision };
        self.driver.input(input, |queue, now| queue.decide(now, task, run, decision));
    }

    /// Changes the priority of a waiting task; returns whether it has changed.
    #[wasm_bindgen(js_name = setPriority)]
    pub fn set_priority(&self, task: u32, priority: f64) -> bool {
        self.driver.input_without_time(
            || Input::Priority { task, priority },
            |queue| queue.set_priority(task, priority),
        )
    }

    /// Another queue's task, by a number of this queue's, has ended at a wall-clock time, NaN if unknown.
    #[wasm_bindgen(js_name = noteOther)]
    pub fn note_other(&self, number: u32, ended_at: f64) {
        self.driver.queue(|queue| queue.note_other(number, ended_at));
    }

    /// Another queue's task is no longer kept.
    #[wasm_bindgen(js_name = dropOther)]
    pub fn drop_other(&self, number: u32) {
        self.driver.queue(|queue| queue.drop_other(number));
    }

    /// Forgets an ended task; returns whether it had ended.
    pub fn dismiss(&self, task: u32) -> bool {
        self.driver.input_without_time(|| Input::Dismiss(task), |queue| queue.dismiss(task))
    }

    /// Pauses the queue.
    pub fn pause(&self) {
        self.driver.input_without_time(|| Input::Pause, Queue::pause);
    }

    /// Ends a pause.
    pub fn resume(&self) {
        self.driver.input_without_time(|| Input::Resume, Queue::resume);
    }

    /// There is a network again.
    #[wasm_bindgen(js_name = cameOnline)]
    pub fn came_online(&self) {
        self.driver.input_without_time(|| Input::Online, Queue::came_online);
    }

    /// Changes how many tasks may run at once.
    #[wasm_bindgen(js_name = setConcurrency)]
    pub fn set_concurrency(&self, concurrency: f64) {
        let concurrency = count(concurrency);
        self.driver.input_without_time(
            || Input::Concurrency(concurrency),
            |queue| queue.set_concurrency(concurrency),
        );
    }

    /// A task that was just added continues from where another queue left it. `total_left` is NaN if no limit is running.
    #[allow(clippy::too_many_arguments)]
    #[wasm_bindgen(js_name = takeOver)]
    pub fn take_over(
        &self,
        task: u32,
        attempt: u32,
        is_mid_attempt: bool,
        retry_count: u32,
        pause: f64,
        total_left: f64,
        created_at: f64,
        started_at: f64,
    ) {
        let total_left = if total_left.is_nan() { f64::INFINITY } else { total_left };
        let from =
            TakenOver { attempt, is_mid_attempt, retry_count, pause, total_left, created_at, started_at };
        let input = || Input::TakeOver { task, from };
        self.driver.input(input, |queue, now| queue.take_over(now, task, &from));
    }

    /// Ends, in this queue, a task that continues in another one.
    #[wasm_bindgen(js_name = handOver)]
    pub fn hand_over(&self, task: u32) {
        self.driver.input(|| Input::HandOver(task), |queue, now| queue.hand_over(now, task));
    }

    /// A run begins or ends a sleep, during which its own limit stands still.
    pub fn sleep(&self, task: u32, run: u32, begins: bool) {
        let input = || Input::Sleep { task, run, begins };
        self.driver.input(input, |queue, now| queue.sleep(now, task, run, begins));
    }

    /// Ends every task.
    pub fn dispose(&self) {
        self.driver.input(|| Input::Dispose, |queue, now| queue.dispose(now));
    }

    /// Ends what is due, when the timer has called its host. Returns whether there are changes to store.
    pub fn fired(&self) -> bool {
        self.driver.fired()
    }

    /// Requests a macrotask, in which `fired` returns that there are changes to store; only while something runs.
    #[wasm_bindgen(js_name = wantSave)]
    pub fn want_save(&self) {
        self.driver.want_save();
    }

    /// Releases the timer for good and does nothing more. For an instance that has trapped, in which calls
    /// may still be under way and something may be left borrowed.
    pub fn disarm(&self) {
        self.driver.disarm();
    }

    // Polls.

    /// Leaves the next command at `commandAt`, in the order of `CommandField`, and if that is an ending, the command after
    /// it at `followingAt`. Without `may_start` nothing is started, because a processor is being called.
    pub fn poll(&self, may_start: bool) {
        self.driver.poll(may_start);
    }

    /// Arms the timer, on the command to do so.
    pub fn arm(&self, host: TimerHost) {
        self.driver.arm(host);
    }

    /// Which task to forget, an `Excess`; its number is in the command's field `Task`.
    pub fn excess(&self) -> u32 {
        let (excess, task) = self.driver.queue(Queue::excess);
        self.driver.set_command(Command { task, ..Command::NOTHING });
        excess as u32
    }

    /// A turn of the microtask queue has come; returns a `NotificationTurn`.
    #[wasm_bindgen(js_name = notificationTurn)]
    pub fn notification_turn(&self, has_changed: bool) -> u32 {
        let mut notifications = self.notifications.get();
        let turn = notifications.turn(has_changed);
        self.notifications.set(notifications);
        turn as u32
    }

    // Getters.

    /// The command's address in memory.
    #[wasm_bindgen(js_name = commandAt)]
    pub fn command_at(&self) -> usize {
        self.driver.record() as usize
    }

    /// The address in memory of the command that follows an ending.
    #[wasm_bindgen(js_name = followingAt)]
    pub fn following_at(&self) -> usize {
        self.driver.following() as usize
    }

    /// The task with this `dedupeKey` that has not ended, or `NONE`.
    #[wasm_bindgen(js_name = unfinishedLike)]
    pub fn unfinished_like(&self, dedupe_key: u32) -> u32 {
        self.driver.queue(|queue| queue.unfinished_like(dedupe_key)).unwrap_or(NONE)
    }

    /// The numbers about a group, in the order of `GroupField`, of its tasks' statuses and progress, in turn.
    #[wasm_bindgen(js_name = groupSummary)]
    pub fn group_summary(&self, tasks: &[f64]) -> Vec<f64> {
        let task = |numbers: &[f64]| match *numbers {
            [status, progress] => Some((Status::from_number(status as u32)?, progress)),
            _ => None,
        };
        group::summarise(tasks.chunks(2).filter_map(task)).to_vec()
    }

    /// Leaves the numbers of a task at `rowAt`, in the order of `RowField`. Returns whether there is such a task.
    pub fn row(&self, task: u32) -> bool {
        let row = self.driver.queue(|queue| queue.row(task));
        if let Some(row) = &row {
            self.row.set(row.numbers());
        }
        row.is_some()
    }

    /// The address in memory of the numbers that `row` leaves.
    #[wasm_bindgen(js_name = rowAt)]
    pub fn row_at(&self) -> usize {
        self.row.as_ptr() as usize
    }

    /// The memory of `rowAt` and `commandAt`.
    #[wasm_bindgen(unchecked_return_type = "WebAssembly.Memory")]
    pub fn memory(&self) -> JsValue {
        wasm_bindgen::memory()
    }

    /// Positions that have not succeeded.
    #[wasm_bindgen(js_name = unfinishedItems)]
    pub fn unfinished_items(&self, task: u32) -> Vec<u32> {
        self.driver.queue(|queue| queue.unfinished_items(task))
    }

    /// The state of the item at a position, an `ItemState`.
    #[wasm_bindgen(js_name = itemState)]
    pub fn item_state(&self, task: u32, position: u32) -> u32 {
        let state = self.driver.queue(|queue| queue.item_state(task, position as usize));
        state.unwrap_or(ItemState::Untried) as u32
    }

    /// Tasks that have a slot.
    pub fn running(&self) -> usize {
        self.driver.queue(|queue| queue.running())
    }

    /// Tasks that wait.
    pub fn waiting(&self) -> usize {
        self.driver.queue(|queue| queue.waiting())
    }

    /// The record of the last inputs, in three lists of numbers: the state before them, the inputs, and the queue's visible
    /// state now. `undefined` if no record is kept.
    #[wasm_bindgen(unchecked_return_type = "[Float64Array, Float64Array, Float64Array] | undefined")]
    pub fn recorded(&self) -> Option<js_sys::Array> {
        let [before, inputs, seen] = self.driver.recorded()?;
        let numbers = |list: Vec<f64>| js_sys::Float64Array::from(&list[..]);
        Some(js_sys::Array::of3(&numbers(before), &numbers(inputs), &numbers(seen)))
    }

    /// Milliseconds until the queue's timer fires, if it is armed.
    #[wasm_bindgen(js_name = untilTimer)]
    pub fn until_timer(&self) -> Option<f64> {
        self.driver.until_timer()
    }
}

/// The number of the `StoreKind` that a configuration selects. Its `storageType` has been checked.
#[wasm_bindgen(js_name = chooseStore)]
pub fn choose_store(storage_type: Option<String>, has_custom: bool, has_redis: bool) -> u32 {
    StoreKind::choose(storage_type.as_deref(), has_custom, has_redis).unwrap_or(StoreKind::Memory) as u32
}

/// A number that may be none.
fn some(number: u32) -> Option<u32> {
    (number != NONE).then_some(number)
}
