//! What the next step of a connection means for the pool: the requests that begin and end with it, and who gets the
//! slot that becomes free.

use super::connection::{End, Next, Phase, Slot};
use super::{Action, Pool};

impl Pool {
    /// The deadline of a connection has come.
    pub(super) fn connection_due(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        if connection.closes_at <= now {
            return self.close(now, id);
        }
        let next = match connection.phase {
            Phase::BackingOff { .. } => Next::Proceed,
            Phase::Polling { .. } => return self.poll(now, id),
            Phase::Listing { .. } => connection.ended(now, End::Broken, &mut self.rng),
            Phase::Watching(_) => connection.ended(now, End::Silent, &mut self.rng),
            Phase::Paused => Next::Continue,
        };
        if connection.is_under_way() {
            self.actions.push_back((id, Action::Abort));
        }
        self.follow(now, id, next);
    }

    /// Does what a connection has to do next.
    pub(super) fn follow(&mut self, now: f64, id: u32, next: Next) {
        match next {
            Next::Continue => {}
            Next::Page => {
                if let Some(connection) = self.connections.get_mut(id) {
                    connection.begin_page(now, false);
                    self.actions.push_back((id, Action::NextPage));
                }
            }
            Next::Proceed => self.proceed(now, id),
            Next::ProceedRefused => {
                self.actions.push_back((id, Action::ReportRefusal));
                self.actions.push_back((id, Action::StreamRefused { pause: 0 }));
                self.proceed(now, id);
            }
            // Before anything else: the connection may close, and nothing may follow its `Close`.
            Next::BackOff(pause) => {
                self.actions.push_back((id, Action::StreamLost { pause: pause as u32 }));
                self.back_off(now, id, pause);
            }
            Next::BackOffRefused(pause) => {
                self.actions.push_back((id, Action::StreamRefused { pause: pause as u32 }));
                self.actions.push_back((id, Action::ReportRefusal));
                self.back_off(now, id, pause);
            }
            Next::BackOffReported(pause) => {
                self.actions.push_back((id, Action::StreamLost { pause: pause as u32 }));
                self.actions.push_back((id, Action::ReportRefusal));
                self.back_off(now, id, pause);
            }
        }
    }

    fn back_off(&mut self, now: f64, id: u32, pause: f64) {
        self.end_stream(now, id);
        let Some(connection) = self.connections.get_mut(id) else { return };
        if !connection.has_subscribers {
            return self.close(now, id);
        }
        connection.phase = Phase::BackingOff { until: now + pause };
        let origin = connection.origin;
        self.release_slot(id);
        self.grant_slots(now, origin);
    }

    /// Its subscribers need more objects: what is known of the collection is not enough.
    pub(super) fn selection_widened(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        connection.is_synced = false;
        let is_under_way = connection.is_under_way();
        let is_polling = matches!(connection.phase, Phase::Polling { .. });
        if is_under_way {
            self.actions.push_back((id, Action::Abort));
        }
        if is_under_way || is_polling {
            self.proceed(now, id);
        }
        self.connections.arm(id);
    }

    /// A new subscriber is given the state, if that is the present one; if not, it is listed as soon as anything may be
    /// requested. A list under way is for new subscribers, too, unless it fails: each of them would put it off.
    pub(super) fn joined(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        if connection.is_current(now) {
            self.actions.push_back((id, Action::Replay));
        } else if matches!(connection.phase, Phase::Listing { .. }) {
            connection.is_synced = false;
        } else {
            self.selection_widened(now, id);
        }
    }

    /// A collection without a stream is read again, or gets its stream after a pause.
    fn poll(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get(id) else { return };
        if connection.slot == Slot::None && connection.stream_not_before <= now {
            self.proceed(now, id);
        }
        if self.connections.get(id).is_some_and(|it| matches!(it.phase, Phase::Polling { .. })) {
            self.list(now, id);
        }
    }

    pub(super) fn list(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        connection.begin_page(now, true);
        let in_pages = !connection.lists_whole;
        self.actions.push_back((id, Action::List { in_pages }));
    }

    /// Closes a connection; its slot goes to another.
    pub(super) fn close(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get(id) else { return };
        let origin = connection.origin;
        self.remove(id);
        self.grant_slots(now, origin);
    }

    pub(super) fn remove(&mut self, id: u32) {
        self.free_slot(id);
        self.connections.remove(id);
        self.actions.push_back((id, Action::Close));
    }
}
