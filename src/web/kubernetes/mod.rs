//! Drives the connections of `core::kubernetes`: the clock in, the actions out, one timer for all of them.
//!
//! What a connection holds of the page (requests, objects, subscribers) lives in `pkg/src/kubernetes/collection.ts`; ids
//! and small numbers cross between the two.

use std::cell::{RefCell, RefMut};

use js_sys::{Date, Math, Object};
use wasm_bindgen::prelude::*;

use crate::core::clock::{Clock, is_suspension};
use crate::core::kubernetes::{Action, Input, Pool};

/// `setTimeout` takes no more and would fire at once (HTML standard, "timer initialisation steps").
const LONGEST_DELAY: f64 = 2_147_483_647.0;

/// A timer as late as this is not waited for any longer.
const OVERDUE: f64 = 1_000.0;

#[wasm_bindgen]
extern "C" {
    /// What one connection holds of the page.
    #[derive(Clone)]
    pub type Collection;

    /// Does what the connection asks for, by its number; lets nothing out that other code throws.
    #[wasm_bindgen(method)]
    fn perform(this: &Collection, action: u32, seconds: u32);
}

#[wasm_bindgen(module = "/src/web/shared/timer.js")]
extern "C" {
    type Timer;

    /// A timer that calls `driver.timer()`, guarded.
    #[wasm_bindgen(constructor)]
    fn new(driver: &JsValue) -> Timer;
    #[wasm_bindgen(method)]
    fn set(this: &Timer, delay: f64);
    #[wasm_bindgen(method)]
    fn clear(this: &Timer);
}

struct Connections {
    pool: Pool,
    collections: Vec<Option<Collection>>,
    clock: Clock,
    armed: Option<Armed>,
}

#[derive(Clone, Copy)]
struct Armed {
    at: f64,
    delay: f64,
    /// What it is late by tells of a suspension.
    due: f64,
}

thread_local! {
    static CONNECTIONS: &'static RefCell<Connections> = Box::leak(Box::new(RefCell::new(Connections {
        pool: Pool::new(Math::random().to_bits()),
        collections: Vec::new(),
        clock: Clock::default(),
        armed: None,
    })));
    // The glue cannot import the class, since each instance of the wasm has its own.
    static TIMER: Timer = Timer::new(&Object::from(JsValue::from(KubernetesDriver {})).constructor());
}

/// The way from `glue/kubernetes` into the core.
#[wasm_bindgen]
pub struct KubernetesDriver {}

#[wasm_bindgen]
impl KubernetesDriver {
    /// Opens a connection for `collection`; gives its id. It may be told to perform before this returns.
    pub fn open(collection: Collection, origin: &str, limit: u32) -> u32 {
        let wall = Date::now();
        let id = with(|it| {
            let now = it.clock.read(wall);
            let id = it.pool.open(now, origin, limit);
            let at = id as usize;
            if it.collections.len() <= at {
                it.collections.resize(at + 1, None);
            }
            if let Some(place) = it.collections.get_mut(at) {
                *place = Some(collection);
            }
            id
        });
        pump(true);
        id
    }

    /// What happened to a connection: `kind` is one of the numbers of `input_of`.
    pub fn input(id: u32, kind: u32, code: u32, retry_after: Option<f64>) {
        let wall = Date::now();
        let Some(input) = input_of(kind, code, retry_after) else {
            return;
        };
        with(|it| {
            let now = it.clock.read(wall);
            it.pool.input(now, id, input);
        });
        pump(!matches!(input, Input::Heard { .. }));
    }

    /// The page was hidden away or frozen, or is back.
    pub fn page(is_there: bool) {
        let wall = Date::now();
        with(|it| {
            let now = it.clock.read(wall);
            if is_there { it.pool.resume(now) } else { it.pool.pause() }
        });
        pump(true);
    }

    /// The timer fired.
    pub fn timer() {
        let wall = Date::now();
        with(|it| {
            let Some(armed) = it.armed.take() else { return };
            let now = it.clock.fired(wall, armed.at, armed.delay);
            if is_suspension(armed.due, now) {
                it.pool.woken(now, armed.due);
            }
            it.pool.timer(now);
        });
        pump(true);
    }
}

fn with<T>(change: impl FnOnce(&mut Connections) -> T) -> T {
    change(&mut connections())
}

/// Never inlined: that they may have to be made first is not for each use to see to.
#[inline(never)]
fn connections() -> RefMut<'static, Connections> {
    CONNECTIONS.with(|it| it.borrow_mut())
}

/// Has done what is wanted, then arms the timer: anew where `is_anew`.
fn pump(is_anew: bool) {
    loop {
        let next = with(|it| {
            let (id, action) = it.pool.poll_action()?;
            let place = it.collections.get_mut(id as usize)?;
            Some((if action == Action::Close { place.take() } else { place.clone() }, action))
        });
        let Some((collection, action)) = next else { break };
        let (number, seconds) = number_of(action);
        if let Some(collection) = collection {
            collection.perform(number, seconds);
        }
    }
    arm(is_anew);
}

/// Arms the timer for the earliest deadline, and takes it away when there is none. One that is early enough stays,
/// unless another is wanted: it may have gone with the fake timers it was made of.
fn arm(is_anew: bool) {
    let wall = Date::now();
    let plan = with(|it| {
        let now = it.clock.read(wall);
        let Some(due) = it.pool.poll_deadline() else {
            if it.pool.is_empty() {
                it.collections = Vec::new();
            }
            return it.armed.take().map(|_| None);
        };
        let delay = (due - now).ceil().clamp(0.0, LONGEST_DELAY);
        let due = match it.armed {
            // The page slept, and the timer that will tell so has not fired yet.
            Some(armed) if now - armed.due > OVERDUE => armed.due,
            Some(armed) if !is_anew && armed.at + armed.delay <= due => return None,
            Some(_) | None => now + delay,
        };
        it.clock.armed();
        it.armed = Some(Armed { at: now, delay, due });
        Some(Some(delay))
    });
    match plan {
        Some(Some(delay)) => TIMER.with(|timer| timer.set(delay)),
        Some(None) => TIMER.with(Timer::clear),
        None => {}
    }
}

// The numbers are those of `pkg/src/kubernetes/link.ts`.
fn input_of(kind: u32, code: u32, retry_after: Option<f64>) -> Option<Input> {
    Some(match kind {
        0 => Input::Page { has_more: code != 0 },
        1 => Input::Opened,
        2 => Input::Heard { is_event: code != 0 },
        3 => Input::Ended,
        4 => Input::Failed,
        5 => Input::Refused { code: u16::try_from(code).ok()?, retry_after },
        6 => Input::Wanted,
        7 => Input::Unwanted,
        8 => Input::Widened,
        _ => return None,
    })
}

fn number_of(action: Action) -> (u32, u32) {
    match action {
        Action::List { in_pages: true } => (0, 0),
        Action::List { in_pages: false } => (1, 0),
        Action::NextPage => (2, 0),
        Action::Watch { seconds } => (3, seconds),
        Action::Abort => (4, 0),
        Action::TellRefusal => (5, 0),
        Action::Close => (6, 0),
    }
}
