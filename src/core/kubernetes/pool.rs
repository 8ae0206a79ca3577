//! All connections, the slots of their origins, and what they want done.

use std::collections::VecDeque;

use super::connection::{Connection, End, Next, Phase, Slot};
use super::pauses::until_poll;
use super::slots::Origin;
use super::{Action, Input};
use crate::core::deadlines::Deadlines;
use crate::core::dice::Dice;

/// How long a stream outlives its last subscriber: the next step of the same work often watches the same collection.
const LINGER: f64 = 1_000.0;

/// The connections of a page.
#[derive(Debug)]
pub struct Pool {
    connections: Vec<Option<Connection>>,
    free: Vec<u32>,
    count: usize,
    origins: Vec<Origin>,
    deadlines: Deadlines<u32>,
    actions: VecDeque<(u32, Action)>,
    dice: Dice,
    is_paused: bool,
}

impl Pool {
    /// An empty pool; `seed` is any number.
    pub fn new(seed: u64) -> Self {
        Self {
            connections: Vec::new(),
            free: Vec::new(),
            count: 0,
            origins: Vec::new(),
            deadlines: Deadlines::default(),
            actions: VecDeque::new(),
            dice: Dice::new(seed),
            is_paused: false,
        }
    }

    /// Adds a connection, somebody having subscribed. At most `limit` streams of its origin may be open at a time, those
    /// of other connections included.
    pub fn open(&mut self, now: f64, origin: &str, limit: u32) -> u32 {
        let origin = self.origin(origin);
        let id = self.free.pop().unwrap_or_else(|| {
            self.connections.push(None);
            (self.connections.len() - 1) as u32
        });
        if let Some(place) = self.connections.get_mut(id as usize) {
            *place = Some(Connection::new(origin, limit.max(1)));
        }
        self.count += 1;
        if !self.is_paused {
            self.go(now, id);
        }
        self.note(id);
        id
    }

    /// Tells a connection what happened to it.
    pub fn input(&mut self, now: f64, id: u32, input: Input) {
        let Some(connection) = self.connections.get_mut(id as usize).and_then(Option::as_mut) else {
            return;
        };
        let dice = &mut self.dice;
        let next = match input {
            Input::Page { has_more } => connection.page(has_more),
            Input::Opened => {
                connection.heard(now, false, false);
                Next::Stay
            }
            Input::Heard { is_event } => {
                connection.heard(now, true, is_event);
                Next::Stay
            }
            Input::Ended => connection.ended(now, End::InOrder, dice),
            Input::Failed => connection.ended(now, End::Broken, dice),
            Input::Refused { code, retry_after } => connection.refused(code, retry_after, dice),
            Input::Wanted => {
                connection.is_wanted = true;
                connection.closes_at = f64::INFINITY;
                Next::Stay
            }
            Input::Unwanted => {
                connection.is_wanted = false;
                match connection.phase {
                    // A wait that is told of a refusal unsubscribes and comes back. As long as the pause lasts it is
                    // told the same; many waits then make no more requests than one.
                    Phase::Watching { .. } | Phase::Resting { .. } => {
                        connection.closes_at = now + LINGER;
                        Next::Stay
                    }
                    Phase::Listing { .. } | Phase::Polling { .. } | Phase::Paused => {
                        return self.close(now, id);
                    }
                }
            }
            Input::Widened => return self.widened(now, id),
        };
        self.follow(now, id, next);
        self.note(id);
    }

    /// Gives up all that is under way; nothing is begun until `resume`.
    pub fn pause(&mut self) {
        if self.count == 0 || std::mem::replace(&mut self.is_paused, true) {
            return;
        }
        for id in self.ids() {
            let Some(connection) = self.get(id) else { continue };
            if !connection.is_wanted {
                self.forget(id);
                continue;
            }
            let is_under_way = connection.is_under_way();
            connection.phase = Phase::Paused;
            // Nothing of it is waited for: no timer is left in a frozen page.
            connection.armed = f64::INFINITY;
            self.leave(id);
            if is_under_way {
                self.actions.push_back((id, Action::Abort));
            }
        }
    }

    /// Goes on at once after `pause`.
    pub fn resume(&mut self, now: f64) {
        if !std::mem::replace(&mut self.is_paused, false) {
            return;
        }
        for id in self.ids() {
            self.go(now, id);
            self.note(id);
        }
    }

    /// The page has slept since some time before `due`, when a timer was to fire: what was open then may be dead and not
    /// know it.
    pub fn woken(&mut self, now: f64, due: f64) {
        for id in self.ids() {
            if self.get(id).is_some_and(|connection| connection.has_begun_before(due)) {
                self.actions.push_back((id, Action::Abort));
                self.go(now, id);
                self.note(id);
            }
        }
    }

    /// Time has passed.
    pub fn timer(&mut self, now: f64) {
        while let Some(id) = self.deadlines.pop_due(now) {
            if let Some(connection) = self.get(id) {
                connection.armed = f64::INFINITY;
                if connection.deadline() <= now {
                    self.due(now, id);
                }
                self.note(id);
            }
        }
    }

    /// What to do next.
    pub fn poll_action(&mut self) -> Option<(u32, Action)> {
        let next = self.actions.pop_front()?;
        // Not sooner: an id is given to another only when nobody can be told anything of this one any more.
        if next.1 == Action::Close {
            self.free.push(next.0);
        }
        if self.count == 0 && self.actions.is_empty() {
            self.connections = Vec::new();
            self.free = Vec::new();
            self.origins = Vec::new();
            self.actions = VecDeque::new();
            self.deadlines.clear();
            // Nobody is left to hear that the page is back.
            self.is_paused = false;
        }
        Some(next)
    }

    /// When `timer` is to be called.
    pub fn poll_deadline(&mut self) -> Option<f64> {
        let connections = &self.connections;
        let holds = |at: f64, id: u32| {
            connections.get(id as usize).and_then(Option::as_ref).is_some_and(|it| it.armed == at)
        };
        self.deadlines.tidy(self.count, holds);
        self.deadlines.earliest()
    }

    /// Whether there is no connection.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn due(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id as usize).and_then(Option::as_mut) else {
            return;
        };
        if connection.closes_at <= now {
            return self.close(now, id);
        }
        let next = match connection.phase {
            Phase::Resting { .. } => Next::Go,
            Phase::Polling { .. } => return self.list(now, id),
            Phase::Listing { .. } => connection.ended(now, End::Broken, &mut self.dice),
            Phase::Watching { .. } => connection.ended(now, End::Silent, &mut self.dice),
            Phase::Paused => Next::Stay,
        };
        if connection.is_under_way() {
            self.actions.push_back((id, Action::Abort));
        }
        self.follow(now, id, next);
    }

    fn follow(&mut self, now: f64, id: u32, next: Next) {
        match next {
            Next::Stay => {}
            Next::Page => {
                if let Some(connection) = self.get(id) {
                    connection.begin_page(now);
                    self.actions.push_back((id, Action::NextPage));
                }
            }
            Next::Go => self.go(now, id),
            Next::Rest(pause) => self.rest(now, id, pause),
            Next::RestRefused(pause) => {
                // First: the connection may close, which is the last that is asked of it.
                self.actions.push_back((id, Action::TellRefusal));
                self.rest(now, id, pause);
            }
        }
    }

    /// Asks for what the connection needs now: a list, or a stream as soon as it may have one.
    fn go(&mut self, now: f64, id: u32) {
        self.end_stream(now, id);
        let until = now + until_poll(&mut self.dice);
        let Some(connection) = self.get(id) else { return };
        if !connection.is_wanted {
            return self.close(now, id);
        }
        if !connection.is_synced {
            return self.list(now, id);
        }
        connection.phase = Phase::Polling { until };
        let origin = connection.origin;
        match connection.slot {
            Slot::Held => return self.watch(now, id),
            Slot::Waiting => {}
            Slot::None => {
                connection.slot = Slot::Waiting;
                if let Some(origin) = self.origins.get_mut(origin) {
                    origin.enqueue(id);
                }
            }
        }
        self.grant(now, origin);
        if self.get(id).is_some_and(|connection| connection.slot == Slot::Waiting) {
            self.evict(now, origin);
        }
    }

    /// Closes a stream that nobody wants any more sooner than it would be, for another that needs its place.
    fn evict(&mut self, now: f64, origin: usize) {
        let is_idle = |connection: &Connection| {
            connection.origin == origin && !connection.is_wanted && connection.slot == Slot::Held
        };
        let found = self.connections.iter().position(|place| place.as_ref().is_some_and(is_idle));
        if let Some(id) = found {
            self.close(now, id as u32);
        }
    }

    fn watch(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id as usize).and_then(Option::as_mut) else {
            return;
        };
        let flows = self.origins.get(connection.origin).is_some_and(|origin| origin.flows);
        let seconds = connection.begin_stream(now, flows, &mut self.dice);
        self.actions.push_back((id, Action::Watch { seconds }));
        self.note(id);
    }

    fn list(&mut self, now: f64, id: u32) {
        let Some(connection) = self.get(id) else { return };
        connection.begin_page(now);
        let in_pages = !connection.lists_whole;
        self.actions.push_back((id, Action::List { in_pages }));
    }

    fn rest(&mut self, now: f64, id: u32, pause: f64) {
        self.end_stream(now, id);
        let Some(connection) = self.get(id) else { return };
        if !connection.is_wanted {
            return self.close(now, id);
        }
        connection.phase = Phase::Resting { until: now + pause };
        let origin = connection.origin;
        self.leave(id);
        self.grant(now, origin);
    }

    fn widened(&mut self, now: f64, id: u32) {
        let Some(connection) = self.get(id) else { return };
        connection.is_synced = false;
        let is_under_way = connection.is_under_way();
        if is_under_way {
            self.actions.push_back((id, Action::Abort));
        }
        if is_under_way || matches!(self.get(id), Some(it) if matches!(it.phase, Phase::Polling { .. })) {
            self.go(now, id);
        }
        self.note(id);
    }

    /// Hands out the slots of an origin that are free, and has the streams begun.
    fn grant(&mut self, now: f64, origin: usize) {
        loop {
            let Some(place) = self.origins.get_mut(origin) else { return };
            let connections = &self.connections;
            let limit = |id: u32| {
                connections.get(id as usize).and_then(Option::as_ref).map_or(u32::MAX, |it| it.limit)
            };
            let Some(id) = place.grant(limit) else { return };
            let Some(connection) = self.get(id) else { return };
            connection.slot = Slot::Held;
            // One that polls right now begins when it has the list.
            if matches!(connection.phase, Phase::Polling { .. }) {
                self.watch(now, id);
            }
        }
    }

    /// Gives back the slot of a stream that is over. One that was not watching yet keeps it.
    fn end_stream(&mut self, now: f64, id: u32) {
        let Some(connection) = self.get(id) else { return };
        if !matches!(connection.phase, Phase::Watching { .. }) {
            return;
        }
        let flows = connection.is_flowing(now);
        let origin = connection.origin;
        self.leave(id);
        if let Some(origin) = self.origins.get_mut(origin) {
            origin.flows |= flows;
        }
    }

    /// Gives back the slot, or the place in the line.
    fn leave(&mut self, id: u32) {
        let Some(connection) = self.connections.get_mut(id as usize).and_then(Option::as_mut) else {
            return;
        };
        let slot = std::mem::replace(&mut connection.slot, Slot::None);
        let Some(origin) = self.origins.get_mut(connection.origin) else {
            return;
        };
        match slot {
            Slot::None => {}
            Slot::Waiting => origin.leave(id),
            Slot::Held => origin.release(),
        }
    }

    fn close(&mut self, now: f64, id: u32) {
        let Some(connection) = self.get(id) else { return };
        let origin = connection.origin;
        self.forget(id);
        self.grant(now, origin);
    }

    fn forget(&mut self, id: u32) {
        self.leave(id);
        if let Some(place) = self.connections.get_mut(id as usize) {
            *place = None;
        }
        self.actions.push_back((id, Action::Close));
        self.count -= 1;
    }

    /// Takes note of a connection's deadline if it came nearer.
    fn note(&mut self, id: u32) {
        let Some(connection) = self.get(id) else { return };
        let deadline = connection.deadline();
        if deadline < connection.armed {
            connection.armed = deadline;
            self.deadlines.push(deadline, id);
        }
    }

    fn origin(&mut self, name: &str) -> usize {
        self.origins.iter().position(|origin| *origin.name == *name).unwrap_or_else(|| {
            self.origins.push(Origin::new(name));
            self.origins.len() - 1
        })
    }

    fn ids(&self) -> Vec<u32> {
        let is_there = |(id, place): (usize, &Option<Connection>)| place.as_ref().map(|_| id as u32);
        self.connections.iter().enumerate().filter_map(is_there).collect()
    }

    fn get(&mut self, id: u32) -> Option<&mut Connection> {
        self.connections.get_mut(id as usize).and_then(Option::as_mut)
    }
}
