//! One collection's connection: its state, and what a response or a refusal means for it.
//!
//! A list decides what becomes of a connection, never a stream alone: a stream that fails is resumed once, then the
//! collection is listed, and read every few seconds until there is a stream again.

use super::backoff::{Backoff, forbidden_stream_pause};
use super::origins::Origin;
use super::stream::{Outcome, Stream};
use super::{Content, Refusal};
use crate::core::rng::Rng;

/// How long a request for a page may take.
const PAGE_TIMEOUT: f64 = 30_000.0;
/// The longest pause after a stream that was not short.
const PAUSE_AFTER_LONG_STREAM: f64 = 1_000.0;
/// For how long the state counts as the present one after a list or a stream that ended in order. The next stream opens
/// sooner than that, as a rule. One that opens later has that long to deliver what happened in between.
const PRESENT: f64 = 500.0;
/// After so many streams in a row without an event their version is not trusted any more.
const FUTILE_RESUMES: u32 = 2;

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
    /// The list is complete; there is no stream yet.
    Polling { until: f64 },
    /// A page is under way.
    Listing { give_up: f64 },
    /// A watch is under way.
    Watching(Stream),
    /// The page is hidden away or frozen.
    Paused,
}

/// A connection's claim to one of its origin's streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    None,
    /// In the line of this page.
    Waiting,
    /// First in this page; the other tabs are being asked.
    Requested,
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
    /// The same, after the refusal is reported to its subscribers.
    BackOffRefused(f64),
    /// The same, where it was not the server that refused.
    BackOffReported(f64),
    /// Report the refusal to its subscribers and request what it needs now.
    ProceedRefused,
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

/// What limits the streams of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Sharing {
    /// How many streams of its origin may be open at a time.
    pub max_streams: u32,
    /// Whether other tabs count too, so that each stream has to be asked for.
    pub with_tabs: bool,
}

#[derive(Debug)]
pub(super) struct Connection {
    pub(super) origin: usize,
    pub(super) sharing: Sharing,
    pub(super) phase: Phase,
    pub(super) slot: Slot,
    /// Whether there is a version to watch from.
    pub(super) is_synced: bool,
    /// When the state was last known to be the present one.
    known_at: f64,
    pub(super) has_subscribers: bool,
    /// When it closes, unless somebody subscribes before.
    pub(super) closes_at: f64,
    /// The deadline that the pool has noted for it.
    pub(super) armed: f64,
    /// A list in pages has expired before its end more than once in a row.
    pub(super) lists_whole: bool,
    /// No stream is requested sooner; until then the collection is polled.
    pub(super) stream_not_before: f64,
    lists: Backoff,
    streams: Backoff,
    /// The present list has begun with pages that were received.
    has_page: bool,
    /// A list has expired, and none was complete since.
    has_expired: bool,
    /// How many streams in a row have brought no event.
    futile: u32,
    /// It was listed anew since the last event, without any use.
    has_listed_anew: bool,
    /// The server was unreachable at some time since it gave the version. It may have been restored from an older snapshot:
    /// then it has yet to reach that version, and brings nothing until it does.
    was_interrupted: bool,
    /// A doubtful stream has led to a list, and neither an event nor a punctual end has come since.
    has_doubted: bool,
}

impl Connection {
    pub(super) fn new(origin: usize, sharing: Sharing) -> Self {
        Self {
            origin,
            sharing,
            phase: Phase::Paused,
            slot: Slot::None,
            is_synced: false,
            known_at: f64::NEG_INFINITY,
            has_subscribers: true,
            closes_at: f64::INFINITY,
            armed: f64::INFINITY,
            lists_whole: false,
            stream_not_before: 0.0,
            lists: Backoff::default(),
            streams: Backoff::default(),
            has_page: false,
            has_expired: false,
            futile: 0,
            has_listed_anew: false,
            was_interrupted: false,
            has_doubted: false,
        }
    }

    /// When it is due, whatever happens until then.
    pub(super) fn deadline(&self) -> f64 {
        let phase = match self.phase {
            Phase::BackingOff { until } | Phase::Polling { until } => until,
            Phase::Listing { give_up } => give_up,
            Phase::Watching(stream) => stream.silent_at,
            Phase::Paused => f64::INFINITY,
        };
        phase.min(self.closes_at)
    }

    /// Whether a new subscriber may be given the state as it is known.
    pub(super) fn is_current(&self, now: f64) -> bool {
        match self.phase {
            Phase::Watching(stream) if stream.is_caught_up(now) => true,
            Phase::Watching(_) | Phase::Polling { .. } => now - self.known_at < PRESENT,
            Phase::BackingOff { .. } | Phase::Listing { .. } | Phase::Paused => false,
        }
    }

    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.phase, Phase::Listing { .. } | Phase::Watching(_))
    }

    /// Whether the present request began before `moment`.
    pub(super) fn began_before(&self, moment: f64) -> bool {
        match self.phase {
            Phase::Listing { give_up } => give_up - PAGE_TIMEOUT < moment,
            Phase::Watching(stream) => stream.began_before(moment),
            Phase::BackingOff { .. } | Phase::Polling { .. } | Phase::Paused => false,
        }
    }

    pub(super) fn begin_page(&mut self, now: f64, is_first: bool) {
        self.has_page = !is_first;
        self.phase = Phase::Listing { give_up: now + PAGE_TIMEOUT };
    }

    /// The server cannot be reached for a time.
    pub(super) fn interrupt(&mut self) {
        self.known_at = f64::NEG_INFINITY;
        self.was_interrupted = true;
    }

    /// Begins a stream; returns for how many seconds.
    pub(super) fn begin_stream(&mut self, now: f64, origin: &Origin, rng: &mut Rng) -> u32 {
        // Only once: where nothing changes, kube-apiserver has no bookmark to send.
        let is_doubtful = self.was_interrupted && origin.sends_bookmarks && !self.has_doubted;
        let least =
            if origin.delivers_early && !is_doubtful { STREAM_SECONDS } else { UNPROVEN_STREAM_SECONDS };
        let spread = if origin.delivers_early { STREAM_SPREAD * rng.fraction() } else { 0.0 };
        let seconds = (least + spread) as u32;
        self.phase = Phase::Watching(Stream::new(now, seconds, is_doubtful));
        // Unless its end is punctual.
        self.was_interrupted = true;
        seconds
    }

    pub(super) fn page_received(&mut self, now: f64, has_more: bool) -> Next {
        if !matches!(self.phase, Phase::Listing { .. }) {
            return Next::Continue;
        }
        if has_more {
            return Next::Page;
        }
        self.lists.reset();
        self.has_expired = false;
        self.is_synced = true;
        self.known_at = now;
        self.was_interrupted = false;
        self.lists_whole = false;
        Next::Proceed
    }

    pub(super) fn stream_opened(&mut self, now: f64) {
        if let Phase::Watching(stream) = &mut self.phase {
            let lag = if now - self.known_at < PRESENT { 0.0 } else { PRESENT };
            stream.opened(now, lag);
        }
    }

    pub(super) fn data_received(&mut self, now: f64, content: Content) {
        let Phase::Watching(stream) = &mut self.phase else { return };
        stream.received(now, content);
        if matches!(content, Content::Event | Content::Bookmark) {
            self.has_doubted = false;
            self.revive();
        }
    }

    /// A request or stream ended without a refusal.
    pub(super) fn ended(&mut self, now: f64, end: End, rng: &mut Rng) -> Next {
        let stream = match self.phase {
            Phase::Watching(stream) => stream,
            Phase::Listing { .. } => return Next::BackOff(self.lists.after_list(rng)),
            Phase::BackingOff { .. } | Phase::Polling { .. } | Phase::Paused => return Next::Continue,
        };
        self.known_at = if end == End::InOrder && stream.is_caught_up(now) { now } else { f64::NEG_INFINITY };
        let is_punctual = stream.is_punctual(now, end);
        self.was_interrupted = !is_punctual;
        self.has_doubted &= !is_punctual;
        if stream.was_useful(now, end) {
            self.revive();
        }
        match stream.outcome(now, end) {
            Outcome::Good => Next::Proceed,
            Outcome::Fair => Next::BackOff(self.streams.after_stream(rng)),
            // Not counted as a failure: a proxy that cuts quiet streams must not make them ever rarer.
            Outcome::Futile if end == End::InOrder => self.resume(now, 0.0),
            Outcome::Futile => self.resume(now, PAUSE_AFTER_LONG_STREAM * rng.fraction()),
            // No failure either: it may as well be that nothing has changed.
            Outcome::Doubtful => {
                self.has_doubted = true;
                self.list_anew(now, 0.0)
            }
            Outcome::Failed => {
                let pause = self.streams.after_stream(rng);
                // It has kept its subscribers waiting for long enough.
                if end == End::Silent { self.list_anew(now, pause) } else { self.resume(now, pause) }
            }
        }
    }

    /// The server refused.
    pub(super) fn refused(
        &mut self,
        now: f64,
        refusal: Refusal,
        retry_after: Option<f64>,
        rng: &mut Rng,
    ) -> Next {
        match self.phase {
            Phase::Listing { .. } => self.list_refused(refusal, retry_after, rng),
            Phase::Watching(stream) => self.stream_refused(now, stream, refusal, retry_after, rng),
            Phase::BackingOff { .. } | Phase::Polling { .. } | Phase::Paused => Next::Continue,
        }
    }

    /// The response was too large: its subscribers learn of it.
    pub(super) fn limit_exceeded(&mut self, rng: &mut Rng) -> Next {
        if !self.is_under_way() {
            return Next::Continue;
        }
        self.is_synced = false;
        Next::BackOffReported(self.streams.after_stream(rng))
    }

    fn list_refused(&mut self, refusal: Refusal, retry_after: Option<f64>, rng: &mut Rng) -> Next {
        match refusal {
            Refusal::Version => self.list_expired(rng),
            // So does a server say that it does not know the place where the next page begins.
            Refusal::Invalid if self.has_page => self.list_expired(rng),
            Refusal::Forbidden | Refusal::Denied | Refusal::Invalid => {
                self.is_synced = false;
                Next::BackOffRefused(self.lists.after_refusal(rng))
            }
            Refusal::Failed if retry_after.is_none() => Next::BackOff(self.lists.after_list(rng)),
            Refusal::Failed | Refusal::Busy => Next::BackOff(self.lists.after_overload(retry_after, rng)),
        }
    }

    fn list_expired(&mut self, rng: &mut Rng) -> Next {
        self.is_synced = false;
        self.lists_whole |= self.has_expired;
        if std::mem::replace(&mut self.has_expired, true) {
            Next::BackOff(self.lists.after_list(rng))
        } else {
            Next::Proceed
        }
    }

    fn stream_refused(
        &mut self,
        now: f64,
        stream: Stream,
        refusal: Refusal,
        retry_after: Option<f64>,
        rng: &mut Rng,
    ) -> Next {
        match refusal {
            Refusal::Version | Refusal::Invalid => {
                let pause = self.streams.after_stream(rng);
                // Events before each refusal must not make a loop of it.
                self.has_listed_anew |= stream.has_event() && stream.is_short(now);
                self.list_anew(now, pause)
            }
            Refusal::Forbidden => {
                // Whether the collection may be listed will show; if so, it has to do without a stream.
                self.is_synced = false;
                self.stream_not_before = now + forbidden_stream_pause(rng);
                Next::Proceed
            }
            Refusal::Denied => {
                self.is_synced = false;
                self.stream_not_before = now + self.streams.after_refusal(rng);
                // Once only, where the list does not say so too: its subscribers would learn of nothing else.
                if std::mem::replace(&mut self.has_listed_anew, true) {
                    Next::Proceed
                } else {
                    Next::ProceedRefused
                }
            }
            Refusal::Failed if retry_after.is_none() => {
                let pause = self.streams.after_stream(rng);
                if stream.has_event() { Next::BackOff(pause) } else { self.resume(now, pause) }
            }
            // Nothing may be requested meanwhile, not even a list.
            Refusal::Failed | Refusal::Busy => {
                let pause = self.streams.after_overload(retry_after, rng);
                self.is_synced &= stream.has_event() || !self.is_futile();
                Next::BackOff(pause)
            }
        }
    }

    /// A stream brought nothing: it is resumed after a pause, or listed anew where that has not helped before.
    fn resume(&mut self, now: f64, pause: f64) -> Next {
        if self.is_futile() {
            self.list_anew(now, pause)
        } else if pause > 0.0 {
            Next::BackOff(pause)
        } else {
            Next::Proceed
        }
    }

    /// Lists at once. The stream follows at once too, unless that was tried before.
    fn list_anew(&mut self, now: f64, pause: f64) -> Next {
        self.is_synced = false;
        if std::mem::replace(&mut self.has_listed_anew, true) {
            self.stream_not_before = now + pause;
        }
        Next::Proceed
    }

    /// Counts a stream that brought nothing; returns whether its version is not to be trusted any more.
    fn is_futile(&mut self) -> bool {
        self.futile = self.futile.saturating_add(1);
        self.futile >= FUTILE_RESUMES
    }

    /// A stream has shown that it works.
    fn revive(&mut self) {
        self.streams.reset();
        self.futile = 0;
        self.has_listed_anew = false;
    }
}
