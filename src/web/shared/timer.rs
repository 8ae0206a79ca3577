//! The one timer of an instance, and the one time line: they serve all queues, all waits and all connections.
//!
//! Each owner registers its next deadline; the timer is armed for the earliest, or not at all if there is
//! none. An owner whose deadline has passed is notified once and then registers its next one. The core decides what a
//! deadline means.
//!
//! Tests replace the platform's timer functions. A deadline stays with the functions it was scheduled by: timers of a
//! fake clock that is gone must neither be cleared by other functions nor fire among the current deadlines. Each set
//! of functions is a [`World`] (`worlds.rs`); outside of tests there is one.

use std::cell::{RefCell, RefMut};

use gloo_timers::callback::Timeout;
use js_sys::{Date, Object};
use wasm_bindgen::prelude::*;

use crate::core::clock::{Clock, is_suspension};
use crate::core::deadlines::Deadlines;

mod worlds;

use worlds::{Armed, Owner, Timers, World};

/// Beyond this, `setTimeout` would fire at once (HTML standard, "timer initialisation steps"). A later deadline
/// is checked again when the timer fires.
const LONGEST_DELAY: f64 = 2_147_483_647.0;

/// A timer that is this late is replaced: it was lost with the fake timers that set it, or the page was suspended and it
/// has not fired yet.
const OVERDUE: f64 = 1_000.0;

#[wasm_bindgen]
extern "C" {
    /// A JavaScript object that is notified of its deadline. It catches what its own callbacks throw.
    #[derive(Clone)]
    #[wasm_bindgen(typescript_type = "{ fire(): void }")]
    pub type TimerHost;

    #[wasm_bindgen(method, catch)]
    fn fire(this: &TimerHost) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/src/web/shared/timer.js")]
extern "C" {
    /// Identifies the platform's timer functions of this moment.
    #[wasm_bindgen(js_name = timerMark)]
    fn timer_mark() -> JsValue;
    /// Whether other functions are in place than those that `mark` identifies.
    #[wasm_bindgen(js_name = isForeign)]
    fn is_foreign(mark: &JsValue) -> bool;
    /// Calls `driver.fired(timer)`; a trap in it goes to the runtime.
    #[wasm_bindgen(js_name = fireTimer)]
    fn fire_timer(driver: &JsValue, timer: u32);
}

/// A timer has fired.
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

thread_local! {
    static TIMERS: &'static RefCell<Timers> = Box::leak(Box::new(RefCell::new(Timers {
        clock: Clock::default(),
        owners: vec![Owner::IDLE, Owner::IDLE],
        free: Vec::new(),
        wakers: Vec::new(),
        worlds: Vec::new(),
        last_timer: 0,
        last_fired: Fired { now: 0.0, wall: 0.0, due: 0.0 },
    })));
    // Each instance of the wasm has its own class, so the other half cannot import it.
    static DRIVER: &'static JsValue =
        Box::leak(Box::new(Object::from(JsValue::from(TimerDriver {})).constructor().into()));
}

/// Never inlined, so that callers do not each contain the code that creates the state on first use.
#[inline(never)]
fn timers() -> RefMut<'static, Timers> {
    TIMERS.with(|timers| timers.borrow_mut())
}

fn with<T>(use_timers: impl FnOnce(&mut Timers) -> T) -> T {
    use_timers(&mut timers())
}

/// The present moment on the time line, given that the wall clock shows `wall`.
pub(crate) fn moment(wall: f64) -> f64 {
    timers().clock.read(wall)
}

/// The present moment on the time line, and the time that views show, given that the wall clock shows `wall`.
pub(crate) fn reading(wall: f64) -> (f64, f64) {
    let mut timers = timers();
    (timers.clock.read(wall), timers.clock.shown(wall))
}

/// The moment at which the clock was last read.
pub(crate) fn last_moment() -> f64 {
    timers().clock.now()
}

/// What the wall clock shows at a moment.
pub(crate) fn wall(moment: f64) -> f64 {
    timers().clock.wall(moment)
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

/// Registers a function that is called after each suspension, in addition to the waits, for modules that not every page
/// uses: the timer does not name them, so a bundler can drop them.
pub(crate) fn on_wake(waker: fn(Fired)) {
    with(|timers| timers.wakers.push(waker));
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

/// Releases a queue's number and its deadline.
pub(crate) fn unregister(owner: OwnerId) {
    cancel(owner);
    with(|timers| timers.free.push(owner));
}

/// Registers an owner's next deadline, replacing the one before. An owner calls this if its deadline has come
/// nearer or is its first; one that has moved away may stay until it comes up.
pub(crate) fn schedule(owner: OwnerId, due: f64, notify: Notify) {
    let world = present_world();
    let former = with(|timers| timers.schedule(owner, due, notify, world));
    drop(former);
    arm();
}

/// Schedules an owner's unchanged deadline again if its timer went with fake timers.
pub(crate) fn renew(owner: OwnerId) {
    let world = present_world();
    let stale = with(|timers| {
        let entry = timers.owners.get(owner as usize)?;
        let is_stale = entry.due < f64::INFINITY && entry.world != world;
        Some((entry.due, entry.notify.clone()?)).filter(|_| is_stale)
    });
    if let Some((due, notify)) = stale {
        schedule(owner, due, notify);
    } else if with(|timers| timers.is_overdue()) {
        arm();
    }
}

/// The owner no longer has a deadline.
pub(crate) fn cancel(owner: OwnerId) {
    // Dropped once nothing is borrowed.
    let _former = with(|timers| timers.cancel(owner));
}

/// The number of the world whose functions are in place.
fn present_world() -> u32 {
    let last = with(|timers| timers.worlds.last().map(|world| (world.number, world.mark.clone())));
    if let Some((number, mark)) = last
        && !is_foreign(&mark)
    {
        return number;
    }
    let others: Vec<_> =
        with(|timers| timers.worlds.iter().map(|world| (world.number, world.mark.clone())).collect());
    let known = others.into_iter().find(|(_, mark)| !is_foreign(mark)).map(|(number, _)| number);
    let mark = timer_mark();
    let (number, _forgotten) = with(|timers| {
        // Worlds without deadlines are forgotten.
        let is_kept = |world: &World| world.scheduled > 0 || Some(world.number) == known;
        let (kept, forgotten): (Vec<_>, Vec<_>) =
            std::mem::take(&mut timers.worlds).into_iter().partition(is_kept);
        timers.worlds = kept;
        let at = known.and_then(|number| timers.worlds.iter().position(|world| world.number == number));
        let world = match at {
            Some(at) => timers.worlds.remove(at),
            None => {
                timers.last_timer = timers.last_timer.wrapping_add(1);
                World {
                    number: timers.last_timer,
                    mark,
                    deadlines: Deadlines::default(),
                    scheduled: 0,
                    armed: None,
                }
            }
        };
        let number = world.number;
        timers.worlds.push(world);
        (number, forgotten)
    });
    number
}

/// Arms the timer for the earliest deadline of the present world, unless one that comes early enough is armed.
fn arm() {
    let wall = Date::now();
    let plan = with(|timers| {
        let now = timers.clock.read(wall);
        let (owners, world) = (&timers.owners, timers.worlds.last_mut()?);
        world.tidy(owners);
        let earliest = world.deadlines.earliest()?;
        let delay = (earliest - now).ceil().clamp(0.0, LONGEST_DELAY);
        let due = match &world.armed {
            Some(armed) if now - armed.due > OVERDUE => armed.due,
            Some(armed) if armed.at + armed.delay <= earliest => return None,
            Some(_) | None => now + delay,
        };
        timers.clock.armed();
        timers.last_timer = timers.last_timer.wrapping_add(1);
        Some((now, delay, due, world.armed.take(), timers.last_timer))
    });
    let Some((at, delay, due, former, number)) = plan else { return };
    // The former one is cleared first, so that there are never two.
    drop(former);
    let timeout = Timeout::new(delay as u32, move || DRIVER.with(|driver| fire_timer(driver, number)));
    let armed = Armed { number, at, delay, due, timeout: Some(timeout), mark: timer_mark() };
    let _former = with(|timers| timers.worlds.last_mut().map(|world| world.armed.replace(armed)));
}

/// The path from `timer.js` to the owners.
#[wasm_bindgen]
pub struct TimerDriver {}

#[wasm_bindgen]
impl TimerDriver {
    /// The timer fired: notifies each owner whose deadline has passed. After a suspension the waits and who asked for it
    /// by `on_wake` are notified in any case, so that objects are read before anything ends.
    pub fn fired(timer: u32) {
        let wall = Date::now();
        let Some((fired, world, _armed)) = with(|timers| {
            let is_it = |world: &&mut World| world.armed.as_ref().is_some_and(|armed| armed.number == timer);
            let world = timers.worlds.iter_mut().find(is_it)?;
            let armed = world.armed.take()?;
            let now = timers.clock.fired(wall, armed.at, armed.delay);
            let fired = Fired { now, wall: timers.clock.shown(wall), due: armed.due };
            timers.last_fired = fired;
            Some((fired, world.number, armed))
        }) else {
            return;
        };
        if is_suspension(fired.due, fired.now) {
            crate::web::watch::woken(fired);
            for waker in with(|timers| timers.wakers.clone()) {
                waker(fired);
            }
        }
        let mut due = Vec::new();
        with(|timers| {
            while let Some(notify) = timers.take_due(world, fired.now) {
                due.push(notify);
            }
        });
        let present = present_world();
        if present != world {
            with(|timers| timers.move_deadlines(world, present));
        }
        for notify in due {
            match notify {
                Notify::Function(function) => function(fired),
                // What the host could not handle it has reported.
                Notify::Host(host) => drop(host.fire()),
            }
        }
        arm();
    }

    /// Stops the timer for good, in an instance that has trapped: something may be left borrowed there.
    pub fn stop() {
        let worlds = TIMERS.with(|timers| Some(std::mem::take(&mut timers.try_borrow_mut().ok()?.worlds)));
        drop(worlds);
    }
}
