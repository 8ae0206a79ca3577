//! Every interleaving of small worlds: two tabs and a task of three steps in one store, with crashes, reloads, freezes and
//! thaws, locks that a frozen tab loses, a cancel, a retry, writes that arrive late or never, and a slow store. The
//! functions under test decide what a tab does; the worlds surround them. In addition, random walks
//! through worlds of four tabs in which all of this happens again and again.
//!
//! The invariants, at each call of a step: the entry names the tab, the step has no stored result, and no other tab that
//! holds its lock is in a step. From every state the task can still end.

mod explore;
mod platform;

use super::{DurableAction, DurableEntry, Fence, Look, StepAction, StepFacts};
use crate::core::persistence::{Known, Owner};

const STEPS: u8 = 3;
const ALL: u8 = (1 << STEPS) - 1;
/// An answer that arrived while its tab was frozen.
const LONG: f64 = 1e6;
/// The name of a page that was closed or reloaded: nobody holds its lock.
const GONE: usize = 9;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Status {
    Open,
    Completed,
    Cancelled,
}

/// The store's entry. Steps are bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Entry {
    owner: Option<usize>,
    steps: u8,
    status: Status,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Doing {
    /// The task is another's.
    Nothing,
    /// The task is this tab's own, and has ended here.
    Ended { status: Status },
    /// Between steps.
    Running,
    /// The tab has asked who owns the task; this is the answer under way.
    Asking { seen: Option<usize>, has_lock: bool, is_old: bool, looks: u8 },
    /// A step has been called and has not returned.
    Inside { step: u8 },
    /// A result is being written.
    Writing,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Tab {
    is_alive: bool,
    is_frozen: bool,
    has_lock: bool,
    doing: Doing,
    /// The results that the tab knows.
    steps: u8,
    /// A write by the tab that has not reached the store.
    write: Option<Entry>,
    /// Another tab has asked it to cancel.
    is_told: bool,
    /// Another tab has asked it to retry.
    is_to_retry: bool,
    /// It lost its lock in the middle of a step, whose function had been called before.
    has_lost: bool,
}

impl Tab {
    const NEW: Self = Self {
        is_alive: true,
        is_frozen: false,
        has_lock: true,
        doing: Doing::Nothing,
        steps: 0,
        write: None,
        is_told: false,
        is_to_retry: false,
        has_lost: false,
    };

    fn is_awake(&self) -> bool {
        self.is_alive && !self.is_frozen
    }

    /// Whether the task is its own and has not ended.
    fn has_task(&self) -> bool {
        !matches!(self.doing, Doing::Nothing | Doing::Ended { .. })
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct World<const TABS: usize> {
    entry: Entry,
    tabs: [Tab; TABS],
    left: Left,
}

/// How often each of these may still happen.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Left {
    crashes: u8,
    reloads: u8,
    freezes: u8,
    losses: u8,
    cancels: u8,
    retries: u8,
    lost_writes: u8,
    slow_answers: u8,
}

impl Left {
    const fn all(number: u8) -> Self {
        Self {
            crashes: number,
            reloads: number,
            freezes: number,
            losses: number,
            cancels: number,
            retries: number,
            lost_writes: number,
            slow_answers: number,
        }
    }
}

fn kind_of(owner: Option<usize>, tab: usize) -> Owner {
    match owner {
        None => Owner::Nobody,
        Some(owner) if owner == tab => Owner::ThisQueue,
        Some(_) => Owner::Elsewhere,
    }
}

impl<const TABS: usize> World<TABS> {
    fn first(left: Left) -> Self {
        let mut tabs = [Tab::NEW; TABS];
        tabs[0].doing = Doing::Running;
        Self { entry: Entry { owner: Some(0), steps: 0, status: Status::Open }, tabs, left }
    }

    /// All that can happen next.
    fn next(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.tabs.len() {
            self.tab_acts(at, &mut all);
            self.platform_acts(at, &mut all);
        }
        all
    }

    fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut world = self.clone();
        change(&mut world);
        world
    }

    fn tab_acts(&self, at: usize, all: &mut Vec<Self>) {
        let tab = &self.tabs[at];
        if !tab.is_awake() {
            return;
        }
        match tab.doing {
            Doing::Running if tab.steps == ALL => all.push(self.end(at, Status::Completed)),
            Doing::Running => all.push(self.with(|world| world.ask(at, 0))),
            Doing::Asking { seen, has_lock, is_old, looks } => {
                let took = if is_old { LONG } else { 0.0 };
                let owner = kind_of(seen, at);
                let look = Look { owner, took, has_lock, was_answered: true, looks: looks.into() };
                all.push(self.answered(at, look.fence(), looks));
                if self.left.slow_answers > 0 && !is_old {
                    let look = Look { took: 1_500.0, ..look };
                    let slow = self.answered(at, look.fence(), looks);
                    all.push(slow.with(|world| world.left.slow_answers -= 1));
                }
            }
            Doing::Inside { step } => all.push(self.with(|world| {
                let tab = &mut world.tabs[at];
                tab.steps |= 1 << step;
                tab.write = Some(Entry { owner: Some(at), steps: tab.steps, status: Status::Open });
                tab.doing = Doing::Writing;
                tab.has_lost = false;
            })),
            // The store has not answered in time.
            Doing::Writing => all.push(self.with(|world| world.tabs[at].doing = Doing::Running)),
            Doing::Nothing | Doing::Ended { .. } => {}
        }
        if tab.is_told {
            all.push(if tab.has_task() {
                self.end(at, Status::Cancelled)
            } else {
                self.with(|world| world.tabs[at].is_told = false)
            });
        }
        if tab.is_to_retry {
            all.push(self.with(|world| world.retry_own(at)));
        }
        all.push(self.heard(at));
        let is_open = self.entry.status == Status::Open;
        if self.left.cancels > 0 && is_open && !tab.has_task() {
            all.push(self.with(|world| {
                world.left.cancels -= 1;
                // Whichever tab has it, including this one if it takes over.
                for tab in &mut world.tabs {
                    tab.is_told = true;
                }
            }));
        }
        if self.left.retries > 0 && self.entry.status == Status::Cancelled {
            all.push(self.with(|world| {
                world.left.retries -= 1;
                world.retry(at);
            }));
        }
    }

    /// The task runs again: in the tab that has it, else in the tab that asked for it.
    fn retry(&mut self, at: usize) {
        match self.entry.owner {
            Some(owner) if self.is_locked(Some(owner)) => self.tabs[owner].is_to_retry = true,
            // Only the holder of the lock takes the task over: compare and write are one step.
            _ => {
                self.entry.status = Status::Open;
                *self = self.taken(at);
            }
        }
    }

    fn retry_own(&mut self, at: usize) {
        let tab = &mut self.tabs[at];
        tab.is_to_retry = false;
        if tab.doing == (Doing::Ended { status: Status::Cancelled }) {
            tab.doing = Doing::Running;
            tab.write = Some(Entry { owner: Some(at), steps: tab.steps, status: Status::Open });
        }
    }

    fn ask(&mut self, at: usize, looks: u8) {
        let (seen, has_lock) = (self.entry.owner, self.tabs[at].has_lock);
        self.tabs[at].doing = Doing::Asking { seen, has_lock, is_old: false, looks };
    }

    fn answered(&self, at: usize, fence: Fence, looks: u8) -> Self {
        match fence {
            Fence::LookAgain => self.with(|world| world.ask(at, looks + 1)),
            Fence::ClaimAgain => self.with(|world| {
                world.tabs[at].has_lock = true;
                world.tabs[at].doing = Doing::Running;
            }),
            Fence::Yield => self.yielded(at),
            Fence::Pass => self.with(|world| world.call(at)),
        }
    }

    fn call(&mut self, at: usize) {
        let steps = self.tabs[at].steps;
        let step = (0..STEPS).find(|step| steps & 1 << step == 0).unwrap();
        let facts = StepFacts {
            run_is_over: false,
            has_result: steps & 1 << step != 0,
            is_under_way: false,
            is_inside_itself: false,
        };
        assert_eq!(facts.action(), StepAction::Call);
        assert_eq!(self.entry.owner, Some(at), "a tab calls a step of a task that it has not: {self:?}");
        assert_eq!(self.entry.steps & 1 << step, 0, "a step with a stored result runs again: {self:?}");
        let is_busy =
            |other: &Tab| matches!(other.doing, Doing::Inside { .. }) && other.is_awake() && !other.has_lost;
        let others = self.tabs.iter().enumerate().filter(|(other, _)| *other != at);
        assert!(!others.into_iter().any(|(_, other)| is_busy(other)), "a step runs in two tabs: {self:?}");
        self.tabs[at].doing = Doing::Inside { step };
    }

    /// The task ends in a tab, which writes that.
    fn end(&self, at: usize, status: Status) -> Self {
        self.with(|world| {
            let tab = &mut world.tabs[at];
            tab.doing = Doing::Ended { status };
            tab.is_told = false;
            tab.has_lost = false;
            tab.write = Some(Entry { owner: Some(at), steps: tab.steps, status });
        })
    }

    fn yielded(&self, at: usize) -> Self {
        self.with(|world| {
            let tab = &mut world.tabs[at];
            tab.doing = Doing::Nothing;
            tab.write = None;
            tab.has_lost = false;
        })
    }

    /// A tab reads the entry.
    fn heard(&self, at: usize) -> Self {
        let tab = &self.tabs[at];
        let entry = DurableEntry {
            known: if tab.doing == Doing::Nothing { Known::Other } else { Known::Own },
            differs: self.entry.status != Status::Open
                && tab.doing != (Doing::Ended { status: self.entry.status }),
            owner: kind_of(self.entry.owner, at),
            has_ended: self.entry.status != Status::Open,
            is_shared: true,
        };
        match entry.action() {
            DurableAction::Yield => self.yielded(at),
            DurableAction::TakeOver => self.taken(at),
            // The lock of its owner is free.
            DurableAction::AwaitOwner if !self.is_locked(self.entry.owner) => self.taken(at),
            DurableAction::AssertOwn
            | DurableAction::AwaitOwner
            | DurableAction::Show
            | DurableAction::Ignore => self.clone(),
        }
    }

    fn is_locked(&self, owner: Option<usize>) -> bool {
        owner.and_then(|owner| self.tabs.get(owner)).is_some_and(|tab| tab.has_lock)
    }

    /// Compares and writes in one step, under a separate lock.
    fn taken(&self, at: usize) -> Self {
        self.with(|world| {
            world.entry.owner = Some(at);
            let tab = &mut world.tabs[at];
            tab.steps = world.entry.steps;
            tab.has_lock = true;
            tab.write = None;
            tab.doing = Doing::Running;
        })
    }
}
