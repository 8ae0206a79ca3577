//! Which requests share a read, and when it begins.

use super::*;

/// Shared reads with a clock that stands still until it is moved.
struct Fake {
    reads: SharedReads<u32>,
    now: f64,
    moment: u64,
    waits: u32,
    /// What began: when, the batch and its requesters.
    begun: Vec<(f64, u32, Vec<u32>)>,
}

impl Fake {
    fn new() -> Self {
        Self { reads: SharedReads::default(), now: 0.0, moment: 0, waits: 0, begun: Vec::new() }
    }

    fn request_with(&mut self, source: u32, target: u32, is_last: bool) -> u32 {
        self.waits += 1;
        let requester = Requester { wait: self.waits, ticket: 1 };
        let joined = self.reads.request(
            self.now,
            ReadRequest { source, target, requester, is_last, moment: self.moment, seed: 0 },
        );
        self.run();
        joined.number
    }

    /// A wait requests a read at a moment of its own.
    fn request(&mut self, target: u32) -> u32 {
        self.moment += 1;
        self.request_with(1, target, false)
    }

    fn run(&mut self) {
        while let Some(BeginningBatch { number, requesters, .. }) = self.reads.poll_start() {
            self.begun.push((self.now, number, requesters.iter().map(|it| it.wait).collect()));
            assert_eq!(self.reads.started(number, number), None);
        }
    }

    fn end(&mut self, batch: u32) -> Vec<u32> {
        self.moment += 1;
        let requesters = self.reads.ended(self.now, batch, self.moment);
        self.run();
        requesters.iter().map(|it| it.wait).collect()
    }

    fn withdraw(&mut self, batch: u32) -> Option<u32> {
        self.moment += 1;
        let flight = self.reads.withdraw(self.now, batch, self.moment);
        self.run();
        flight
    }

    fn until(&mut self, end: f64) {
        while let Some(at) = self.reads.poll_deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.moment += 1;
            self.reads.timer(self.now, self.moment);
            self.run();
        }
        self.now = end;
    }

    fn begun_at(&self) -> Vec<f64> {
        self.begun.iter().map(|(at, ..)| *at).collect()
    }
}

#[test]
fn ten_thousand_waits_for_one_target_make_two_reads() {
    let mut fake = Fake::new();
    let first = fake.request(0);
    for _ in 1..10_000 {
        fake.request(0);
    }
    assert_eq!(fake.begun.len(), 1);
    assert_eq!(fake.end(first), [1]);
    assert_eq!(fake.begun.len(), 2);
    let second = fake.begun[1].1;
    assert_eq!(fake.end(second).len(), 9_999);
    assert_eq!(fake.begun.len(), 2);
}

#[test]
fn who_asks_after_a_read_has_begun_gets_the_next_one() {
    let mut fake = Fake::new();
    let first = fake.request(0);
    let second = fake.request(0);
    assert_ne!(first, second);
    assert_eq!(fake.end(first), [1]);
    assert_eq!(fake.begun[1], (0.0, second, vec![2]));
}

#[test]
fn what_one_happening_asks_for_is_one_read() {
    let mut fake = Fake::new();
    let first = fake.request(0);
    assert_eq!(fake.request_with(1, 0, false), first);
    assert_eq!(fake.end(first), [1, 2]);
    assert_eq!(fake.begun.len(), 1);
}

#[test]
fn another_target_or_source_has_its_own_read() {
    let mut fake = Fake::new();
    fake.request(0);
    fake.request(1);
    fake.request_with(2, 2, false);
    assert_eq!(fake.begun.len(), 3);
}

#[test]
fn a_read_that_hangs_holds_the_next_one_up_for_a_second() {
    let mut fake = Fake::new();
    fake.request(0);
    fake.until(400.0);
    fake.request(0);
    fake.until(1_399.0);
    assert_eq!(fake.begun.len(), 1);
    fake.until(1_400.0);
    assert_eq!(fake.begun_at(), [0.0, 1_400.0]);
    assert_eq!(fake.reads.poll_deadline(), None);
}

#[test]
fn a_burst_of_fifty_then_ten_a_second_and_in_the_order_asked_for() {
    let mut fake = Fake::new();
    for target in 0..200 {
        fake.request(target);
    }
    assert_eq!(fake.begun.len(), 50);
    fake.until(1_000.0);
    assert_eq!(fake.begun.len(), 60);
    fake.until(20_000.0);
    assert_eq!(fake.begun.len(), 200);
    let requesters: Vec<u32> = fake.begun.iter().flat_map(|(_, _, requesters)| requesters.clone()).collect();
    assert_eq!(requesters, (1..=200).collect::<Vec<u32>>());
    assert_eq!(fake.reads.poll_deadline(), None, "nothing is left to wait for");
}

#[test]
fn another_source_is_capped_by_itself() {
    let mut fake = Fake::new();
    for target in 0..60 {
        fake.request(target);
    }
    for target in 60..120 {
        fake.request_with(2, target, false);
    }
    assert_eq!(fake.begun.len(), 100);
}

#[test]
fn a_last_read_goes_before_ten_thousand_others() {
    let mut fake = Fake::new();
    for target in 0..10_000 {
        fake.request(target);
    }
    fake.until(50.0);
    fake.moment += 1;
    let last = fake.request_with(1, 10_000, true);
    fake.until(100.0);
    assert_eq!(fake.begun.last().map(|(at, batch, _)| (*at, *batch)), Some((100.0, last)));
}

#[test]
fn a_last_read_takes_those_who_wait_for_the_same_with_it() {
    let mut fake = Fake::new();
    for target in 0..100 {
        fake.request(target);
    }
    fake.moment += 1;
    let last = fake.request_with(1, 90, true);
    fake.until(100.0);
    assert_eq!(fake.begun.last(), Some(&(100.0, last, vec![91, 101])));
    fake.until(60_000.0);
    assert_eq!(fake.begun.len(), 100, "and they are not read again");
}

#[test]
fn a_last_read_does_not_wait_for_one_under_way() {
    let mut fake = Fake::new();
    fake.request(0);
    fake.request(0);
    fake.moment += 1;
    fake.request_with(1, 0, true);
    assert_eq!(fake.begun.len(), 2);
    assert_eq!(fake.begun[1].2, [2, 3]);
}

#[test]
fn what_nobody_wants_any_more_is_not_read_and_costs_no_token() {
    let mut fake = Fake::new();
    let batches: Vec<u32> = (0..10_000).map(|target| fake.request(target)).collect();
    for batch in &batches[50..9_999] {
        assert_eq!(fake.withdraw(*batch), None);
    }
    fake.until(100.0);
    assert_eq!(fake.begun.last().map(|(_, batch, _)| *batch), Some(batches[9_999]));
    assert_eq!(fake.reads.poll_deadline(), None);
}

#[test]
fn a_read_is_dropped_when_the_last_of_its_requesters_withdraws() {
    let mut fake = Fake::new();
    let batch = fake.request(0);
    fake.request_with(1, 0, false);
    assert_eq!(fake.withdraw(batch), None);
    assert_eq!(fake.withdraw(batch), Some(batch));
    assert_eq!(fake.withdraw(batch), None);
    assert!(fake.end(batch).is_empty());
}

#[test]
fn the_next_of_a_target_begins_when_the_one_before_was_dropped() {
    let mut fake = Fake::new();
    let first = fake.request(0);
    fake.request(0);
    fake.withdraw(first);
    assert_eq!(fake.begun.len(), 2);
}

#[test]
fn who_withdraws_while_a_read_is_being_begun_drops_it() {
    let mut reads = SharedReads::default();
    let requester = Requester { wait: 1, ticket: 1 };
    let joined = reads
        .request(0.0, ReadRequest { source: 1, target: 0, requester, is_last: false, moment: 1, seed: 5 });
    let begins =
        BeginningBatch { number: joined.number, seed: 5, requesters: vec![requester], members: vec![] };
    assert_eq!(reads.poll_start(), Some(begins));
    assert_eq!(reads.withdraw(0.0, joined.number, 1), None);
    assert_eq!(reads.started(joined.number, "the read"), Some("the read"));
}

#[test]
fn nothing_grows_over_a_million_reads_and_the_caps_hold_across_pauses() {
    let mut fake = Fake::new();
    for round in 0..100_000_u32 {
        let batch = fake.request_with(round, round % 7, false);
        fake.end(batch);
        fake.begun.clear();
        fake.until(fake.now + 10.0);
    }
    assert!(fake.reads.batches.len() < 4 && fake.reads.queues.len() < 200, "{}", fake.reads.queues.len());
    for target in 0..60 {
        let batch = fake.request(target);
        fake.end(batch);
    }
    fake.reads.clear(fake.now);
    fake.begun.clear();
    fake.request(0);
    assert!(fake.begun.is_empty(), "clearing gave no tokens back");
}
