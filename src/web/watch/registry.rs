//! The live waits of this instance, their deadlines and the page's listeners that serve them all. After the last wait
//! nothing is left but an empty registry.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;

use js_sys::{Date, Function};
use wasm_bindgen::prelude::*;

use super::bridge::bridge;
use super::live_wait::LiveWait;
use super::page::watch_page;
use super::reading::{self, Reads};
use crate::core::deadlines::Deadlines;
use crate::core::watch::Wait;
use crate::web::shared::timer::{self, Fired, Notify, WAITS};

/// The id that stands for the reads of all waits among the deadlines.
const READS: u32 = u32::MAX;

#[wasm_bindgen(module = "/src/web/watch/turn.js")]
extern "C" {
    #[wasm_bindgen(js_name = turnNumber)]
    fn turn_number() -> u32;
}

struct WaitRegistry {
    slots: Vec<Option<Rc<LiveWait>>>,
    free: Vec<u32>,
    count: usize,
    /// Counts what happens to waits: requests of one happening have the same number.
    moment: u64,
    /// The turn of the event loop in which waits began last, and the moment that they share.
    turn: (u32, u64),
    deadlines: Deadlines<u32>,
    reads: Reads,
    /// The noted deadline of the reads.
    reads_at: Option<f64>,
    /// The deadline that the timer has; infinite if it has none.
    scheduled: f64,
    stop_watching_page: Option<Function>,
}

thread_local! {
    static REGISTRY: &'static RefCell<WaitRegistry> = Box::leak(Box::new(RefCell::new(WaitRegistry {
        slots: Vec::new(),
        free: Vec::new(),
        count: 0,
        moment: 0,
        turn: (0, 0),
        deadlines: Deadlines::default(),
        reads: Reads::default(),
        reads_at: None,
        scheduled: f64::INFINITY,
        stop_watching_page: None,
    })));
}

/// Never inlined: making the state on first use is not each caller's affair.
#[inline(never)]
fn registry() -> RefMut<'static, WaitRegistry> {
    REGISTRY.with(|registry| registry.borrow_mut())
}

/// The present moment on the time line of all waits, when something happens to one or several of them.
pub(super) fn now() -> f64 {
    let wall = Date::now();
    with(|registry| registry.moment += 1);
    timer::moment(wall)
}

/// The moment of a wait that begins: that of all waits that begin in this turn of the event loop, so that they read
/// together.
pub(super) fn moment_of_start() -> u64 {
    let turn = turn_number();
    with(|registry| {
        if registry.turn.0 != turn {
            registry.moment += 1;
            registry.turn = (turn, registry.moment);
        }
        registry.turn.1
    })
}

/// Gives a wait an input for something that happened when the wall clock showed `wall`. Returns the wait if `input`
/// returns that there is more to do. No JavaScript may run inside.
pub(super) fn notify(id: u32, wall: f64, input: impl FnOnce(&mut Wait, f64) -> bool) -> Option<Rc<LiveWait>> {
    with(|registry| {
        registry.moment += 1;
        let now = timer::moment(wall);
        let live = registry.slots.get(id as usize)?.as_ref()?;
        let has_more = input(&mut live.wait.borrow_mut(), now);
        has_more.then(|| live.clone())
    })
}

/// The moment when the wall clock showed `wall`, not long ago.
pub(super) fn past(wall: f64) -> f64 {
    timer::past_moment(wall, Date::now())
}

pub(super) fn get(id: u32) -> Option<Rc<LiveWait>> {
    with(|registry| registry.slots.get(id as usize).cloned().flatten())
}

/// Adds the wait that `make` makes with its id.
pub(super) fn insert(make: impl FnOnce(u32) -> LiveWait) -> Rc<LiveWait> {
    let id = with(|registry| {
        registry.free.pop().unwrap_or_else(|| {
            registry.slots.push(None);
            (registry.slots.len() - 1) as u32
        })
    });
    let live = Rc::new(make(id));
    let is_first = with(|registry| {
        if let Some(slot) = registry.slots.get_mut(id as usize) {
            *slot = Some(live.clone());
        }
        registry.count += 1;
        registry.count == 1
    });
    if is_first {
        let stop = watch_page(bridge());
        with(|registry| registry.stop_watching_page = Some(stop));
    }
    live
}

/// Removes a wait that has ended.
pub(super) fn remove(id: u32) {
    let (_live, stop, is_idle) = with(|registry| {
        let live = registry.slots.get_mut(id as usize).and_then(Option::take);
        if live.is_none() {
            return (None, None, false);
        }
        registry.count -= 1;
        if registry.count > 0 {
            registry.free.push(id);
            registry.compact();
            return (live, None, registry.deadlines.is_empty());
        }
        registry.slots = Vec::new();
        registry.free = Vec::new();
        registry.deadlines.clear();
        registry.reads.clear(timer::last_moment());
        registry.reads_at = None;
        (live, registry.stop_watching_page.take(), true)
    });
    if is_idle && with(|registry| std::mem::replace(&mut registry.scheduled, f64::INFINITY)).is_finite() {
        timer::cancel(WAITS);
    }
    if let Some(stop) = stop {
        // Removing listeners cannot fail in a way that anything could act on.
        let _ = stop.call0(&JsValue::UNDEFINED);
    }
}

/// Notes a wait's deadline if it has come nearer; one that has moved away is found when the old one comes up.
pub(super) fn note_deadline(live: &LiveWait) {
    let Some(deadline) = live.wait.borrow().poll_deadline() else {
        return;
    };
    if deadline < live.noted_deadline.get() {
        live.noted_deadline.set(deadline);
        with(|registry| registry.deadlines.push(deadline, live.id));
        arm();
    }
}

/// Calls a function with the reads of all waits that makes no deadline of theirs come nearer.
pub(super) fn peek_reads<T>(use_reads: impl FnOnce(&mut Reads) -> T) -> T {
    use_reads(&mut registry().reads)
}

/// Calls a function with the reads of all waits, and notes their deadline if it has come nearer.
pub(super) fn with_reads<T>(use_reads: impl FnOnce(&mut Reads, f64, u64) -> T) -> T {
    let (result, is_nearer) = with(|registry| {
        let result = use_reads(&mut registry.reads, timer::last_moment(), registry.moment);
        let deadline = registry.reads.poll_deadline();
        let is_nearer = deadline.is_some_and(|at| registry.reads_at.is_none_or(|noted| at < noted));
        if let Some(at) = deadline.filter(|_| is_nearer) {
            registry.reads_at = Some(at);
            registry.deadlines.push(at, READS);
        }
        (result, is_nearer)
    });
    if is_nearer {
        arm();
    }
    result
}

/// Calls a function for each live wait. Waits may end meanwhile, and others begin.
pub(super) fn for_each(mut act: impl FnMut(&Rc<LiveWait>)) {
    let all: Vec<_> = with(|registry| registry.slots.iter().flatten().cloned().collect());
    for live in &all {
        act(live);
    }
}

fn with<T>(use_registry: impl FnOnce(&mut WaitRegistry) -> T) -> T {
    use_registry(&mut registry())
}

/// Schedules the timer for the earliest deadline.
fn arm() {
    let nearer = with(|registry| {
        let earliest = registry.deadlines.earliest().filter(|at| *at < registry.scheduled)?;
        registry.scheduled = earliest;
        Some(earliest)
    });
    match nearer {
        Some(due) => timer::schedule(WAITS, due, Notify::Function(fired)),
        None => timer::renew(WAITS),
    }
}

/// The timer fired.
fn fired(Fired { now, .. }: Fired) {
    let due = with(|registry| {
        registry.moment += 1;
        registry.scheduled = f64::INFINITY;
        let mut due = Vec::new();
        while let Some(id) = registry.deadlines.pop_due(now) {
            due.push(id);
        }
        due
    });
    for id in due {
        if id == READS {
            with(|registry| registry.reads_at = None);
            with_reads(|reads, now, moment| reads.timer(now, moment));
            reading::begin();
        } else if let Some(live) = get(id) {
            live.noted_deadline.set(f64::INFINITY);
            live.input(|wait| wait.timer(now));
        }
    }
    if !with(|registry| registry.deadlines.is_empty()) {
        arm();
    }
}

/// The page was suspended: every wait reads its object before anything ends.
pub(super) fn woken(Fired { now, .. }: Fired) {
    with(|registry| registry.moment += 1);
    for_each(|live| {
        live.up_to_date().woken(now);
        live.input(|wait| wait.timer(now));
    });
}

impl WaitRegistry {
    /// Drops the deadlines of ended waits that come next, and all such when they are most of all.
    fn compact(&mut self) {
        let (slots, reads_at) = (&self.slots, self.reads_at);
        let is_valid = |at: f64, id: u32| {
            if id == READS {
                return reads_at == Some(at);
            }
            slots
                .get(id as usize)
                .and_then(Option::as_ref)
                .is_some_and(|live| live.noted_deadline.get() == at)
        };
        self.deadlines.tidy(self.count, is_valid);
    }
}
