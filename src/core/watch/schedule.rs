//! When a wait reads its object, so that it depends on the state, never on having seen a transition.

use super::backoff::{Backoff, Rng};

/// When the object is read after a subscription: nothing else shows what changed while the watch was being
/// opened.
const AFTER_SUBSCRIBING: [f64; 3] = [0.0, 2_000.0, 10_000.0];
const AFTER_SHOWN: [f64; 2] = [0.0, 5_000.0];
const PERIOD: f64 = 30_000.0;
/// A read that another wait begins replaces those planned within this time after it.
const SHARED_WITHIN: f64 = 500.0;

/// The planned reads. Several that are due at the same time are one.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    is_visible: bool,
    /// Reads at fixed moments.
    planned: Vec<f64>,
    /// The next one while the stream is broken or reads fail.
    retry: Option<f64>,
    /// The next one in a visible page, if nothing else happens.
    periodic: Option<f64>,
    backoff: Backoff,
    /// The server wants no read before this moment.
    not_before: f64,
}

impl Schedule {
    pub(super) fn new(is_visible: bool) -> Self {
        Self {
            is_visible,
            planned: Vec::new(),
            retry: None,
            periodic: None,
            backoff: Backoff::default(),
            not_before: 0.0,
        }
    }

    /// When the next read is due.
    pub(super) fn next(&self) -> Option<f64> {
        let planned = self.planned.iter().copied().reduce(f64::min);
        let next = [planned, self.retry, self.periodic].into_iter().flatten().reduce(f64::min);
        next.map(|next| next.max(self.not_before))
    }

    pub(super) fn hold(&mut self, until: f64) {
        self.not_before = self.not_before.max(until);
    }

    /// A wait that is about to end cannot respect a hold.
    pub(super) fn release(&mut self) {
        self.not_before = 0.0;
    }

    /// Removes the reads that are due; returns whether there were any.
    pub(super) fn take_due(&mut self, now: f64) -> bool {
        if self.next().is_none_or(|next| next > now) {
            return false;
        }
        self.planned.retain(|at| *at > now);
        self.retry = self.retry.filter(|at| *at > now);
        self.periodic = self.periodic.filter(|at| *at > now);
        true
    }

    /// A read begins for another wait of the same target. Removes the reads that it replaces: all except those at fixed
    /// moments. Returns whether any read was planned at all.
    pub(super) fn share(&mut self, now: f64) -> bool {
        if self.next().is_none() || self.not_before > now {
            return false;
        }
        self.planned.retain(|at| *at > now + SHARED_WITHIN);
        self.retry = None;
        self.periodic = None;
        true
    }

    pub(super) fn plan(&mut self, at: f64) {
        if !self.planned.contains(&at) {
            self.planned.push(at);
        }
    }

    /// No read is needed at present.
    pub(super) fn forget(&mut self) {
        self.planned.clear();
        self.retry = None;
    }

    pub(super) fn subscribed(&mut self, now: f64, rng: &mut Rng) {
        self.retry = None;
        for delay in AFTER_SUBSCRIBING {
            self.plan(now + delay);
        }
        self.renew_period(now, rng);
    }

    /// The stream broke. The first time the object is read at once, later with growing pauses.
    pub(super) fn broke(&mut self, now: f64, rng: &mut Rng) {
        if self.backoff.is_fresh() {
            self.plan(now);
        }
        self.retry_later(now, rng);
    }

    pub(super) fn retry_later(&mut self, now: f64, rng: &mut Rng) {
        if self.retry.is_none() {
            self.retry = Some(now + self.backoff.next(rng));
        }
    }

    /// A read was answered.
    pub(super) fn answered(&mut self, now: f64, is_stream_bad: bool, rng: &mut Rng) {
        if is_stream_bad {
            self.retry_later(now, rng);
        } else {
            self.retry = None;
            self.backoff.reset();
        }
        self.renew_period(now, rng);
    }

    pub(super) fn shown(&mut self, now: f64, rng: &mut Rng) {
        self.is_visible = true;
        for delay in AFTER_SHOWN {
            self.plan(now + delay);
        }
        self.renew_period(now, rng);
    }

    pub(super) fn hidden(&mut self) {
        self.is_visible = false;
        self.periodic = None;
    }

    fn renew_period(&mut self, now: f64, rng: &mut Rng) {
        self.periodic = self.is_visible.then(|| now + PERIOD * (1.0 + rng.fraction()));
    }
}
