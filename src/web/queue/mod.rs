//! The deciding half of a `TaskQueue`, as JavaScript calls it: numbers in, numbers out.
//!
//! The values of a task (title, items, callbacks, results) stay in JavaScript, in `pkg/src/queue/executor.ts` and its
//! neighbours. Decisions are made in `core::queue`; [`driver`] has done what it decides.

mod driver;
mod faults;

use std::cell::Cell;

use serde::ser::{Serialize, SerializeMap, Serializer};
use wasm_bindgen::prelude::*;

use crate::core::numbered::Numbered;
use crate::core::persistence::{STORAGE_TYPE, StoreKind};
use crate::core::queue::options::{self, CONFIG, ENQUEUE, Fault};
use crate::core::queue::record::{Input, NAMES};
use crate::core::queue::{Config, Decision, Extras, ItemState, Policy, Queue, RateLimit, Spec, Status};
use crate::web::shared::timer::TimerHost;
use driver::Driver;
use faults::{enqueue_fault, type_error};

/// A task or position that is none.
const NONE: u32 = u32::MAX;
/// Stands above the number of a task that was added and needs no `next`: nothing can be started now.
const AT_REST: f64 = 4_294_967_296.0;
/// Numbers in a row: `pkg/src/queue/core-bridge.ts` knows it too.
const ROW_LENGTH: usize = 13;

/// The deciding half of a `TaskQueue`.
#[wasm_bindgen]
pub struct QueueCore {
    driver: Driver,
    /// The numbers last asked for, where JavaScript reads them.
    row: Cell<[f64; ROW_LENGTH]>,
    /// Kinds of the options of `enqueue` that were found right last; 0 is the kind of no title.
    accepted: Cell<[u32; 3]>,
    /// The special options of the task that is added next.
    extras: Cell<Option<Extras>>,
}

/// What `inspect()` tells.
struct Inspection {
    running: usize,
    waiting: usize,
    paused: bool,
    concurrency: f64,
    /// Milliseconds until the armed timer fires; absent while none is armed.
    timer: Option<f64>,
}

/// As a map: a struct's field names would be kept in a table that is 2 kB of code.
impl Serialize for Inspection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("running", &(self.running as f64))?;
        map.serialize_entry("waiting", &(self.waiting as f64))?;
        map.serialize_entry("paused", &self.paused)?;
        map.serialize_entry("concurrency", &self.concurrency)?;
        if let Some(timer) = self.timer {
            map.serialize_entry("timer", &timer)?;
        }
        map.end()
    }
}

#[wasm_bindgen]
impl QueueCore {
    /// A queue whose configuration was found right by [`QueueCore::fault`]. A `limit` of infinitely many starts is
    /// none.
    #[wasm_bindgen(constructor)]
    pub fn new(
        concurrency: f64,
        cancel_grace: f64,
        paused: bool,
        history_limit: f64,
        limit: f64,
        interval: f64,
        record: f64,
    ) -> Self {
        let concurrency = options::count(concurrency);
        let history_limit =
            if history_limit.is_finite() { options::count(history_limit) } else { usize::MAX };
        let rate_limit = limit.is_finite().then(|| RateLimit { limit: options::count(limit), interval });
        let queue = Queue::new(Config { concurrency, cancel_grace, paused, history_limit, rate_limit });
        Self {
            driver: Driver::new(queue, options::count(record)),
            row: Cell::new([f64::NAN; ROW_LENGTH]),
            accepted: Cell::new([0; 3]),
            extras: Cell::new(None),
        }
    }

    /// What is special about the task that is added next; `attempts` 0: none follow by themselves.
    #[allow(clippy::too_many_arguments)]
    pub fn prepare(
        &self,
        priority: f64,
        key: u32,
        total_timeout: f64,
        attempts: f64,
        min_delay: f64,
        max_delay: f64,
        factor: f64,
        jitter: f64,
    ) {
        let attempts = options::count(attempts) as u32;
        let policy = Policy { attempts, min_delay, max_delay, factor, jitter };
        self.extras.set(Some(Extras {
            priority,
            key: (key != NONE).then_some(key),
            total_timeout: options::limit(total_timeout),
            retry: (attempts > 0).then_some(policy),
        }));
    }

    /// Adds a task at a time by the wall clock; it starts with a `next`, unless `AT_REST` is added to its number. The kinds of the option's values come four
    /// bits each. A negative number: a value is wrong, and `enqueueError` says which.
    #[allow(clippy::too_many_arguments)]
    pub fn add(
        &self,
        kinds_a: u32,
        kinds_b: u32,
        kinds_c: u32,
        strategy: Option<String>,
        timeout: f64,
        items: u32,
        item_concurrency: f64,
        itemwise: bool,
        wall: f64,
    ) -> f64 {
        let kinds = [kinds_a, kinds_b, kinds_c];
        // Most tasks are given the same options as the one before.
        if strategy.is_some() || kinds != self.accepted.get() {
            if enqueue_fault(kinds, strategy.as_deref()).is_some() {
                self.extras.take();
                return -1.0;
            }
            self.accepted.set(kinds);
        }
        let spec = Spec {
            timeout: options::limit(timeout),
            items: (items != NONE).then_some(items as usize),
            itemwise,
            item_concurrency: options::count(item_concurrency),
            stop_on_error: strategy.as_deref() == Some("stop"),
            extras: self.extras.take(),
        };
        let enqueue = |queue: &mut Queue, now| queue.enqueue(now, &spec);
        let slot = f64::from(self.driver.input_at(wall, || Input::Enqueue(spec), enqueue));
        if self.driver.is_at_rest() { slot + AT_REST } else { slot }
    }

    /// The `TypeError` for options that `add` refused; `values` are in the order of their kinds.
    #[wasm_bindgen(js_name = enqueueError)]
    pub fn enqueue_error(
        &self,
        kinds_a: u32,
        kinds_b: u32,
        kinds_c: u32,
        strategy: Option<String>,
        values: &js_sys::Array,
    ) -> JsValue {
        let fault = enqueue_fault([kinds_a, kinds_b, kinds_c], strategy.as_deref());
        fault.map_or(JsValue::UNDEFINED, |fault| type_error(fault, ENQUEUE, values))
    }

    /// The `TypeError` for a wrong value of one of the other sets of options, by its number; else `undefined`.
    pub fn fault(&self, set: usize, kinds_a: u32, kinds_b: u32, values: &js_sys::Array) -> JsValue {
        faults::fault(set, [kinds_a, kinds_b, 0], values)
    }

    /// The number of the `StoreKind` that a configuration means, whose values are of the right kinds. Throws a
    /// `TypeError` for a word that names none.
    #[wasm_bindgen(js_name = chooseStore)]
    pub fn choose_store(
        &self,
        storage_type: Option<String>,
        has_own: bool,
        has_client: bool,
        values: &js_sys::Array,
    ) -> Result<u32, JsValue> {
        let (_, expected) = STORAGE_TYPE;
        StoreKind::choose(storage_type.as_deref(), has_own, has_client)
            .map(|kind| kind as u32)
            .ok_or_else(|| type_error(Fault { field: "storageType", expected }, CONFIG, values))
    }

    /// The names of the fields whose kinds `add` and `fault` take, in order.
    #[wasm_bindgen(js_name = fieldNames)]
    pub fn field_names(&self) -> JsValue {
        let names: [Vec<&str>; 2] = [options::names(ENQUEUE).collect(), options::names(CONFIG).collect()];
        to_value(&names)
    }

    /// Whether a status, by its word, is one of those with which a task has ended.
    #[wasm_bindgen(js_name = isEnded)]
    pub fn is_ended(&self, word: &str) -> bool {
        Status::ALL.iter().any(|status| status.is_ended() && status.word() == word)
    }

    /// The words for statuses by number.
    #[wasm_bindgen(js_name = statusWords)]
    pub fn status_words(&self) -> JsValue {
        to_value(&Status::ALL.iter().map(|status| status.word()).collect::<Vec<_>>())
    }

    /// The next thing to do, by number; what it is about stands in the `outbox`. Unless `may_start`, nothing is
    /// started: a processor is being called. With 8 above the number, nothing is to be done after that, unless there
    /// is another call meanwhile; with 16, a task has ended before.
    pub fn next(&self, may_start: bool) -> u32 {
        self.driver.next(may_start)
    }

    /// Where in memory the numbers stand that `next` left: the task, its run, then the item's position or how the
    /// task has ended; then the same of the task that has ended before that.
    pub fn outbox(&self) -> usize {
        self.driver.outbox() as usize
    }

    /// The error of an ending whose flags say that the queue itself is the reason.
    #[wasm_bindgen(js_name = ownError)]
    pub fn own_error(&self) -> JsValue {
        self.driver.own_error()
    }

    /// Arms the timer, when `next` says so.
    pub fn arm(&self, host: TimerHost) {
        self.driver.arm(host);
    }

    /// A processor's promise has settled at a time by the wall clock. The answer is that of `next`, which mostly
    /// follows; `may_start` as there.
    pub fn settled(&self, task: u32, run: u32, ok: bool, wall: f64, may_start: bool) -> u32 {
        let input = || Input::Settled { task, run, ok };
        self.driver.input_at(wall, input, |queue, now| queue.settled(now, task, run, ok));
        self.next(may_start)
    }

    /// An item's promise has settled; the answer is a number of `Reported`.
    #[wasm_bindgen(js_name = itemSettled)]
    pub fn item_settled(&self, task: u32, run: u32, position: u32, ok: bool) -> u32 {
        let position = position as usize;
        let input = || Input::ItemSettled { task, run, position, ok };
        self.driver.tell(input, |queue| queue.item_settled(task, run, position, ok)) as u32
    }

    /// An item's promise has resolved, as most do. The answer is that of `next`, and above its bits the number of
    /// `Reported`.
    #[wasm_bindgen(js_name = itemSucceeded)]
    pub fn item_succeeded(&self, task: u32, run: u32, position: u32, may_start: bool) -> u32 {
        self.driver.item_succeeded(task, run, position, may_start)
    }

    /// A run reports an item, or `NONE` for something that is no item.
    pub fn report(&self, task: u32, run: u32, position: u32, ok: bool) -> u32 {
        let position = (position != NONE).then_some(position as usize);
        let input = || Input::Report { task, run, position, ok };
        self.driver.tell(input, |queue| queue.report(task, run, position, ok)) as u32
    }

    /// Sets the fraction shown.
    #[wasm_bindgen(js_name = setProgress)]
    pub fn set_progress(&self, task: u32, run: u32, fraction: f64) {
        let input = || Input::Progress { task, run, fraction };
        self.driver.tell(input, |queue| queue.set_progress(task, run, fraction));
    }

    /// Asks a task to end; whether that is news.
    pub fn cancel(&self, task: u32) -> bool {
        self.driver.input(|| Input::Cancel(task), |queue, now| queue.cancel(now, task))
    }

    /// Puts a failed or cancelled task back in line; whether it was one.
    pub fn retry(&self, task: u32) -> bool {
        self.driver.input(|| Input::Retry(task), |queue, now| queue.retry(now, task))
    }

    /// Says whether another attempt is to follow the one that failed.
    pub fn decide(&self, task: u32, run: u32, again: bool, retry_after: f64, random: f64) {
        let decision = Decision { again, retry_after, random };
        let input = || Input::Decide { task, run, decision };
        self.driver.input(input, |queue, now| queue.decide(now, task, run, decision));
    }

    /// Changes the priority of a task that waits; whether that is news.
    #[wasm_bindgen(js_name = setPriority)]
    pub fn set_priority(&self, task: u32, priority: f64) -> bool {
        self.driver.tell(|| Input::Priority { task, priority }, |queue| queue.set_priority(task, priority))
    }

    /// The task that ended first, if more are kept than may be; else a number that is none. `others` have ended
    /// too and are kept elsewhere.
    #[wasm_bindgen(js_name = beyondHistory)]
    pub fn beyond_history(&self, others: u32) -> u32 {
        self.driver.queue(|queue| queue.beyond_history(others as usize)).unwrap_or(NONE)
    }

    /// The number of the status of tasks taken together, given how many have each.
    #[wasm_bindgen(js_name = statusOfAll)]
    pub fn status_of_all(&self, counts: &[u32]) -> u32 {
        Status::of_all(counts) as u32
    }

    /// Forgets an ended task; whether it had ended.
    pub fn dismiss(&self, task: u32) -> bool {
        self.driver.tell(|| Input::Dismiss(task), |queue| queue.dismiss(task))
    }

    /// Starts nothing any more.
    pub fn pause(&self) {
        self.driver.tell(|| Input::Pause, Queue::pause);
    }

    /// Starts tasks again, with a `next`.
    pub fn resume(&self) {
        self.driver.tell(|| Input::Resume, Queue::resume);
    }

    /// Changes how many tasks run at once.
    #[wasm_bindgen(js_name = setConcurrency)]
    pub fn set_concurrency(&self, concurrency: f64) {
        let concurrency = options::count(concurrency);
        self.driver.tell(|| Input::Concurrency(concurrency), |queue| queue.set_concurrency(concurrency));
    }

    /// Ends every task.
    pub fn dispose(&self) {
        self.driver.input(|| Input::Dispose, |queue, now| queue.dispose(now));
    }

    /// Ends what is due; called when the timer told its host. Whether something is to be saved.
    pub fn fired(&self) -> bool {
        self.driver.fired()
    }

    /// Lets the timer go for good and does nothing more. For an instance that has trapped, in which calls
    /// may still be under way and something may be left borrowed.
    pub fn disarm(&self) {
        self.driver.disarm();
    }

    /// Has `fired` answer that something is to be saved, in a macrotask to come; only while something runs.
    #[wasm_bindgen(js_name = wantSave)]
    pub fn want_save(&self) {
        self.driver.want_save();
    }

    /// Leaves the numbers of a task, in the order of `Row`, where `rowAt` says. Whether there is such a task.
    pub fn row(&self, task: u32) -> bool {
        let row = self.driver.queue(|queue| queue.row(task));
        if let Some(row) = &row {
            self.row.set(row.numbers());
        }
        row.is_some()
    }

    /// Where in memory `row` leaves its numbers.
    #[wasm_bindgen(js_name = rowAt)]
    pub fn row_at(&self) -> usize {
        self.row.as_ptr() as usize
    }

    /// The memory in which `rowAt` and `outbox` point.
    pub fn memory(&self) -> JsValue {
        wasm_bindgen::memory()
    }

    /// Positions that have not succeeded.
    pub fn unfinished(&self, task: u32) -> Vec<u32> {
        self.driver.queue(|queue| queue.unfinished(task))
    }

    /// Whether the item at a position has succeeded.
    #[wasm_bindgen(js_name = itemHasSucceeded)]
    pub fn item_has_succeeded(&self, task: u32, position: u32) -> bool {
        let state = self.driver.queue(|queue| queue.item_state(task, position as usize));
        state == Some(ItemState::Succeeded)
    }

    /// The word for an item's state.
    #[wasm_bindgen(js_name = itemWord)]
    pub fn item_word(&self, task: u32, position: u32) -> String {
        let state = self.driver.queue(|queue| queue.item_state(task, position as usize));
        state.unwrap_or(ItemState::Untried).word().into()
    }

    /// The words for items that are untried, have succeeded and have failed.
    #[wasm_bindgen(js_name = itemWords)]
    pub fn item_words(&self) -> JsValue {
        to_value(&[ItemState::Untried, ItemState::Succeeded, ItemState::Failed].map(ItemState::word))
    }

    /// Tasks that have a slot.
    pub fn running(&self) -> usize {
        self.driver.queue(|queue| queue.running())
    }

    /// Tasks in line.
    pub fn waiting(&self) -> usize {
        self.driver.queue(|queue| queue.waiting())
    }

    /// The record of the last inputs, in three lists of numbers: the state before them, they themselves, and what
    /// can be seen of the queue now. `undefined` where none is kept.
    pub fn recorded(&self) -> Option<js_sys::Array> {
        let [before, inputs, seen] = self.driver.recorded()?;
        let numbers = |list: Vec<f64>| js_sys::Float64Array::from(&list[..]);
        Some(js_sys::Array::of3(&numbers(before), &numbers(inputs), &numbers(seen)))
    }

    /// The names of inputs by their kinds.
    #[wasm_bindgen(js_name = inputNames)]
    pub fn input_names(&self) -> JsValue {
        to_value(&NAMES)
    }

    /// Counts and the timer, as plain data.
    pub fn inspect(&self) -> JsValue {
        let timer = self.driver.until_timer();
        let inspection = self.driver.queue(|queue| Inspection {
            running: queue.running(),
            waiting: queue.waiting(),
            paused: queue.is_paused(),
            concurrency: if queue.concurrency() == NONE as usize {
                f64::INFINITY
            } else {
                queue.concurrency() as f64
            },
            timer,
        });
        let as_object = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        inspection.serialize(&as_object).unwrap_or(JsValue::UNDEFINED)
    }
}

/// Plain data of our own making, which always converts.
fn to_value(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::UNDEFINED)
}
