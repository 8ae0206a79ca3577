//! The items of a task, by position only. Their ids, which may be equal, stay in JavaScript.

use super::record::numbers::put;
use crate::core::numbered::numbered;

numbered! {
    /// The state of an item.
    pub enum ItemState {
        /// Never tried, or in flight when its run ended.
        Untried,
        /// Passed to `processItem`, not settled.
        InFlight,
        /// Counts as succeeded, and no later run gets it.
        Succeeded,
        /// Counts as failed until a retry.
        Failed,
    }
}

numbered! {
    /// What a report about an item has changed, by which the lists of ids are updated.
    pub enum Reported {
        /// Nothing visible has changed.
        Nothing,
        /// One more has succeeded.
        Succeeded,
        /// One more has failed.
        Failed,
        /// It had failed and now counts as succeeded.
        FailedBecameSucceeded,
        /// It had succeeded and now counts as failed.
        SucceededBecameFailed,
    }
}

#[derive(Debug, Clone, Copy)]
struct Item {
    state: ItemState,
    /// The item was reported: how its promise settles no longer matters.
    spoke: bool,
    /// A run that had already ended reported it as succeeded.
    late: bool,
}

/// All items of one task.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    items: Vec<Item>,
    /// No position before it is `Untried`.
    cursor: usize,
    in_flight: usize,
    concurrency: usize,
    stop_on_error: bool,
    has_late: bool,
}

impl Batch {
    pub(super) fn new(total: usize, concurrency: usize, stop_on_error: bool) -> Self {
        let item = Item { state: ItemState::Untried, spoke: false, late: false };
        Self {
            items: vec![item; total],
            cursor: 0,
            in_flight: 0,
            concurrency,
            stop_on_error,
            has_late: false,
        }
    }

    /// Appends its numbers: the concurrency, whether it stops at failures, and one number per item.
    pub(super) fn write(&self, to: &mut Vec<f64>) {
        let head = [self.concurrency as f64, f64::from(u8::from(self.stop_on_error))];
        put(to, &head);
        put(to, &[self.items.len() as f64]);
        for item in &self.items {
            put(to, &[f64::from(item.state as u8 | u8::from(item.spoke) << 2 | u8::from(item.late) << 3)]);
        }
    }

    /// The batch with these numbers.
    pub(super) fn read(concurrency: usize, stop_on_error: bool, items: Vec<u32>) -> Self {
        let mut batch = Self::new(items.len(), concurrency, stop_on_error);
        for (item, number) in batch.items.iter_mut().zip(items) {
            item.state = match number & 3 {
                0 => ItemState::Untried,
                1 => ItemState::InFlight,
                2 => ItemState::Succeeded,
                _ => ItemState::Failed,
            };
            item.spoke = number & 4 != 0;
            item.late = number & 8 != 0;
            batch.has_late |= item.late;
            batch.in_flight += usize::from(item.spoke || item.state == ItemState::InFlight);
        }
        batch
    }

    pub(super) fn state(&self, position: usize) -> Option<ItemState> {
        self.items.get(position).map(|item| item.state)
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// The positions that have not succeeded, in order: the items of a run.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = usize> {
        let open = |(_, item): &(usize, &Item)| item.state != ItemState::Succeeded;
        self.items.iter().enumerate().filter(open).map(|(position, _)| position)
    }

    /// Whether an untried item is left that may still be started.
    #[inline]
    pub(super) fn may_start(&mut self, failed: bool) -> bool {
        if failed && self.stop_on_error {
            return false;
        }
        while self.items.get(self.cursor).is_some_and(|item| item.state != ItemState::Untried) {
            self.cursor += 1;
        }
        self.cursor < self.items.len()
    }

    /// Takes the next item to start, if one may start now.
    #[inline]
    pub(super) fn start_next(&mut self, failed: bool) -> Option<usize> {
        if !self.has_place() || !self.may_start(failed) {
            return None;
        }
        let position = self.cursor;
        let item = self.items.get_mut(position)?;
        item.state = ItemState::InFlight;
        item.spoke = false;
        self.in_flight += 1;
        Some(position)
    }

    /// Whether fewer items are in flight than may be.
    #[inline]
    pub(super) fn has_place(&self) -> bool {
        self.in_flight < self.concurrency
    }

    /// An item's promise has settled. Unless the item was reported, `ok` decides, or, if the run was aborted, it counts
    /// as untried: an item that was cut off by a cancel or a timeout did not fail.
    #[inline]
    pub(super) fn settle(&mut self, position: usize, ok: bool, aborted: bool) -> Reported {
        let Some(item) = self.items.get_mut(position) else {
            return Reported::Nothing;
        };
        if item.state == ItemState::InFlight || item.spoke {
            self.in_flight = self.in_flight.saturating_sub(1);
        }
        if item.spoke || item.state != ItemState::InFlight {
            item.spoke = false;
            return Reported::Nothing;
        }
        if aborted {
            item.state = ItemState::Untried;
            return Reported::Nothing;
        }
        self.mark(position, ok)
    }

    /// A report about an item from inside the run; the last one decides.
    pub(super) fn report(&mut self, position: usize, ok: bool) -> Reported {
        if let Some(item) = self.items.get_mut(position) {
            item.spoke |= item.state == ItemState::InFlight;
        }
        self.mark(position, ok)
    }

    /// A report from a run that has ended: kept for the next retry, changes nothing else.
    pub(super) fn report_late(&mut self, position: usize) {
        if let Some(item) = self.items.get_mut(position) {
            item.late = true;
            self.has_late = true;
        }
    }

    /// Prepares a retry.
    pub(super) fn rewind(&mut self) {
        for item in &mut self.items {
            if item.state != ItemState::Succeeded {
                item.state = ItemState::Untried;
            }
            item.spoke = false;
        }
        self.cursor = 0;
        self.in_flight = 0;
    }

    /// Marks untried items as succeeded if an ended run reported them so. Returns their number.
    pub(super) fn take_late(&mut self) -> usize {
        let mut late = 0;
        if std::mem::take(&mut self.has_late) {
            for item in &mut self.items {
                if item.late && item.state == ItemState::Untried {
                    item.state = ItemState::Succeeded;
                    late += 1;
                }
                item.late = false;
            }
        }
        late
    }

    /// The run has ended: items in flight count as untried.
    pub(super) fn abandon(&mut self) {
        if self.in_flight > 0 {
            for item in &mut self.items {
                if item.state == ItemState::InFlight {
                    item.state = ItemState::Untried;
                }
                item.spoke = false;
            }
            self.in_flight = 0;
        }
    }

    fn mark(&mut self, position: usize, ok: bool) -> Reported {
        let Some(item) = self.items.get_mut(position) else {
            return Reported::Nothing;
        };
        let before = item.state;
        item.state = if ok { ItemState::Succeeded } else { ItemState::Failed };
        match (before, ok) {
            (ItemState::Untried | ItemState::InFlight, true) => Reported::Succeeded,
            (ItemState::Untried | ItemState::InFlight, false) => Reported::Failed,
            (ItemState::Succeeded, true) | (ItemState::Failed, false) => Reported::Nothing,
            (ItemState::Failed, true) => Reported::FailedBecameSucceeded,
            (ItemState::Succeeded, false) => Reported::SucceededBecameFailed,
        }
    }
}
