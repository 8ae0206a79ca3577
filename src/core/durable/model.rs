//! Every interleaving of small worlds: two tabs and a task of three steps in one store, with crashes, reloads, freezes,
//! locks that a frozen tab loses, a cancel, writes that come late or never. What a tab does is decided by the functions of
//! this module; the worlds are what surrounds them.
//!
//! At each call of a step: the entry names the tab, the step has no stored result, and no other tab that has its lock is in
//! a step. From every state the task can still end.

use std::collections::{HashMap, VecDeque};

use super::{DurableAction, DurableEntry, Fence, StepAction, StepFacts};
use crate::core::persistence::{Known, Owner};

const STEPS: u8 = 3;
const ALL: u8 = (1 << STEPS) - 1;
/// An answer that a tab was frozen over.
const LONG: f64 = 1e6;
/// The name of a page that is gone and was reloaded: nobody has its lock.
const GONE: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Status {
    Open,
    Completed,
    Cancelled,
}

/// What the store has. Steps are bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Entry {
    owner: Option<usize>,
    steps: u8,
    status: Status,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Doing {
    /// The task is another's, or has ended here.
    Nothing,
    /// Between steps.
    Running,
    /// It has asked whose the task is, and this is the answer on its way.
    Asking { seen: Option<usize>, has_lock: bool, is_old: bool },
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
    /// Results that it knows.
    steps: u8,
    /// A write of its that has not reached the store.
    write: Option<Entry>,
    /// Another tab has asked it to cancel.
    is_told: bool,
    /// It lost its lock in the middle of a step: what it is in has been called long ago.
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
        has_lost: false,
    };

    fn is_awake(&self) -> bool {
        self.is_alive && !self.is_frozen
    }

    fn has_task(&self) -> bool {
        self.doing != Doing::Nothing
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct World {
    entry: Entry,
    tabs: [Tab; 2],
    crashes: u8,
    reloads: u8,
    freezes: u8,
    losses: u8,
    cancels: u8,
    lost_writes: u8,
}

fn kind_of(owner: Option<usize>, tab: usize) -> Owner {
    match owner {
        None => Owner::Nobody,
        Some(owner) if owner == tab => Owner::ThisQueue,
        Some(_) => Owner::Elsewhere,
    }
}

impl World {
    fn first(budget: u8) -> Self {
        let owner = Tab { doing: Doing::Running, ..Tab::NEW };
        Self {
            entry: Entry { owner: Some(0), steps: 0, status: Status::Open },
            tabs: [owner, Tab::NEW],
            crashes: budget,
            reloads: budget,
            freezes: budget,
            losses: 1,
            cancels: 1,
            lost_writes: 1,
        }
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
            Doing::Running => {
                let asking = Doing::Asking { seen: self.entry.owner, has_lock: tab.has_lock, is_old: false };
                all.push(self.with(|world| world.tabs[at].doing = asking));
            }
            Doing::Asking { seen, has_lock, is_old } => {
                let took = if is_old { LONG } else { 0.0 };
                all.push(self.answered(at, Fence::of(kind_of(seen, at), took, has_lock)));
            }
            Doing::Inside { step } => all.push(self.with(|world| {
                let tab = &mut world.tabs[at];
                tab.steps |= 1 << step;
                tab.write = Some(Entry { owner: Some(at), steps: tab.steps, status: Status::Open });
                tab.doing = Doing::Writing;
                tab.has_lost = false;
            })),
            // The store has owed its answer for too long.
            Doing::Writing => all.push(self.with(|world| world.tabs[at].doing = Doing::Running)),
            Doing::Nothing => {}
        }
        if tab.is_told {
            all.push(if tab.has_task() {
                self.end(at, Status::Cancelled)
            } else {
                self.with(|world| world.tabs[at].is_told = false)
            });
        }
        all.push(self.heard(at));
        let other = 1 - at;
        if self.cancels > 0 && !tab.has_task() && self.entry.status == Status::Open {
            all.push(self.with(|world| {
                world.cancels -= 1;
                world.tabs[other].is_told = true;
                // It obeys itself, should it be the one that goes on.
                world.tabs[at].is_told = true;
            }));
        }
    }

    fn answered(&self, at: usize, fence: Fence) -> Self {
        match fence {
            Fence::LookAgain => self.with(|world| world.tabs[at].doing = Doing::Running),
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
        let other = &self.tabs[1 - at];
        let is_busy = matches!(other.doing, Doing::Inside { .. }) && other.is_awake() && !other.has_lost;
        assert!(!is_busy, "a step runs in two tabs: {self:?}");
        self.tabs[at].doing = Doing::Inside { step };
    }

    /// The task ends in a tab, which writes that.
    fn end(&self, at: usize, status: Status) -> Self {
        self.with(|world| {
            let tab = &mut world.tabs[at];
            tab.doing = Doing::Nothing;
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
            known: if tab.has_task() { Known::Own } else { Known::Other },
            differs: self.entry.status != Status::Open,
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

    /// Compared and written in one, with a lock of its own.
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

    fn platform_acts(&self, at: usize, all: &mut Vec<Self>) {
        let tab = &self.tabs[at];
        if let Some(write) = tab.write {
            all.push(self.with(|world| world.deliver(at, write)));
            if self.lost_writes > 0 && !tab.is_alive {
                all.push(self.with(|world| {
                    world.tabs[at].write = None;
                    world.lost_writes -= 1;
                }));
            }
        }
        if !tab.is_alive {
            if self.reloads > 0 {
                all.push(self.with(|world| {
                    // A new page has a name of its own: an old write is another's.
                    if world.entry.owner == Some(at) && world.entry.status == Status::Open {
                        world.entry.owner = Some(GONE);
                    }
                    world.tabs[at] = Tab::NEW;
                    world.reloads -= 1;
                }));
            }
            return;
        }
        if self.crashes > 0 {
            all.push(self.with(|world| {
                world.crashes -= 1;
                let tab = &mut world.tabs[at];
                tab.is_alive = false;
                tab.has_lock = false;
                tab.is_told = false;
                tab.doing = Doing::Nothing;
            }));
        }
        if tab.is_frozen {
            all.push(self.with(|world| world.tabs[at].is_frozen = false));
            if self.losses > 0 && tab.has_lock {
                all.push(self.with(|world| {
                    world.losses -= 1;
                    let tab = &mut world.tabs[at];
                    tab.has_lock = false;
                    tab.has_lost = true;
                }));
            }
        } else if self.freezes > 0 {
            all.push(self.with(|world| {
                world.freezes -= 1;
                let tab = &mut world.tabs[at];
                tab.is_frozen = true;
                if let Doing::Asking { is_old, .. } = &mut tab.doing {
                    *is_old = true;
                }
            }));
        }
    }

    /// A write reaches the store, which compares, whatever has become of its tab.
    fn deliver(&mut self, at: usize, write: Entry) {
        self.tabs[at].write = None;
        if Fence::of(kind_of(self.entry.owner, at), 0.0, true) != Fence::Yield {
            self.entry = write;
        }
        let tab = &mut self.tabs[at];
        if tab.is_alive && tab.doing == Doing::Writing {
            tab.doing = Doing::Running;
        }
    }
}

/// How many worlds there are, and that the task can end in each.
fn explore(first: World) -> usize {
    let mut numbers = HashMap::from([(first.clone(), 0_usize)]);
    let mut before: Vec<Vec<usize>> = vec![Vec::new()];
    let mut ended = Vec::new();
    let mut waiting = VecDeque::from([first]);
    while let Some(world) = waiting.pop_front() {
        let from = numbers[&world];
        if world.entry.status != Status::Open {
            ended.push(from);
        }
        for next in world.next() {
            let count = numbers.len();
            let number = *numbers.entry(next.clone()).or_insert(count);
            if number == count {
                before.push(Vec::new());
                waiting.push_back(next);
            }
            before[number].push(from);
        }
    }
    let mut can_end = vec![false; before.len()];
    let mut left = ended;
    while let Some(number) = left.pop() {
        if !std::mem::replace(&mut can_end[number], true) {
            left.extend(&before[number]);
        }
    }
    let is_stuck = |world: &World| {
        let nobody = world.tabs.iter().all(|tab| !tab.is_alive) && world.reloads == 0;
        !nobody && !can_end[numbers[world]]
    };
    let stuck = numbers.keys().find(|world| is_stuck(world));
    assert_eq!(stuck, None, "nobody ever ends the task");
    numbers.len()
}

#[test]
fn no_step_runs_twice_or_in_two_tabs_and_every_task_can_end() {
    let worlds = explore(World::first(1));
    println!("{worlds} worlds of two tabs and three steps");
    assert!(worlds > 10_000);
}

#[test]
#[ignore = "takes half a minute: make fuzz-durable"]
fn likewise_with_two_of_each_fault() {
    println!("{} worlds with two of each fault", explore(World::first(2)));
}
