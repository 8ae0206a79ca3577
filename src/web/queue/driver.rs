//! Does what the queue's state machine wants done: the clock in, the actions out, one timer for what is due next.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;

use crate::core::clock::Clock;
use crate::core::queue::{Action, Cause, Now, Queue};
use crate::web::error::error;

/// The longest delay of `setTimeout`; above it the browser fires at once.
/// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html>
const LONGEST_DELAY: f64 = i32::MAX as f64;

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

pub(super) struct Driver {
    state: RefCell<State>,
    timer: RefCell<Option<Timer>>,
    /// A processor is being called: what may start next is started when it has returned.
    starting: Cell<bool>,
    /// The instance has trapped: calls that are still under way in it do nothing more.
    is_gone: Cell<bool>,
    /// Changes within a status wait for the next macrotask to be stored.
    save_wanted: Cell<bool>,
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

impl Driver {
    pub(super) fn new(queue: Queue) -> Self {
        Self {
            state: RefCell::new(State { queue, clock: Clock::default() }),
            timer: RefCell::new(None),
            starting: Cell::new(false),
            is_gone: Cell::new(false),
            save_wanted: Cell::new(false),
        }
    }

    /// Lets the timer go and does nothing any more, whatever is left borrowed.
    pub(super) fn disarm(&self) {
        self.is_gone.set(true);
        if let Ok(mut timer) = self.timer.try_borrow_mut() {
            drop(timer.take());
        }
    }

    /// Has `save` called on the host in a macrotask to come; only while something runs.
    pub(super) fn want_save(&self) {
        self.save_wanted.set(true);
    }

    /// Milliseconds until the armed timer fires, if one is armed.
    pub(super) fn until_timer(&self) -> Option<f64> {
        let now = self.now().moment;
        self.timer.borrow().as_ref().map(|timer| (timer.armed + timer.delay - now).max(0.0))
    }

    /// Asks the queue something, or tells it what does not depend on the time.
    pub(super) fn queue<R>(&self, f: impl FnOnce(&mut Queue) -> R) -> R {
        f(&mut self.state.borrow_mut().queue)
    }

    /// Gives the queue an input that depends on the time.
    pub(super) fn input<R>(&self, f: impl FnOnce(&mut Queue, Now) -> R) -> R {
        let wall = js_sys::Date::now();
        let mut state = self.state.borrow_mut();
        let moment = state.clock.read(wall);
        f(&mut state.queue, Now { moment, wall })
    }

    pub(super) fn pump(self: &Rc<Self>, host: &Host) {
        let mut now = self.now();
        while !self.is_gone.get()
            && let Some(action) = self.queue(|queue| queue.poll_action(now, !self.starting.get()))
        {
            self.perform(host, action);
            // All but endings call a user's code, which may take its time.
            if !matches!(action, Action::Ended { .. }) {
                now = self.now();
            }
        }
        if !self.starting.get() && !self.is_gone.get() {
            self.arm(host, now);
        }
    }

    fn now(&self) -> Now {
        self.input(|_, now| now)
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
    fn arm(self: &Rc<Self>, host: &Host, now: Now) {
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
        let armed = now.moment;
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

    pub(super) fn fired(self: &Rc<Self>, host: &Host) {
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
