//! Subscriptions, and the errors they report.

use super::*;

#[test]
fn a_closed_stream_is_read_and_subscribed_again_after_a_second() {
    for code in [None, Some(404), Some(408), Some(410), Some(429), Some(500), Some(599)] {
        let mut fake = Fake::answering(config(), true);
        fake.until(20_000.0);
        fake.error(code);
        assert_eq!((fake.ending, fake.unsubscribes), (None, 1), "{code:?}");
        assert_eq!(fake.reads.last(), Some(&20_000.0), "{code:?}");
        fake.until(20_999.0);
        assert_eq!(fake.subscribes, [0.0]);
        fake.until(21_000.0);
        assert_eq!(fake.subscribes, [0.0, 21_000.0]);
    }
}

#[test]
fn a_server_that_wants_to_be_left_alone_is_not_subscribed_to_before() {
    for pause in [200.0, 1_000.0, 45_000.0] {
        let mut fake = Fake::answering(config(), true);
        fake.until(20_000.0);
        fake.wait.stream_error(20_000.0, Some(429), Some(pause));
        fake.run();
        fake.until(20_000.0 + pause.max(1_000.0) - 1.0);
        assert_eq!(fake.subscribes, [0.0]);
        assert!(fake.reads[3..].iter().all(|at| *at >= 20_000.0 + pause), "{:?}", fake.reads);
        fake.until(20_000.0 + pause.max(1_000.0));
        assert_eq!(fake.subscribes.len(), 2, "{pause}");
    }
}

#[test]
fn an_error_reported_twice_is_one() {
    let mut fake = Fake::answering(config(), true);
    fake.error(None);
    fake.error(Some(500));
    assert_eq!(fake.unsubscribes, 1);
    fake.until(1_000.0);
    assert_eq!(fake.subscribes, [0.0, 1_000.0]);
}

#[test]
fn an_error_inside_subscribe_is_given_back_after_it() {
    let mut wait = Wait::new(0.0, Config { is_observed: false, ..config() });
    wait.start();
    assert_eq!(wait.poll_action(), Some(Action::Subscribe));
    wait.stream_error(0.0, None, None);
    assert_eq!(wait.poll_action(), Some(Action::Read { ticket: 1, is_last: false }));
    assert_eq!(wait.poll_action(), None);
    wait.subscribed(0.0);
    assert_eq!(wait.poll_action(), Some(Action::Unsubscribe));
}

#[test]
fn a_subscribe_that_throws_is_tried_again_with_growing_pauses() {
    let mut wait = Wait::new(0.0, Config { is_readable: false, is_observed: false, ..config() });
    wait.start();
    let mut pauses = Vec::new();
    let mut now = 0.0;
    for _ in 0..7 {
        assert_eq!(wait.poll_action(), Some(Action::Subscribe));
        wait.subscribe_failed(now);
        let next = wait.poll_deadline().unwrap();
        pauses.push(next - now);
        now = next;
        wait.timer(now);
    }
    assert_eq!(pauses[0], 1_000.0);
    assert!((2_000.0..=2_500.0).contains(&pauses[1]));
    assert!(pauses[6] >= 30_000.0 && pauses[6] <= 37_500.0, "{pauses:?}");
}

#[test]
fn a_bad_stream_is_read_with_backoff() {
    let mut wait = Wait::new(0.0, Config { is_visible: false, is_observed: false, ..config() });
    wait.start();
    let (mut now, mut reads) = (0.0, Vec::new());
    while now < 20_000.0 {
        while let Some(action) = wait.poll_action() {
            match action {
                Action::Subscribe => wait.subscribe_failed(now),
                Action::Read { ticket, .. } => {
                    reads.push(now);
                    wait.read_began(now, ticket, now.to_bits());
                    wait.read_answered(now, ticket, false);
                }
                other => panic!("{other:?}"),
            }
        }
        now = wait.poll_deadline().unwrap();
        wait.timer(now);
    }
    assert_eq!(reads[..2], [0.0, 1_000.0]);
    assert!(reads.len() >= 4 && reads.len() <= 8, "{reads:?}");
}

#[test]
fn other_client_errors_reject() {
    for code in [400, 405, 422] {
        let mut fake = Fake::new(config());
        fake.error(Some(code));
        assert_eq!(fake.ending, Some(Ending::Refused), "{code}");
    }
}

#[test]
fn forbidden_rejects_only_after_the_grace() {
    let mut fake = Fake::new(Config { is_readable: false, ..config() });
    fake.error(Some(403));
    fake.until(29_999.0);
    assert_eq!(fake.ending, None);
    fake.until(30_000.0);
    assert_eq!(fake.ending, Some(Ending::Refused));
}

#[test]
fn forbidden_without_grace_rejects_at_once() {
    let mut fake = Fake::new(Config { forbidden_grace: 0.0, ..config() });
    fake.fail_read(ReadFailure::Forbidden);
    assert_eq!(fake.ending, Some(Ending::Refused));
}

#[test]
fn a_success_begins_the_grace_anew() {
    for succeed in [Fake::success_by_event, Fake::success_by_bookmark] {
        let mut fake = Fake::new(Config { is_readable: false, ..config() });
        fake.error(Some(401));
        fake.until(20_000.0);
        succeed(&mut fake);
        fake.until(25_000.0);
        fake.error(Some(403));
        fake.until(54_999.0);
        assert_eq!(fake.ending, None);
        fake.until(55_000.0);
        assert_eq!(fake.ending, Some(Ending::Refused));
    }
}

impl Fake {
    fn success_by_event(&mut self) {
        self.added(FIRST);
    }

    fn success_by_bookmark(&mut self) {
        self.wait.stream_alive();
    }
}

#[test]
fn at_the_end_of_the_grace_a_read_has_the_last_word() {
    let mut fake = Fake::new(config());
    fake.fail_read(ReadFailure::Forbidden);
    fake.until(29_999.0);
    while fake.ending.is_none() && fake.now < 30_000.0 {
        fake.fail_read(ReadFailure::Unknown);
        fake.until(30_000.0);
    }
    assert_eq!(fake.reads.last(), Some(&30_000.0));
    assert_eq!(fake.ending, None);
    fake.answer_read(true);
    fake.until(70_000.0);
    assert_eq!(fake.ending, None, "it was allowed after all");
}

/// Permission was back, and there was nothing to report: an object that does not exist yet has no events.
#[test]
fn a_consistent_source_is_read_before_the_grace_rejects() {
    for is_forbidden in [true, false] {
        let mut fake = Fake::new(Config { is_consistent: true, ..config() });
        fake.error(Some(403));
        fake.until(30_000.0);
        assert_eq!(fake.reads, [30_000.0]);
        if is_forbidden {
            fake.fail_read(ReadFailure::Forbidden);
        } else {
            fake.answer_read(false);
        }
        fake.until(90_000.0);
        assert_eq!(fake.ending, is_forbidden.then_some(Ending::Refused));
    }
}

#[test]
fn the_stream_is_reported_when_it_changes_and_when_it_is_tried_again() {
    let mut fake = Fake::answering(config(), true);
    assert_eq!(fake.reports, [(StreamState::Open, None)]);
    fake.until(20_000.0);
    fake.error(Some(500));
    fake.until(21_500.0);
    fake.error(Some(403));
    fake.until(30_000.0);
    let at = |place: usize| fake.reports[place].1.unwrap_or_default();
    let states: Vec<_> = fake.reports.iter().map(|(state, _)| *state).collect();
    use StreamState::{Lost, Open, Refused};
    assert_eq!(states, [Open, Lost, Open, Refused, Open]);
    assert_eq!(at(1), 21_000.0);
    assert!((23_500.0..=24_000.0).contains(&at(3)), "{}", at(3));
    assert_eq!(fake.wait.stream_report().since, at(3));
}

#[test]
fn a_subscribe_that_throws_is_a_stream_that_is_lost() {
    let mut wait = Wait::new(5.0, config());
    wait.start();
    assert_eq!(wait.poll_action(), Some(Action::Subscribe));
    assert_eq!(wait.stream_report().state, StreamState::Lost);
    wait.subscribe_failed(5.0);
    let report = StreamReport { state: StreamState::Lost, since: 5.0, retry_at: Some(1_005.0) };
    assert_eq!(wait.poll_action(), Some(Action::ReportStream(report)));
}

#[test]
fn what_ends_the_wait_is_a_refused_stream_and_told_before_the_end() {
    for code in [400, 403] {
        let mut wait = Wait::new(0.0, Config { forbidden_grace: 0.0, is_readable: false, ..config() });
        wait.start();
        wait.poll_action();
        wait.subscribed(0.0);
        wait.poll_action();
        wait.stream_error(1.0, Some(code), None);
        let report = StreamReport { state: StreamState::Refused, since: 1.0, retry_at: None };
        assert_eq!(wait.poll_action(), Some(Action::ReportStream(report)));
        assert!(!wait.resolved(), "an answer while it is reported comes too late");
        assert_eq!(wait.poll_action(), Some(Action::Settle(Ending::Refused)));
    }
}

#[test]
fn a_source_that_reports_its_stream_is_believed() {
    let config = Config {
        is_consistent: true,
        reports_stream: true,
        is_readable: false,
        timeout: Some(9_000.0),
        ..config()
    };
    let mut fake = Fake::new(config);
    assert_eq!((&fake.reports[..], fake.wait.stream_report().state), (&[][..], StreamState::Lost));
    fake.wait.stream_reported(0.0, StreamState::Open, None);
    fake.wait.stream_reported(5.0, StreamState::Open, None);
    fake.wait.stream_reported(10.0, StreamState::Lost, Some(1_000.0));
    fake.wait.stream_reported(1_000.0, StreamState::Lost, Some(3_000.0));
    fake.run();
    use StreamState::{Lost, Open};
    assert_eq!(fake.reports, [(Open, None), (Lost, Some(1_000.0)), (Lost, Some(3_000.0))]);
    assert_eq!((fake.wait.stream_report().since, fake.unsubscribes), (10.0, 0));
    fake.until(9_000.0);
    assert!(matches!(fake.ending, Some(Ending::TimedOut { is_streaming: false, .. })));
}

/// The wait unsubscribed and came back after up to 37 s, where the source would have asked again within 10 s.
#[test]
fn a_source_that_reports_its_stream_asks_again_by_itself_after_a_refusal() {
    for code in [401, 403, 404] {
        let mut fake = Fake::new(Config { is_consistent: true, reports_stream: true, ..config() });
        fake.wait.stream_reported(0.0, StreamState::Refused, Some(4_000.0));
        fake.error(Some(code));
        fake.until(29_000.0);
        assert_eq!((fake.unsubscribes, fake.wait.stream_report().retry_at), (0, Some(4_000.0)), "{code}");
        fake.error(None);
        assert_eq!(fake.unsubscribes, 1, "{code}");
    }
}

#[test]
fn an_unobserved_wait_reports_nothing() {
    let mut fake = Fake::answering(Config { is_observed: false, ..config() }, true);
    fake.error(Some(500));
    fake.until(60_000.0);
    assert_eq!(fake.reports, []);
    assert_eq!(fake.wait.stream_report().state, StreamState::Open);
}
