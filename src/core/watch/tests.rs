//! Each rule of the wait, with a clock that stands still until it is moved.

use super::*;

const FIRST: Uid = 1;
const SECOND: Uid = 2;

struct Fake {
    wait: Wait,
    now: f64,
    /// When reads were asked for.
    reads: Vec<f64>,
    /// Which of them were last ones.
    last: Vec<bool>,
    given_up: Vec<u32>,
    /// Whether reads do not begin by themselves.
    is_busy: bool,
    subscribes: Vec<f64>,
    unsubscribes: usize,
    offered: Vec<u32>,
    gone: usize,
    ending: Option<Ending>,
    /// What each read gives at once, if anything is to be given.
    answer: Option<bool>,
}

fn config() -> Config {
    Config {
        is_named: true,
        is_readable: true,
        is_consistent: false,
        misses_ends: false,
        on_deleted: OnDeleted::Reject,
        pins_answers: false,
        timeout: None,
        task_deadline: None,
        forbidden_grace: 30_000.0,
        failure_grace: 0.0,
        is_visible: true,
        seed: 7,
    }
}

fn facts(kind: EventKind, uid: Uid, origin: Origin) -> Facts {
    Facts { kind, uid, is_terminating: false, origin }
}

impl Fake {
    fn new(config: Config) -> Self {
        Self::prepared(config, |_| {})
    }

    fn prepared(config: Config, prepare: impl FnOnce(&mut Self)) -> Self {
        let mut fake = Self {
            wait: Wait::new(0.0, config),
            now: 0.0,
            reads: Vec::new(),
            last: Vec::new(),
            given_up: Vec::new(),
            is_busy: false,
            subscribes: Vec::new(),
            unsubscribes: 0,
            offered: Vec::new(),
            gone: 0,
            ending: None,
            answer: None,
        };
        prepare(&mut fake);
        fake.wait.start();
        fake.run();
        fake
    }

    fn answering(config: Config, answer: bool) -> Self {
        Self::prepared(config, |fake| fake.answer = Some(answer))
    }

    fn run(&mut self) {
        while let Some(action) = self.wait.poll_action() {
            let now = self.now;
            match action {
                Action::Subscribe => {
                    self.subscribes.push(now);
                    self.wait.subscribed(now);
                }
                Action::Unsubscribe => self.unsubscribes += 1,
                Action::Read { ticket, is_last } => {
                    self.reads.push(now);
                    self.last.push(is_last);
                    if self.is_busy {
                        continue;
                    }
                    self.wait.read_began(now, ticket);
                    if let Some(is_present) = self.answer {
                        self.wait.read_answered(now, ticket, is_present);
                    }
                }
                Action::GiveUp(ticket) => self.given_up.push(ticket),
                Action::Offer(ticket) => {
                    self.offered.push(ticket);
                    self.wait.judged(now, facts(EventKind::Added, FIRST, Origin::Read), Answer::Continue);
                    self.wait.offered(now, ticket);
                }
                Action::OfferGone(ticket) => {
                    self.gone += 1;
                    self.wait.judged(now, facts(EventKind::Deleted, 0, Origin::Read), Answer::Continue);
                    self.wait.offered(now, ticket);
                }
                Action::Settle(ending) => self.ending = Some(ending),
            }
        }
    }

    /// Lets the time pass, with a timer that is always in time.
    fn until(&mut self, end: f64) {
        for _ in 0..10_000 {
            match self.wait.poll_deadline() {
                Some(deadline) if deadline <= end => {
                    self.now = self.now.max(deadline);
                    self.wait.timer(self.now);
                    self.run();
                }
                _ => {
                    self.now = end;
                    return;
                }
            }
        }
        panic!("the wait asks for one deadline after another at {}", self.now);
    }

    fn event(&mut self, kind: EventKind, uid: Uid, answer: Answer) {
        self.wait.judged(self.now, facts(kind, uid, Origin::Event), answer);
        self.run();
    }

    fn added(&mut self, uid: Uid) {
        self.event(EventKind::Added, uid, Answer::Continue);
    }

    fn terminating(&mut self, kind: EventKind, uid: Uid, origin: Origin) {
        let facts = Facts { is_terminating: true, ..facts(kind, uid, origin) };
        self.wait.judged(self.now, facts, Answer::Continue);
        self.run();
    }

    fn initial(&mut self, uid: Uid) {
        self.wait.judged(self.now, facts(EventKind::Added, uid, Origin::Initial), Answer::Continue);
    }

    fn error(&mut self, code: Option<u16>) {
        self.wait.stream_error(self.now, code, None);
        self.run();
    }

    fn fail_read(&mut self, failure: ReadFailure) {
        let ticket = self.reads.len() as u32;
        self.wait.read_failed(self.now, ticket, failure, None);
        self.run();
    }

    fn answer_read(&mut self, is_present: bool) {
        let ticket = self.reads.len() as u32;
        self.wait.read_answered(self.now, ticket, is_present);
        self.run();
    }
}

mod endings {
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
    fn a_read_under_way_at_the_deadline_is_heard() {
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
        let mut fake =
            Fake::prepared(Config { timeout: Some(1_000.0), ..config() }, |fake| fake.is_busy = true);
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
}

mod reads {
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

    /// What was deleted while a collection answered 403 was waited for until the timeout: a replay has no word for it.
    #[test]
    fn a_source_that_misses_ends_is_read_where_it_replays_nothing_of_a_seen_object() {
        for (misses_ends, replays, is_read) in
            [(true, true, false), (true, false, true), (false, false, false)]
        {
            let mut fake = Fake::answering(Config { is_consistent: true, misses_ends, ..config() }, false);
            fake.added(FIRST);
            fake.until(40_000.0);
            fake.error(Some(404));
            fake.until(42_000.0);
            assert_eq!(fake.subscribes.len(), 2);
            if replays {
                fake.added(FIRST);
            }
            fake.until(60_000.0);
            assert_eq!((fake.reads.len(), fake.gone), if is_read { (1, 1) } else { (0, 0) });
        }
    }

    #[test]
    fn a_consistent_source_is_not_read_while_its_stream_is_bad() {
        let mut fake = Fake::answering(Config { is_consistent: true, misses_ends: true, ..config() }, false);
        fake.added(FIRST);
        while fake.now < 29_000.0 {
            fake.error(Some(404));
            fake.until(fake.now + 1_900.0);
        }
        assert!(fake.reads.is_empty(), "{:?}", fake.reads);
        fake.until(90_000.0);
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

    #[test]
    fn a_hanging_read_is_given_up_after_ten_seconds_and_its_answer_is_not_heard() {
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
        fake.wait.read_began(60_000.0, 1);
        fake.wait.read_began(65_000.0, 1);
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
        fake.wait.read_began(0.0, 1);
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
        assert!(!fake.wait.is_overtaken(ticket, FIRST));
        assert!(fake.wait.is_overtaken(ticket, SECOND));
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
        fake.wait.asked();
        fake.until(300_000.0);
        assert_eq!(fake.reads, [0.0]);
        fake.wait.judged(fake.now, facts(EventKind::Added, FIRST, Origin::Queued), Answer::Continue);
        fake.run();
        assert_eq!(fake.reads, [0.0, 300_000.0]);
    }
}

mod identity {
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
}

mod stream {
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
        let mut wait = Wait::new(0.0, config());
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
        let mut wait = Wait::new(0.0, Config { is_readable: false, ..config() });
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
        let mut wait = Wait::new(0.0, Config { is_visible: false, ..config() });
        wait.start();
        let (mut now, mut reads) = (0.0, Vec::new());
        while now < 20_000.0 {
            while let Some(action) = wait.poll_action() {
                match action {
                    Action::Subscribe => wait.subscribe_failed(now),
                    Action::Read { ticket, .. } => {
                        reads.push(now);
                        wait.read_began(now, ticket);
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
            self.wait.heard();
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

    /// Permission was back, and nothing to tell: an object that is not there yet has no event.
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
}

mod failures {
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
}
