//! One collection's connection: its state, and what a response or a status code means for it.

use super::backoff::Backoff;
use crate::core::dice::Dice;

/// How long a request for a page may take.
const PAGE_TIMEOUT: f64 = 30_000.0;
/// A stream that lived this long was in order, whatever it delivered.
const HEALTHY_AFTER: f64 = 5_000.0;
/// A stream that the server ended sooner is not reopened at once.
const SHORT_LIVED: f64 = 1_000.0;
/// What arrived this long before the end of a stream was not held back until then.
const EARLY_BEFORE_END: f64 = 500.0;

/// How many seconds of a stream are requested: the least, and how much is spread on top. A stream that is silent for
/// longer is cut, so this is also how long a connection that died unnoticed can go on.
const STREAM_SECONDS: f64 = 60.0;
const STREAM_SPREAD: f64 = 30.0;
/// The same where nothing is known to arrive before a stream ends. Kubernetes sends a bookmark shortly before it ends
/// a watch, so one quiet stream is enough to know.
const UNPROVEN_STREAM_SECONDS: f64 = 15.0;

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// Waiting after a failure.
    BackingOff { until: f64 },
    /// The list is complete; there is no slot for a stream yet.
    Polling { until: f64 },
    /// A page is under way.
    Listing { give_up: f64 },
    /// A watch is under way.
    Watching { since: f64, seconds: u32, silent_at: f64 },
    /// The page is hidden away or frozen.
    Paused,
}

/// A connection's claim to one of its origin's streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    None,
    Waiting,
    Held,
}

/// What a connection does next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    /// Nothing new.
    Continue,
    /// Request the next page.
    Page,
    /// Request what it needs now.
    Proceed,
    /// Give its slot up and request again in so many milliseconds.
    BackOff(f64),
    /// The same, after its subscribers are told of the refusal.
    BackOffRefused(f64),
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The server ended it, as its timeout demands.
    InOrder,
    /// It broke.
    Broken,
    /// It delivered nothing for too long.
    Silent,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) origin: usize,
    /// How many streams of its origin may be open at a time.
    pub(super) max_streams: u32,
    pub(super) phase: Phase,
    pub(super) slot: Slot,
    /// Whether there is a version to watch from.
    pub(super) is_synced: bool,
    pub(super) has_subscribers: bool,
    /// When it closes, unless somebody subscribes before.
    pub(super) closes_at: f64,
    /// The deadline that the pool has noted for it.
    pub(super) armed: f64,
    /// A list in pages has expired before its end more than once in a row.
    pub(super) lists_whole: bool,
    backoff: Backoff,
    /// The list or stream was expired, and nothing was received since.
    has_expired: bool,
    /// When the present stream delivered its first data.
    first_data: Option<f64>,
    /// Whether it delivered an event.
    has_event: bool,
}

impl Connection {
    pub(super) fn new(origin: usize, max_streams: u32) -> Self {
        Self {
            origin,
            max_streams,
            phase: Phase::Paused,
            slot: Slot::None,
            is_synced: false,
            has_subscribers: true,
            closes_at: f64::INFINITY,
            armed: f64::INFINITY,
            lists_whole: false,
            backoff: Backoff::default(),
            has_expired: false,
            first_data: None,
            has_event: false,
        }
    }

    /// When it is due, whatever happens until then.
    pub(super) fn deadline(&self) -> f64 {
        let phase = match self.phase {
            Phase::BackingOff { until } | Phase::Polling { until } => until,
            Phase::Listing { give_up } => give_up,
            Phase::Watching { silent_at, .. } => silent_at,
            Phase::Paused => f64::INFINITY,
        };
        phase.min(self.closes_at)
    }

    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.phase, Phase::Listing { .. } | Phase::Watching { .. })
    }

    /// Whether the present request began before `moment`.
    pub(super) fn has_begun_before(&self, moment: f64) -> bool {
        match self.phase {
            Phase::Listing { give_up } => give_up - PAGE_TIMEOUT < moment,
            Phase::Watching { since, .. } => since < moment,
            Phase::BackingOff { .. } | Phase::Polling { .. } | Phase::Paused => false,
        }
    }

    pub(super) fn begin_page(&mut self, now: f64) {
        self.phase = Phase::Listing { give_up: now + PAGE_TIMEOUT };
    }

    /// Begins a stream; returns for how many seconds.
    pub(super) fn begin_stream(&mut self, now: f64, delivers_early: bool, dice: &mut Dice) -> u32 {
        let seconds = if delivers_early {
            STREAM_SECONDS + STREAM_SPREAD * dice.roll()
        } else {
            UNPROVEN_STREAM_SECONDS
        } as u32;
        self.first_data = None;
        self.has_event = false;
        self.phase = Phase::Watching { since: now, seconds, silent_at: now + f64::from(seconds) * 1_000.0 };
        seconds
    }

    pub(super) fn page_received(&mut self, has_more: bool) -> Next {
        if !matches!(self.phase, Phase::Listing { .. }) {
            return Next::Continue;
        }
        if has_more {
            return Next::Page;
        }
        // A list after another is a poll that worked; the first one does not show whether a stream can be opened.
        if self.is_synced {
            self.backoff.reset();
        }
        self.is_synced = true;
        self.lists_whole = false;
        Next::Proceed
    }

    /// The stream delivered something, if only the head of the response.
    pub(super) fn stream_delivered(&mut self, now: f64, has_data: bool, has_event: bool) {
        let Phase::Watching { seconds, silent_at, .. } = &mut self.phase else {
            return;
        };
        *silent_at = now + f64::from(*seconds) * 1_000.0;
        if has_data && self.first_data.is_none() {
            self.first_data = Some(now);
        }
        if has_event {
            self.has_event = true;
            self.has_expired = false;
            self.backoff.reset();
        }
    }

    /// Whether the stream, which ends now, delivered something well before.
    pub(super) fn has_delivered_early(&self, now: f64) -> bool {
        self.first_data.is_some_and(|first| now - first >= EARLY_BEFORE_END)
    }

    /// A request or stream ended without a refusal.
    pub(super) fn ended(&mut self, now: f64, end: End, dice: &mut Dice) -> Next {
        let lived = match self.phase {
            Phase::Watching { since, .. } => now - since,
            Phase::Listing { .. } => return Next::BackOff(self.backoff.after_failure(dice)),
            Phase::BackingOff { .. } | Phase::Polling { .. } | Phase::Paused => return Next::Continue,
        };
        let is_healthy = self.has_event || lived >= HEALTHY_AFTER;
        if is_healthy {
            self.backoff.reset();
            self.has_expired = false;
        }
        let is_at_once = match end {
            End::InOrder => is_healthy && lived >= SHORT_LIVED,
            End::Broken => false,
            End::Silent => true,
        };
        if is_at_once { Next::Proceed } else { Next::BackOff(self.backoff.after_failure(dice)) }
    }

    /// The server refused.
    pub(super) fn refused(&mut self, code: u16, retry_after: Option<f64>, dice: &mut Dice) -> Next {
        if !self.is_under_way() {
            return Next::Continue;
        }
        match code {
            // The version is too old to continue from; the new list will show what was missed.
            410 => {
                let is_page = matches!(self.phase, Phase::Listing { .. });
                self.is_synced = false;
                self.lists_whole |= is_page && self.has_expired;
                if std::mem::replace(&mut self.has_expired, true) {
                    Next::BackOff(self.backoff.after_failure(dice))
                } else {
                    Next::Proceed
                }
            }
            408 | 429 => Next::BackOff(self.backoff.after_overload(retry_after, dice)),
            400..=499 => {
                self.is_synced = false;
                Next::BackOffRefused(self.backoff.after_refusal(dice))
            }
            _ => Next::BackOff(self.backoff.after_overload(retry_after, dice)),
        }
    }
}
