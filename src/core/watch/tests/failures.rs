//! Failures that count only if they last.

use super::*;

fn graced() -> Config {
    Config { failure_grace: 5_000.0, pins_answers: true, ..config() }
}

#[test]
fn a_failure_without_grace_rejects_at_once() {
    let mut fake = Fake::new(config());
    fake.event(EventKind::Modified, FIRST, Answer::Failing);
    assert_eq!(fake.ending, Some(Ending::Rejected));
}

#[test]
fn a_failure_must_last() {
    let mut fake = Fake::new(Config { is_readable: false, ..graced() });
    fake.event(EventKind::Modified, FIRST, Answer::Failing);
    fake.until(4_000.0);
    fake.added(FIRST);
    fake.until(6_000.0);
    fake.event(EventKind::Modified, FIRST, Answer::Failing);
    fake.until(10_999.0);
    assert_eq!(fake.ending, None);
    fake.until(11_000.0);
    assert_eq!(fake.ending, Some(Ending::Rejected));
}

#[test]
fn the_look_at_a_failure_that_lasted_goes_before_other_reads() {
    let mut fake = Fake::prepared(graced(), |fake| fake.is_busy = true);
    fake.event(EventKind::Modified, FIRST, Answer::Failing);
    fake.until(5_000.0);
    assert_eq!((&fake.last[..], &fake.given_up[..]), (&[false, true][..], &[1][..]));
}

#[test]
fn a_failure_that_lasted_is_looked_at_once_more() {
    let mut fake = Fake::answering(graced(), true);
    fake.until(20_000.0);
    fake.event(EventKind::Modified, FIRST, Answer::Failing);
    fake.until(25_000.0);
    assert_eq!(fake.reads.last(), Some(&25_000.0));
    assert_eq!(fake.ending, None, "the read found it recovered");
}

impl Fake {
    /// Sleeps until `now`, with a failure that counts by then.
    fn wakes_failing(config: Config, now: f64) -> Self {
        let mut fake = Self::new(config);
        fake.event(EventKind::Modified, FIRST, Answer::Failing);
        fake.reads.clear();
        fake.now = now;
        fake.wait.woken(now);
        fake.wait.timer(now);
        fake.run();
        fake
    }
}

/// A laptop that slept rejected the wait as it woke, whatever had happened meanwhile.
#[test]
fn after_a_suspension_a_failure_counts_only_if_a_read_still_finds_it() {
    for (is_readable, expected) in [(true, None), (false, Some(Ending::Rejected))] {
        let config = Config { is_consistent: true, is_readable, ..graced() };
        let mut fake = Fake::wakes_failing(config, 100_000.0);
        assert_eq!(fake.ending, expected);
        if is_readable {
            assert_eq!(fake.reads, [100_000.0]);
            fake.wait.read_answered(fake.now, 1, true);
            fake.run();
            fake.until(200_000.0);
            assert_eq!(fake.ending, None, "it has recovered");
        }
    }
}

/// A wait for a collection whose first object fails, at the moment at which a read checks whether that has lasted.
fn failing_collection() -> Fake {
    let mut fake = Fake::new(Config { is_named: false, is_observed: false, ..graced() });
    for at in [0.0, 2_000.0, 10_000.0] {
        fake.until(at);
        fake.answer_read(true);
    }
    fake.event(EventKind::Modified, FIRST, Answer::Failing);
    fake.until(15_000.0);
    fake
}

/// The first object of a read rejected the wait for the failure of another, which the read showed to be over.
#[test]
fn an_object_of_a_collection_does_not_end_it_while_a_read_checks_the_others() {
    let mut fake = failing_collection();
    assert_eq!(fake.reads.last(), Some(&15_000.0));
    fake.event(EventKind::Modified, SECOND, Answer::Failing);
    assert_eq!(fake.ending, None);
    let ticket = fake.reads.len() as u32;
    fake.wait.read_answered(fake.now, ticket, true);
    assert_eq!(fake.wait.poll_action(), Some(Action::Offer(ticket)));
    fake.wait.judged(fake.now, facts(EventKind::Added, FIRST, Origin::Read), Answer::Failing);
    assert!(!fake.wait.is_over());
    fake.wait.offered(fake.now, ticket);
    fake.run();
    assert_eq!(fake.ending, Some(Ending::Rejected), "it has lasted");
}

/// Events that overtook each read kept the wait from ever ending.
#[test]
fn events_that_overtake_every_read_do_not_keep_a_failed_collection_waiting() {
    let mut fake = failing_collection();
    let mut reads = 0;
    while fake.ending.is_none() && fake.now < 300_000.0 {
        if fake.reads.len() > reads {
            reads = fake.reads.len();
            fake.event(EventKind::Modified, FIRST, Answer::Failing);
            let ticket = reads as u32;
            fake.wait.read_answered(fake.now, ticket, true);
            let _ = fake.wait.poll_action();
            let read = facts(EventKind::Added, FIRST, Origin::Read);
            if !fake.wait.is_outdated(ticket, read) {
                fake.wait.judged(fake.now, read, Answer::Failing);
            }
            fake.wait.offered(fake.now, ticket);
            fake.run();
        }
        let next = fake.now + 1_000.0;
        fake.until(next);
    }
    assert_eq!((fake.ending, fake.now < 20_000.0), (Some(Ending::Rejected), true), "at {}", fake.now);
}
