//! Drives the queue's state machine: the clock in, the actions out, one timer for what is due next.
//!
//! The values of a task (title, items, callbacks, results) stay in JavaScript, in `glue/queue.js`,
//! which is the [`Host`] of every call. Only numbers cross. Decisions are made in `core::queue`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::error::error;
use crate::core::clock::Clock;
use crate::core::queue::options::{self, CONFIG, ENQUEUE, Fault, Kind};
use crate::core::queue::{Action, Cause, Config, ItemState, Now, Queue, Reported, Row, Spec, Status};

/// The longest delay of `setTimeout`; above it the browser fires at once.
/// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html>
const LONGEST_DELAY: f64 = i32::MAX as f64;

/// A task or position that is none.
const NONE: u32 = u32::MAX;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript half of a queue. It is handed in with each call and held only while a timer is
    /// armed: otherwise the two would keep each other alive.
    #[derive(Clone)]
    pub type Host;

    #[wasm_bindgen(method, catch)]
    fn start(this: &Host, task: u32, run: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = startItem)]
    fn start_item(this: &Host, task: u32, run: u32, position: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn abort(this: &Host, task: u32, run: u32) -> Result<(), JsValue>;
    /// `error` is the one to end with, if it is not the host's to say; `is_listed`: it counts as a failure;
    /// `is_over`: the run has ended by itself, no abort follows.
    #[wasm_bindgen(method, catch)]
    fn ended(
        this: &Host,
        task: u32,
        run: u32,
        status: u32,
        error: JsValue,
        is_listed: bool,
        is_over: bool,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn fire(this: &Host) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn save(this: &Host) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/web/glue/describe.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn describe(value: &JsValue) -> Result<String, JsValue>;
}

/// The deciding half of a `TaskQueue`.
#[wasm_bindgen]
pub struct QueueCore {
    driver: Rc<Driver>,
}

struct Driver {
    state: RefCell<State>,
    timer: RefCell<Option<Timer>>,
    /// A processor is being called: what may start next is started when it has returned.
    starting: Cell<bool>,
    /// The instance has trapped: calls that are still under way in it do nothing more.
    is_gone: Cell<bool>,
    /// Changes within a status wait for the next macrotask to be stored.
    save_wanted: Cell<bool>,
    row: Cell<[f64; 11]>,
}

struct State {
    queue: Queue,
    clock: Clock,
}

struct Timer {
    armed: f64,
    delay: f64,
    _timeout: Timeout,
}

/// What `inspect()` tells.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Inspection {
    running: usize,
    waiting: usize,
    paused: bool,
    concurrency: f64,
    /// Milliseconds until the armed timer fires; absent while none is armed.
    #[serde(skip_serializing_if = "Option::is_none")]
    timer: Option<f64>,
}

#[wasm_bindgen]
impl QueueCore {
    /// A queue whose configuration was found right by [`QueueCore::config_error`].
    #[wasm_bindgen(constructor)]
    pub fn new(concurrency: f64, cancel_grace: f64, paused: bool) -> Self {
        let concurrency = options::count(concurrency);
        let queue = Queue::new(Config { concurrency, cancel_grace, paused });
        let state = RefCell::new(State { queue, clock: Clock::default() });
        let driver = Driver {
            state,
            timer: RefCell::new(None),
            starting: Cell::new(false),
            is_gone: Cell::new(false),
            save_wanted: Cell::new(false),
            row: Cell::new([f64::NAN; 11]),
        };
        Self { driver: Rc::new(driver) }
    }

    /// Adds a task; it starts with the next `pump`. The kinds of the option's values come four bits
    /// each. A negative number: a value is wrong, and `enqueueError` says which.
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
    ) -> f64 {
        if enqueue_fault([kinds_a, kinds_b, kinds_c], strategy.as_deref()).is_some() {
            return -1.0;
        }
        let spec = Spec {
            timeout: options::limit(timeout),
            items: (items != NONE).then_some(items as usize),
            itemwise,
            item_concurrency: options::count(item_concurrency),
            stop_on_error: strategy.as_deref() == Some("stop"),
        };
        self.driver.input(|queue, now| queue.enqueue(now, &spec)).into()
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

    /// The `TypeError` for a wrong configuration, else `undefined`.
    #[wasm_bindgen(js_name = configError)]
    pub fn config_error(&self, kinds: u32, values: &js_sys::Array) -> JsValue {
        let fault = options::check(CONFIG, unpack([kinds, 0, 0]));
        fault.map_or(JsValue::UNDEFINED, |fault| type_error(fault, CONFIG, values))
    }

    /// The names of the fields whose kinds `add` and `configError` take, in order.
    #[wasm_bindgen(js_name = fieldNames)]
    pub fn field_names(&self) -> JsValue {
        let names: [Vec<&str>; 2] = [options::names(ENQUEUE).collect(), options::names(CONFIG).collect()];
        to_value(&names)
    }

    /// Whether a status, by its word, is one of those with which a task has ended.
    #[wasm_bindgen(js_name = isEnded)]
    pub fn is_ended(&self, word: &str) -> bool {
        Status::ALL.into_iter().any(|status| status.is_ended() && status.word() == word)
    }

    /// The words for statuses by number.
    #[wasm_bindgen(js_name = statusWords)]
    pub fn status_words(&self) -> JsValue {
        to_value(&Status::ALL.map(Status::word))
    }

    /// Does what is to be done; starts what can start, unless a processor is being called.
    pub fn pump(&self, host: &Host) {
        self.driver.pump(host);
    }

    /// A processor's promise has settled.
    pub fn settled(&self, task: u32, run: u32, ok: bool) {
        self.driver.input(|queue, now| queue.settled(now, task, run, ok));
    }

    /// An item's promise has settled; the answer is a number of `Reported`.
    #[wasm_bindgen(js_name = itemSettled)]
    pub fn item_settled(&self, task: u32, run: u32, position: u32, ok: bool) -> u32 {
        let position = position as usize;
        reported(self.driver.input(|queue, now| queue.item_settled(now, task, run, position, ok)))
    }

    /// A run reports an item, or `NONE` for something that is no item.
    pub fn report(&self, task: u32, run: u32, position: u32, ok: bool) -> u32 {
        let position = (position != NONE).then_some(position as usize);
        reported(self.driver.queue(|queue| queue.report(task, run, position, ok)))
    }

    /// Sets the fraction shown.
    #[wasm_bindgen(js_name = setProgress)]
    pub fn set_progress(&self, task: u32, run: u32, fraction: f64) {
        self.driver.queue(|queue| queue.set_progress(task, run, fraction));
    }

    /// Asks a task to end; whether that is news.
    pub fn cancel(&self, task: u32) -> bool {
        self.driver.input(|queue, now| queue.cancel(now, task))
    }

    /// Puts a failed or cancelled task back in line; whether it was one.
    pub fn retry(&self, task: u32) -> bool {
        self.driver.input(|queue, now| queue.retry(now, task))
    }

    /// Forgets an ended task; whether it had ended.
    pub fn dismiss(&self, task: u32) -> bool {
        self.driver.queue(|queue| queue.dismiss(task))
    }

    /// Starts nothing any more.
    pub fn pause(&self) {
        self.driver.queue(Queue::pause);
    }

    /// Starts tasks again, with the next `pump`.
    pub fn resume(&self) {
        self.driver.queue(Queue::resume);
    }

    /// Changes how many tasks run at once.
    #[wasm_bindgen(js_name = setConcurrency)]
    pub fn set_concurrency(&self, concurrency: f64) {
        self.driver.queue(|queue| queue.set_concurrency(options::count(concurrency)));
    }

    /// Ends every task.
    pub fn dispose(&self) {
        self.driver.input(|queue, now| queue.dispose(now));
    }

    /// Ends what is due; called by the host when the timer told it to.
    pub fn fired(&self, host: &Host) {
        self.driver.fired(host);
    }

    /// Lets the timer go for good and does nothing more. For an instance that has trapped, in which calls
    /// may still be under way and something may be left borrowed.
    pub fn disarm(&self) {
        self.driver.is_gone.set(true);
        if let Ok(mut timer) = self.driver.timer.try_borrow_mut() {
            drop(timer.take());
        }
    }

    /// Has `save` called on the host in a macrotask to come; only while something runs.
    #[wasm_bindgen(js_name = wantSave)]
    pub fn want_save(&self) {
        self.driver.save_wanted.set(true);
    }

    /// Where in memory the numbers of a task stand, in the order of `Row`; 0 if there is no such task.
    pub fn row(&self, task: u32) -> usize {
        let Some(row) = self.driver.queue(|queue| queue.row(task)) else { return 0 };
        self.driver.row.set(numbers(&row));
        self.driver.row.as_ptr() as usize
    }

    /// The memory in which `row` points.
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
        let word = match state {
            Some(ItemState::Succeeded) => "succeeded",
            Some(ItemState::Failed) => "failed",
            Some(ItemState::Untried | ItemState::InFlight) | None => "untried",
        };
        word.into()
    }

    /// Tasks that have a slot.
    pub fn running(&self) -> usize {
        self.driver.queue(|queue| queue.running())
    }

    /// Tasks in line.
    pub fn waiting(&self) -> usize {
        self.driver.queue(|queue| queue.waiting())
    }

    /// Counts and the timer, as plain data.
    pub fn inspect(&self) -> JsValue {
        let timer = self.driver.timer.borrow().as_ref().map(|timer| timer.delay);
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
        to_value(&inspection)
    }
}

impl Driver {
    fn queue<R>(&self, f: impl FnOnce(&mut Queue) -> R) -> R {
        f(&mut self.state.borrow_mut().queue)
    }

    /// Gives the queue an input that depends on the time.
    fn input<R>(&self, f: impl FnOnce(&mut Queue, Now) -> R) -> R {
        let wall = js_sys::Date::now();
        let mut state = self.state.borrow_mut();
        let moment = state.clock.read(wall);
        f(&mut state.queue, Now { moment, wall })
    }

    fn pump(self: &Rc<Self>, host: &Host) {
        // Callbacks may take their time: the clock is read for each action.
        while !self.is_gone.get()
            && let Some(action) = self.input(|queue, now| queue.poll_action(now, !self.starting.get()))
        {
            self.perform(host, action);
        }
        if !self.starting.get() && !self.is_gone.get() {
            self.arm(host);
        }
    }

    fn perform(&self, host: &Host, action: Action) {
        // The host reports what callbacks throw; if it fails itself, the queue goes on all the same.
        let result = match action {
            Action::Start { task, run } => self.while_starting(|| host.start(task, run)),
            Action::StartItem { task, run, position } => {
                self.while_starting(|| host.start_item(task, run, position as u32))
            }
            Action::Abort { task, run } => host.abort(task, run),
            Action::Ended { task, run, status, cause } => {
                let is_listed = matches!(cause, Cause::Threw | Cause::TimedOut { .. });
                let is_over = matches!(cause, Cause::Threw | Cause::Returned);
                host.ended(task, run, status as u32, error_of(cause), is_listed, is_over)
            }
        };
        if let Err(error) = result {
            web_sys::console::error_1(&error);
        }
    }

    fn while_starting(&self, start: impl FnOnce() -> Result<(), JsValue>) -> Result<(), JsValue> {
        let outer = self.starting.replace(true);
        let result = start();
        self.starting.set(outer);
        result
    }

    /// Keeps one timer, for the earliest moment at which something is due. One that is armed for an
    /// earlier moment stays: re-arming costs more than a call that finds nothing due.
    fn arm(self: &Rc<Self>, host: &Host) {
        let due = {
            let mut state = self.state.borrow_mut();
            let due = state.queue.next_deadline();
            let is_running = state.queue.running() > 0;
            if is_running && self.save_wanted.get() { Some(f64::NEG_INFINITY) } else { due }
        };
        let Some(due) = due else {
            drop(self.timer.take());
            return;
        };
        let armed = self.input(|_, now| now.moment);
        let delay = (due - armed).clamp(0.0, LONGEST_DELAY).ceil();
        let stays = |timer: &Timer| timer.armed + timer.delay <= armed + delay;
        if self.timer.borrow().as_ref().is_some_and(stays) {
            return;
        }
        // The former goes first: at no moment are there two.
        drop(self.timer.take());
        self.state.borrow_mut().clock.armed();
        let host = host.clone();
        let timeout = Timeout::new(delay as u32, move || {
            // What the host cannot handle has been reported by it.
            let _ = host.fire();
        });
        self.timer.replace(Some(Timer { armed, delay, _timeout: timeout }));
    }

    fn fired(self: &Rc<Self>, host: &Host) {
        let Some(timer) = self.timer.take() else { return };
        let wall = js_sys::Date::now();
        {
            let mut state = self.state.borrow_mut();
            let moment = state.clock.fired(wall, timer.armed, timer.delay);
            state.queue.fired(Now { moment, wall }, timer.armed + timer.delay);
        }
        if self.save_wanted.replace(false) {
            let _ = host.save();
        }
        self.pump(host);
    }
}

fn enqueue_fault(kinds: [u32; 3], strategy: Option<&str>) -> Option<Fault> {
    let wrong_kind = options::check(ENQUEUE, unpack(kinds));
    wrong_kind
        .or_else(|| {
            let mut work = unpack(kinds).skip(1);
            let mut next = || work.next().unwrap_or(Kind::Undefined);
            options::check_work(next(), next(), next())
        })
        .or_else(|| options::check_strategy(strategy))
}

fn unpack(kinds: [u32; 3]) -> impl Iterator<Item = Kind> {
    kinds.into_iter().flat_map(|packed| (0..8).map(move |at| Kind::from_number(packed >> (4 * at) & 0xF)))
}

fn type_error(fault: Fault, fields: &[options::Field], values: &js_sys::Array) -> JsValue {
    let at = options::names(fields).position(|name| name == fault.field).unwrap_or(0);
    let given = describe(&values.get(at as u32)).unwrap_or_else(|_| "a value that cannot be read".into());
    let message = [fault.field, ": expected ", fault.expected, ", got ", &given].concat();
    error("TypeError", &message, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// The error that a task ends with, where the queue itself is the reason.
fn error_of(cause: Cause) -> JsValue {
    let (name, message) = match cause {
        Cause::TimedOut { limit } => {
            ("TimeoutError", ["timeout after ", &number_text(limit), " ms"].concat())
        }
        Cause::Disposed => ("AbortError", "the queue was disposed of".to_owned()),
        Cause::Returned | Cause::Threw | Cause::Cancelled | Cause::NothingLeft => return JsValue::UNDEFINED,
    };
    error(name, &message, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// A number as JavaScript writes it. Rust's own way would add 25 kB to the wasm.
fn number_text(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map_or_else(|_| String::new(), String::from)
}

fn numbers(row: &Row) -> [f64; 11] {
    [
        row.status as u32 as f64,
        row.completed as f64,
        row.failed as f64,
        row.retry_count.into(),
        row.attempt.into(),
        u32::from(row.cancel_requested).into(),
        row.progress,
        row.created_at,
        row.started_at,
        row.completed_at,
        row.deadline_at,
    ]
}

fn reported(reported: Reported) -> u32 {
    match reported {
        Reported::Nothing => 0,
        Reported::Succeeded => 1,
        Reported::Failed => 2,
        Reported::FailedBecameSucceeded => 3,
        Reported::SucceededBecameFailed => 4,
    }
}

/// Plain data of our own making, which always converts.
fn to_value(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::UNDEFINED)
}
