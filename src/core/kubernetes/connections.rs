//! The connections of a pool by id, and when each of them is due.

use super::connection::{Connection, Slot};
use crate::core::deadlines::Deadlines;

#[derive(Debug, Default)]
pub(super) struct Connections {
    entries: Vec<Option<Connection>>,
    free: Vec<u32>,
    count: usize,
    deadlines: Deadlines<u32>,
}

impl Connections {
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn ids(&self) -> Vec<u32> {
        let id_of = |(id, entry): (usize, &Option<Connection>)| entry.as_ref().map(|_| id as u32);
        self.entries.iter().enumerate().filter_map(id_of).collect()
    }

    pub(super) fn get(&self, id: u32) -> Option<&Connection> {
        self.entries.get(id as usize).and_then(Option::as_ref)
    }

    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut Connection> {
        self.entries.get_mut(id as usize).and_then(Option::as_mut)
    }

    /// One that holds a slot of this origin though nobody subscribes to it any more.
    pub(super) fn find_idle_stream(&self, origin: usize) -> Option<u32> {
        let is_idle = |connection: &Connection| {
            connection.origin == origin && !connection.has_subscribers && connection.slot == Slot::Held
        };
        let found = self.entries.iter().position(|entry| entry.as_ref().is_some_and(is_idle));
        found.map(|id| id as u32)
    }

    pub(super) fn insert(&mut self, connection: Connection) -> u32 {
        let id = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            (self.entries.len() - 1) as u32
        });
        if let Some(entry) = self.entries.get_mut(id as usize) {
            *entry = Some(connection);
            self.count += 1;
        }
        id
    }

    /// Removes a connection. Its id stays taken until `release`.
    pub(super) fn remove(&mut self, id: u32) {
        if self.entries.get_mut(id as usize).and_then(Option::take).is_some() {
            self.count -= 1;
        }
    }

    /// The id may be given to another connection.
    pub(super) fn release(&mut self, id: u32) {
        self.free.push(id);
    }

    /// Notes a connection's deadline if it has come nearer. One that has moved away is noted when the former comes up.
    pub(super) fn arm(&mut self, id: u32) {
        let Some(connection) = self.get_mut(id) else { return };
        let deadline = connection.deadline();
        if deadline < connection.armed {
            connection.armed = deadline;
            self.deadlines.push(deadline, id);
        }
    }

    /// Takes one whose noted deadline has come.
    pub(super) fn pop_due(&mut self, now: f64) -> Option<u32> {
        self.deadlines.pop_due(now)
    }

    /// The earliest deadline that was noted and still holds.
    pub(super) fn deadline(&mut self) -> Option<f64> {
        let entries = &self.entries;
        let holds = |at: f64, id: u32| {
            entries.get(id as usize).and_then(Option::as_ref).is_some_and(|connection| connection.armed == at)
        };
        self.deadlines.tidy(self.count, holds);
        self.deadlines.earliest()
    }
}
