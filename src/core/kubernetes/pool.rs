//! All connections of a page, the streams of their origins, and the reads beside them.

use std::collections::VecDeque;

use super::connection::{Connection, End, Next, Phase};
use super::connections::Connections;
use super::origins::Origins;
use super::reads::Reads;
use super::{Action, Input};
use crate::core::dice::Dice;

/// How long a stream outlives its last subscriber: the next step of the same work often watches the same collection.
const LINGER: f64 = 1_000.0;

/// The state machine of the client.
///
/// - Inputs: [`open`](Self::open), [`handle_input`](Self::handle_input), [`pause`](Self::pause),
///   [`resume`](Self::resume), [`handle_wakeup`](Self::handle_wakeup), [`handle_timeout`](Self::handle_timeout);
///   for reads [`begin_read`](Self::begin_read), [`renew_read`](Self::renew_read), [`end_read`](Self::end_read).
/// - Polls, after each input: [`poll_action`](Self::poll_action), [`poll_expired_read`](Self::poll_expired_read) and
///   last [`poll_deadline`](Self::poll_deadline).
/// - Getter: [`is_empty`](Self::is_empty).
#[derive(Debug)]
pub struct Pool {
    pub(super) connections: Connections,
    pub(super) origins: Origins,
    pub(super) actions: VecDeque<(u32, Action)>,
    pub(super) dice: Dice,
    reads: Reads,
    is_paused: bool,
}

impl Pool {
    /// An empty pool; `seed` is any number.
    pub fn new(seed: u64) -> Self {
        Self {
            connections: Connections::default(),
            origins: Origins::default(),
            actions: VecDeque::new(),
            dice: Dice::new(seed),
            reads: Reads::default(),
            is_paused: false,
        }
    }

    /// Adds a connection, which has a subscriber; returns its id. At most `max_streams` streams of its origin may be
    /// open for it to get another, those of other connections included.
    pub fn open(&mut self, now: f64, origin: &str, max_streams: u32) -> u32 {
        let origin = self.origins.index_of(origin);
        let id = self.connections.insert(Connection::new(origin, max_streams.max(1)));
        if !self.is_paused {
            self.proceed(now, id);
        }
        self.connections.arm(id);
        id
    }

    /// Something happened to a connection.
    pub fn handle_input(&mut self, now: f64, id: u32, input: Input) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        let dice = &mut self.dice;
        let next = match input {
            Input::PageReceived { has_more } => connection.page_received(has_more),
            Input::StreamOpened => {
                connection.stream_delivered(now, false, false);
                Next::Continue
            }
            Input::DataReceived { has_event } => {
                connection.stream_delivered(now, true, has_event);
                Next::Continue
            }
            Input::StreamEnded => connection.ended(now, End::InOrder, dice),
            Input::RequestFailed => connection.ended(now, End::Broken, dice),
            Input::RequestRefused { code, retry_after } => connection.refused(code, retry_after, dice),
            Input::Subscribed => {
                connection.has_subscribers = true;
                connection.closes_at = f64::INFINITY;
                Next::Continue
            }
            Input::Unsubscribed => {
                connection.has_subscribers = false;
                match connection.phase {
                    // A wait that learns of a refusal unsubscribes and comes back. While the pause lasts it gets the
                    // same answer, so many waits make no more requests than one.
                    Phase::Watching { .. } | Phase::BackingOff { .. } => {
                        connection.closes_at = now + LINGER;
                        Next::Continue
                    }
                    Phase::Listing { .. } | Phase::Polling { .. } | Phase::Paused => {
                        return self.close(now, id);
                    }
                }
            }
            Input::SelectionWidened => return self.selection_widened(now, id),
        };
        self.follow(now, id, next);
        self.connections.arm(id);
    }

    /// The page was hidden away or frozen: aborts all requests of connections and begins none until `resume`.
    pub fn pause(&mut self) {
        if self.connections.is_empty() || std::mem::replace(&mut self.is_paused, true) {
            return;
        }
        for id in self.connections.ids() {
            let Some(connection) = self.connections.get_mut(id) else { continue };
            if !connection.has_subscribers {
                self.remove(id);
                continue;
            }
            let is_under_way = connection.is_under_way();
            connection.phase = Phase::Paused;
            // Nothing of it is due: no timer is left in a frozen page.
            connection.armed = f64::INFINITY;
            self.release_slot(id);
            if is_under_way {
                self.actions.push_back((id, Action::Abort));
            }
        }
    }

    /// The page is back: goes on at once.
    pub fn resume(&mut self, now: f64) {
        if !std::mem::replace(&mut self.is_paused, false) {
            return;
        }
        for id in self.connections.ids() {
            self.proceed(now, id);
            self.connections.arm(id);
        }
    }

    /// The computer or page has slept since some time before `due`, when a timer was to fire: requests that were open
    /// then may be dead without showing it.
    pub fn handle_wakeup(&mut self, now: f64, due: f64) {
        for id in self.connections.ids() {
            if self.connections.get(id).is_some_and(|connection| connection.has_begun_before(due)) {
                self.actions.push_back((id, Action::Abort));
                self.proceed(now, id);
                self.connections.arm(id);
            }
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: f64) {
        while let Some(id) = self.connections.pop_due(now) {
            if let Some(connection) = self.connections.get_mut(id) {
                connection.armed = f64::INFINITY;
                if connection.deadline() <= now {
                    self.connection_due(now, id);
                }
                self.connections.arm(id);
            }
        }
    }

    /// A read begins with its first page; returns its id.
    pub fn begin_read(&mut self, now: f64) -> u32 {
        self.reads.begin(now)
    }

    /// A read requests its next page.
    pub fn renew_read(&mut self, now: f64, id: u32) {
        self.reads.renew(now, id);
    }

    /// A read has ended, whichever way. Its id may be given to another.
    pub fn end_read(&mut self, id: u32) {
        self.reads.end(id);
    }

    /// What to do next, and for which connection.
    pub fn poll_action(&mut self) -> Option<(u32, Action)> {
        let next = self.actions.pop_front()?;
        // Not sooner: only now can nobody be given another action for this connection.
        if next.1 == Action::Close {
            self.connections.release(next.0);
        }
        if self.connections.is_empty() && self.actions.is_empty() {
            self.connections = Connections::default();
            self.origins = Origins::default();
            self.actions = VecDeque::new();
            // Nobody listens any more for the page to come back.
            self.is_paused = false;
        }
        Some(next)
    }

    /// A read to give up, whose page did not come in time. It has ended.
    pub fn poll_expired_read(&mut self, now: f64) -> Option<u32> {
        self.reads.pop_expired(now)
    }

    /// When to call `handle_timeout` and poll again.
    pub fn poll_deadline(&mut self) -> Option<f64> {
        match (self.connections.deadline(), self.reads.deadline()) {
            (Some(connection), Some(read)) => Some(connection.min(read)),
            (connection, read) => connection.or(read),
        }
    }

    /// Whether there is neither a connection nor a read.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.reads.is_empty()
    }

    fn connection_due(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        if connection.closes_at <= now {
            return self.close(now, id);
        }
        let next = match connection.phase {
            Phase::BackingOff { .. } => Next::Proceed,
            Phase::Polling { .. } => return self.list(now, id),
            Phase::Listing { .. } => connection.ended(now, End::Broken, &mut self.dice),
            Phase::Watching { .. } => connection.ended(now, End::Silent, &mut self.dice),
            Phase::Paused => Next::Continue,
        };
        if connection.is_under_way() {
            self.actions.push_back((id, Action::Abort));
        }
        self.follow(now, id, next);
    }

    fn follow(&mut self, now: f64, id: u32, next: Next) {
        match next {
            Next::Continue => {}
            Next::Page => {
                if let Some(connection) = self.connections.get_mut(id) {
                    connection.begin_page(now);
                    self.actions.push_back((id, Action::NextPage));
                }
            }
            Next::Proceed => self.proceed(now, id),
            Next::BackOff(pause) => self.back_off(now, id, pause),
            Next::BackOffRefused(pause) => {
                // Before anything else: the connection may close, and nothing may follow its `Close`.
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

    fn selection_widened(&mut self, now: f64, id: u32) {
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

    pub(super) fn list(&mut self, now: f64, id: u32) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        connection.begin_page(now);
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

    fn remove(&mut self, id: u32) {
        self.release_slot(id);
        self.connections.remove(id);
        self.actions.push_back((id, Action::Close));
    }
}
