//! The reads of all waits: equal ones are made once, and those of one source are capped.
//!
//! What waits ask for becomes batches. A batch that has not begun takes in whoever asks for the same target; one that
//! has begun takes in nobody, since what it finds may be older than the need of who comes later. The one
//! exception are waits that needed it at the same moment (one timer, one page event).
//!
//! Whose read it is and what it gives stays with the web half, which performs what
//! [`poll_start`](SharedReads::poll_start) names. No function here looks at all waits.

use std::collections::VecDeque;

use super::bucket::Bucket;
use crate::core::deadlines::Deadlines;

/// How long a batch waits for a read of the same target that is under way: enough to share what is answered soon,
/// and no more than that behind one that hangs.
const PATIENCE: f64 = 1_000.0;

/// Who awaits a read: a wait, and its name for the read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taker {
    /// The wait's id.
    pub wait: u32,
    /// The ticket of its [`Action::Read`](super::Action::Read).
    pub ticket: u32,
}

/// What a wait asks to be read.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// A number for the source, the same for ever.
    pub source: u32,
    /// A small number for all that is equal: source, options and read function.
    pub target: u32,
    /// Who asks.
    pub taker: Taker,
    /// Whether a deadline is near, so that it goes before the others of its source.
    pub is_last: bool,
    /// The same for all that is asked for out of one happening; never used again.
    pub moment: u64,
}

/// A batch and whether it has begun already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its number, never used again.
    pub batch: u32,
    /// Whether its read is under way.
    pub has_begun: bool,
}

/// Shares and caps reads. `F` is what the web half keeps of a read under way.
#[derive(Debug)]
pub struct SharedReads<F> {
    /// Sorted by source.
    lanes: Vec<Lane>,
    /// How many lanes the last tidying left.
    tidied: usize,
    targets: Vec<Target>,
    /// In the order of their numbers, the first of which is `first`.
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
    takers: Vec<Taker>,
    /// How many takers have not withdrawn.
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

/// What is known of one target; both are numbers of batches.
#[derive(Clone, Copy, Debug, Default)]
struct Target {
    begun: Option<u32>,
    waiting: Option<u32>,
}

/// The batches of one source that are to begin, some of which may be gone.
#[derive(Debug, Default)]
struct Lane {
    source: u32,
    bucket: Bucket,
    last: VecDeque<u32>,
    others: VecDeque<u32>,
    queued: usize,
    wakes_at: Option<f64>,
}

impl<F> Default for SharedReads<F> {
    fn default() -> Self {
        Self {
            lanes: Vec::new(),
            tidied: 0,
            targets: Vec::new(),
            batches: VecDeque::new(),
            first: 0,
            patience: VecDeque::new(),
            wakes: Deadlines::default(),
            starting: VecDeque::new(),
        }
    }
}

impl<F> SharedReads<F> {
    /// Asks for a read. Unless it has begun, [`poll_start`](Self::poll_start) will name the batch.
    pub fn ask(&mut self, now: f64, ask: Ask) -> Asked {
        let target = self.target(ask.target);
        if let Some(id) = target.begun
            && let Some(batch) = self.batch(id)
            && batch.state == (State::Begun { moment: ask.moment })
        {
            batch.join(ask.taker);
            return Asked { batch: id, has_begun: true };
        }
        if let Some(id) = target.waiting
            && let Some(batch) = self.batch(id)
        {
            batch.join(ask.taker);
            if ask.is_last {
                self.enqueue(now, id, true);
                self.pump(now, ask.source, ask.moment);
            }
            return Asked { batch: id, has_begun: false };
        }
        let id = self.first.wrapping_add(self.batches.len() as u32);
        self.batches.push_back(Some(Batch {
            source: ask.source,
            target: ask.target,
            takers: vec![ask.taker],
            wanted: 1,
            state: State::Parked,
            flight: None,
        }));
        self.set_target(ask.target, |target| target.waiting = Some(id));
        if target.begun.is_some() && !ask.is_last {
            self.patience.push_back((now + PATIENCE, id));
        } else {
            self.enqueue(now, id, ask.is_last);
            self.pump(now, ask.source, ask.moment);
        }
        Asked { batch: id, has_begun: false }
    }

    /// The next batch to begin. Its takers are to be told, then what came of the read goes to
    /// [`started`](Self::started).
    pub fn poll_start(&mut self) -> Option<(u32, Vec<Taker>)> {
        while let Some(id) = self.starting.pop_front() {
            if let Some(batch) = self.batch(id) {
                return Some((id, batch.takers.clone()));
            }
        }
        None
    }

    /// Keeps what the web half has of a read that has begun; gives it back if nobody wants it any more.
    pub fn started(&mut self, batch: u32, flight: F) -> Option<F> {
        match self.batch(batch) {
            Some(batch) => batch.flight.replace(flight),
            None => Some(flight),
        }
    }

    /// A read was answered or failed: gives those who asked for it, some of whom may have given it up.
    pub fn ended(&mut self, now: f64, batch: u32, moment: u64) -> Vec<Taker> {
        self.remove(now, batch, moment).map_or_else(Vec::new, |batch| batch.takers)
    }

    /// One of those who asked for it gives it up. What is kept of its read comes back if nobody is left.
    pub fn withdraw(&mut self, now: f64, batch: u32, moment: u64) -> Option<F> {
        let asked = self.batch(batch)?;
        asked.wanted = asked.wanted.saturating_sub(1);
        if asked.wanted > 0 { None } else { self.remove(now, batch, moment)?.flight }
    }

    /// When [`timer`](Self::timer) is to be called at the latest.
    pub fn poll_deadline(&self) -> Option<f64> {
        let patience = self.patience.front().map(|(at, _)| *at);
        [patience, self.wakes.earliest()].into_iter().flatten().reduce(f64::min)
    }

    /// The time came that `poll_deadline` named, or a later one.
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
            if let Ok(at) = self.find_lane(source)
                && let Some(lane) = self.lanes.get_mut(at)
            {
                lane.wakes_at = None;
                self.pump(now, source, moment);
            }
        }
    }

    /// Nobody waits for anything: gives the memory back. What the caps have to know stays.
    pub fn clear(&mut self, now: f64) {
        self.first = self.first.wrapping_add(self.batches.len() as u32);
        self.batches = VecDeque::new();
        self.starting = VecDeque::new();
        self.patience = VecDeque::new();
        self.wakes.clear();
        self.targets = Vec::new();
        self.lanes.retain(|lane| !lane.bucket.is_full(now));
        self.lanes.shrink_to_fit();
        for lane in &mut self.lanes {
            *lane = Lane { source: lane.source, bucket: lane.bucket, ..Lane::default() };
        }
        self.tidied = self.lanes.len();
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

    fn find_lane(&self, source: u32) -> Result<usize, usize> {
        self.lanes.binary_search_by_key(&source, |lane| lane.source)
    }

    /// The lane of a source, made if there is none. Lanes that know nothing are dropped when they are half of all.
    fn lane(&mut self, now: f64, source: u32) -> Option<&mut Lane> {
        let mut place = self.find_lane(source);
        if place.is_err() {
            if self.lanes.len() > self.tidied.saturating_mul(2).saturating_add(16) {
                self.lanes.retain(|lane| lane.queued > 0 || !lane.bucket.is_full(now));
                self.tidied = self.lanes.len();
                place = self.find_lane(source);
            }
            let at = place.unwrap_or_else(|at| at);
            self.lanes.insert(at, Lane { source, ..Lane::default() });
            place = Ok(at);
        }
        self.lanes.get_mut(place.ok()?)
    }

    /// Puts a batch in the queue of its source, or ahead of the others in it.
    fn enqueue(&mut self, now: f64, id: u32, is_last: bool) {
        let Some(batch) = self.batch(id) else { return };
        let (source, was_queued) = (batch.source, batch.state == State::Queued);
        batch.state = State::Queued;
        let Some(lane) = self.lane(now, source) else { return };
        lane.queued += usize::from(!was_queued);
        if is_last {
            lane.last.push_back(id);
        } else {
            lane.others.push_back(id);
        }
    }

    /// Begins what can begin.
    fn pump(&mut self, now: f64, source: u32, moment: u64) {
        loop {
            let Some(lane) = self.lane(now, source) else { return };
            if lane.queued == 0 {
                lane.last.clear();
                lane.others.clear();
                return;
            }
            if !lane.bucket.take(now) {
                let at = lane.bucket.next();
                if lane.wakes_at.is_none_or(|wakes_at| at < wakes_at) {
                    lane.wakes_at = Some(at);
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

    /// Takes the next batch that is still there out of the queue of a source.
    fn next_of(&mut self, source: u32) -> Option<u32> {
        let at = self.find_lane(source).ok()?;
        loop {
            let lane = self.lanes.get_mut(at)?;
            let id = lane.last.pop_front().or_else(|| lane.others.pop_front())?;
            if self.batch(id).is_some_and(|batch| batch.state == State::Queued) {
                let lane = self.lanes.get_mut(at)?;
                lane.queued = lane.queued.saturating_sub(1);
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

    /// A batch that nobody waits for any more leaves the queue, at the latest when most of what is in there has.
    fn forget_waiting(&mut self, removed: &Batch<F>) {
        self.set_target(removed.target, |target| target.waiting = None);
        let is_gone = |batches: &VecDeque<Option<Batch<F>>>, first: u32, id: u32| {
            let batch = batches.get(id.wrapping_sub(first) as usize).and_then(Option::as_ref);
            batch.is_none_or(|batch| matches!(batch.state, State::Begun { .. }))
        };
        let (batches, first) = (&self.batches, self.first);
        if let Ok(at) = self.lanes.binary_search_by_key(&removed.source, |lane| lane.source)
            && let Some(lane) = self.lanes.get_mut(at)
        {
            lane.queued = lane.queued.saturating_sub(usize::from(removed.state == State::Queued));
            if lane.last.len() + lane.others.len() > lane.queued * 4 + 64 {
                lane.last.retain(|id| !is_gone(batches, first, *id));
                lane.others.retain(|id| !is_gone(batches, first, *id));
            }
        }
        while self.patience.front().is_some_and(|(_, id)| is_gone(batches, first, *id)) {
            self.patience.pop_front();
        }
    }
}

impl<F> Batch<F> {
    fn join(&mut self, taker: Taker) {
        self.takers.push(taker);
        self.wanted += 1;
    }
}

#[cfg(test)]
mod tests;
