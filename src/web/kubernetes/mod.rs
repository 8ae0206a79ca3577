//! Drives the connections of `core::kubernetes`: the clock in, the actions out, one timer for all of them.
//!
//! What a connection holds of the page (requests, objects, subscribers) lives in `pkg/src/kubernetes/collection.ts`; ids
//! and small numbers cross between the two.

use std::cell::{RefCell, RefMut};

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use crate::core::kubernetes::{Action, Input, Pool};
use crate::web::shared::timer::{self, Fired, Notify};

#[wasm_bindgen]
extern "C" {
    /// What one connection holds of the page.
    #[derive(Clone)]
    pub type Collection;

    /// Does what the connection asks for, by its number; lets nothing out that other code throws.
    #[wasm_bindgen(method)]
    fn perform(this: &Collection, action: u32, seconds: u32);
}

struct Connections {
    pool: Pool,
    collections: Vec<Option<Collection>>,
    /// The deadline that the timer knows of; infinite: none.
    scheduled: f64,
}

thread_local! {
    static CONNECTIONS: &'static RefCell<Connections> = Box::leak(Box::new(RefCell::new(Connections {
        pool: Pool::new(Math::random().to_bits()),
        collections: Vec::new(),
        scheduled: f64::INFINITY,
    })));
}

/// The way from `glue/kubernetes` into the core.
#[wasm_bindgen]
pub struct KubernetesDriver {}

#[wasm_bindgen]
impl KubernetesDriver {
    /// Opens a connection for `collection`; gives its id. It may be told to perform before this returns.
    pub fn open(collection: Collection, origin: &str, limit: u32) -> u32 {
        let now = timer::moment(Date::now());
        let id = with(|it| {
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
        let now = timer::moment(Date::now());
        let Some(input) = input_of(kind, code, retry_after) else {
            return;
        };
        with(|it| it.pool.input(now, id, input));
        pump(!matches!(input, Input::Heard { .. }));
    }

    /// The page was hidden away or frozen, or is back.
    pub fn page(is_there: bool) {
        let now = timer::moment(Date::now());
        with(|it| if is_there { it.pool.resume(now) } else { it.pool.pause() });
        pump(true);
    }
}

/// The page slept: see [`crate::web::shared::timer`].
pub(crate) fn woken(Fired { now, due, .. }: Fired) {
    with(|it| it.pool.woken(now, due));
    pump(true);
}

fn fired(Fired { now, .. }: Fired) {
    with(|it| {
        it.scheduled = f64::INFINITY;
        it.pool.timer(now);
    });
    pump(true);
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

/// Sees to it that the timer comes for the earliest deadline, and for none where there is none. A deadline that has
/// moved away stays noted unless `is_anew`.
fn arm(is_anew: bool) {
    let (due, scheduled) = with(|it| {
        let due = it.pool.poll_deadline().unwrap_or(f64::INFINITY);
        if due.is_infinite() && it.pool.is_empty() {
            it.collections = Vec::new();
        }
        let is_kept = due.is_finite() && it.scheduled <= due && !is_anew;
        let scheduled = it.scheduled;
        if !is_kept {
            it.scheduled = due;
        }
        (due, scheduled)
    });
    if due.is_infinite() {
        if scheduled.is_finite() {
            timer::cancel(timer::CONNECTIONS);
        }
    } else if is_anew || due < scheduled {
        timer::schedule(timer::CONNECTIONS, due, Notify::Function(fired));
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
