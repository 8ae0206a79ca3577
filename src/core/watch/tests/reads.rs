//! When a wait reads, and what the answers mean.

use super::*;

#[test]
fn the_object_is_read_after_subscribing_then_rarely() {
    let mut fake = Fake::answering(config(), true);
    fake.until(10_000.0);
    assert_eq!(fake.reads, [0.0, 2_000.0, 10_000.0]);
    fake.until(200_000.0);
    let gaps: Vec<f64> = fake.reads.windows(2).skip(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.len() >= 3, "{gaps:?}");
    assert!(gaps.iter().all(|gap| (30_000.0..=60_000.0).contains(gap)), "{gaps:?}");
    assert!(gaps.windows(2).any(|pair| pair[0] != pair[1]), "without jitter: {gaps:?}");
}

#[test]
fn a_hidden_page_reads_no_more_until_it_is_shown() {
    let mut fake = Fake::answering(config(), true);
    fake.until(11_000.0);
    fake.wait.hidden();
    fake.until(500_000.0);
    assert_eq!(fake.reads.len(), 3);
    fake.wait.shown(fake.now);
    fake.run();
    fake.until(506_000.0);
    assert_eq!(fake.reads[3..], [500_000.0, 505_000.0]);
}

#[test]
fn a_consistent_source_is_read_only_before_a_timeout() {
    let consistent = Config { is_consistent: true, timeout: Some(90_000.0), ..config() };
    let mut fake = Fake::answering(consistent, true);
    fake.until(40_000.0);
    fake.error(None);
    fake.wait.shown(fake.now);
    fake.wait.lost(fake.now);
    fake.run();
    fake.until(95_000.0);
    assert_eq!(fake.reads, [90_000.0]);
}

#[test]
fn a_consistent_source_is_read_once_for_a_deletion() {
    let config = Config { is_consistent: true, on_deleted: OnDeleted::Resolve, ..config() };
    let mut fake = Fake::answering(config.clone(), true);
    fake.until(90_000.0);
    assert_eq!(fake.reads, [0.0]);
    let fake = Fake::answering(config, false);
    assert_eq!(fake.ending, Some(Ending::Gone));
}

/// Where the object was gone before the subscription, one read found nothing and no second one followed: the wait went on for ever.
#[test]
fn a_consistent_source_is_read_again_where_absence_counts_only_the_second_time() {
    for (on_deleted, ending, reads) in [
        (OnDeleted::Resolve, Ending::Gone, &[0.0, 2_000.0][..]),
        (OnDeleted::Reject, Ending::Deleted, &[2_000.0, 4_000.0]),
    ] {
        let config = Config { is_consistent: true, reports_stream: true, on_deleted, ..config() };
        let mut fake = Fake::prepared(config, |fake| {
            fake.initial(FIRST);
            fake.answer = Some(false);
        });
        fake.wait.stream_reported(0.0, StreamState::Open, None);
        fake.until(60_000.0);
        assert_eq!((fake.ending, &fake.reads[..]), (Some(ending), reads));
    }
}

/// What was deleted between two subscriptions was waited for until the timeout: a replay has no word for it.
#[test]
fn a_source_that_reports_its_stream_is_read_where_it_replays_nothing_of_a_seen_object() {
    for (reports_stream, replays, is_read) in
        [(true, true, false), (true, false, true), (false, false, false)]
    {
        let mut fake = Fake::answering(Config { is_consistent: true, reports_stream, ..config() }, false);
        fake.added(FIRST);
        fake.until(40_000.0);
        fake.error(None);
        fake.until(42_000.0);
        assert_eq!(fake.subscribes.len(), 2);
        fake.wait.stream_reported(fake.now, StreamState::Open, None);
        if replays {
            fake.added(FIRST);
        }
        fake.until(60_000.0);
        assert_eq!((fake.reads.len(), fake.gone), if is_read { (1, 1) } else { (0, 0) });
    }
}

/// The object was there when it was read, and gone when the source listed it: nothing mentioned it, and the wait went on for ever.
#[test]
fn what_a_stream_does_not_mention_once_it_is_open_is_read_again() {
    let client = Config { is_consistent: true, reports_stream: true, ..config() };
    for (is_named, on_deleted, before, after) in [
        (true, OnDeleted::Resolve, &[0.0][..], 5_000.0),
        (false, OnDeleted::Count, &[], 3_000.0),
        (true, OnDeleted::Reject, &[], 5_000.0),
    ] {
        for is_mentioned in [true, false] {
            let mut fake = Fake::prepared(Config { is_named, on_deleted, ..client.clone() }, |fake| {
                fake.initial(FIRST);
                fake.answer = Some(true);
            });
            fake.until(3_000.0);
            assert_eq!(fake.reads, before);
            fake.wait.stream_reported(fake.now, StreamState::Open, None);
            if is_mentioned {
                fake.added(FIRST);
            }
            fake.run();
            fake.until(60_000.0);
            let expected = if is_named && is_mentioned { before } else { &[before, &[after]].concat() };
            assert_eq!(fake.reads, expected);
        }
    }
}

#[test]
fn a_consistent_source_is_not_read_while_its_stream_is_bad() {
    let mut fake = Fake::answering(Config { is_consistent: true, reports_stream: true, ..config() }, false);
    fake.added(FIRST);
    while fake.now < 29_000.0 {
        fake.error(None);
        fake.until(fake.now + 1_900.0);
    }
    fake.until(90_000.0);
    assert!(fake.reads.is_empty(), "{:?}", fake.reads);
    fake.wait.stream_reported(fake.now, StreamState::Open, None);
    fake.until(92_000.0);
    assert_eq!(fake.gone, 1);
}

#[test]
fn a_deletion_between_two_subscriptions_to_a_consistent_source_is_read() {
    let config = Config { is_consistent: true, on_deleted: OnDeleted::Resolve, ..config() };
    let mut fake = Fake::answering(config, true);
    fake.until(20_000.0);
    fake.error(None);
    fake.answer = Some(false);
    fake.until(20_999.0);
    assert_eq!(fake.ending, None);
    fake.until(21_000.0);
    assert_eq!(fake.ending, Some(Ending::Gone));
}

/// An object of a collection does not show which of the others were deleted before the subscription.
#[test]
fn an_event_of_a_collection_does_not_replace_the_read_that_failed() {
    let config = Config { is_consistent: true, is_named: false, on_deleted: OnDeleted::Count, ..config() };
    let mut fake = Fake::new(config);
    fake.fail_read(ReadFailure::Unknown);
    fake.added(FIRST);
    fake.until(5_000.0);
    assert_eq!(fake.reads.len(), 2);
}

#[test]
fn what_a_collection_was_before_a_consistent_source_replays_it_is_not_awaited() {
    for (is_consistent, given_up) in [(true, vec![1]), (false, vec![])] {
        let config = Config { is_consistent, is_named: false, on_deleted: OnDeleted::Count, ..config() };
        let mut fake = Fake::new(config);
        fake.until(500.0);
        fake.error(None);
        assert_eq!(fake.given_up, given_up);
        fake.until(2_000.0);
        assert_eq!(fake.reads.len(), if is_consistent { 2 } else { 1 });
    }
}

#[test]
fn a_hanging_read_is_given_up_after_ten_seconds_and_its_answer_is_ignored() {
    let mut fake = Fake::new(config());
    fake.until(9_999.0);
    assert_eq!(fake.reads, [0.0]);
    fake.until(10_000.0);
    assert_eq!(fake.reads, [0.0, 10_000.0]);
    fake.wait.read_answered(fake.now, 1, true);
    fake.run();
    assert!(fake.offered.is_empty());
}

#[test]
fn a_read_hangs_only_from_when_it_began() {
    let mut fake = Fake::prepared(config(), |fake| fake.is_busy = true);
    fake.until(60_000.0);
    assert_eq!(fake.reads, [0.0], "one at a time");
    fake.wait.read_began(60_000.0, 1, 0);
    fake.wait.read_began(65_000.0, 1, 0);
    fake.is_busy = false;
    fake.until(69_999.0);
    assert!(fake.given_up.is_empty());
    fake.until(70_000.0);
    assert_eq!(fake.given_up, [1]);
    assert_eq!(fake.reads, [0.0, 70_000.0]);
}

#[test]
fn what_came_before_a_read_began_does_not_overtake_it() {
    let mut fake = Fake::prepared(config(), |fake| fake.is_busy = true);
    fake.added(FIRST);
    fake.wait.read_began(0.0, 1, 0);
    fake.answer_read(true);
    assert_eq!(fake.offered, [1]);
}

#[test]
fn a_server_that_wants_to_be_left_alone_is_not_read_before() {
    let mut fake = Fake::new(config());
    fake.wait.read_failed(0.0, 1, ReadFailure::Unknown, Some(20_000.0));
    fake.run();
    fake.wait.shown(0.0);
    fake.until(19_999.0);
    assert_eq!(fake.reads, [0.0]);
    fake.until(20_000.0);
    assert_eq!(fake.reads, [0.0, 20_000.0]);
}

#[test]
fn a_server_that_wants_to_be_left_alone_for_ever_is_read_after_ten_minutes() {
    for asked in [600_001.0, 3_600_000.0, 1e15] {
        let mut fake = Fake::new(config());
        fake.wait.read_failed(0.0, 1, ReadFailure::Unknown, Some(asked));
        fake.until(599_999.0);
        assert_eq!(fake.reads, [0.0], "{asked}");
        fake.until(600_000.0);
        assert_eq!(fake.reads, [0.0, 600_000.0], "{asked}");
    }
}

#[test]
fn a_last_read_heeds_no_hold() {
    let mut fake = Fake::new(Config { timeout: Some(5_000.0), ..config() });
    fake.wait.read_failed(0.0, 1, ReadFailure::Unknown, Some(60_000.0));
    fake.until(5_000.0);
    assert_eq!(fake.reads, [0.0, 5_000.0]);
}

#[test]
fn a_failed_read_is_tried_again_with_growing_pauses() {
    let mut fake = Fake::new(Config { is_visible: false, ..config() });
    fake.until(20_000.0);
    let mut fake_reads = Vec::new();
    for _ in 0..6 {
        fake.fail_read(ReadFailure::Unknown);
        let next = fake.wait.poll_deadline().unwrap();
        fake_reads.push(next - fake.now);
        fake.until(next);
    }
    assert_eq!(fake.ending, None);
    assert!(fake_reads.windows(2).all(|pair| pair[1] >= pair[0] * 0.9), "{fake_reads:?}");
    assert!(fake_reads.last().is_some_and(|pause| *pause <= 37_500.0 && *pause >= 30_000.0));
}

#[test]
fn a_read_overtaken_by_an_event_is_dropped_and_repeated() {
    let mut fake = Fake::new(config());
    fake.added(FIRST);
    fake.answer_read(false);
    assert_eq!(fake.ending, None, "the absence was older than the object");
    assert_eq!(fake.reads.len(), 2);
    fake.answer_read(true);
    assert_eq!(fake.offered, [2]);
}

#[test]
fn of_a_list_only_what_was_overtaken_is_dropped() {
    let mut fake = Fake::new(Config { is_named: false, ..config() });
    fake.added(SECOND);
    let ticket = fake.reads.len() as u32;
    fake.wait.read_answered(0.0, ticket, true);
    assert!(matches!(fake.wait.poll_action(), Some(Action::Offer(_))));
    assert!(!fake.wait.is_outdated(ticket, facts(EventKind::Added, FIRST, Origin::Read)));
    assert!(fake.wait.is_outdated(ticket, facts(EventKind::Added, SECOND, Origin::Read)));
    fake.wait.offered(0.0, ticket);
    fake.run();
    assert_eq!(fake.reads.len(), 2, "and the read is repeated");
}

#[test]
fn a_lost_event_leads_to_a_read() {
    let mut fake = Fake::answering(config(), true);
    fake.until(15_000.0);
    fake.wait.lost(fake.now);
    fake.run();
    assert_eq!(fake.reads.last(), Some(&15_000.0));
}

#[test]
fn nothing_is_read_while_an_answer_is_awaited() {
    let mut fake = Fake::answering(config(), true);
    fake.wait.answer_pending();
    fake.until(300_000.0);
    assert_eq!(fake.reads, [0.0]);
    fake.wait.judged(fake.now, facts(EventKind::Added, FIRST, Origin::Queued), Answer::Continue);
    fake.run();
    assert_eq!(fake.reads, [0.0, 300_000.0]);
}

#[test]
fn a_read_rejected_with_404_found_nothing_and_other_codes_say_nothing_of_the_object() {
    for (code, is_over) in [(Some(404), true), (Some(403), false), (Some(500), false), (None, false)] {
        let mut fake = Fake::new(config());
        fake.added(FIRST);
        // The first read was overtaken by the event.
        fake.answer_read(true);
        fake.wait.read_rejected(fake.now, fake.reads.len() as u32, code, None);
        fake.run();
        assert_eq!(fake.gone == 1 && fake.ending == Some(Ending::Deleted), is_over, "{code:?}");
    }
}
