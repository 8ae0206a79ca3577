//! One task of the model, and what of its state follows from it alone.

use super::super::{ItemState, RetryPolicy, SchedulingOptions, Spec, Status};
use super::inputs::New;
use super::model::NEVER;

/// One task. A label is its place in the model's list, and never used again.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) status: Status,
    pub(super) itemwise: bool,
    pub(super) items: Vec<Item>,
    pub(super) item_concurrency: usize,
    pub(super) stop_on_error: bool,
    pub(super) timeout: f64,
    pub(super) total_timeout: f64,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) priority: f64,
    pub(super) key: Option<u32>,
    pub(super) dedupe_key: Option<u32>,
    pub(super) attempt: u32,
    pub(super) retry_count: u32,
    pub(super) cancel_requested: bool,
    /// The number of the present or last run.
    pub(super) run: u32,
    /// Successes and failures that are no item's.
    pub(super) others: (usize, usize),
    /// Of two that wait, the one with the smaller place came first.
    pub(super) place: u64,
    /// Likewise of two that have not ended, whatever they have waited for since.
    pub(super) began: u64,
    /// Neither in line nor running: the moment its pause ends.
    pub(super) pausing_until: Option<f64>,
    /// It has left the line because there is no network; the number says in which order.
    pub(super) held: Option<u64>,
    /// The moment at which something happens to it by itself, and until when all attempts have to be over.
    pub(super) due: f64,
    pub(super) total_due: f64,
    pub(super) ended_as: u64,
    pub(super) is_dismissed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Item {
    pub(super) state: ItemState,
    /// Its body has been called and has not settled.
    pub(super) in_flight: bool,
    pub(super) spoke: bool,
    pub(super) late: bool,
}

impl Item {
    pub(super) const NEW: Self =
        Self { state: ItemState::Untried, in_flight: false, spoke: false, late: false };
}

impl Task {
    /// One that has just been enqueued.
    pub(super) fn new(new: &New, spec: &Spec, scheduling: &SchedulingOptions) -> Self {
        Self {
            status: Status::Pending,
            itemwise: new.itemwise,
            items: vec![Item::NEW; new.items.unwrap_or(0)],
            item_concurrency: new.item_concurrency,
            stop_on_error: new.stop_on_error,
            timeout: spec.timeout,
            total_timeout: scheduling.total_timeout,
            retry: scheduling.retry,
            priority: scheduling.priority,
            key: new.key,
            dedupe_key: new.dedupe_key,
            attempt: 0,
            retry_count: 0,
            cancel_requested: false,
            run: 0,
            others: (0, 0),
            place: 0,
            began: 0,
            pausing_until: None,
            held: None,
            due: NEVER,
            total_due: NEVER,
            ended_as: 0,
            is_dismissed: false,
        }
    }

    pub(super) fn completed(&self) -> usize {
        self.others.0 + self.items.iter().filter(|item| item.state == ItemState::Succeeded).count()
    }

    pub(super) fn failed(&self) -> usize {
        self.others.1 + self.items.iter().filter(|item| item.state == ItemState::Failed).count()
    }

    /// Whether the run has failed and nobody has said yet whether another follows.
    pub(super) fn is_asked_about(&self, run: u32) -> bool {
        self.run == run && self.status == Status::Pending && self.pausing_until == Some(NEVER)
    }

    /// The first item that has not been tried, unless none is started any more.
    pub(super) fn next_item(&self) -> Option<usize> {
        let is_stopped = self.cancel_requested || (self.stop_on_error && self.failed() > 0);
        if self.status != Status::Running || !self.itemwise || is_stopped {
            return None;
        }
        self.items.iter().position(|item| item.state == ItemState::Untried)
    }

    /// Makes ready for a start. Whether anything is left.
    pub(super) fn prepare(&mut self) -> bool {
        if self.attempt > 0 {
            self.clear();
        }
        (self.attempt == 0 && self.retry_count == 0) || self.take_late()
    }

    pub(super) fn abandon(&mut self) {
        for item in &mut self.items {
            if item.state == ItemState::InFlight {
                item.state = ItemState::Untried;
            }
            (item.in_flight, item.spoke) = (false, false);
        }
    }

    pub(super) fn clear(&mut self) {
        self.others = (if self.items.is_empty() { 0 } else { self.others.0 }, 0);
        for item in &mut self.items {
            if item.state == ItemState::Failed {
                item.state = ItemState::Untried;
            }
        }
    }

    /// Whether anything is left once what ended runs have reported counts.
    pub(super) fn take_late(&mut self) -> bool {
        for item in &mut self.items {
            if item.late && item.state == ItemState::Untried {
                item.state = ItemState::Succeeded;
            }
            item.late = false;
        }
        self.items.is_empty() || self.items.iter().any(|item| item.state == ItemState::Untried)
    }
}
