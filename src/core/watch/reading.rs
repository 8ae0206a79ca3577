//! The reads of a wait: one at a time, abandoned when they hang, dropped when an event has overtaken them.
//!
//! The schedule decides when one is due. Time may pass between the request for a read and its start, since equal reads
//! are shared and reads are capped; [`sharing`](super::sharing) decides that, behind [`Action::Read`].

use super::backoff::Rng;
use super::stream::REPLAYED_WITHIN;
use super::{Action, Ending, Facts, OnDeleted, ReadFailure, Uid, Wait};

/// How long a read may take before it is abandoned.
pub(crate) const HANGING: f64 = 10_000.0;

/// A read that was requested.
#[derive(Debug)]
pub(super) struct Flight {
    ticket: u32,
    /// When it began, if it has.
    since: Option<f64>,
    /// The objects that have had events since then.
    overtaken: Vec<Uid>,
}

#[derive(Debug)]
pub(super) enum Read {
    None,
    InFlight(Flight),
    /// Answered; its objects are being judged.
    Offering {
        flight: Flight,
        has_skipped: bool,
        count: u32,
    },
}

impl Flight {
    pub(super) fn overtake(&mut self, uid: Uid) {
        if self.since.is_some() && !self.overtaken.contains(&uid) {
            self.overtaken.push(uid);
        }
    }
}

impl Read {
    /// When the read in flight began.
    pub(super) fn began(&self) -> Option<f64> {
        match self {
            Self::InFlight(flight) => flight.since,
            Self::None | Self::Offering { .. } => None,
        }
    }

    pub(super) fn flight(&mut self) -> Option<&mut Flight> {
        match self {
            Self::InFlight(flight) => Some(flight),
            Self::None | Self::Offering { .. } => None,
        }
    }
}

impl Wait {
    /// A random seed for those that share the next read.
    pub fn draw_seed(&mut self) -> u64 {
        self.rng.next()
    }

    /// A requested read begins. `seed` is the same for all that share it.
    pub fn read_began(&mut self, now: f64, ticket: u32, seed: u64) {
        if let Read::InFlight(flight) = &mut self.read
            && flight.ticket == ticket
            && flight.since.is_none()
        {
            flight.since = Some(now);
            self.reads = self.reads.saturating_add(1);
            self.read_rng = Rng::new(seed);
        }
    }

    /// A read of the same target begins for another wait. If this wait has a read planned, it takes part instead:
    /// returns its ticket, for [`read_began`](Self::read_began). Thus many waits for one object read as often as one.
    pub fn share_read(&mut self, now: f64) -> Option<u32> {
        let takes_part = !self.is_over
            && self.closing.is_none()
            && self.reads_freely()
            && self.can_read()
            && !self.identity.is_provisional()
            && self.schedule.share(now);
        takes_part.then(|| self.take_off())
    }

    /// A read was answered, with an object or with nothing.
    pub fn read_answered(&mut self, now: f64, ticket: u32, is_present: bool) {
        let Some(flight) = self.take_flight(now, ticket) else {
            return;
        };
        self.forbidden.good();
        let is_overtaken = !flight.overtaken.is_empty();
        if self.config.is_named && is_overtaken {
            self.repeat(now);
        } else if is_present || !self.config.is_named {
            self.offer(Action::Offer(ticket), flight);
        } else if !self.identity.observe_absence() {
            self.read_done(now, &flight);
        } else if self.identity.has_appeared() {
            self.offer(Action::OfferGone(ticket), flight);
        } else {
            return self.finish_gone();
        }
        self.pump(now);
    }

    /// Whether an object of the read `ticket` is older than what the wait knows. The read is then repeated: at once where an
    /// event has overtaken it.
    pub fn is_outdated(&mut self, ticket: u32, facts: Facts) -> bool {
        match &mut self.read {
            Read::Offering { flight, has_skipped, .. } if flight.ticket == ticket => {
                let is_overtaken = flight.overtaken.contains(&facts.uid);
                *has_skipped |= is_overtaken;
                is_overtaken || (self.config.is_named && self.identity.is_outdated(facts))
            }
            Read::None | Read::InFlight(_) | Read::Offering { .. } => false,
        }
    }

    /// All objects of the read `ticket` have been judged.
    pub fn offered(&mut self, now: f64, ticket: u32) {
        let Read::Offering { flight, has_skipped, count } = &self.read else {
            return;
        };
        if self.is_over || flight.ticket != ticket {
            return;
        }
        let (has_skipped, count) = (*has_skipped, *count);
        let Read::Offering { flight, .. } = std::mem::replace(&mut self.read, Read::None) else {
            return;
        };
        let is_until_deleted = !self.config.is_named && self.config.on_deleted == OnDeleted::Resolve;
        if has_skipped {
            if self.failing.is_confirming() && self.failing.is_over(now) {
                // The events that have overtaken it show the failure, too.
                return self.finish(Ending::Rejected);
            }
            self.repeat(now);
        } else if is_until_deleted && count == 0 {
            return self.finish(Ending::Gone);
        } else {
            self.read_done(now, &flight);
        }
        self.pump(now);
    }

    /// The promise of a read rejected, with an HTTP status code if it has one and how long the server wants no requests.
    /// 404 is an answer: there is no such object.
    pub fn read_rejected(&mut self, now: f64, ticket: u32, code: Option<u16>, retry_after: Option<f64>) {
        match code {
            Some(404) => self.read_answered(now, ticket, false),
            Some(401 | 403) => self.read_failed(now, ticket, ReadFailure::Forbidden, retry_after),
            Some(_) | None => self.read_failed(now, ticket, ReadFailure::Unknown, retry_after),
        }
    }

    /// A read ended without an answer. The server may want no requests for a while.
    pub fn read_failed(&mut self, now: f64, ticket: u32, failure: ReadFailure, retry_after: Option<f64>) {
        if self.is_over {
            return;
        }
        self.earlier = self.earlier.take().filter(|earlier| earlier.ticket != ticket);
        if self.read.flight().is_none_or(|flight| flight.ticket != ticket) {
            return;
        }
        self.read = Read::None;
        self.hold(now, retry_after);
        let is_waking = self.is_waking(now);
        let is_refused = match failure {
            ReadFailure::Forbidden => self.forbidden.bad(now),
            ReadFailure::Unknown => self.forbidden.is_confirming() && !is_waking,
        };
        if is_refused {
            return self.refuse(now);
        }
        if self.failing.is_confirming() && !is_waking {
            return self.finish(Ending::Rejected);
        }
        if let Some(earlier) = self.earlier.take() {
            self.read = Read::InFlight(earlier);
        } else if self.closing.as_ref().is_some_and(|closing| !closing.is_after_suspension) {
            return self.time_out(now);
        } else {
            self.schedule.retry_later(now, &mut self.read_rng);
        }
        self.pump(now);
    }

    /// The read in flight has taken too long.
    pub(super) fn read_hangs(&mut self, now: f64) {
        if let Read::InFlight(Flight { ticket, .. }) = self.read {
            if let Some(earlier) = self.earlier.take() {
                self.act(Action::GiveUp(earlier.ticket));
            }
            self.act(Action::GiveUp(ticket));
            self.read_failed(now, ticket, ReadFailure::Unknown, None);
        }
    }

    pub(super) fn can_read(&self) -> bool {
        self.config.is_readable && !self.is_answer_pending && matches!(self.read, Read::None)
    }

    /// Requests a read if one is due.
    pub(super) fn pump(&mut self, now: f64) {
        if !self.is_over && self.can_read() && self.schedule.take_due(now) {
            self.begin_read();
        }
    }

    /// Begins the last read, which waits neither for the read in flight, since that may hang, nor for the end of a hold.
    pub(super) fn begin_last_read(&mut self, now: f64) {
        self.last_call = None;
        self.schedule.release();
        self.schedule.take_due(now);
        match std::mem::replace(&mut self.read, Read::None) {
            Read::InFlight(flight) => {
                let has_begun = flight.since.is_some();
                let other = if has_begun { self.earlier.replace(flight) } else { Some(flight) };
                if let Some(other) = other {
                    self.act(Action::GiveUp(other.ticket));
                }
            }
            Read::None | Read::Offering { .. } => {}
        }
        self.begin_read();
    }

    /// The read in flight is of no use any more.
    pub(super) fn abandon_read(&mut self) {
        if let Read::InFlight(Flight { ticket, .. }) = self.read {
            self.act(Action::GiveUp(ticket));
            self.read = Read::None;
        }
    }

    /// A failure is about to end the wait, and only a read can show whether it persists.
    pub(super) fn confirm(&mut self, now: f64) {
        if let Read::InFlight(Flight { ticket, since: None, .. }) = self.read {
            self.act(Action::GiveUp(ticket));
            self.read = Read::None;
        }
        self.schedule.plan(now);
    }

    /// When the read in flight is abandoned. One that began when the time was up may take until the wait ends.
    pub(super) fn read_deadline(&self) -> Option<f64> {
        let since = self.read.began()?;
        let is_last = self.closing.as_ref().is_some_and(|closing| since >= closing.since);
        if is_last { None } else { Some(since + HANGING) }
    }

    fn take_off(&mut self) -> u32 {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        let ticket = self.last_ticket;
        self.read = Read::InFlight(Flight { ticket, since: None, overtaken: Vec::new() });
        ticket
    }

    fn begin_read(&mut self) {
        let ticket = self.take_off();
        let is_confirming = self.forbidden.is_confirming() || self.failing.is_confirming();
        let is_last = is_confirming || self.was_last_called || self.closing.is_some();
        self.act(Action::Read { ticket, is_last });
    }

    /// Ends the read `ticket`, unless it was abandoned before. If two were in flight, the other one is abandoned;
    /// if that one was the last read, another is planned.
    fn take_flight(&mut self, now: f64, ticket: u32) -> Option<Flight> {
        let is_current = self.read.flight().is_some_and(|flight| flight.ticket == ticket);
        let is_earlier = self.earlier.as_ref().is_some_and(|flight| flight.ticket == ticket);
        if self.is_over || !(is_current || is_earlier) {
            return None;
        }
        let earlier = self.earlier.take();
        let Read::InFlight(current) = std::mem::replace(&mut self.read, Read::None) else {
            return earlier;
        };
        if let Some(other) = if is_current { earlier.as_ref() } else { Some(&current) } {
            self.act(Action::GiveUp(other.ticket));
        }
        if is_current {
            Some(current)
        } else {
            self.schedule.plan(now);
            earlier
        }
    }

    fn offer(&mut self, action: Action, flight: Flight) {
        self.read = Read::Offering { flight, has_skipped: false, count: 0 };
        self.act(action);
    }

    pub(super) fn count_offered(&mut self) {
        if let Read::Offering { count, .. } = &mut self.read {
            *count = count.saturating_add(1);
        }
    }

    /// A read has shown the current state; unless that changed something, an ending that waited for it takes place.
    fn read_done(&mut self, now: f64, flight: &Flight) {
        self.repeats = 0;
        if self.failing.is_confirming() && self.failing.is_over(now) {
            return self.finish(Ending::Rejected);
        }
        if self.identity.is_in_doubt() {
            // Some time apart, since caches lag.
            self.schedule.plan(now + REPLAYED_WITHIN);
            return;
        }
        match &self.closing {
            Some(closing) if flight.since.is_some_and(|since| since >= closing.since) => self.time_out(now),
            // It began before the time was up, so it is not the last.
            Some(_) => self.schedule.plan(now),
            None => self.schedule.answered(now, self.stream.is_bad(), &mut self.read_rng),
        }
    }

    /// The answer was overtaken by an event. Reads again, at once the first time and then with pauses, since each event that
    /// overtakes a read shows the state too.
    fn repeat(&mut self, now: f64) {
        self.repeats = self.repeats.saturating_add(1);
        if self.closing.is_some() || self.repeats == 1 {
            self.schedule.plan(now);
        } else {
            self.schedule.retry_later(now, &mut self.read_rng);
        }
    }
}
