//! How many tasks may start within a sliding interval.

use std::collections::VecDeque;

/// A limit of starts, including those of automatic attempts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateLimit {
    /// Starts within the interval.
    pub limit: usize,
    /// Milliseconds.
    pub interval: f64,
}

/// The starts that still count.
#[derive(Debug, Clone)]
pub(super) struct Rate {
    limit: RateLimit,
    starts: VecDeque<f64>,
    /// Whether only the limit keeps a task from starting.
    pub(super) holds_up: bool,
}

impl Rate {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self { limit, starts: VecDeque::new(), holds_up: false }
    }

    /// Whether a task may start now; if not, the queue is held up until [`Rate::due`].
    pub(super) fn allows(&mut self, now: f64) -> bool {
        while self.starts.front().is_some_and(|start| start + self.limit.interval <= now) {
            self.starts.pop_front();
        }
        self.holds_up = self.starts.len() >= self.limit.limit;
        !self.holds_up
    }

    /// The moments of the starts that may still count.
    pub(super) fn starts(&self) -> impl Iterator<Item = f64> {
        self.starts.iter().copied()
    }

    pub(super) fn started(&mut self, now: f64) {
        self.starts.push_back(now);
    }

    /// When the next task may start, while one is held up.
    pub(super) fn due(&self) -> Option<f64> {
        let first = self.starts.front().filter(|_| self.holds_up)?;
        Some(first + self.limit.interval)
    }
}
