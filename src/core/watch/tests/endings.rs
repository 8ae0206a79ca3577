//! How a wait ends, and the last read before it times out.

use super::*;

#[test]
fn an_answer_ends_the_wait_once() {
    let mut fake = Fake::new(config());
    fake.event(EventKind::Modified, FIRST, Answer::Resolve);
    assert_eq!(fake.ending, Some(Ending::Resolved));
    fake.ending = None;
    fake.event(EventKind::Modified, FIRST, Answer::Reject);
    fake.wait.cancelled();
    fake.run();
    assert_eq!(fake.ending, None);
    assert_eq!(fake.wait.poll_deadline(), None);
}

#[test]
fn a_timeout_without_a_read_ends_at_once_and_says_what_was_seen() {
    let mut fake = Fake::new(Config { is_readable: false, timeout: Some(60_000.0), ..config() });
    fake.until(20_000.0);
    fake.added(FIRST);
    fake.until(60_000.0);
    let ending = Ending::TimedOut {
        since_last_event: Some(40_000.0),
        has_appeared: true,
        reads: 0,
        is_streaming: true,
    };
    assert_eq!(fake.ending, Some(ending));
}

#[test]
fn a_timeout_reads_once_more_and_resolves_by_what_it_reads() {
    let mut fake = Fake::answering(Config { timeout: Some(1_000.0), ..config() }, false);
    fake.answer = None;
    fake.until(1_000.0);
    assert_eq!(fake.ending, None);
    assert_eq!(fake.reads, [0.0, 1_000.0]);
    fake.wait.judged(1_000.0, facts(EventKind::Added, FIRST, Origin::Read), Answer::Resolve);
    fake.run();
    assert_eq!(fake.ending, Some(Ending::Resolved));
}

#[test]
fn a_last_read_that_changes_nothing_times_out() {
    let mut fake = Fake::answering(Config { timeout: Some(1_000.0), ..config() }, false);
    fake.until(1_000.0);
    let ending =
        Ending::TimedOut { since_last_event: None, has_appeared: false, reads: 2, is_streaming: true };
    assert_eq!(fake.ending, Some(ending));
}

#[test]
fn a_last_read_that_hangs_has_five_seconds() {
    let mut fake = Fake::new(Config { timeout: Some(1_000.0), ..config() });
    fake.until(5_999.0);
    assert_eq!(fake.ending, None);
    fake.until(6_000.0);
    assert!(matches!(fake.ending, Some(Ending::TimedOut { .. })));
}

#[test]
fn after_a_suspension_the_last_read_has_fifteen_seconds_and_is_tried_again() {
    let mut fake = Fake::new(Config { timeout: Some(1_000.0), ..config() });
    fake.now = 100_000.0;
    fake.wait.woken(fake.now);
    fake.wait.timer(fake.now);
    fake.run();
    fake.fail_read(ReadFailure::Unknown);
    fake.until(102_000.0);
    assert_eq!(fake.reads, [0.0, 100_000.0, 101_000.0]);
    fake.until(114_999.0);
    assert_eq!(fake.ending, None);
    fake.until(115_000.0);
    assert!(matches!(fake.ending, Some(Ending::TimedOut { .. })));
}

#[test]
fn a_suspension_while_the_last_read_hangs_has_it_tried_again_for_fifteen_seconds() {
    let mut fake = Fake::new(Config { timeout: Some(1_000.0), ..config() });
    fake.until(2_000.0);
    fake.now = 100_000.0;
    fake.wait.woken(fake.now);
    fake.wait.timer(fake.now);
    fake.run();
    assert_eq!(fake.reads, [0.0, 1_000.0, 100_000.0]);
    fake.until(114_999.0);
    assert_eq!(fake.ending, None);
    fake.until(115_000.0);
    assert!(matches!(fake.ending, Some(Ending::TimedOut { .. })));
}

#[test]
fn after_a_suspension_a_wait_without_reads_has_fifteen_seconds_for_its_stream() {
    let unreadable = Config { is_readable: false, timeout: Some(1_000.0), ..config() };
    for ready_at in [110_000.0, 120_000.0] {
        let mut fake = Fake::new(unreadable.clone());
        fake.now = 100_000.0;
        fake.wait.woken(fake.now);
        fake.wait.timer(fake.now);
        fake.run();
        fake.until(ready_at);
        fake.event(EventKind::Modified, FIRST, Answer::Resolve);
        assert_eq!(fake.ending == Some(Ending::Resolved), ready_at < 115_000.0);
    }
}

/// A source slower than the last read's five seconds never answered.
#[test]
fn a_read_in_flight_at_the_deadline_also_counts() {
    let mut fake = Fake::new(Config { timeout: Some(1_000.0), ..config() });
    fake.until(4_000.0);
    assert_eq!(fake.reads, [0.0, 1_000.0]);
    fake.wait.read_answered(fake.now, 1, true);
    fake.run();
    assert_eq!((&fake.offered[..], &fake.given_up[..]), (&[1][..], &[2][..]));
    assert_eq!(fake.ending, None, "it began before the time was up");
    assert_eq!(fake.reads, [0.0, 1_000.0, 4_000.0], "so there is another one");
    fake.answer_read(true);
    assert!(matches!(fake.ending, Some(Ending::TimedOut { .. })));
}

#[test]
fn a_last_read_that_fails_leaves_it_to_the_one_before() {
    let mut fake = Fake::new(Config { timeout: Some(1_000.0), ..config() });
    fake.until(1_000.0);
    fake.wait.read_failed(fake.now, 2, ReadFailure::Unknown, None);
    fake.run();
    assert_eq!(fake.ending, None);
    fake.wait.read_failed(fake.now, 1, ReadFailure::Unknown, None);
    fake.run();
    assert!(matches!(fake.ending, Some(Ending::TimedOut { .. })));
}

#[test]
fn what_waits_to_begin_at_the_deadline_is_asked_for_anew_as_a_last_read() {
    let mut fake = Fake::prepared(Config { timeout: Some(1_000.0), ..config() }, |fake| fake.is_busy = true);
    fake.until(1_000.0);
    assert_eq!((&fake.last[..], &fake.given_up[..]), (&[false, true][..], &[1][..]));
    fake.until(6_000.0);
    assert!(matches!(fake.ending, Some(Ending::TimedOut { reads: 0, .. })));
}

#[test]
fn a_task_has_its_last_read_two_seconds_before_its_deadline() {
    let mut fake = Fake::answering(Config { task_deadline: Some(25_000.0), ..config() }, true);
    fake.until(25_000.0);
    assert_eq!(fake.reads, [0.0, 2_000.0, 10_000.0, 23_000.0]);
    assert_eq!(fake.ending, None);
}

#[test]
fn a_short_task_has_its_last_read_half_way() {
    let mut fake = Fake::answering(Config { task_deadline: Some(1_000.0), ..config() }, true);
    fake.until(1_000.0);
    assert_eq!(fake.reads, [0.0, 500.0]);
}

#[test]
fn sleeps_of_the_task_do_not_put_off_the_last_read() {
    for (woken_at, deadline, last) in [(22_500.0, 25_000.0, 23_000.0), (30_000.0, 32_500.0, 30_500.0)] {
        let mut fake = Fake::answering(Config { task_deadline: Some(25_000.0), ..config() }, true);
        fake.until(22_500.0);
        if woken_at > fake.now {
            fake.wait.task_deadline_moved(fake.now, None);
            fake.until(woken_at);
        }
        fake.wait.task_deadline_moved(fake.now, Some(deadline));
        fake.until(last);
        fake.wait.task_deadline_moved(fake.now, Some(deadline));
        fake.until(deadline);
        assert_eq!(fake.reads, [0.0, 2_000.0, 10_000.0, last]);
    }
}

#[test]
fn no_positive_number_is_no_limit() {
    for none in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Config::limit(none), None);
    }
    assert_eq!(Config::limit(1.5), Some(1.5));
}

/// It was given up after ten seconds, as other reads are.
#[test]
fn after_a_suspension_a_last_read_that_is_slow_has_all_fifteen_seconds() {
    let mut fake = Fake::new(Config { timeout: Some(50_000.0), ..config() });
    fake.answer_read(true);
    fake.now = 100_000.0;
    fake.wait.woken(fake.now);
    fake.wait.timer(fake.now);
    fake.run();
    fake.until(114_000.0);
    assert_eq!((fake.reads.last(), &fake.given_up[..]), (Some(&100_000.0), &[][..]));
    fake.wait.judged(fake.now, facts(EventKind::Added, FIRST, Origin::Read), Answer::Resolve);
    fake.run();
    assert_eq!(fake.ending, Some(Ending::Resolved));
}
