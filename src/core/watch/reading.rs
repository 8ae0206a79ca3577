//! The reads of a wait: one at a time, given up when they hang, dropped when they were overtaken.
//!
//! When one is due is the schedule's affair; who carries it out, and whether equal ones are shared, is
//! decided behind [`Action::Read`].

use super::{Action, Ending, OnDeleted, ReadFailure, Uid, Wait};

/// How long a read may take before it is given up.
pub(super) const HANGING: f64 = 10_000.0;

#[derive(Debug)]
pub(super) enum Read {
    None,
    /// Asked for; `overtaken` are the objects whose events came since.
    InFlight {
        ticket: u32,
        since: f64,
        overtaken: Vec<Uid>,
    },
    /// Answered; what it gave is being judged.
    Offering {
        ticket: u32,
        overtaken: Vec<Uid>,
        has_skipped: bool,
        count: u32,
    },
}

impl Wait {
    /// A read was answered: with something, or with nothing at all.
    pub fn read_answered(&mut self, now: f64, ticket: u32, is_present: bool) {
        let Some(overtaken) = self.take_flight(ticket) else {
            return;
        };
        self.forbidden.good();
        if self.config.is_named && !overtaken.is_empty() {
            self.repeat(now);
        } else if is_present || !self.config.is_named {
            self.offer(Action::Offer(ticket), ticket, overtaken);
        } else if !self.identity.observe_absence() {
            self.read_done(now);
        } else if self.identity.has_appeared() {
            self.offer(Action::OfferGone(ticket), ticket, overtaken);
        } else {
            return self.finish_gone();
        }
        self.pump(now);
    }

    /// Whether an object that the read `ticket` gave is older than an event of it. The read is then
    /// repeated.
    pub fn is_overtaken(&mut self, ticket: u32, uid: Uid) -> bool {
        match &mut self.read {
            Read::Offering { ticket: offering, overtaken, has_skipped, .. } if *offering == ticket => {
                let is_overtaken = overtaken.contains(&uid);
                *has_skipped |= is_overtaken;
                is_overtaken
            }
            Read::None | Read::InFlight { .. } | Read::Offering { .. } => false,
        }
    }

    /// All that the read `ticket` gave has been judged.
    pub fn offered(&mut self, now: f64, ticket: u32) {
        let Read::Offering { ticket: offering, has_skipped, count, .. } = self.read else {
            return;
        };
        if self.is_over || offering != ticket {
            return;
        }
        self.read = Read::None;
        let is_for_end = !self.config.is_named && self.config.on_deleted == OnDeleted::Resolve;
        if has_skipped {
            self.repeat(now);
        } else if is_for_end && count == 0 {
            return self.finish(Ending::Gone);
        } else {
            self.read_done(now);
        }
        self.pump(now);
    }

    /// A read ended without an answer.
    pub fn read_failed(&mut self, now: f64, ticket: u32, failure: ReadFailure) {
        if self.take_flight(ticket).is_none() {
            return;
        }
        let is_refused = match failure {
            ReadFailure::Forbidden => self.forbidden.bad(now),
            ReadFailure::Unknown => self.forbidden.is_confirming(),
        };
        if is_refused {
            return self.finish(Ending::Refused);
        }
        if self.failing.is_confirming() {
            return self.finish(Ending::Rejected);
        }
        if self.closing.as_ref().is_some_and(|closing| !closing.is_after_suspension) {
            return self.time_out(now);
        }
        self.schedule.retry_later(now, &mut self.dice);
        self.pump(now);
    }

    pub(super) fn can_read(&self) -> bool {
        self.config.is_readable && !self.is_asking && matches!(self.read, Read::None)
    }

    /// Begins a read if one is due.
    pub(super) fn pump(&mut self, now: f64) {
        if !self.is_over && self.can_read() && self.schedule.take_due(now) {
            self.begin_read(now);
        }
    }

    pub(super) fn begin_read(&mut self, now: f64) {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        self.read = Read::InFlight { ticket: self.last_ticket, since: now, overtaken: Vec::new() };
        self.actions.push_back(Action::Read(self.last_ticket));
    }

    /// The end of the flight of the read `ticket`: what overtook it, unless it had been given up.
    fn take_flight(&mut self, ticket: u32) -> Option<Vec<Uid>> {
        match &mut self.read {
            Read::InFlight { ticket: flying, overtaken, .. } if *flying == ticket && !self.is_over => {
                let overtaken = std::mem::take(overtaken);
                self.read = Read::None;
                Some(overtaken)
            }
            Read::None | Read::InFlight { .. } | Read::Offering { .. } => None,
        }
    }

    fn offer(&mut self, action: Action, ticket: u32, overtaken: Vec<Uid>) {
        self.read = Read::Offering { ticket, overtaken, has_skipped: false, count: 0 };
        self.actions.push_back(action);
    }

    pub(super) fn count_offered(&mut self) {
        if let Read::Offering { count, .. } = &mut self.read {
            *count = count.saturating_add(1);
        }
    }

    /// A read told the state as it is; if that changed nothing, what waited for it ends.
    fn read_done(&mut self, now: f64) {
        self.repeats = 0;
        if self.failing.is_confirming() && self.failing.is_over(now) {
            self.finish(Ending::Rejected);
        } else if self.closing.is_some() {
            self.time_out(now);
        } else {
            self.schedule.answered(now, self.stream.is_bad(), &mut self.dice);
        }
    }

    /// The answer was overtaken: once at once, then with pauses, since each event that overtakes
    /// tells the state too.
    fn repeat(&mut self, now: f64) {
        self.repeats = self.repeats.saturating_add(1);
        if self.closing.is_some() || self.repeats == 1 {
            self.schedule.plan(now);
        } else {
            self.schedule.retry_later(now, &mut self.dice);
        }
    }
}
