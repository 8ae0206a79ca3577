//! The queue's polls: the next action, the next deadline, the task to forget.

use super::rate::Rate;
use super::{Action, Cause, Excess, Now, Poll, Queue, Status};

impl Queue {
    /// The next action. Without `may_start`, only what must not wait: nothing is started. Without the time, only an action
    /// that does not need it, or a request for it: most polls find nothing to do, and reading a clock costs as much.
    pub fn poll_action(&mut self, now: Option<Now>, may_start: bool) -> Poll {
        loop {
            if let Some(action) = self.endings.pop_front().or_else(|| self.aborts.pop_front()) {
                match action {
                    Action::AskRetry { task, run } if !self.is_asking(task, run) => continue,
                    _ => return Poll::Do(action),
                }
            }
            if !may_start {
                return Poll::Nothing;
            }
            if let Some(&id) = self.batches.front() {
                if let Some(action) = self.start_item(id) {
                    return Poll::Do(action);
                }
                if self.items_are_done(id) {
                    let Some(now) = now else { return Poll::NeedsTime };
                    self.end_items(id, now);
                }
                self.batches.pop_front();
                continue;
            }
            if let Some(rate) = &mut self.rate {
                rate.holds_up = false;
            }
            if self.config.paused || self.running >= self.config.concurrency {
                return Poll::Nothing;
            }
            let Some(id) = self.ready.first(&self.tasks) else { return Poll::Nothing };
            let Some(now) = now else { return Poll::NeedsTime };
            if self.rate.as_mut().is_some_and(|rate| !rate.allows(now.moment)) {
                return Poll::Nothing;
            }
            if self.needs_network(id) {
                match self.has_network.take() {
                    Some(true) => {}
                    Some(false) => {
                        self.hold(id);
                        continue;
                    }
                    None => return Poll::NeedsNetwork,
                }
            }
            if self.tasks.get_mut(id).is_some_and(|task| !task.prepare()) {
                self.end(id, now, Status::Completed, Cause::NothingLeft);
                continue;
            }
            return Poll::Do(self.start(id, now));
        }
    }

    /// Whether there is surely nothing to do until the next input; `false` if that would have to be looked up.
    #[inline]
    pub fn is_at_rest(&self) -> bool {
        self.endings.is_empty()
            && self.aborts.is_empty()
            && self.batches.is_empty()
            && self.rate.is_none()
            && (self.config.paused || self.running >= self.config.concurrency || self.ready.len() == 0)
    }

    /// When to call [`Queue::fired`] next, if ever.
    pub fn next_deadline(&mut self) -> Option<f64> {
        let earliest = self.earliest_deadline();
        match self.rate.as_ref().and_then(Rate::due) {
            Some(due) => Some(earliest.map_or(due, |earliest| earliest.min(due))),
            None => earliest,
        }
    }

    /// A moment before which nothing is due: a cheaper lower bound for [`Queue::next_deadline`]. `None` if that has
    /// to be called.
    #[inline]
    pub fn nothing_before(&self) -> Option<f64> {
        let earliest = self.deadlines.earliest().filter(|_| self.with_deadline > 0)?;
        Some(self.rate.as_ref().and_then(Rate::due).map_or(earliest, |due| earliest.min(due)))
    }

    /// The task to forget, own or another queue's, if there are more than `history_limit` allows: the one that ended
    /// first.
    pub fn excess(&mut self) -> (Excess, u32) {
        self.history.excess(&self.tasks)
    }

    pub(super) fn earliest_deadline(&mut self) -> Option<f64> {
        if self.with_deadline == 0 {
            self.deadlines.clear();
        }
        self.tidy();
        self.deadlines.earliest()
    }
}
