//! The tables behind the one timer: the deadline of each owner, and the platform functions that scheduled it. Arms no timer
//! and calls no owner.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

use super::{Fired, Notify, OVERDUE, OwnerId, is_foreign};
use crate::core::clock::Clock;
use crate::core::deadlines::Deadlines;

pub(super) struct Timers {
    pub(super) clock: Clock,
    pub(super) owners: Vec<Owner>,
    pub(super) free: Vec<OwnerId>,
    /// Those of `on_wake`.
    pub(super) wakers: Vec<fn(Fired)>,
    /// The present one is the last.
    pub(super) worlds: Vec<World>,
    pub(super) last_timer: u32,
    pub(super) last_fired: Fired,
}

pub(super) struct Owner {
    /// Infinite: none.
    pub(super) due: f64,
    /// The number of the world that the deadline belongs to.
    pub(super) world: u32,
    pub(super) notify: Option<Notify>,
}

impl Owner {
    pub(super) const IDLE: Self = Self { due: f64::INFINITY, world: 0, notify: None };
}

/// The platform's timer functions at one time, and the deadlines that were scheduled by them.
pub(super) struct World {
    pub(super) number: u32,
    pub(super) mark: JsValue,
    /// Entries that no longer hold are dropped when they come up.
    pub(super) deadlines: Deadlines<OwnerId>,
    /// Owners that have a deadline here.
    pub(super) scheduled: usize,
    pub(super) armed: Option<Armed>,
}

pub(super) struct Armed {
    /// Unique, so that a timer that could not be cleared is recognised when it fires.
    pub(super) number: u32,
    pub(super) at: f64,
    pub(super) delay: f64,
    /// A timer that fires much later than this indicates a suspension.
    pub(super) due: f64,
    pub(super) timeout: Option<Timeout>,
    pub(super) mark: JsValue,
}

impl Drop for Armed {
    fn drop(&mut self) {
        // Other functions would clear another timer, or none. A timer that was not cleared fires and is ignored.
        if let Some(timeout) = self.timeout.take()
            && is_foreign(&self.mark)
        {
            timeout.forget();
        }
    }
}

impl Timers {
    pub(super) fn world(&mut self, number: u32) -> Option<&mut World> {
        self.worlds.iter_mut().find(|world| world.number == number)
    }

    pub(super) fn schedule(
        &mut self,
        owner: OwnerId,
        due: f64,
        notify: Notify,
        number: u32,
    ) -> (Option<Owner>, Option<Armed>) {
        let former = self.cancel_in_other_worlds(owner, number);
        let Some(entry) = self.owners.get_mut(owner as usize) else { return (None, former) };
        let was = std::mem::replace(entry, Owner { due, world: number, notify: Some(notify) });
        if let Some(world) = self.world(number) {
            if was.due == f64::INFINITY {
                world.scheduled += 1;
            }
            world.deadlines.push(due, owner);
        }
        (Some(was), former)
    }

    pub(super) fn cancel_in_other_worlds(&mut self, owner: OwnerId, number: u32) -> Option<Armed> {
        let entry = self.owners.get(owner as usize)?;
        if entry.due == f64::INFINITY || entry.world == number {
            return None;
        }
        self.cancel(owner)?.1
    }

    pub(super) fn cancel(&mut self, owner: OwnerId) -> Option<(Owner, Option<Armed>)> {
        let entry = self.owners.get_mut(owner as usize)?;
        let former = std::mem::replace(entry, Owner::IDLE);
        if former.due == f64::INFINITY {
            return None;
        }
        let owners = &self.owners;
        let world = self.worlds.iter_mut().find(|world| world.number == former.world)?;
        world.scheduled -= 1;
        if world.scheduled == 0 {
            world.deadlines.clear();
            return Some((former, world.armed.take()));
        }
        world.tidy(owners);
        Some((former, None))
    }

    /// Removes and returns an owner whose deadline has passed.
    pub(super) fn take_due(&mut self, number: u32, now: f64) -> Option<Notify> {
        let world = self.worlds.iter_mut().find(|world| world.number == number)?;
        while let Some((at, owner)) = world.deadlines.first().filter(|(at, _)| *at <= now) {
            world.deadlines.pop();
            let is_of = |entry: &&mut Owner| entry.due == at && entry.world == number;
            if let Some(entry) = self.owners.get_mut(owner as usize).filter(is_of) {
                world.scheduled -= 1;
                return std::mem::replace(entry, Owner::IDLE).notify;
            }
        }
        None
    }

    /// The functions that could arm a timer for a world's remaining deadlines are no longer in place.
    pub(super) fn move_deadlines(&mut self, from: u32, to: u32) {
        for (owner, entry) in self.owners.iter_mut().enumerate() {
            if entry.world != from || entry.due == f64::INFINITY {
                continue;
            }
            entry.world = to;
            if let Some(world) = self.worlds.iter_mut().find(|world| world.number == to) {
                world.scheduled += 1;
                world.deadlines.push(entry.due, owner as OwnerId);
            }
        }
        if let Some(world) = self.world(from) {
            world.scheduled = 0;
            world.deadlines.clear();
        }
    }

    pub(super) fn is_overdue(&self) -> bool {
        let armed = self.worlds.last().and_then(|world| world.armed.as_ref());
        armed.is_some_and(|armed| self.clock.now() - armed.due > OVERDUE)
    }
}

impl World {
    pub(super) fn tidy(&mut self, owners: &[Owner]) {
        let number = self.number;
        let holds = |at: f64, owner: OwnerId| {
            owners.get(owner as usize).is_some_and(|entry| entry.due == at && entry.world == number)
        };
        self.deadlines.tidy(self.scheduled, holds);
    }
}
