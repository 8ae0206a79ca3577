//! The live waits of this instance, and the one timer and the page's listeners that serve them all.
//! When the last wait ends, nothing is left but an empty table.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;

use js_sys::{Date, Function};
use wasm_bindgen::prelude::*;

use super::channel::{Timer, watch_page};
use super::driver::driver;
use super::live::Live;
use super::reading::{self, Reads};
use crate::core::clock::{Clock, is_suspension};
use crate::core::deadlines::Deadlines;
use crate::core::watch::Wait;

/// `setTimeout` takes no more and would fire at once (HTML standard, "timer initialisation steps").
const LONGEST_DELAY: f64 = 2_147_483_647.0;

/// A timer as late as this is not waited for any longer.
const OVERDUE: f64 = 1_000.0;

/// Stands for the reads of all waits among the ids that have deadlines.
const READS: u32 = u32::MAX;

#[derive(Default)]
struct Table {
    slots: Vec<Option<Rc<Live>>>,
    free: Vec<u32>,
    count: usize,
    clock: Clock,
    /// Counts what happens to waits, so that what was asked for out of one happening can be told.
    moment: u64,
    deadlines: Deadlines<u32>,
    reads: Reads,
    /// The deadline of the reads that is noted.
    reads_at: Option<f64>,
    timer: Option<Armed>,
    stop_watching_page: Option<Function>,
}

struct Armed {
    at: f64,
    delay: f64,
    /// What it is late by tells of a suspension.
    due: f64,
}

thread_local! {
    static TABLE: &'static RefCell<Table> = Box::leak(Box::default());
    static TIMER: &'static Timer = Box::leak(Box::new(Timer::new(driver())));
}

/// Never inlined: that it may have to be made first is not for each use to see to.
#[inline(never)]
fn table() -> RefMut<'static, Table> {
    TABLE.with(|table| table.borrow_mut())
}

#[inline(never)]
fn timer() -> &'static Timer {
    TIMER.with(|timer| *timer)
}

/// The present moment on the time line of all waits, when something happens to one or several of them.
pub(super) fn now() -> f64 {
    let wall = Date::now();
    with(|table| {
        table.moment += 1;
        table.clock.read(wall)
    })
}

/// Tells a wait of what happened when the wall clock showed `wall`. Gives the wait back if `tell` says that
/// there is more to do. No JavaScript can run inside.
pub(super) fn tell(id: u32, wall: f64, tell: impl FnOnce(&mut Wait, f64) -> bool) -> Option<Rc<Live>> {
    with(|table| {
        table.moment += 1;
        let now = table.clock.read(wall);
        let live = table.slots.get(id as usize)?.as_ref()?;
        let has_more = tell(&mut live.wait.borrow_mut(), now);
        has_more.then(|| live.clone())
    })
}

/// The moment when the wall clock showed `wall`, not long ago.
pub(super) fn past(wall: f64) -> f64 {
    let current = Date::now();
    with(|table| {
        table.clock.read(current);
        table.clock.past(wall)
    })
}

pub(super) fn get(id: u32) -> Option<Rc<Live>> {
    with(|table| table.slots.get(id as usize).cloned().flatten())
}

/// Adds the wait that `make` makes of its id.
pub(super) fn insert(make: impl FnOnce(u32) -> Live) -> Rc<Live> {
    let id = with(|table| {
        table.free.pop().unwrap_or_else(|| {
            table.slots.push(None);
            (table.slots.len() - 1) as u32
        })
    });
    let live = Rc::new(make(id));
    let is_first = with(|table| {
        if let Some(slot) = table.slots.get_mut(id as usize) {
            *slot = Some(live.clone());
        }
        table.count += 1;
        table.count == 1
    });
    if is_first {
        let stop = watch_page(driver());
        with(|table| table.stop_watching_page = Some(stop));
    }
    live
}

/// Forgets a wait that has ended.
pub(super) fn remove(id: u32) {
    let (_live, stop, armed) = with(|table| {
        let live = table.slots.get_mut(id as usize).and_then(Option::take);
        if live.is_none() {
            return (None, None, None);
        }
        table.count -= 1;
        if table.count > 0 {
            table.free.push(id);
            table.compact();
            let is_idle = table.deadlines.is_empty();
            return (live, None, if is_idle { table.timer.take() } else { None });
        }
        table.slots = Vec::new();
        table.free = Vec::new();
        table.deadlines.clear();
        table.reads.clear(table.clock.now());
        table.reads_at = None;
        (live, table.stop_watching_page.take(), table.timer.take())
    });
    if armed.is_some() {
        timer().clear();
    }
    if let Some(stop) = stop {
        // Its removal of listeners cannot fail in a way that anyone could act on.
        let _ = stop.call0(&JsValue::UNDEFINED);
    }
}

/// Takes note of a wait's deadline if it came nearer; farther ones are found when the old one comes up.
pub(super) fn note_deadline(live: &Live) {
    let Some(deadline) = live.wait.borrow().poll_deadline() else {
        return;
    };
    if deadline < live.armed.get() {
        live.armed.set(deadline);
        with(|table| table.deadlines.push(deadline, live.id));
        arm();
    }
}

/// Has the reads of all waits told of something, and takes note of their deadline if it came nearer.
pub(super) fn with_reads<T>(tell: impl FnOnce(&mut Reads, f64, u64) -> T) -> T {
    let (told, is_nearer) = with(|table| {
        let told = tell(&mut table.reads, table.clock.now(), table.moment);
        let deadline = table.reads.poll_deadline();
        let is_nearer = deadline.is_some_and(|at| table.reads_at.is_none_or(|noted| at < noted));
        if let Some(at) = deadline.filter(|_| is_nearer) {
            table.reads_at = Some(at);
            table.deadlines.push(at, READS);
        }
        (told, is_nearer)
    });
    if is_nearer {
        arm();
    }
    told
}

/// Tells each live wait; any of them may end meanwhile, or new ones begin.
pub(super) fn for_each(mut tell: impl FnMut(&Rc<Live>)) {
    let all: Vec<_> = with(|table| table.slots.iter().flatten().cloned().collect());
    for live in &all {
        tell(live);
    }
}

fn with<T>(use_table: impl FnOnce(&mut Table) -> T) -> T {
    use_table(&mut table())
}

/// Arms the timer for the earliest deadline, unless an earlier one is armed.
fn arm() {
    let wall = Date::now();
    let is_current = timer().is_current();
    let plan = with(|table| {
        let now = table.clock.read(wall);
        let due = table.deadlines.earliest()?;
        let delay = (due - now).ceil().clamp(0.0, LONGEST_DELAY);
        let due = match &table.timer {
            // One that is overdue by far went with the fake timers it was made of, or the page slept.
            Some(armed) if now - armed.due > OVERDUE => armed.due,
            Some(armed) if is_current && armed.at + armed.delay <= due => return None,
            Some(_) | None => now + delay,
        };
        table.clock.armed();
        table.timer = Some(Armed { at: now, delay, due });
        Some(delay)
    });
    if let Some(delay) = plan {
        timer().set(delay);
    }
}

/// The timer fired.
pub(super) fn fired() {
    let wall = Date::now();
    let Some(armed) = with(|table| table.timer.take()) else {
        return;
    };
    let (now, due) = with(|table| {
        table.moment += 1;
        let now = table.clock.fired(wall, armed.at, armed.delay);
        let mut due = Vec::new();
        while let Some(id) = table.deadlines.pop_due(now) {
            due.push(id);
        }
        (now, due)
    });
    if is_suspension(armed.due, now) {
        for_each(|live| {
            live.caught_up().woken(now);
            live.input(|wait| wait.timer(now));
        });
    }
    for id in due {
        if id == READS {
            with(|table| table.reads_at = None);
            with_reads(|reads, now, moment| reads.timer(now, moment));
            reading::begin();
        } else if let Some(live) = get(id) {
            live.armed.set(f64::INFINITY);
            live.input(|wait| wait.timer(now));
        }
    }
    arm();
}

impl Table {
    /// Drops the deadlines of ended waits that are next, and all of them when they are most of what there is.
    fn compact(&mut self) {
        let (slots, reads_at) = (&self.slots, self.reads_at);
        let is_valid = |at: f64, id: u32| {
            if id == READS {
                return reads_at == Some(at);
            }
            slots.get(id as usize).and_then(Option::as_ref).is_some_and(|live| live.armed.get() == at)
        };
        self.deadlines.tidy(self.count, is_valid);
    }
}
