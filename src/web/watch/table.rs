//! The live waits of this instance, and the one timer and the page's listeners that serve them all.
//! When the last wait ends, nothing is left but an empty table.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;

use js_sys::{Date, Function};
use wasm_bindgen::prelude::*;

use super::channel::watch_page;
use super::driver::driver;
use super::live::Live;
use super::reading::{self, Reads};
use crate::core::deadlines::Deadlines;
use crate::core::watch::Wait;
use crate::web::shared::timer::{self, Fired, Notify, WAITS};

/// Stands for the reads of all waits among the ids that have deadlines.
const READS: u32 = u32::MAX;

struct Table {
    slots: Vec<Option<Rc<Live>>>,
    free: Vec<u32>,
    count: usize,
    /// Counts what happens to waits, so that what was asked for out of one happening can be told.
    moment: u64,
    deadlines: Deadlines<u32>,
    reads: Reads,
    /// The deadline of the reads that is noted.
    reads_at: Option<f64>,
    /// The deadline that the timer knows of; infinite: none.
    scheduled: f64,
    stop_watching_page: Option<Function>,
}

thread_local! {
    static TABLE: &'static RefCell<Table> = Box::leak(Box::new(RefCell::new(Table {
        slots: Vec::new(),
        free: Vec::new(),
        count: 0,
        moment: 0,
        deadlines: Deadlines::default(),
        reads: Reads::default(),
        reads_at: None,
        scheduled: f64::INFINITY,
        stop_watching_page: None,
    })));
}

/// Never inlined: that it may have to be made first is not for each use to see to.
#[inline(never)]
fn table() -> RefMut<'static, Table> {
    TABLE.with(|table| table.borrow_mut())
}

/// The present moment on the time line of all waits, when something happens to one or several of them.
pub(super) fn now() -> f64 {
    let wall = Date::now();
    with(|table| table.moment += 1);
    timer::moment(wall)
}

/// Tells a wait of what happened when the wall clock showed `wall`. Gives the wait back if `tell` says that
/// there is more to do. No JavaScript can run inside.
pub(super) fn tell(id: u32, wall: f64, tell: impl FnOnce(&mut Wait, f64) -> bool) -> Option<Rc<Live>> {
    with(|table| {
        table.moment += 1;
        let now = timer::moment(wall);
        let live = table.slots.get(id as usize)?.as_ref()?;
        let has_more = tell(&mut live.wait.borrow_mut(), now);
        has_more.then(|| live.clone())
    })
}

/// The moment when the wall clock showed `wall`, not long ago.
pub(super) fn past(wall: f64) -> f64 {
    timer::past_moment(wall, Date::now())
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
    let (_live, stop, is_idle) = with(|table| {
        let live = table.slots.get_mut(id as usize).and_then(Option::take);
        if live.is_none() {
            return (None, None, false);
        }
        table.count -= 1;
        if table.count > 0 {
            table.free.push(id);
            table.compact();
            return (live, None, table.deadlines.is_empty());
        }
        table.slots = Vec::new();
        table.free = Vec::new();
        table.deadlines.clear();
        table.reads.clear(timer::last_moment());
        table.reads_at = None;
        (live, table.stop_watching_page.take(), true)
    });
    if is_idle && with(|table| std::mem::replace(&mut table.scheduled, f64::INFINITY)).is_finite() {
        timer::cancel(WAITS);
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
        let told = tell(&mut table.reads, timer::last_moment(), table.moment);
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

/// Sees to it that the timer comes for the earliest deadline.
fn arm() {
    let nearer = with(|table| {
        let earliest = table.deadlines.earliest().filter(|at| *at < table.scheduled)?;
        table.scheduled = earliest;
        Some(earliest)
    });
    match nearer {
        Some(due) => timer::schedule(WAITS, due, Notify::Function(fired)),
        None => timer::renew(WAITS),
    }
}

/// The timer fired.
fn fired(Fired { now, .. }: Fired) {
    let due = with(|table| {
        table.moment += 1;
        table.scheduled = f64::INFINITY;
        let mut due = Vec::new();
        while let Some(id) = table.deadlines.pop_due(now) {
            due.push(id);
        }
        due
    });
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
    if !with(|table| table.deadlines.is_empty()) {
        arm();
    }
}

/// The page slept: every wait reads its object before anything ends.
pub(super) fn woken(Fired { now, .. }: Fired) {
    with(|table| table.moment += 1);
    for_each(|live| {
        live.caught_up().woken(now);
        live.input(|wait| wait.timer(now));
    });
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
