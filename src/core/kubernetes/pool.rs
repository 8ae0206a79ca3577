//! All connections of a page, the streams of their origins, and the reads beside them.

use std::collections::VecDeque;

use super::connection::{Connection, End, Next, Phase};
use super::connections::Connections;
use super::origins::Origins;
use super::reads::Reads;
use super::{Action, Content, Input, Refusal, Sharing};
use crate::core::rng::Rng;

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
    pub(super) rng: Rng,
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
            rng: Rng::new(seed),
            reads: Reads::default(),
            is_paused: false,
        }
    }

    /// Adds a connection, which has a subscriber; returns its id. At most `sharing.max_streams` streams of its origin
    /// may be open for it to get another, those of other connections included.
    pub fn open(&mut self, now: f64, origin: &str, sharing: Sharing) -> u32 {
        let origin = self.origins.index_of(origin);
        let sharing = Sharing { max_streams: sharing.max_streams.max(1), ..sharing };
        let id = self.connections.insert(Connection::new(origin, sharing));
        if !self.is_paused {
            self.proceed(now, id);
        }
        self.connections.arm(id);
        id
    }

    /// Something happened to a connection.
    pub fn handle_input(&mut self, now: f64, id: u32, input: Input) {
        let Some(connection) = self.connections.get_mut(id) else { return };
        let rng = &mut self.rng;
        let next = match input {
            Input::PageReceived { has_more } => connection.page_received(now, has_more),
            Input::StreamOpened => {
                connection.stream_opened(now);
                Next::Continue
            }
            Input::DataReceived(content) => {
                connection.data_received(now, content);
                if let Some(origin) = self.origins.get_mut(connection.origin) {
                    origin.sends_bookmarks |= content == Content::Bookmark;
                }
                Next::Continue
            }
            Input::StreamEnded => connection.ended(now, End::InOrder, rng),
            Input::RequestFailed => connection.ended(now, End::Broken, rng),
            Input::RequestRefused { refusal, retry_after } => {
                connection.refused(now, refusal, retry_after, rng)
            }
            Input::LimitExceeded => connection.limit_exceeded(rng),
            Input::VersionMissing => connection.refused(now, Refusal::Version, None, rng),
            Input::StreamGranted => return self.stream_granted(now, id),
            Input::Subscribed => {
                connection.has_subscribers = true;
                connection.closes_at = f64::INFINITY;
                Next::Continue
            }
            Input::Unsubscribed => {
                connection.has_subscribers = false;
                match connection.phase {
                    // A task that was refused may be retried. While the pause lasts it gets the same answer, so many
                    // make no more requests than one.
                    Phase::Watching(_) | Phase::BackingOff { .. } => {
                        connection.closes_at = now + LINGER;
                        Next::Continue
                    }
                    Phase::Listing { .. } | Phase::Polling { .. } | Phase::Paused => {
                        return self.close(now, id);
                    }
                }
            }
            Input::SelectionWidened => return self.selection_widened(now, id),
            Input::Joined => return self.joined(now, id),
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
            connection.interrupt();
            connection.phase = Phase::Paused;
            // Nothing of it is due: no timer is left in a frozen page.
            connection.armed = f64::INFINITY;
            if is_under_way {
                self.actions.push_back((id, Action::Abort));
            }
            self.release_slot(id);
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
            let Some(connection) = self.connections.get_mut(id) else { continue };
            connection.interrupt();
            if connection.began_before(due) {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::kubernetes::limits::READ_TIMEOUT;

    const FOUR: Sharing = Sharing { max_streams: 4, with_tabs: false };

    fn actions(pool: &mut Pool) -> Vec<(u32, Action)> {
        std::iter::from_fn(|| pool.poll_action()).collect()
    }

    #[test]
    fn a_read_is_given_up_when_a_page_takes_too_long_also_in_a_paused_page() {
        let mut pool = Pool::new(7);
        let connection = pool.open(0.0, "https://a", FOUR);
        let read = pool.begin_read(0.0);
        pool.pause();
        let listing = (connection, Action::List { in_pages: true });
        assert_eq!(actions(&mut pool), [listing, (connection, Action::Abort)]);
        pool.renew_read(READ_TIMEOUT - 1.0, read);
        let due = 2.0 * READ_TIMEOUT - 1.0;
        assert_eq!(pool.poll_deadline(), Some(due));
        assert_eq!(pool.poll_expired_read(due - 1.0), None);
        assert_eq!(pool.poll_expired_read(due), Some(read));
        assert_eq!(pool.poll_deadline(), None);
        pool.handle_input(due, connection, Input::Unsubscribed);
        assert_eq!(actions(&mut pool), [(connection, Action::Close)]);
        assert!(pool.is_empty());
    }

    #[test]
    fn the_next_deadline_is_the_earlier_of_a_connection_and_a_read() {
        let mut pool = Pool::new(7);
        let read = pool.begin_read(0.0);
        assert!(!pool.is_empty());
        let connection = pool.open(1_000.0, "https://a", FOUR);
        actions(&mut pool);
        assert_eq!(pool.poll_deadline(), Some(READ_TIMEOUT));
        pool.end_read(read);
        assert_eq!(pool.poll_deadline(), Some(31_000.0), "that of the connection's page");
        pool.handle_input(2_000.0, connection, Input::Unsubscribed);
        actions(&mut pool);
        assert!(pool.is_empty());
    }
}
