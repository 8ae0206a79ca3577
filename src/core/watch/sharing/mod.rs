//! The reads of all waits: equal reads are shared, and those of one source are capped.
//!
//! Requests become batches. A batch that has not begun accepts every request for the same target. One that has begun
//! accepts no more, since its result may be too old for a later request; the only exception is requests of the
//! same moment (one timer, one page event, one turn in which several waits begin).
//!
//! Waits that have read a target once are its members. When one of its batches begins, the driver asks each member whether
//! it takes part ([`share_read`](super::Wait::share_read)), so that equal targets share their schedule too.
//!
//! Objects, promises and read functions stay in the web half, which performs the batches of
//! [`poll_start`](SharedReads::poll_start). No function here looks at all waits.

use std::collections::VecDeque;

use self::source_queues::SourceQueues;
use crate::core::deadlines::Deadlines;

mod source_queues;
#[cfg(test)]
mod tests;

/// How long a batch waits for a read of the same target in flight: long enough to share an answer that comes soon,
/// short enough not to wait behind a read that hangs.
const PATIENCE: f64 = 1_000.0;

/// A wait that requested a read, and its ticket for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requester {
    /// The wait's id.
    pub wait: u32,
    /// The ticket of its [`Action::Read`](super::Action::Read).
    pub ticket: u32,
}

/// A wait's request for a read.
#[derive(Clone, Copy, Debug)]
pub struct ReadRequest {
    /// The source's number, which never changes.
    pub source: u32,
    /// A small number that equal reads share: same source, options and read function.
    pub target: u32,
    /// The wait.
    pub requester: Requester,
    /// Whether a deadline is near, so that it goes before other reads of its source.
    pub is_last: bool,
    /// The same for all requests with one cause; never reused.
    pub moment: u64,
    /// Any number. The first request's is the seed of the batch.
    pub seed: u64,
}

/// The batch that a request has joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinedBatch {
    /// Its number, never used again.
    pub number: u32,
    /// Whether its read is in flight already.
    pub has_begun: bool,
    /// The seed for the rng of all that share it.
    pub seed: u64,
}

/// A batch that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeginningBatch {
    /// Its number, never used again.
    pub number: u32,
    /// The seed for the rng of all that share it.
    pub seed: u64,
    /// The waits that requested it.
    pub requesters: Vec<Requester>,
    /// The waits that have read its target before, including its requesters.
    pub members: Vec<u32>,
}

/// Shares and caps reads. `F` is the web half's handle of a read in flight.
#[derive(Debug)]
pub struct SharedReads<F> {
    queues: SourceQueues,
    targets: Vec<Target>,
    /// The waits of each target.
    members: Vec<Vec<u32>>,
    /// In the order of their numbers, which begin with `first`.
    batches: VecDeque<Option<Batch<F>>>,
    first: u32,
    patience: VecDeque<(f64, u32)>,
    wakes: Deadlines<u32>,
    starting: VecDeque<u32>,
}

#[derive(Debug)]
struct Batch<F> {
    source: u32,
    target: u32,
    seed: u64,
    requesters: Vec<Requester>,
    /// How many requesters have not withdrawn.
    wanted: usize,
    state: State,
    flight: Option<F>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Behind a read of the same target.
    Parked,
    Queued,
    Begun {
        moment: u64,
    },
}

/// The batches of one target, by number.
#[derive(Clone, Copy, Debug, Default)]
struct Target {
    begun: Option<u32>,
    waiting: Option<u32>,
}

impl<F> Default for SharedReads<F> {
    fn default() -> Self {
        Self {
            queues: SourceQueues::default(),
            targets: Vec::new(),
            members: Vec::new(),
            batches: VecDeque::new(),
            first: 0,
            patience: VecDeque::new(),
            wakes: Deadlines::default(),
            starting: VecDeque::new(),
        }
    }
}

impl<F> SharedReads<F> {
    /// Requests a read. Unless its batch has begun, [`poll_start`](Self::poll_start) will return it.
    pub fn request(&mut self, now: f64, request: ReadRequest) -> JoinedBatch {
        let target = self.target(request.target);
        if let Some(id) = target.begun
            && let Some(batch) = self.batch(id)
            && batch.state == (State::Begun { moment: request.moment })
        {
            batch.join(request.requester);
            return JoinedBatch { number: id, has_begun: true, seed: batch.seed };
        }
        if let Some(id) = target.waiting
            && let Some(batch) = self.batch(id)
        {
            batch.join(request.requester);
            let seed = batch.seed;
            if request.is_last {
                self.enqueue(now, id, true);
                self.pump(now, request.source, request.moment);
            }
            return JoinedBatch { number: id, has_begun: false, seed };
        }
        let id = self.first.wrapping_add(self.batches.len() as u32);
        self.batches.push_back(Some(Batch {
            source: request.source,
            target: request.target,
            seed: request.seed,
            requesters: vec![request.requester],
            wanted: 1,
            state: State::Parked,
            flight: None,
        }));
        self.set_target(request.target, |target| target.waiting = Some(id));
        if target.begun.is_some() && !request.is_last {
            self.patience.push_back((now + PATIENCE, id));
        } else {
            self.enqueue(now, id, request.is_last);
            self.pump(now, request.source, request.moment);
        }
        JoinedBatch { number: id, has_begun: false, seed: request.seed }
    }

    /// The next batch to begin. Report `read_began` to its requesters, read, and pass the handle of the read to
    /// [`started`](Self::started).
    pub fn poll_start(&mut self) -> Option<BeginningBatch> {
        while let Some(number) = self.starting.pop_front() {
            if let Some(&mut Batch { target, seed, ref requesters, .. }) = self.batch(number) {
                let requesters = requesters.clone();
                let members = self.members.get(target as usize).cloned().unwrap_or_default();
                return Some(BeginningBatch { number, seed, requesters, members });
            }
        }
        None
    }

    /// A member of the target takes part in a batch that is beginning.
    pub fn take_part(&mut self, batch: u32, requester: Requester) {
        if let Some(batch) = self.batch(batch) {
            batch.join(requester);
        }
    }

    /// A wait reads this target for the first time. Returns its index among the members.
    pub fn add_member(&mut self, target: u32, wait: u32) -> u32 {
        if self.members.len() <= target as usize {
            self.members.resize_with(target as usize + 1, Vec::new);
        }
        self.members.get_mut(target as usize).map_or(0, |members| {
            members.push(wait);
            (members.len() - 1) as u32
        })
    }

    /// The wait at this index has ended. Returns the one that has the index now.
    pub fn remove_member(&mut self, target: u32, place: u32) -> Option<u32> {
        let members = self.members.get_mut(target as usize)?;
        if (place as usize) < members.len() {
            members.swap_remove(place as usize);
        }
        members.get(place as usize).copied()
    }

    /// Keeps the handle of a read that has begun, or returns it if no requester is left.
    pub fn started(&mut self, batch: u32, flight: F) -> Option<F> {
        match self.batch(batch) {
            Some(batch) => batch.flight.replace(flight),
            None => Some(flight),
        }
    }

    /// A read was answered or failed. Returns its requesters; some may have withdrawn.
    pub fn ended(&mut self, now: f64, batch: u32, moment: u64) -> Vec<Requester> {
        self.remove(now, batch, moment).map_or_else(Vec::new, |batch| batch.requesters)
    }

    /// One requester withdraws. Returns the handle of the read if no requester is left.
    pub fn withdraw(&mut self, now: f64, number: u32, moment: u64) -> Option<F> {
        let batch = self.batch(number)?;
        batch.wanted = batch.wanted.saturating_sub(1);
        if batch.wanted > 0 { None } else { self.remove(now, number, moment)?.flight }
    }

    /// When [`timer`](Self::timer) must be called at the latest.
    pub fn poll_deadline(&self) -> Option<f64> {
        let patience = self.patience.front().map(|(at, _)| *at);
        [patience, self.wakes.earliest()].into_iter().flatten().reduce(f64::min)
    }

    /// The moment of `poll_deadline` has come, or a later one.
    pub fn timer(&mut self, now: f64, moment: u64) {
        while let Some(&(at, id)) = self.patience.front()
            && at <= now
        {
            self.patience.pop_front();
            if let Some(batch) = self.batch(id)
                && batch.state == State::Parked
            {
                let source = batch.source;
                self.enqueue(now, id, false);
                self.pump(now, source, moment);
            }
        }
        while let Some(source) = self.wakes.pop_due(now) {
            if let Some(queue) = self.queues.get(source) {
                queue.wakes_at = None;
                self.pump(now, source, moment);
            }
        }
    }

    /// No wait is left: frees the memory, except for what the caps have to remember.
    pub fn clear(&mut self, now: f64) {
        self.first = self.first.wrapping_add(self.batches.len() as u32);
        self.batches = VecDeque::new();
        self.starting = VecDeque::new();
        self.patience = VecDeque::new();
        self.wakes.clear();
        self.targets = Vec::new();
        self.members = Vec::new();
        self.queues.clear(now);
    }

    fn batch(&mut self, id: u32) -> Option<&mut Batch<F>> {
        self.batches.get_mut(id.wrapping_sub(self.first) as usize)?.as_mut()
    }

    fn target(&self, number: u32) -> Target {
        self.targets.get(number as usize).copied().unwrap_or_default()
    }

    fn set_target(&mut self, number: u32, set: impl FnOnce(&mut Target)) {
        if self.targets.len() <= number as usize {
            self.targets.resize(number as usize + 1, Target::default());
        }
        if let Some(target) = self.targets.get_mut(number as usize) {
            set(target);
        }
    }

    /// Puts a batch in the queue of its source, or ahead of others there.
    fn enqueue(&mut self, now: f64, id: u32, is_last: bool) {
        let Some(batch) = self.batch(id) else { return };
        let (source, was_queued) = (batch.source, batch.state == State::Queued);
        batch.state = State::Queued;
        if let Some(queue) = self.queues.get_or_insert(now, source) {
            queue.push(id, is_last, was_queued);
        }
    }

    /// Begins the batches that may begin.
    fn pump(&mut self, now: f64, source: u32, moment: u64) {
        loop {
            let Some(queue) = self.queues.get_or_insert(now, source) else { return };
            if queue.is_empty() {
                queue.clear();
                return;
            }
            if !queue.bucket.take(now) {
                if let Some(at) = queue.plan_wake() {
                    self.wakes.push(at, source);
                }
                return;
            }
            let Some(id) = self.next_of(source) else { return };
            let Some(batch) = self.batch(id) else { return };
            batch.state = State::Begun { moment };
            let target = batch.target;
            self.set_target(target, |target| *target = Target { begun: Some(id), waiting: None });
            self.starting.push_back(id);
        }
    }

    /// Takes the next batch that still exists out of the queue of a source.
    fn next_of(&mut self, source: u32) -> Option<u32> {
        loop {
            let id = self.queues.get(source)?.pop()?;
            if self.batch(id).is_some_and(|batch| batch.state == State::Queued) {
                self.queues.get(source)?.forget_one();
                return Some(id);
            }
        }
    }

    fn remove(&mut self, now: f64, id: u32, moment: u64) -> Option<Batch<F>> {
        let removed = self.batches.get_mut(id.wrapping_sub(self.first) as usize)?.take()?;
        while self.batches.front().is_some_and(Option::is_none) {
            self.batches.pop_front();
            self.first = self.first.wrapping_add(1);
        }
        let target = self.target(removed.target);
        match removed.state {
            State::Begun { .. } if target.begun == Some(id) => {
                self.set_target(removed.target, |target| target.begun = None);
                if let Some(next) = target.waiting
                    && self.batch(next).is_some_and(|batch| batch.state == State::Parked)
                {
                    self.enqueue(now, next, false);
                    self.pump(now, removed.source, moment);
                }
            }
            State::Begun { .. } => {}
            State::Parked | State::Queued => self.forget_waiting(&removed),
        }
        Some(removed)
    }

    /// A batch without requesters leaves the queue, at the latest when such batches are the majority.
    fn forget_waiting(&mut self, removed: &Batch<F>) {
        self.set_target(removed.target, |target| target.waiting = None);
        let is_gone = |batches: &VecDeque<Option<Batch<F>>>, first: u32, id: u32| {
            let batch = batches.get(id.wrapping_sub(first) as usize).and_then(Option::as_ref);
            batch.is_none_or(|batch| matches!(batch.state, State::Begun { .. }))
        };
        let (batches, first) = (&self.batches, self.first);
        if let Some(queue) = self.queues.get(removed.source) {
            if removed.state == State::Queued {
                queue.forget_one();
            }
            queue.tidy(|id| !is_gone(batches, first, id));
        }
        while self.patience.front().is_some_and(|(_, id)| is_gone(batches, first, *id)) {
            self.patience.pop_front();
        }
    }
}

impl<F> Batch<F> {
    fn join(&mut self, requester: Requester) {
        self.requesters.push(requester);
        self.wanted += 1;
    }
}
