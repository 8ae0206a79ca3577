//! The course of one sequence, drawn from a seed.

use crate::core::watch::backoff::Rng;
use crate::core::watch::{OnDeleted, Uid};

/// The object that the server has under the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Absent,
    Pending(Uid),
    Ready(Uid),
    Failed(Uid),
}

impl State {
    /// As a uid (0: absent) and a verdict (0: pending, 1: ready, 2: failed).
    pub(super) fn picture(self) -> (Uid, u8) {
        match self {
            Self::Absent => (0, 0),
            Self::Pending(uid) => (uid, 0),
            Self::Ready(uid) => (uid, 1),
            Self::Failed(uid) => (uid, 2),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// The server's state changes without deciding anything. Its events may be lost, late or doubled.
    Become(State),
    /// The streams break, with a code and how long the server wants no requests.
    Break(Option<u16>, Option<f64>),
    Hide,
    Show,
    Sleep,
}

#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) seed: u64,
    pub(super) on_deleted: OnDeleted,
    /// Whether the server begins with the object, and the first wait with the option `initial`.
    pub(super) has_initial: bool,
    /// Each with the milliseconds after the previous one.
    pub(super) steps: Vec<(u64, Step)>,
    pub(super) last: State,
    /// When each wait begins.
    pub(super) waits: Vec<u64>,
    /// How long after the final state the waits time out, if they do.
    pub(super) timeout: Option<u64>,
    /// Whether the source replays the state to each subscriber and loses nothing.
    pub(super) is_consistent: bool,
    /// How many of 256 events are lost.
    pub(super) loss: u8,
    /// How many of 256 reads fail or hang.
    pub(super) read_failure: u8,
    pub(super) is_slow_to_answer: bool,
}

impl Script {
    pub(super) fn draw(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut below = |limit: u64| (rng.fraction() * limit as f64) as u64;
        let on_deleted = [OnDeleted::Reject, OnDeleted::Continue, OnDeleted::Resolve][below(3) as usize];
        let is_consistent = below(6) == 0;
        // Often so soon that an earlier read is answered after it.
        let is_soon = below(2) == 0;
        let timeout = (below(3) == 0).then(|| 1 + below(if is_soon { 1_000 } else { 20_000 }));
        // A consistent source cannot report a deletion in a gap, and only waits for a deletion read then.
        let is_noticed = !is_consistent || on_deleted == OnDeleted::Resolve;
        let can_vanish = is_noticed && timeout.is_none();
        let last = match below(7) {
            0 if can_vanish => State::Absent,
            1 => State::Pending(2),
            2 => State::Ready(2),
            3 => State::Failed(1),
            4 | 5 => State::Ready(1),
            _ => State::Pending(1),
        };
        let count = below(12);
        let steps = (0..count).map(|_| {
            let step = match below(9) {
                0 | 1 => {
                    let code = [None, Some(410), Some(403), Some(429), Some(503)][below(5) as usize];
                    Step::Break(code, (below(3) == 0).then(|| below(20_000) as f64))
                }
                2 => Step::Hide,
                3 => Step::Show,
                4 if timeout.is_none() => Step::Sleep,
                // Where deletion does not decide, the object may come and go.
                5 | 6 if on_deleted == OnDeleted::Continue => Step::Become(match below(3) {
                    0 if can_vanish => State::Absent,
                    1 => State::Pending(2),
                    _ => State::Pending(1),
                }),
                _ => Step::Become(State::Pending(1)),
            };
            (below(20_000), step)
        });
        let steps: Vec<_> = steps.collect();
        let until = steps.iter().map(|(delay, _)| delay).sum::<u64>() + 1;
        let count = below(3);
        let waits: Vec<_> = (0..=count).map(|index| if index == 0 { 0 } else { below(until) }).collect();
        Self {
            seed,
            on_deleted,
            has_initial: on_deleted == OnDeleted::Resolve || below(2) == 0,
            last,
            waits,
            steps,
            timeout,
            is_consistent,
            loss: if is_consistent { 0 } else { below(256) as u8 },
            read_failure: below(200) as u8,
            is_slow_to_answer: timeout.is_none() && below(2) == 0,
        }
    }

    /// When the final state comes.
    pub(super) fn end(&self) -> u64 {
        self.steps.iter().map(|(delay, _)| delay).sum::<u64>() + 5_000
    }

    /// Scripts like this one, each with one thing removed.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let without = |remove: &dyn Fn(&mut Self)| {
            let mut smaller = self.clone();
            remove(&mut smaller);
            smaller
        };
        let mut all: Vec<_> = (0..self.steps.len())
            .map(|at| {
                without(&|script| {
                    script.steps.remove(at);
                })
            })
            .collect();
        all.extend((1..self.waits.len()).map(|at| {
            without(&|script| {
                script.waits.remove(at);
            })
        }));
        if self.is_slow_to_answer {
            all.push(without(&|script| script.is_slow_to_answer = false));
        }
        if self.read_failure > 0 {
            all.push(without(&|script| script.read_failure = 0));
        }
        if self.loss > 0 {
            all.push(without(&|script| script.loss = 0));
        }
        all
    }
}
