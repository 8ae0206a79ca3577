//! The time limit of reads: those that `createKubernetesWatch(…).read` makes outside of any connection.
//!
//! Each page of a read has the same time. How a read goes on is not known here, only since when its page is awaited.

use std::collections::VecDeque;

use super::limits::READ_TIMEOUT;

/// The reads under way, by id. An id is free again as soon as its read has ended or expired.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// When each expires.
    entries: Vec<Option<f64>>,
    free: Vec<u32>,
    count: usize,
    /// The deadlines and ids of pages in the order in which these began, which is the order in which they expire: all
    /// have the same time. What no longer holds is dropped when it comes first.
    queue: VecDeque<(f64, u32)>,
}

impl Reads {
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Begins a read and its first page.
    pub(super) fn begin(&mut self, now: f64) -> u32 {
        let id = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            (self.entries.len() - 1) as u32
        });
        self.count += 1;
        self.set(id, now + READ_TIMEOUT);
        id
    }

    /// The next page is awaited from now on.
    pub(super) fn renew(&mut self, now: f64, id: u32) {
        if self.entries.get(id as usize).copied().flatten().is_some() {
            self.set(id, now + READ_TIMEOUT);
        }
    }

    /// The read has ended, whichever way.
    pub(super) fn end(&mut self, id: u32) {
        if self.entries.get_mut(id as usize).and_then(Option::take).is_none() {
            return;
        }
        self.count -= 1;
        self.free.push(id);
        if self.count == 0 {
            *self = Self::default();
        }
    }

    /// Ends one read whose page did not come in time.
    pub(super) fn pop_expired(&mut self, now: f64) -> Option<u32> {
        self.deadline().filter(|deadline| *deadline <= now)?;
        let (_, id) = self.queue.pop_front()?;
        self.end(id);
        Some(id)
    }

    /// When the next read expires.
    pub(super) fn deadline(&mut self) -> Option<f64> {
        while let Some((deadline, id)) = self.queue.front().copied() {
            if self.entries.get(id as usize).copied().flatten() == Some(deadline) {
                return Some(deadline);
            }
            self.queue.pop_front();
        }
        None
    }

    fn set(&mut self, id: u32, deadline: f64) {
        if let Some(entry) = self.entries.get_mut(id as usize) {
            *entry = Some(deadline);
            self.queue.push_back((deadline, id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_does_not_come_ends_its_read_and_no_other() {
        let mut reads = Reads::default();
        let slow = reads.begin(1_000.0);
        let later = reads.begin(4_000.0);
        assert_eq!(reads.deadline(), Some(1_000.0 + READ_TIMEOUT));
        assert_eq!(reads.pop_expired(999.0 + READ_TIMEOUT), None);
        assert_eq!(reads.pop_expired(1_000.0 + READ_TIMEOUT), Some(slow));
        assert_eq!(reads.pop_expired(1_000.0 + READ_TIMEOUT), None);
        assert_eq!(reads.deadline(), Some(4_000.0 + READ_TIMEOUT));
        reads.end(later);
        assert!(reads.is_empty());
        assert_eq!(reads.deadline(), None);
    }

    #[test]
    fn each_page_has_the_whole_time() {
        let mut reads = Reads::default();
        let id = reads.begin(0.0);
        for page in 1..200 {
            let now = f64::from(page) * (READ_TIMEOUT - 1.0);
            assert_eq!(reads.pop_expired(now), None);
            reads.renew(now, id);
            assert_eq!(reads.deadline(), Some(now + READ_TIMEOUT));
        }
        assert_eq!(reads.queue.len(), 1);
    }

    #[test]
    fn an_id_that_was_given_away_again_is_not_ended_by_the_deadline_of_its_former_read() {
        let mut reads = Reads::default();
        let other = reads.begin(0.0);
        let former = reads.begin(0.0);
        reads.end(former);
        let id = reads.begin(5_000.0);
        assert_eq!(id, former);
        reads.end(other);
        assert_eq!(reads.pop_expired(READ_TIMEOUT), None);
        assert_eq!(reads.pop_expired(5_000.0 + READ_TIMEOUT), Some(id));
    }

    #[test]
    fn a_read_that_has_ended_is_neither_renewed_nor_ended_twice() {
        let mut reads = Reads::default();
        let id = reads.begin(0.0);
        let other = reads.begin(0.0);
        reads.end(id);
        reads.end(id);
        reads.renew(5_000.0, id);
        reads.end(77);
        assert_eq!(reads.deadline(), Some(READ_TIMEOUT));
        assert_eq!(reads.pop_expired(READ_TIMEOUT), Some(other));
        assert!(reads.is_empty());
        assert_eq!(reads.pop_expired(f64::INFINITY), None);
    }
}
