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
