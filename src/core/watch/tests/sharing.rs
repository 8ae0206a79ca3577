//! Waits for one target, over the reads that they share.

use super::*;
use crate::core::watch::sharing::{BeginningBatch, ReadRequest, Requester, SharedReads};

/// When waits for one target read in ten minutes. Each begins a second after the one before, and each read is answered
/// after 300 ms.
fn reads_of(count: u32, is_streaming: bool) -> Vec<f64> {
    let began = |wait: u32| f64::from(wait) * 1_000.0;
    let mut waits: Vec<_> = (0..count)
        .map(|wait| Wait::new(began(wait), Config { seed: u64::from(wait) * 77, ..config() }))
        .collect();
    let (mut shared, mut answers): (SharedReads<()>, Vec<(f64, u32)>) = Default::default();
    let (mut begun, mut now, mut moment, mut started) = (Vec::new(), 0.0_f64, 0, 0);
    while now < 600_000.0 {
        moment += 1;
        if started < count && began(started) <= now {
            shared.add_member(0, started);
            waits[started as usize].start();
            started += 1;
        }
        for (_, batch) in answers.extract_if(.., |(at, _)| *at <= now) {
            for Requester { wait, ticket } in shared.ended(now, batch, moment) {
                waits[wait as usize].read_answered(now, ticket, true);
            }
        }
        for wait in waits.iter_mut().take(started as usize) {
            if wait.poll_deadline().is_some_and(|at| at <= now) {
                wait.timer(now);
            }
        }
        shared.timer(now, moment);
        for (number, wait) in (0..).zip(&mut waits) {
            while let Some(action) = wait.poll_action() {
                match action {
                    Action::Subscribe if is_streaming => wait.subscribed(now),
                    Action::Subscribe => wait.subscribe_failed(now),
                    Action::Read { ticket, is_last } => {
                        let (requester, seed) = (Requester { wait: number, ticket }, wait.draw_seed());
                        let (source, target) = (1, 0);
                        shared.request(now, ReadRequest { source, target, requester, is_last, moment, seed });
                    }
                    Action::Offer(ticket) => {
                        wait.judged(now, facts(EventKind::Added, FIRST, Origin::Read), Answer::Continue);
                        wait.offered(now, ticket);
                    }
                    Action::ReportStream(_) => {}
                    other => panic!("{other:?}"),
                }
            }
        }
        while let Some(BeginningBatch { number, seed, requesters, members }) = shared.poll_start() {
            begun.push(now);
            answers.push((now + 300.0, number));
            for Requester { wait, ticket } in requesters {
                waits[wait as usize].read_began(now, ticket, seed);
            }
            for wait in members {
                if let Some(ticket) = waits[wait as usize].share_read(now) {
                    shared.take_part(number, Requester { wait, ticket });
                    waits[wait as usize].read_began(now, ticket, seed);
                }
            }
        }
        let next = waits.iter().take(started as usize).filter_map(Wait::poll_deadline);
        let next = next.chain(answers.iter().map(|(at, _)| *at)).chain(shared.poll_deadline());
        let next = next.chain((started < count).then(|| began(started))).reduce(f64::min);
        now = now.max(next.unwrap_or(f64::INFINITY)).max(now + 1.0);
    }
    begun
}

/// Twenty waits read 258 times in ten minutes.
#[test]
fn twenty_waits_for_one_object_read_as_often_as_one_once_all_have_begun() {
    for is_streaming in [true, false] {
        let later = |count| reads_of(count, is_streaming).iter().filter(|at| **at > 31_000.0).count();
        let (one, twenty) = (later(1), later(20));
        assert!(one >= 9, "{one}");
        assert!(twenty.abs_diff(one) <= 4, "{twenty} reads of twenty waits, {one} of one");
    }
}

#[test]
fn reads_that_waits_share_are_still_30_to_60_s_apart() {
    let reads = reads_of(20, true);
    let gaps: Vec<f64> = reads.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let gaps = &gaps[gaps.len() - 6..];
    assert!(gaps.iter().all(|gap| (30_000.0..=60_500.0).contains(gap)), "{gaps:?}");
}

#[test]
fn a_wait_takes_part_in_no_read_that_it_does_not_need() {
    let mut hidden = Fake::answering(Config { is_visible: false, ..config() }, true);
    hidden.until(11_000.0);
    assert_eq!(hidden.wait.share_read(11_000.0), None, "it would not read again");
    let mut provisional = Fake::prepared(config(), |fake| fake.initial(FIRST));
    provisional.answer_read(false);
    assert_eq!(provisional.wait.share_read(5.0), None, "a cache that lags would lag still");
    provisional.until(2_000.0);
    provisional.answer_read(true);
    assert!(provisional.wait.share_read(3_000.0).is_some(), "a read has found it");
    let mut busy = Fake::new(config());
    assert_eq!(busy.wait.share_read(1_000.0), None, "it is reading");
    let mut consistent = Fake::new(Config { is_consistent: true, ..config() });
    assert_eq!(consistent.wait.share_read(1_000.0), None, "it is told");
    let mut held = Fake::new(config());
    held.wait.read_failed(0.0, 1, ReadFailure::Unknown, Some(20_000.0));
    assert_eq!(held.wait.share_read(1_000.0), None, "the server wants to be left alone");
}
