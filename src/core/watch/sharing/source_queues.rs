//! The waiting batches of each source, and how many may begin.

use std::collections::VecDeque;

use crate::core::watch::bucket::Bucket;

/// The queues of all sources that have batches, or whose token bucket is not full.
#[derive(Debug, Default)]
pub(super) struct SourceQueues {
    /// Sorted by source.
    queues: Vec<SourceQueue>,
    /// How many the last pruning left.
    tidied: usize,
}

/// The batches of one source, by number. Some may no longer exist.
#[derive(Debug, Default)]
pub(super) struct SourceQueue {
    source: u32,
    pub(super) bucket: Bucket,
    /// Before a deadline; they go first.
    last: VecDeque<u32>,
    others: VecDeque<u32>,
    /// How many of them still exist.
    queued: usize,
    pub(super) wakes_at: Option<f64>,
}

impl SourceQueues {
    pub(super) fn get(&mut self, source: u32) -> Option<&mut SourceQueue> {
        let at = self.find(source).ok()?;
        self.queues.get_mut(at)
    }

    /// The queue of a source, created if there is none. Queues without information are dropped when they are half of all.
    pub(super) fn get_or_insert(&mut self, now: f64, source: u32) -> Option<&mut SourceQueue> {
        let mut place = self.find(source);
        if place.is_err() {
            if self.queues.len() > self.tidied.saturating_mul(2).saturating_add(16) {
                self.queues.retain(|queue| queue.queued > 0 || !queue.bucket.is_full(now));
                self.tidied = self.queues.len();
                place = self.find(source);
            }
            let at = place.unwrap_or_else(|at| at);
            self.queues.insert(at, SourceQueue { source, ..SourceQueue::default() });
            place = Ok(at);
        }
        self.queues.get_mut(place.ok()?)
    }

    /// Drops all batches. Token buckets that are not full stay.
    pub(super) fn clear(&mut self, now: f64) {
        self.queues.retain(|queue| !queue.bucket.is_full(now));
        self.queues.shrink_to_fit();
        for queue in &mut self.queues {
            *queue = SourceQueue { source: queue.source, bucket: queue.bucket, ..SourceQueue::default() };
        }
        self.tidied = self.queues.len();
    }

    fn find(&self, source: u32) -> Result<usize, usize> {
        self.queues.binary_search_by_key(&source, |queue| queue.source)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.queues.len()
    }
}

impl SourceQueue {
    pub(super) fn push(&mut self, batch: u32, is_last: bool, was_queued: bool) {
        self.queued += usize::from(!was_queued);
        if is_last {
            self.last.push_back(batch);
        } else {
            self.others.push_back(batch);
        }
    }

    /// The next one, which may be gone; if it is not, [`forget_one`](Self::forget_one) follows.
    pub(super) fn pop(&mut self) -> Option<u32> {
        self.last.pop_front().or_else(|| self.others.pop_front())
    }

    pub(super) fn forget_one(&mut self) {
        self.queued = self.queued.saturating_sub(1);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queued == 0
    }

    pub(super) fn clear(&mut self) {
        self.last.clear();
        self.others.clear();
    }

    /// When to look at this queue again, if that is earlier than planned so far.
    pub(super) fn plan_wake(&mut self) -> Option<f64> {
        let at = self.bucket.next();
        let is_earlier = self.wakes_at.is_none_or(|wakes_at| at < wakes_at);
        is_earlier.then(|| *self.wakes_at.insert(at))
    }

    /// Drops the batches that no longer exist, once they are the majority.
    pub(super) fn tidy(&mut self, exists: impl Fn(u32) -> bool) {
        if self.last.len() + self.others.len() > self.queued * 4 + 64 {
            self.last.retain(|batch| exists(*batch));
            self.others.retain(|batch| exists(*batch));
        }
    }
}
