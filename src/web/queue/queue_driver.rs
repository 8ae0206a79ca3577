//! Does what the queue's state machine wants done: the clock in, the actions out, one timer for what is due next.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use crate::core::queue::record::{Input, Recording};
use crate::core::queue::{Action, Cause, Now, Poll, Queue, Status};
use crate::web::shared::error::error;
use crate::web::shared::timer::{self, Fired, Notify, OwnerId, TimerHost};

/// A moment that has passed.
const AT_ONCE: f64 = 0.0;

/// The time of inputs to which it does not matter.
const NO_TIME: Now = Now { moment: f64::NAN, wall: f64::NAN };

/// What [`Driver::next`] answers, 0 for nothing; the numbers are shared with the glue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Start = 1,
    StartItem = 2,
    Abort = 3,
    Ended = 4,
    /// The timer is to be armed anew.
    Arm = 5,
    /// It is to be asked whether another attempt follows, and answered with `decide`.
    AskRetry = 6,
    /// The numbers of the task have changed.
    Changed = 7,
}

/// Stands above the number of a [`Next`] after which nothing is to be done, unless something is asked for meanwhile.
const LAST: u32 = 8;

/// Stands above the number of a [`Next`] before which a task has ended: as that calls nobody, one answer has both.
const AFTER_ENDING: u32 = 16;

/// How many bits all these take.
const ANSWER_BITS: u32 = 5;

/// What [`Next`] is about: the task, its run, and the item's position or how it has ended.
type Subject = [u32; 3];

/// Flags of an ending, above the status: it is listed among the failures; the run has ended by itself, so that no
/// abort follows; the queue itself is the reason and says the error.
const LISTED: u32 = 8;
const OVER: u32 = 16;
const OWN_ERROR: u32 = 32;

pub(super) struct Driver {
    state: RefCell<State>,
    /// Among those that the timer serves.
    owner: OwnerId,
    /// The deadline that the timer knows of; infinite: none.
    scheduled: Cell<f64>,
    /// The subject of the last answer, then that of the ending before it.
    outbox: [Cell<Subject>; 2],
    /// By what the task ended that was last handed out.
    cause: Cell<Cause>,
    /// The instance has trapped: calls that are still under way in it do nothing more.
    is_gone: Cell<bool>,
    /// Changes within a status wait for the next macrotask to be stored.
    save_wanted: Cell<bool>,
}

struct State {
    queue: Queue,
    /// Where inputs are noted, if that was asked for.
    recording: Option<Box<Recording>>,
    /// The time of the call that is under way, until something is called that may take its time.
    now: Option<Now>,
}

impl State {
    /// Takes the time by the wall clock.
    fn at(&mut self, wall: f64) -> Now {
        *self.now.insert(Now { moment: timer::moment(wall), wall })
    }

    fn poll(&mut self, may_start: bool) -> Poll {
        let poll = self.queue.poll_action(self.now, may_start);
        if matches!(poll, Poll::Do(_)) {
            self.note_poll(may_start);
        }
        poll
    }

    fn note_poll(&mut self, may_start: bool) {
        if let Some(recording) = &mut self.recording {
            recording.note(self.now.unwrap_or(NO_TIME), Input::Poll { may_start });
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        timer::unregister(self.owner);
    }
}

impl Driver {
    /// Records the last `record` inputs.
    pub(super) fn new(queue: Queue, record: usize) -> Self {
        let recording = (record > 0).then(|| Box::new(Recording::new(&queue, record)));
        Self {
            state: RefCell::new(State { queue, recording, now: None }),
            owner: timer::register(),
            scheduled: Cell::new(f64::INFINITY),
            outbox: [const { Cell::new([0; 3]) }; 2],
            cause: Cell::new(Cause::Returned),
            is_gone: Cell::new(false),
            save_wanted: Cell::new(false),
        }
    }

    /// Does nothing any more: the instance has trapped, and something may be left borrowed in it.
    pub(super) fn disarm(&self) {
        self.is_gone.set(true);
    }

    /// Has `fired` ask for a save in a macrotask to come; only while something runs.
    pub(super) fn want_save(&self) {
        self.save_wanted.set(true);
    }

    /// Milliseconds until the armed timer fires, if one is armed.
    pub(super) fn until_timer(&self) -> Option<f64> {
        // In any case: a clock that is seen to be set back postpones nothing.
        let now = timer::moment(js_sys::Date::now());
        let scheduled = self.scheduled.get();
        scheduled.is_finite().then(|| (scheduled - now).max(0.0))
    }

    /// Asks the queue something.
    pub(super) fn queue<R>(&self, f: impl FnOnce(&mut Queue) -> R) -> R {
        f(&mut self.state.borrow_mut().queue)
    }

    /// Gives the queue an input that does not depend on the time. `input` is what the record notes of it.
    pub(super) fn tell<R>(&self, input: impl FnOnce() -> Input, f: impl FnOnce(&mut Queue) -> R) -> R {
        let mut state = self.state.borrow_mut();
        if let Some(recording) = &mut state.recording {
            recording.note(NO_TIME, input());
        }
        f(&mut state.queue)
    }

    /// Gives the queue an input that depends on the time. `input` is what the record notes of it.
    pub(super) fn input<R>(&self, input: impl FnOnce() -> Input, f: impl FnOnce(&mut Queue, Now) -> R) -> R {
        self.input_at(js_sys::Date::now(), input, f)
    }

    /// The same where the caller has read the clock: from here that costs as much as all the rest of a call.
    pub(super) fn input_at<R>(
        &self,
        wall: f64,
        input: impl FnOnce() -> Input,
        f: impl FnOnce(&mut Queue, Now) -> R,
    ) -> R {
        let mut state = self.state.borrow_mut();
        let now = state.at(wall);
        if let Some(recording) = &mut state.recording {
            recording.note(now, input());
        }
        f(&mut state.queue, now)
    }

    /// The record, if there is one, and what can be seen of the queue after it.
    pub(super) fn recorded(&self) -> Option<[Vec<f64>; 3]> {
        let state = self.state.borrow();
        let recording = state.recording.as_ref()?;
        Some([recording.before(), recording.inputs(), state.queue.seen()])
    }

    /// Where what [`Next`] is about stands in memory.
    pub(super) fn outbox(&self) -> *const [Cell<Subject>; 2] {
        &raw const self.outbox
    }

    /// An item's promise has resolved. The answer is that of `next`, and above its bits the number of `Reported`.
    pub(super) fn item_succeeded(&self, task: u32, run: u32, position: u32, may_start: bool) -> u32 {
        let position = position as usize;
        let input = || Input::ItemSettled { task, run, position, ok: true };
        if !may_start || self.is_gone.get() {
            let reported = self.tell(input, |queue| queue.item_settled(task, run, position, true));
            return self.next(may_start) | (reported as u32) << ANSWER_BITS;
        }
        let mut state = self.state.borrow_mut();
        if let Some(recording) = &mut state.recording {
            recording.note(NO_TIME, input());
        }
        let (reported, next) = state.queue.item_succeeded(task, run, position);
        let reported = (reported as u32) << ANSWER_BITS;
        let Some(next) = next else {
            drop(state);
            return self.next(may_start) | reported;
        };
        state.note_poll(may_start);
        state.now = None;
        let [outbox, _] = &self.outbox;
        outbox.set([task, run, next as u32]);
        let last = if self.rests(&state.queue) { LAST } else { 0 };
        Next::StartItem as u32 | last | reported
    }

    /// The next thing to do. With `may_start` off, only what must not wait: a processor is being called, and what
    /// may start next is started when it has returned. [`LAST`] may be set in it, so that there is no need to ask
    /// again, and [`AFTER_ENDING`].
    pub(super) fn next(&self, may_start: bool) -> u32 {
        if self.is_gone.get() {
            return LAST;
        }
        let mut state = self.state.borrow_mut();
        let [outbox, before] = &self.outbox;
        let mut poll = state.poll(may_start);
        let mut answer = 0;
        if let Poll::Do(action) = poll
            && let Some(ending) = ending_of(action)
            && !is_own(ending.cause)
        {
            before.set(ending.subject());
            answer = AFTER_ENDING;
            poll = state.poll(may_start);
        }
        if poll == Poll::NeedsTime {
            if answer != 0 {
                return answer;
            }
            // The clock may be the caller's, and call back.
            drop(state);
            let wall = js_sys::Date::now();
            state = self.state.borrow_mut();
            state.at(wall);
            poll = state.poll(may_start);
        }
        let (next, subject) = match poll {
            Poll::Do(Action::Start { task, run }) => (Next::Start, [task, run, 0]),
            Poll::Do(Action::StartItem { task, run, position }) => {
                (Next::StartItem, [task, run, position as u32])
            }
            Poll::Do(Action::Abort { task, run }) => (Next::Abort, [task, run, 0]),
            Poll::Do(Action::Prolonged { task, run }) => (Next::Changed, [task, run, 0]),
            Poll::Do(Action::AskRetry { task, run }) => (Next::AskRetry, [task, run, 0]),
            Poll::Do(action @ (Action::AttemptFailed { .. } | Action::Ended { .. })) => {
                if let Some(ending) = ending_of(action) {
                    self.cause.set(ending.cause);
                    outbox.set(ending.subject());
                }
                return answer | Next::Ended as u32;
            }
            Poll::Nothing | Poll::NeedsTime => {
                state.now = None;
                if !may_start || self.is_armed_before(state.queue.nothing_before()) {
                    return answer | LAST;
                }
                let due = self.due(&mut state.queue);
                drop(state);
                return answer | if self.is_to_be_armed(due) { Next::Arm as u32 } else { LAST };
            }
        };
        // All but endings call a user's code, which may take its time.
        state.now = None;
        outbox.set(subject);
        let is_start = matches!(next, Next::Start | Next::StartItem);
        let last = if is_start && self.rests(&state.queue) { LAST } else { 0 };
        answer | next as u32 | last
    }

    /// Whether nothing is to be done now, so that `next` need not be asked. The call that is under way ends with it.
    pub(super) fn is_at_rest(&self) -> bool {
        let mut state = self.state.borrow_mut();
        let rests = self.rests(&state.queue);
        if rests {
            state.now = None;
        }
        rests
    }

    fn rests(&self, queue: &Queue) -> bool {
        queue.is_at_rest() && self.is_armed_before(queue.nothing_before())
    }

    /// The error of the ending that was handed out last, where the queue itself is the reason.
    pub(super) fn own_error(&self) -> JsValue {
        error_of(self.cause.get())
    }

    fn due(&self, queue: &mut Queue) -> Option<f64> {
        let due = queue.next_deadline();
        if queue.running() > 0 && self.save_wanted.get() { Some(AT_ONCE) } else { due }
    }

    /// Whether the timer comes early enough for everything, of whatever is due after that moment.
    fn is_armed_before(&self, moment: Option<f64>) -> bool {
        !self.save_wanted.get() && moment.is_some_and(|moment| self.comes_for(moment))
    }

    /// Whether the timer comes for a deadline: up to a millisecond late is not worth arming it anew.
    fn comes_for(&self, due: f64) -> bool {
        let scheduled = self.scheduled.get();
        scheduled <= due || scheduled < due + 1.0
    }

    /// Keeps one timer, for the earliest moment at which something is due. One that is armed for an
    /// earlier moment stays: re-arming costs more than a call that finds nothing due.
    fn is_to_be_armed(&self, due: Option<f64>) -> bool {
        let Some(due) = due else {
            if self.scheduled.replace(f64::INFINITY) < f64::INFINITY {
                timer::cancel(self.owner);
            }
            return false;
        };
        !self.comes_for(due)
    }

    pub(super) fn arm(&self, host: TimerHost) {
        let due = self.due(&mut self.state.borrow_mut().queue);
        let Some(due) = due else { return };
        self.scheduled.set(due);
        timer::schedule(self.owner, due, Notify::Host(host));
    }

    /// Ends what is due, after the timer has fired. Whether something is to be saved.
    pub(super) fn fired(&self) -> bool {
        if self.scheduled.replace(f64::INFINITY).is_infinite() && !self.save_wanted.get() {
            return false;
        }
        let Fired { now: moment, wall, due } = timer::last_fired();
        let mut state = self.state.borrow_mut();
        let now = Now { moment, wall };
        state.now = Some(now);
        if let Some(recording) = &mut state.recording {
            recording.note(now, Input::Fired { due });
        }
        state.queue.fired(now, due);
        drop(state);
        self.save_wanted.replace(false)
    }
}

struct Ending {
    task: u32,
    run: u32,
    /// `Pending`: only the attempt has ended, and it will be asked whether another follows.
    status: Status,
    cause: Cause,
}

impl Ending {
    fn subject(&self) -> Subject {
        let listed = matches!(self.cause, Cause::Threw | Cause::TimedOut { .. });
        let over = matches!(self.cause, Cause::Threw | Cause::Returned | Cause::GaveUp);
        let flag = |is_set: bool, flag: u32| if is_set { flag } else { 0 };
        let flags = flag(listed, LISTED) | flag(over, OVER) | flag(is_own(self.cause), OWN_ERROR);
        [self.task, self.run, self.status as u32 | flags]
    }
}

fn ending_of(action: Action) -> Option<Ending> {
    match action {
        Action::AttemptFailed { task, run, cause } => {
            Some(Ending { task, run, status: Status::Pending, cause })
        }
        Action::Ended { task, run, status, cause } => Some(Ending { task, run, status, cause }),
        _ => None,
    }
}

/// Whether the queue itself is the reason.
fn is_own(cause: Cause) -> bool {
    matches!(cause, Cause::TimedOut { .. } | Cause::Disposed)
}

/// The error that a task ends with, where the queue itself is the reason.
fn error_of(cause: Cause) -> JsValue {
    let (name, message) = match cause {
        Cause::TimedOut { limit } => {
            ("TimeoutError", ["timeout after ", &number_text(limit), " ms"].concat())
        }
        Cause::Disposed => ("AbortError", "the queue was disposed of".to_owned()),
        Cause::Returned | Cause::Threw | Cause::Cancelled | Cause::NothingLeft | Cause::GaveUp => {
            return JsValue::UNDEFINED;
        }
    };
    error(name, &message, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// A number as JavaScript writes it. Rust's own way would add 25 kB to the wasm.
fn number_text(number: f64) -> String {
    js_sys::Number::from(number).to_string_with_radix(10).map_or_else(|_| String::new(), String::from)
}
