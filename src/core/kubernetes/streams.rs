//! Which connection gets a stream of its origin, and when it has to give it back.

use super::backoff::poll_interval;
use super::connection::{Phase, Slot};
use super::{Action, Pool};

impl Pool {
    /// Requests what the connection needs now: a list, or a stream as soon as it may have one.
    pub(super) fn proceed(&mut self, now: f64, id: u32) {
        self.end_stream(now, id);
        let interval = poll_interval(&mut self.rng);
        let Some(connection) = self.connections.get_mut(id) else { return };
        if !connection.has_subscribers {
            return self.close(now, id);
        }
        if !connection.is_synced {
            return self.list(now, id);
        }
        if connection.stream_not_before > now {
            connection.phase = Phase::Polling { until: connection.stream_not_before.min(now + interval) };
            return self.leave_line(now, id);
        }
        connection.phase = Phase::Polling { until: now + interval };
        let origin = connection.origin;
        match connection.slot {
            Slot::Held => return self.watch(now, id),
            Slot::Waiting | Slot::Requested => {}
            Slot::None => {
                connection.slot = Slot::Waiting;
                if let Some(origin) = self.origins.get_mut(origin) {
                    origin.enqueue(id);
                }
            }
        }
        self.grant_slots(now, origin);
        let is_waiting = self.connections.get(id).is_some_and(|connection| connection.slot == Slot::Waiting);
        // A stream that only lingers for its next subscriber makes room at once.
        if is_waiting && let Some(idle) = self.connections.find_idle_stream(origin) {
            self.close(now, idle);
        }
    }

    /// Hands out the free slots of an origin, and begins their streams.
    pub(super) fn grant_slots(&mut self, now: f64, index: usize) {
        loop {
            let Some(origin) = self.origins.get_mut(index) else { return };
            let connections = &self.connections;
            let limit =
                |id: u32| connections.get(id).map_or(u32::MAX, |connection| connection.sharing.max_streams);
            let Some(id) = origin.grant(limit) else { return };
            let Some(connection) = self.connections.get_mut(id) else { return };
            if connection.sharing.with_tabs {
                connection.slot = Slot::Requested;
                self.actions.push_back((id, Action::RequestStream));
            } else {
                self.take_slot(now, id);
            }
        }
    }

    /// The other tabs have room for the stream, too.
    pub(super) fn stream_granted(&mut self, now: f64, id: u32) {
        if self.connections.get(id).is_some_and(|connection| connection.slot == Slot::Requested) {
            self.take_slot(now, id);
        }
    }

    fn take_slot(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        connection.slot = Slot::Held;
        // One whose poll is under way begins its stream once it has the list.
        if matches!(connection.phase, Phase::Polling { .. }) {
            self.watch(now, id);
        }
    }

    /// Gives up its place in the line and its slot, if it has any: others can use them.
    fn leave_line(&mut self, now: f64, id: u32) {
        self.release_slot(id);
        if let Some(origin) = self.connections.get(id).map(|connection| connection.origin) {
            self.grant_slots(now, origin);
        }
    }

    /// Gives back the slot of a stream that is over. A connection that holds one without a stream keeps it.
    pub(super) fn end_stream(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get(id) else { return };
        let Phase::Watching(stream) = connection.phase else { return };
        let has_delivered_early = stream.has_delivered_early(now);
        let origin = connection.origin;
        self.release_slot(id);
        if let Some(origin) = self.origins.get_mut(origin) {
            origin.delivers_early |= has_delivered_early;
        }
    }

    /// Gives back the slot, or the place in the line.
    pub(super) fn release_slot(&mut self, id: u32) {
        let slot = self.free_slot(id);
        let is_shared = self.connections.get(id).is_some_and(|connection| connection.sharing.with_tabs);
        if is_shared && matches!(slot, Slot::Requested | Slot::Held) {
            self.actions.push_back((id, Action::ReleaseStream));
        }
    }

    /// The same for a connection that closes, by which it gives everything back.
    pub(super) fn free_slot(&mut self, id: u32) -> Slot {
        let Some(connection) = self.connections.get_mut(id) else { return Slot::None };
        let slot = std::mem::replace(&mut connection.slot, Slot::None);
        let Some(origin) = self.origins.get_mut(connection.origin) else { return slot };
        match slot {
            Slot::None => {}
            Slot::Waiting => origin.leave(id),
            Slot::Requested | Slot::Held => origin.release(),
        }
        slot
    }

    fn watch(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        let Some(origin) = self.origins.get(connection.origin) else { return };
        let seconds = connection.begin_stream(now, origin, &mut self.rng);
        self.actions.push_back((id, Action::Watch { seconds }));
        self.connections.arm(id);
    }
}
