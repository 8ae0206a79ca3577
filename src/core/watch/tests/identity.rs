//! Which object a wait is for.

use super::*;

#[test]
fn a_deleted_event_rejects() {
    let mut fake = Fake::new(config());
    fake.added(FIRST);
    fake.event(EventKind::Deleted, FIRST, Answer::Continue);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

#[test]
fn the_answer_to_a_deleted_event_comes_first() {
    let mut fake = Fake::new(config());
    fake.added(FIRST);
    fake.event(EventKind::Deleted, FIRST, Answer::Resolve);
    assert_eq!(fake.ending, Some(Ending::Resolved));
}

#[test]
fn another_uid_under_the_name_rejects() {
    let mut fake = Fake::new(config());
    fake.added(FIRST);
    fake.added(SECOND);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

#[test]
fn a_pinned_wait_does_not_take_another_object_for_its_own() {
    let mut fake = Fake::new(Config { pins_answers: true, ..config() });
    fake.added(FIRST);
    fake.event(EventKind::Added, SECOND, Answer::Resolve);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

#[test]
fn with_continue_the_next_object_of_the_name_is_waited_for() {
    let mut fake = Fake::new(Config { on_deleted: OnDeleted::Continue, ..config() });
    fake.added(FIRST);
    fake.event(EventKind::Deleted, FIRST, Answer::Continue);
    fake.added(SECOND);
    assert_eq!(fake.ending, None);
    fake.event(EventKind::Modified, SECOND, Answer::Resolve);
    assert_eq!(fake.ending, Some(Ending::Resolved));
}

#[test]
fn an_object_already_terminating_when_first_seen_pins_nothing() {
    let mut fake = Fake::new(config());
    fake.terminating(EventKind::Added, FIRST, Origin::Event);
    fake.terminating(EventKind::Deleted, FIRST, Origin::Event);
    fake.added(SECOND);
    assert_eq!(fake.ending, None);
    fake.event(EventKind::Deleted, SECOND, Answer::Continue);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

#[test]
fn the_end_of_the_object_before_the_initial_one_is_not_the_waits() {
    let mut fake = Fake::prepared(config(), |fake| fake.initial(SECOND));
    fake.terminating(EventKind::Modified, FIRST, Origin::Event);
    fake.event(EventKind::Deleted, FIRST, Answer::Continue);
    assert_eq!(fake.ending, None);
    fake.event(EventKind::Deleted, SECOND, Answer::Continue);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

/// A wait for an object just created was failed by the one before it.
#[test]
fn an_object_before_the_initial_one_does_not_fail_the_wait() {
    let mut fake = Fake::prepared(config(), |fake| fake.initial(SECOND));
    for kind in [EventKind::Modified, EventKind::Deleted] {
        let facts = Facts { is_terminating: true, ..facts(kind, FIRST, Origin::Event) };
        fake.wait.judged(0.0, facts, Answer::Failing);
        fake.run();
    }
    assert_eq!(fake.ending, None);
    fake.event(EventKind::Modified, SECOND, Answer::Failing);
    assert_eq!(fake.ending, Some(Ending::Rejected));
}

#[test]
fn a_judgement_of_a_collection_is_not_the_appearance_of_an_object() {
    let mut fake = Fake::new(Config { is_named: false, ..config() });
    fake.wait.concluded(0.0, Answer::Continue);
    assert!(!fake.wait.identity.has_appeared());
    fake.added(FIRST);
    assert!(fake.wait.identity.has_appeared());
    fake.wait.concluded(0.0, Answer::Resolve);
    fake.run();
    assert_eq!(fake.ending, Some(Ending::Resolved));
}

#[test]
fn absence_of_an_object_seen_before_is_a_deletion_offered_as_such() {
    let mut fake = Fake::answering(config(), true);
    fake.answer = Some(false);
    fake.until(2_000.0);
    assert_eq!(fake.gone, 1);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

#[test]
fn absence_after_initial_alone_counts_the_second_time() {
    let mut fake = Fake::prepared(config(), |fake| {
        fake.answer = Some(false);
        fake.initial(FIRST);
    });
    assert_eq!(fake.ending, None);
    fake.until(2_000.0);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

/// A cache that lagged ended the wait for an object just created: it still gave the one before.
#[test]
fn another_object_after_initial_alone_counts_the_second_time() {
    let prepare = |fake: &mut Fake| {
        fake.found = Some(SECOND);
        fake.answer = Some(true);
        fake.initial(FIRST);
    };
    for is_consistent in [false, true] {
        let mut fake =
            Fake::prepared(Config { is_consistent, pins_answers: true, ..config() }, |fake| prepare(fake));
        if is_consistent {
            fake.wait.schedule.plan(0.0);
            fake.until(0.0);
        }
        assert_eq!((&fake.reads[..], fake.ending), (&[0.0][..], None));
        fake.until(1_999.0);
        assert_eq!(fake.ending, None);
        fake.until(2_000.0);
        assert_eq!((&fake.reads[..], fake.ending), (&[0.0, 2_000.0][..], Some(Ending::Deleted)));
    }
    let mut fake = Fake::prepared(config(), prepare);
    fake.answer = Some(false);
    fake.until(2_000.0);
    assert_eq!(fake.ending, None, "the second read found something else");
    fake.added(FIRST);
    fake.answer = Some(true);
    fake.until(10_000.0);
    assert_eq!(fake.ending, Some(Ending::Deleted), "an object that was seen needs no second read");
}

#[test]
fn a_last_read_that_doubts_the_initial_object_is_repeated_while_there_is_time() {
    let config = Config { is_consistent: true, timeout: Some(15_000.0), ..config() };
    let mut fake = Fake::prepared(config, |fake| {
        fake.found = Some(SECOND);
        fake.answer = Some(true);
        fake.initial(FIRST);
    });
    fake.until(15_000.0);
    assert_eq!(fake.ending, None);
    fake.until(17_000.0);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

/// However ready it is, and whether an event or a read shows it.
#[test]
fn an_object_created_before_the_initial_one_is_never_the_waits() {
    let mut fake = Fake::prepared(Config { pins_answers: true, ..config() }, |fake| fake.initial(FIRST));
    let earlier = Facts { is_earlier: true, ..facts(EventKind::Added, SECOND, Origin::Event) };
    for _ in 0..2 {
        fake.wait.judged(0.0, earlier, Answer::Resolve);
        fake.run();
        assert_eq!(fake.ending, None);
        fake.added(FIRST);
    }
    let ticket = fake.reads.len() as u32;
    fake.wait.read_answered(0.0, ticket, true);
    for _ in 0..3 {
        assert!(fake.wait.identity.is_outdated(earlier));
    }
    fake.event(EventKind::Modified, FIRST, Answer::Resolve);
    assert_eq!(fake.ending, Some(Ending::Resolved));
}

#[test]
fn absence_before_the_object_was_seen_is_waited_out() {
    let mut fake = Fake::answering(config(), false);
    fake.until(100_000.0);
    assert_eq!(fake.ending, None);
}

#[test]
fn a_wait_for_deletion_resolves_by_event_absence_and_another_uid() {
    let config = Config { on_deleted: OnDeleted::Resolve, ..config() };
    let mut by_event = Fake::answering(config.clone(), true);
    by_event.terminating(EventKind::Modified, FIRST, Origin::Event);
    assert_eq!(by_event.ending, None);
    by_event.terminating(EventKind::Deleted, FIRST, Origin::Event);
    assert_eq!(by_event.ending, Some(Ending::Gone));
    let by_absence = Fake::answering(config.clone(), false);
    assert_eq!(by_absence.ending, Some(Ending::Gone));
    let mut by_uid = Fake::answering(config, true);
    by_uid.added(SECOND);
    assert_eq!(by_uid.ending, Some(Ending::Gone));
}

#[test]
fn in_a_collection_a_deletion_is_nobodys_end() {
    let mut fake = Fake::new(Config { is_named: false, ..config() });
    fake.added(FIRST);
    fake.added(SECOND);
    fake.event(EventKind::Deleted, FIRST, Answer::Continue);
    assert_eq!(fake.ending, None);
}

#[test]
fn an_object_without_uid_is_whichever_it_could_be() {
    let mut fake = Fake::new(config());
    fake.added(0);
    fake.added(FIRST);
    assert_eq!(fake.ending, None);
    fake.added(SECOND);
    assert_eq!(fake.ending, Some(Ending::Deleted));
}

/// Each read that gave the object from before planned one more, beside those that were planned anyway.
#[test]
fn a_cache_that_keeps_the_object_before_initial_is_read_no_more_often_than_others() {
    let earlier = Facts { is_earlier: true, ..facts(EventKind::Added, SECOND, Origin::Read) };
    for timeout in [None, Some(200_000.0)] {
        let mut fake = Fake::prepared(Config { timeout, ..config() }, |fake| fake.initial(FIRST));
        let mut answered = 0;
        let mut at = 0.0;
        while at < 200_000.0 {
            if fake.reads.len() > answered {
                answered = fake.reads.len();
                let ticket = answered as u32;
                fake.wait.read_answered(fake.now, ticket, true);
                let _ = fake.wait.poll_action();
                assert!(fake.wait.is_outdated(ticket, earlier));
                fake.wait.offered(fake.now, ticket);
                fake.run();
            }
            at += 100.0;
            fake.until(at);
        }
        let ticket = fake.reads.len() as u32;
        fake.wait.read_answered(fake.now, ticket, true);
        if timeout.is_some() {
            let _ = fake.wait.poll_action();
            assert!(fake.wait.is_outdated(ticket, earlier));
            fake.wait.offered(fake.now, ticket);
            fake.run();
            assert!(fake.wait.is_over());
        }
        assert!(fake.reads.len() < 12, "{:?}", fake.reads);
    }
}
