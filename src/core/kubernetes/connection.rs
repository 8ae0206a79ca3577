//! One collection's connection: where it stands, and what an answer or a code means for it.

use super::pauses::Backoff;
use crate::core::dice::Dice;

/// How long a request for a page may take.
const PAGE_TIMEOUT: f64 = 30_000.0;
/// A stream that lived so long was in order, whatever came through it.
const HEALTHY: f64 = 5_000.0;
/// One that the server ended sooner is not opened again at once.
const SHORT_LIVED: f64 = 1_000.0;
/// What came so long before a stream's end was not held back until then.
const FLOWS_BEFORE_END: f64 = 500.0;

/// What the server is asked for, in seconds: the least, and what is spread on top. A stream that is silent for longer
/// is cut, so this is also how long a connection that died unnoticed can go on.
const STREAM_SECONDS: f64 = 60.0;
const STREAM_SPREAD: f64 = 30.0;
/// The same where nothing is known to come through before a stream ends. Kubernetes sends a bookmark
/// shortly before it ends a watch, so that one quiet stream is enough to know.
const UNPROVEN_STREAM_SECONDS: f64 = 15.0;

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// After a failure.
    Resting { until: f64 },
    /// The list is there, a slot for a stream is not.
    Polling { until: f64 },
    /// A page is under way.
    Listing { give_up: f64 },
    /// A watch is under way.
    Watching { since: f64, seconds: u32, silent_at: f64 },
    /// The page is hidden away or frozen.
    Paused,
}

/// A connection's place among the streams of its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    None,
    Waiting,
    Held,
}

/// What a connection does next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    /// It goes on as it is.
    Stay,
    /// It asks for the page after.
    Page,
    /// It asks for what it needs now.
    Go,
    /// It gives its place up and asks again in so many milliseconds.
    Rest(f64),
    /// The same, and its subscribers are told that it was refused.
    RestRefused(f64),
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// As the server's timeout has it.
    InOrder,
    /// It broke.
    Broken,
    /// Nothing came for too long.
    Silent,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) origin: usize,
    /// At most so many streams of its origin may be open.
    pub(super) limit: u32,
    pub(super) phase: Phase,
    pub(super) slot: Slot,
    /// Whether there is a version to watch from.
    pub(super) is_synced: bool,
    /// Whether anybody subscribes.
    pub(super) is_wanted: bool,
    /// When it closes, if nobody subscribes until then.
    pub(super) closes_at: f64,
    /// Its deadline among those of the pool.
    pub(super) armed: f64,
    /// A list of many pages expired before its end more than once in a row.
    pub(super) lists_whole: bool,
    backoff: Backoff,
    /// The list or stream was expired, and nothing has come since.
    has_expired: bool,
    first_heard: Option<f64>,
    has_event: bool,
}

impl Connection {
    pub(super) fn new(origin: usize, limit: u32) -> Self {
        Self {
            origin,
            limit,
            phase: Phase::Paused,
            slot: Slot::None,
            is_synced: false,
            is_wanted: true,
            closes_at: f64::INFINITY,
            armed: f64::INFINITY,
            lists_whole: false,
            backoff: Backoff::default(),
            has_expired: false,
            first_heard: None,
            has_event: false,
        }
    }

    /// When it has to be looked at, whatever happens.
    pub(super) fn deadline(&self) -> f64 {
        let phase = match self.phase {
            Phase::Resting { until } | Phase::Polling { until } => until,
            Phase::Listing { give_up } => give_up,
            Phase::Watching { silent_at, .. } => silent_at,
            Phase::Paused => f64::INFINITY,
        };
        phase.min(self.closes_at)
    }

    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.phase, Phase::Listing { .. } | Phase::Watching { .. })
    }

    /// Whether what is under way was so at `moment`.
    pub(super) fn has_begun_before(&self, moment: f64) -> bool {
        match self.phase {
            Phase::Listing { give_up } => give_up - PAGE_TIMEOUT < moment,
            Phase::Watching { since, .. } => since < moment,
            Phase::Resting { .. } | Phase::Polling { .. } | Phase::Paused => false,
        }
    }

    pub(super) fn begin_page(&mut self, now: f64) {
        self.phase = Phase::Listing { give_up: now + PAGE_TIMEOUT };
    }

    /// Begins a stream, and says for how many seconds.
    pub(super) fn begin_stream(&mut self, now: f64, flows: bool, dice: &mut Dice) -> u32 {
        let seconds =
            if flows { STREAM_SECONDS + STREAM_SPREAD * dice.roll() } else { UNPROVEN_STREAM_SECONDS } as u32;
        self.first_heard = None;
        self.has_event = false;
        self.phase = Phase::Watching { since: now, seconds, silent_at: now + f64::from(seconds) * 1_000.0 };
        seconds
    }

    /// A page came.
    pub(super) fn page(&mut self, has_more: bool) -> Next {
        if !matches!(self.phase, Phase::Listing { .. }) {
            return Next::Stay;
        }
        if has_more {
            return Next::Page;
        }
        // A list that follows one is a poll; one before a stream says nothing of whether that can be had.
        if self.is_synced {
            self.backoff.reset();
        }
        self.is_synced = true;
        self.lists_whole = false;
        Next::Go
    }

    /// Something came through the stream, if only the head of the answer.
    pub(super) fn heard(&mut self, now: f64, is_body: bool, is_event: bool) {
        let Phase::Watching { seconds, silent_at, .. } = &mut self.phase else {
            return;
        };
        *silent_at = now + f64::from(*seconds) * 1_000.0;
        if is_body && self.first_heard.is_none() {
            self.first_heard = Some(now);
        }
        if is_event {
            self.has_event = true;
            self.has_expired = false;
            self.backoff.reset();
        }
    }

    /// Whether what came through the stream was not held back until now.
    pub(super) fn is_flowing(&self, now: f64) -> bool {
        self.first_heard.is_some_and(|heard| now - heard >= FLOWS_BEFORE_END)
    }

    /// A request or stream ended without a refusal.
    pub(super) fn ended(&mut self, now: f64, end: End, dice: &mut Dice) -> Next {
        let lived = match self.phase {
            Phase::Watching { since, .. } => now - since,
            Phase::Listing { .. } => return Next::Rest(self.backoff.after_failure(dice)),
            Phase::Resting { .. } | Phase::Polling { .. } | Phase::Paused => return Next::Stay,
        };
        let is_healthy = self.has_event || lived >= HEALTHY;
        if is_healthy {
            self.backoff.reset();
            self.has_expired = false;
        }
        let is_at_once = match end {
            End::InOrder => is_healthy && lived >= SHORT_LIVED,
            End::Broken => false,
            End::Silent => true,
        };
        if is_at_once { Next::Go } else { Next::Rest(self.backoff.after_failure(dice)) }
    }

    /// The server refused.
    pub(super) fn refused(&mut self, code: u16, retry_after: Option<f64>, dice: &mut Dice) -> Next {
        if !self.is_under_way() {
            return Next::Stay;
        }
        match code {
            // Too old to go on from: what was missed shows when the new list is compared with what is known.
            410 => {
                let is_page = matches!(self.phase, Phase::Listing { .. });
                self.is_synced = false;
                self.lists_whole |= is_page && self.has_expired;
                if std::mem::replace(&mut self.has_expired, true) {
                    Next::Rest(self.backoff.after_failure(dice))
                } else {
                    Next::Go
                }
            }
            408 | 429 => Next::Rest(self.backoff.after_overload(retry_after, dice)),
            400..=499 => {
                self.is_synced = false;
                Next::RestRefused(self.backoff.after_refusal(dice))
            }
            _ => Next::Rest(self.backoff.after_overload(retry_after, dice)),
        }
    }
}
