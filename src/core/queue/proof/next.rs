//! What the model says comes next, and when: found by looking at all tasks each time. Changes nothing.

use super::super::Status;
use super::model::{Model, NEVER};

impl Model {
    /// The moment at which something happens by itself.
    pub(super) fn due(&self) -> Option<f64> {
        let mut due = self.tasks.iter().map(|task| task.due).fold(NEVER, f64::min);
        if let (Some(rate), Some(_), true) =
            (self.config.rate_limit, self.next_to_start(), self.is_at_its_rate())
        {
            due = due.min(self.starts[self.starts.len() - rate.limit] + rate.interval);
        }
        Some(due).filter(|due| due.is_finite())
    }

    /// The ended task that has to go first.
    pub(super) fn beyond_history(&self) -> Option<usize> {
        let kept = |label: &usize| self.tasks[*label].status.is_ended() && !self.tasks[*label].is_dismissed;
        let kept: Vec<_> = (0..self.tasks.len()).filter(kept).collect();
        let is_too_many = kept.len() > self.config.history_limit;
        kept.into_iter().filter(|_| is_too_many).min_by_key(|label| self.tasks[*label].ended_as)
    }

    /// The task that an `enqueue` with this `dedupeKey` gives: of several, which only retries make, the first to begin.
    pub(super) fn unfinished_like(&self, key: u32) -> Option<usize> {
        let is_like = |label: &usize| {
            self.tasks[*label].dedupe_key == Some(key) && !self.tasks[*label].status.is_ended()
        };
        (0..self.tasks.len()).filter(is_like).min_by_key(|label| self.tasks[*label].began)
    }

    pub(super) fn count(&self, status: Status) -> usize {
        self.tasks.iter().filter(|task| !task.is_dismissed && task.status == status).count()
    }

    /// The item of a run that starts next, if one may.
    pub(super) fn item_to_start(&self, label: usize) -> Option<usize> {
        let task = &self.tasks[label];
        let in_flight = task.items.iter().filter(|item| item.in_flight).count();
        task.next_item().filter(|_| in_flight < task.item_concurrency)
    }

    /// Whether a run over items is over.
    pub(super) fn is_done(&self, label: usize) -> bool {
        let task = &self.tasks[label];
        let is_running = task.status == Status::Running && task.itemwise;
        is_running && task.next_item().is_none() && !task.items.iter().any(|item| item.in_flight)
    }

    pub(super) fn has_items_to_start(&self) -> bool {
        (0..self.tasks.len()).any(|label| self.item_to_start(label).is_some() || self.is_done(label))
    }

    pub(super) fn next_to_start(&self) -> Option<usize> {
        if self.config.paused || self.count(Status::Running) >= self.config.concurrency {
            return None;
        }
        let is_busy =
            |key| self.tasks.iter().any(|task| task.status == Status::Running && task.key == Some(key));
        let can_start = |label: &usize| {
            let task = &self.tasks[*label];
            let is_in_line =
                task.status == Status::Pending && task.pausing_until.is_none() && task.held.is_none();
            is_in_line && !task.key.is_some_and(is_busy)
        };
        let rank = |label: &usize| (-self.tasks[*label].priority, self.tasks[*label].place);
        let all = (0..self.tasks.len()).filter(can_start);
        all.min_by(|one, other| rank(one).partial_cmp(&rank(other)).unwrap())
    }

    pub(super) fn is_at_its_rate(&self) -> bool {
        let Some(rate) = self.config.rate_limit else { return false };
        let counts = |start: &&f64| **start + rate.interval > self.now;
        self.starts.iter().filter(counts).count() >= rate.limit
    }

    pub(super) fn is_present(&self, label: usize, run: u32) -> bool {
        self.tasks[label].status == Status::Running && self.tasks[label].run == run
    }
}
