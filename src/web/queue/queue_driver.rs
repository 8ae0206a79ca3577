//! Drives the queue's state machine: passes it the time and the inputs, returns its commands one by one, and keeps one
//! deadline with the timer.

use std::cell::{Cell, RefCell};

use wasm_bindgen::prelude::*;

use crate::core::queue::command::{COMMAND_LENGTH, Command, CommandKind, RECORD_LENGTH};
use crate::core::queue::record::{Input, Recording};
use crate::core::queue::{Action, Now, Poll, Queue, Reported};
use crate::web::shared::timer::{self, Fired, Notify, OwnerId, TimerHost};

#[wasm_bindgen(module = "/src/web/queue/network.js")]
extern "C" {
    /// Whether the browser says that it is offline.
    #[wasm_bindgen(js_name = isOffline)]
    fn is_offline() -> bool;
}

/// A moment in the past.
const AT_ONCE: f64 = 0.0;

/// The time of inputs that do not depend on it.
const NO_TIME: Now = Now { moment: f64::NAN, wall: f64::NAN };

pub(super) struct QueueDriver {
    state: RefCell<State>,
    /// The queue's number among the timer's owners.
    owner: OwnerId,
    /// The deadline that the timer knows of; infinite: none.
    scheduled: Cell<f64>,
    /// The last returned command, and whether there is another, where the other half reads it.
    record: [Cell<f64>; RECORD_LENGTH],
    /// The command that follows an ending.
    following: [Cell<f64>; COMMAND_LENGTH],
    /// Whether the instance has trapped: calls still under way in it do nothing more.
    is_gone: Cell<bool>,
    /// Whether a macrotask is requested, in which changes within a status are stored.
    save_wanted: Cell<bool>,
}

struct State {
    queue: Queue,
    /// The record of inputs, if configured.
    recording: Option<Box<Recording>>,
    /// The time of the call under way, until something is called that may take a while.
    now: Option<Now>,
}

impl State {
    /// Takes the time by the wall clock.
    #[inline]
    fn at(&mut self, wall: f64) -> Now {
        let (moment, wall) = timer::reading(wall);
        *self.now.insert(Now { moment, wall })
    }

    #[inline]
    fn poll(&mut self, may_start: bool) -> Poll {
        let poll = self.queue.poll_action(self.now, may_start);
        if matches!(poll, Poll::Do(_)) {
            self.note_poll(may_start);
        }
        poll
    }

    #[inline]
    fn note_poll(&mut self, may_start: bool) {
        self.note(self.now.unwrap_or(NO_TIME), || Input::Poll { may_start });
    }

    fn note(&mut self, now: Now, input: impl FnOnce() -> Input) {
        if let Some(recording) = &mut self.recording {
            recording.note(now, input());
        }
    }
}

impl Drop for QueueDriver {
    fn drop(&mut self) {
        timer::unregister(self.owner);
    }
}

impl QueueDriver {
    /// Records the last `record` inputs.
    pub(super) fn new(queue: Queue, record: usize) -> Self {
        let recording = (record > 0).then(|| Box::new(Recording::new(&queue, record)));
        Self {
            state: RefCell::new(State { queue, recording, now: None }),
            owner: timer::register(),
            scheduled: Cell::new(f64::INFINITY),
            record: [const { Cell::new(0.0) }; RECORD_LENGTH],
            following: [const { Cell::new(0.0) }; COMMAND_LENGTH],
            is_gone: Cell::new(false),
            save_wanted: Cell::new(false),
        }
    }

    /// Stops for good: the instance has trapped, and something may be left borrowed in it.
    pub(super) fn disarm(&self) {
        self.is_gone.set(true);
    }

    /// Requests a macrotask, in which `fired` answers that something is to be saved; only while something runs.
    pub(super) fn want_save(&self) {
        self.save_wanted.set(true);
        self.note_rest(false);
    }

    /// Milliseconds until the armed timer fires, if one is armed.
    pub(super) fn until_timer(&self) -> Option<f64> {
        // Read in any case: a clock that was set back must not postpone anything.
        let now = timer::moment(js_sys::Date::now());
        let scheduled = self.scheduled.get();
        scheduled.is_finite().then(|| (scheduled - now).max(0.0))
    }

    /// Calls a getter of the queue.
    pub(super) fn queue<R>(&self, f: impl FnOnce(&mut Queue) -> R) -> R {
        f(&mut self.state.borrow_mut().queue)
    }

    /// Passes the queue an input that does not depend on the time. `input` is its entry in the record.
    pub(super) fn input_without_time<R>(
        &self,
        input: impl FnOnce() -> Input,
        f: impl FnOnce(&mut Queue) -> R,
    ) -> R {
        let mut state = self.state.borrow_mut();
        state.note(NO_TIME, input);
        let answer = f(&mut state.queue);
        self.look_for_rest(&mut state);
        answer
    }

    /// Passes the queue an input that depends on the time. `input` is its entry in the record.
    pub(super) fn input<R>(&self, input: impl FnOnce() -> Input, f: impl FnOnce(&mut Queue, Now) -> R) -> R {
        self.input_at(js_sys::Date::now(), input, f)
    }

    /// The same if the caller has read the clock: reading it from here costs as much as the rest of the call.
    pub(super) fn input_at<R>(
        &self,
        wall: f64,
        input: impl FnOnce() -> Input,
        f: impl FnOnce(&mut Queue, Now) -> R,
    ) -> R {
        let mut state = self.state.borrow_mut();
        let now = state.at(wall);
        state.note(now, input);
        let answer = f(&mut state.queue, now);
        self.look_for_rest(&mut state);
        answer
    }

    /// An item's promise has resolved. If the only thing to do is to start the next item of its run, that is the command;
    /// else there is no command yet.
    ///
    /// The one shortcut past `poll`: a batch of 10,000 items takes three times as long without it.
    pub(super) fn item_succeeded(&self, task: u32, run: u32, position: u32, may_start: bool) -> Reported {
        let position = position as usize;
        let mut state = self.state.borrow_mut();
        state.note(NO_TIME, || Input::ItemSettled { task, run, position, ok: true });
        if !may_start || self.is_gone.get() || !self.is_armed_before(state.queue.nothing_before()) {
            self.set_command(Command::NOTHING);
            self.note_rest(false);
            return state.queue.item_settled(task, run, position, true);
        }
        let (reported, next) = state.queue.item_succeeded(task, run, position);
        let command = match next {
            Some(next) => {
                state.note_poll(may_start);
                state.now = None;
                Command::start_item(task, run, next)
            }
            None => Command::NOTHING,
        };
        self.set_command(command);
        self.note_rest(next.is_some());
        reported
    }

    /// Leaves the next command at [`QueueDriver::record`]. Without `may_start`, only a command that must not wait: a
    /// processor is being called, and the next start follows when it has returned.
    ///
    /// An ending calls no user code, so the command after it is returned with it, which saves a crossing per task.
    pub(super) fn poll(&self, may_start: bool) {
        let command = self.next_command(may_start);
        self.set_command(command);
        if command.kind == CommandKind::Ended {
            let is_over = self.is_at_rest();
            write(&self.following, if is_over { Command::NOTHING } else { self.next_command(may_start) });
        }
    }

    /// A processor's promise has settled. Leaves the first command that follows, as `poll` does.
    pub(super) fn settled(&self, task: u32, run: u32, ok: bool, wall: f64, may_start: bool) {
        let input = || Input::Settled { task, run, ok };
        self.input_at(wall, input, |queue, now| queue.settled(now, task, run, ok));
        self.poll(may_start);
    }

    /// The address in memory of the command, followed by whether there is another.
    pub(super) fn record(&self) -> *const f64 {
        self.record.as_ptr().cast()
    }

    /// The address in memory of the command that follows an ending.
    pub(super) fn following(&self) -> *const f64 {
        self.following.as_ptr().cast()
    }

    /// Leaves a command, or numbers about something else in its place.
    pub(super) fn set_command(&self, command: Command) {
        write(&self.record, command);
    }

    #[inline]
    fn is_at_rest(&self) -> bool {
        let [.., place] = &self.record;
        place.get() != 0.0
    }

    #[inline]
    fn note_rest(&self, is_at_rest: bool) {
        let [.., place] = &self.record;
        place.set(f64::from(u8::from(is_at_rest)));
    }

    /// Records whether a poll would surely find nothing to do. If so, the call under way ends here, and its time is no
    /// longer valid.
    #[inline]
    fn look_for_rest(&self, state: &mut State) {
        let is_at_rest = state.queue.is_at_rest() && self.is_armed_before(state.queue.nothing_before());
        if is_at_rest {
            state.now = None;
        }
        self.note_rest(is_at_rest);
    }

    fn next_command(&self, may_start: bool) -> Command {
        if self.is_gone.get() {
            return Command::NOTHING;
        }
        let mut state = self.state.borrow_mut();
        let mut poll = state.poll(may_start);
        loop {
            match poll {
                Poll::NeedsTime => {
                    // The clock may be replaced by the caller's, which may call back.
                    drop(state);
                    let wall = js_sys::Date::now();
                    state = self.state.borrow_mut();
                    state.at(wall);
                }
                Poll::NeedsNetwork => {
                    // So may the network state.
                    drop(state);
                    let has_network = !is_offline();
                    state = self.state.borrow_mut();
                    state.note(NO_TIME, || Input::Network(has_network));
                    state.queue.set_network(has_network);
                }
                Poll::Do(_) | Poll::Nothing => break,
            }
            poll = state.poll(may_start);
        }
        if let Poll::Do(action) = poll {
            // All commands except endings call a user's code, which may take a while.
            if !matches!(action, Action::Ended { .. } | Action::AttemptFailed { .. }) {
                state.now = None;
            }
            self.look_for_rest(&mut state);
            return state.queue.command(action);
        }
        state.now = None;
        self.note_rest(may_start);
        if !may_start || self.is_armed_before(state.queue.nothing_before()) {
            return Command::NOTHING;
        }
        let due = self.due(&mut state.queue);
        drop(state);
        if self.is_to_be_armed(due) { Command::ARM } else { Command::NOTHING }
    }

    /// The record, if there is one, and the queue's visible state after it.
    pub(super) fn recorded(&self) -> Option<[Vec<f64>; 3]> {
        let state = self.state.borrow();
        let recording = state.recording.as_ref()?;
        Some([recording.before(), recording.inputs(), state.queue.seen()])
    }

    fn due(&self, queue: &mut Queue) -> Option<f64> {
        let due = queue.next_deadline();
        if queue.running() > 0 && self.save_wanted.get() { Some(AT_ONCE) } else { due }
    }

    /// Whether the timer fires early enough for everything that is due after that moment.
    #[inline]
    fn is_armed_before(&self, moment: Option<f64>) -> bool {
        !self.save_wanted.get() && moment.is_some_and(|moment| self.comes_for(moment))
    }

    /// Whether the timer serves a deadline: up to a millisecond late is not worth arming it again.
    #[inline]
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

    /// Ends what is due, after the timer has fired. Returns whether there are changes to store.
    pub(super) fn fired(&self) -> bool {
        if self.scheduled.replace(f64::INFINITY).is_infinite() && !self.save_wanted.get() {
            return false;
        }
        let Fired { now: moment, wall, due } = timer::last_fired();
        let now = Now { moment, wall };
        let mut state = self.state.borrow_mut();
        state.now = Some(now);
        state.note(now, || Input::Fired { due });
        state.queue.fired(now, due);
        drop(state);
        self.note_rest(false);
        self.save_wanted.replace(false)
    }
}

#[inline]
fn write(places: &[Cell<f64>], command: Command) {
    for (place, number) in places.iter().zip(command.numbers()) {
        place.set(number);
    }
}
