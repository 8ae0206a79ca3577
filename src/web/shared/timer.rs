//! The one timer of an instance, and the one time line: they serve all queues, all waits and all connections.
//!
//! Each owner says when its next deadline is; the timer is armed for the earliest of them, and for none if there is
//! none. An owner whose deadline has passed is notified once and then says its next one. What a deadline means is the
//! owner's affair, decided in the core.

use std::cell::{RefCell, RefMut};

use gloo_timers::callback::Timeout;
use js_sys::{Date, Object};
use wasm_bindgen::prelude::*;

use crate::core::clock::{Clock, is_suspension};
use crate::core::deadlines::Deadlines;

/// `setTimeout` takes no more and would fire at once (HTML standard, "timer initialisation steps"). A deadline beyond it
/// is looked at again when the timer fires.
const LONGEST_DELAY: f64 = 2_147_483_647.0;

/// A timer as late as this is not waited for any longer: it went with the fake timers it was made of, or the page slept
/// and it has yet to fire.
const OVERDUE: f64 = 1_000.0;

#[wasm_bindgen]
extern "C" {
    /// A JavaScript object that is notified of its deadline. It catches what its own callbacks throw.
    #[derive(Clone)]
    pub type TimerHost;

    #[wasm_bindgen(method, catch)]
    fn fire(this: &TimerHost) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/web/shared/timer.js")]
extern "C" {
    /// Identifies the platform's timer functions of this moment.
    #[wasm_bindgen(js_name = timerMark)]
    fn timer_mark() -> JsValue;
    /// Whether a timer was made by functions that are no longer in place.
    #[wasm_bindgen(js_name = isForeign)]
    fn is_foreign(mark: &JsValue) -> bool;
    /// Whether a timer went with its fake clock and must not be cleared.
    #[wasm_bindgen(js_name = isGone)]
    fn is_gone(mark: &JsValue) -> bool;
    /// Calls `driver.fired()`; a trap in it goes to the runtime.
    #[wasm_bindgen(js_name = fireTimer)]
    fn fire_timer(driver: &JsValue);
}

/// That a timer has fired.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fired {
    /// The present moment on the time line.
    pub(crate) now: f64,
    /// What the wall clock shows.
    pub(crate) wall: f64,
    /// When the timer was due. Much earlier than `now` after a suspension.
    pub(crate) due: f64,
}

/// How an owner is notified.
#[derive(Clone)]
pub(crate) enum Notify {
    /// By a function of this half.
    Function(fn(Fired)),
    /// By an object of the other half, held only while there is a deadline: a queue and its host would otherwise keep
    /// each other alive.
    Host(TimerHost),
}

/// Who has deadlines.
pub(crate) type OwnerId = u32;

/// All waits.
pub(crate) const WAITS: OwnerId = 0;
/// All connections of `createKubernetesWatch`.
pub(crate) const CONNECTIONS: OwnerId = 1;
/// The first number for a queue.
const FIRST_QUEUE: OwnerId = 2;

struct Timers {
    clock: Clock,
    owners: Vec<Owner>,
    free: Vec<OwnerId>,
    /// Entries that no longer hold are dropped when they come up.
    deadlines: Deadlines<OwnerId>,
    /// Owners that have a deadline.
    scheduled: usize,
    armed: Option<Armed>,
    last_fired: Fired,
}

#[derive(Clone)]
struct Owner {
    /// Infinite: none.
    due: f64,
    notify: Option<Notify>,
}

impl Owner {
    const IDLE: Self = Self { due: f64::INFINITY, notify: None };
}

struct Armed {
    at: f64,
    delay: f64,
    /// Its lateness tells of a suspension.
    due: f64,
    timeout: Option<Timeout>,
    mark: JsValue,
}

impl Drop for Armed {
    fn drop(&mut self) {
        // Clearing a timer that went with its fake clock would clear another one of today's.
        if let Some(timeout) = self.timeout.take()
            && is_gone(&self.mark)
        {
            timeout.forget();
        }
    }
}

thread_local! {
    static TIMERS: &'static RefCell<Timers> = Box::leak(Box::new(RefCell::new(Timers {
        clock: Clock::default(),
        owners: vec![Owner::IDLE; FIRST_QUEUE as usize],
        free: Vec::new(),
        deadlines: Deadlines::default(),
        scheduled: 0,
        armed: None,
        last_fired: Fired { now: 0.0, wall: 0.0, due: 0.0 },
    })));
    // Each instance of the wasm has its own class, so the other half cannot import it.
    static DRIVER: &'static JsValue =
        Box::leak(Box::new(Object::from(JsValue::from(TimerDriver {})).constructor().into()));
}

/// Never inlined: making the state on first use is not each caller's affair.
#[inline(never)]
fn timers() -> RefMut<'static, Timers> {
    TIMERS.with(|timers| timers.borrow_mut())
}

fn with<T>(use_timers: impl FnOnce(&mut Timers) -> T) -> T {
    use_timers(&mut timers())
}

/// The present moment on the time line, where the wall clock shows `wall`.
pub(crate) fn moment(wall: f64) -> f64 {
    timers().clock.read(wall)
}

/// The moment at which the clock was last read.
pub(crate) fn last_moment() -> f64 {
    timers().clock.now()
}

/// The moment when the wall clock showed `wall`, not long ago. `current` is what it shows now.
pub(crate) fn past_moment(wall: f64, current: f64) -> f64 {
    with(|timers| {
        timers.clock.read(current);
        timers.clock.past(wall)
    })
}

/// The timer that fired last: for an owner that is notified through the other half.
pub(crate) fn last_fired() -> Fired {
    timers().last_fired
}

/// A number for a queue.
pub(crate) fn register() -> OwnerId {
    with(|timers| {
        timers.free.pop().unwrap_or_else(|| {
            timers.owners.push(Owner::IDLE);
            (timers.owners.len() - 1) as OwnerId
        })
    })
}

/// Gives a queue's number back, and its deadline up.
pub(crate) fn unregister(owner: OwnerId) {
    cancel(owner);
    with(|timers| timers.free.push(owner));
}

/// Notes when an owner's next deadline is, in place of the one before. An owner calls this where its deadline has come
/// nearer or is its first; one that has moved away may stay, to be found when it comes up.
pub(crate) fn schedule(owner: OwnerId, due: f64, notify: Notify) {
    with(|timers| {
        let Some(entry) = timers.owners.get_mut(owner as usize) else { return };
        if entry.due.is_infinite() {
            timers.scheduled += 1;
        }
        *entry = Owner { due, notify: Some(notify) };
        timers.deadlines.push(due, owner);
    });
    arm();
}

/// The owner has no deadline any more.
pub(crate) fn cancel(owner: OwnerId) {
    let _dropped_with_nothing_borrowed = with(|timers| {
        let entry = timers.owners.get_mut(owner as usize)?;
        let former = std::mem::replace(entry, Owner::IDLE);
        if former.due.is_infinite() {
            return None;
        }
        timers.scheduled -= 1;
        let armed = if timers.scheduled == 0 { timers.disarm() } else { None };
        timers.tidy();
        Some((former, armed))
    });
}

impl Timers {
    fn disarm(&mut self) -> Option<Armed> {
        self.deadlines.clear();
        self.armed.take()
    }

    fn tidy(&mut self) {
        let owners = &self.owners;
        let holds = |at: f64, owner: OwnerId| owners.get(owner as usize).is_some_and(|it| it.due == at);
        self.deadlines.tidy(self.scheduled, holds);
    }

    /// Takes an owner whose deadline has passed.
    fn take_due(&mut self, now: f64) -> Option<Notify> {
        while let Some((at, owner)) = self.deadlines.first().filter(|(at, _)| *at <= now) {
            self.deadlines.pop();
            let Some(entry) = self.owners.get_mut(owner as usize).filter(|entry| entry.due == at) else {
                continue;
            };
            self.scheduled -= 1;
            return std::mem::replace(entry, Owner::IDLE).notify;
        }
        None
    }
}

/// Arms the timer for the earliest deadline, unless one that comes early enough is armed. An owner whose deadline has not
/// changed calls this where the timer may have gone with fake timers since.
pub(crate) fn arm() {
    let wall = Date::now();
    let is_stale = {
        let mark = timers().armed.as_ref().map(|armed| armed.mark.clone());
        mark.is_some_and(|mark| is_foreign(&mark))
    };
    let plan = with(|timers| {
        let now = timers.clock.read(wall);
        timers.tidy();
        let earliest = timers.deadlines.earliest()?;
        let delay = (earliest - now).ceil().clamp(0.0, LONGEST_DELAY);
        let due = match &timers.armed {
            Some(armed) if now - armed.due > OVERDUE => armed.due,
            Some(armed) if !is_stale && armed.at + armed.delay <= earliest => return None,
            Some(_) | None => now + delay,
        };
        timers.clock.armed();
        Some((now, delay, due, timers.armed.take()))
    });
    let Some((at, delay, due, former)) = plan else { return };
    // The former one goes first: at no moment are there two.
    drop(former);
    let timeout = Timeout::new(delay as u32, || DRIVER.with(|driver| fire_timer(driver)));
    let armed = Armed { at, delay, due, timeout: Some(timeout), mark: timer_mark() };
    let _former = with(|timers| timers.armed.replace(armed));
}

/// The way from `timer.js` to the owners.
#[wasm_bindgen]
pub struct TimerDriver {}

#[wasm_bindgen]
impl TimerDriver {
    /// The timer fired: notifies each owner whose deadline has passed. After a suspension the waits and the connections
    /// are notified in any case, so that objects are read before anything ends.
    pub fn fired() {
        let wall = Date::now();
        let Some((fired, _armed)) = with(|timers| {
            let armed = timers.armed.take()?;
            let now = timers.clock.fired(wall, armed.at, armed.delay);
            let fired = Fired { now, wall, due: armed.due };
            timers.last_fired = fired;
            Some((fired, armed))
        }) else {
            return;
        };
        if is_suspension(fired.due, fired.now) {
            crate::web::watch::woken(fired);
            crate::web::kubernetes::woken(fired);
        }
        let mut due = Vec::new();
        with(|timers| {
            while let Some(notify) = timers.take_due(fired.now) {
                due.push(notify);
            }
        });
        for notify in due {
            match notify {
                Notify::Function(function) => function(fired),
                // What the host could not handle it has reported.
                Notify::Host(host) => drop(host.fire()),
            }
        }
        arm();
    }

    /// Gives the timer up for good, in an instance that has trapped: something may be left borrowed there.
    pub fn stop() {
        let armed = TIMERS.with(|timers| timers.try_borrow_mut().ok().and_then(|mut timers| timers.disarm()));
        drop(armed);
    }
}
