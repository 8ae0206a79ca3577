//! Connections with a fake clock, step by step.

use super::*;

mod pool;
mod refusals;
mod restored;

struct Page {
    pool: Pool,
    now: f64,
    /// What the subscribers were told of their streams.
    told: Vec<Action>,
}

impl Page {
    fn new() -> Self {
        Self { pool: Pool::new(7), now: 1_000.0, told: Vec::new() }
    }

    fn open(&mut self, limit: u32) -> u32 {
        self.pool.open(self.now, "https://a", within(limit))
    }

    fn report(&mut self, id: u32, input: Input) {
        self.pool.handle_input(self.now, id, input);
    }

    /// What is requested now.
    fn actions(&mut self) -> Vec<(u32, Action)> {
        let actions = std::iter::from_fn(|| self.pool.poll_action());
        let is_told = |(_, action): &(u32, Action)| {
            matches!(action, Action::StreamLost { .. } | Action::StreamRefused { .. })
        };
        let (told, requests): (Vec<_>, Vec<_>) = actions.partition(is_told);
        self.told.extend(told.into_iter().map(|(_, action)| action));
        requests
    }

    /// Lets time pass, a deadline at a time, until something is requested.
    fn wait(&mut self, most: f64) -> Vec<(u32, Action)> {
        let end = self.now + most;
        loop {
            let Some(due) = self.pool.poll_deadline().filter(|due| *due <= end) else {
                self.now = end;
                return Vec::new();
            };
            self.now = self.now.max(due);
            self.pool.handle_timeout(self.now);
            let actions = self.actions();
            if !actions.is_empty() {
                return actions;
            }
        }
    }

    /// What is requested now or within the first pause.
    fn soon(&mut self) -> Vec<(u32, Action)> {
        let actions = self.actions();
        if actions.is_empty() { self.wait(1_000.0) } else { actions }
    }

    /// The next request, now or after a pause of at most two seconds.
    fn next_request(&mut self) -> Vec<(u32, Action)> {
        let is_request =
            |(_, action): &(u32, Action)| matches!(action, Action::List { .. } | Action::Watch { .. });
        let actions = self.actions();
        if actions.iter().any(is_request) { actions } else { self.wait(2_000.0) }
    }

    /// Ends a stream that brings nothing but this.
    fn fail(&mut self, id: u32, input: Input) {
        self.report(id, input);
        if input == OTHER {
            self.report(id, Input::StreamEnded);
        }
    }

    /// Answers lists until the connection watches again; returns how long that took.
    fn next_stream(&mut self, id: u32) -> f64 {
        let start = self.now;
        let mut actions = self.actions();
        while watches(&actions).is_empty() {
            if actions.contains(&(id, LISTS)) {
                self.report(id, LISTED);
            }
            actions = self.actions();
            if actions.is_empty() {
                actions = self.wait(60_000.0);
            }
        }
        self.now - start
    }

    fn next_stream_after_list(&mut self, id: u32) -> f64 {
        self.report(id, LISTED);
        self.next_stream(id)
    }

    fn until_watching(&mut self, id: u32) {
        self.report(id, Input::SelectionWidened);
        while self.next_stream(id) > 150_000.0 {}
    }

    /// Opens a connection and brings it to where it watches.
    fn watching(&mut self, limit: u32) -> u32 {
        let id = self.open(limit);
        assert_eq!(self.actions(), [(id, Action::List { in_pages: true })]);
        self.report(id, LISTED);
        assert!(matches!(self.actions()[..], [(_, Action::Watch { .. })]));
        self.report(id, Input::StreamOpened);
        id
    }
}

const LISTS: Action = Action::List { in_pages: true };

fn watches(actions: &[(u32, Action)]) -> Vec<u32> {
    actions.iter().filter(|(_, action)| matches!(action, Action::Watch { .. })).map(|(id, _)| *id).collect()
}

fn within(max_streams: u32) -> Sharing {
    Sharing { max_streams, with_tabs: false }
}

fn refused(code: u16) -> Input {
    Input::RequestRefused { refusal: Refusal::new(code, "", ""), retry_after: None }
}

const EVENT: Input = Input::DataReceived(Content::Event);
const PART: Input = Input::DataReceived(Content::Part);
const OTHER: Input = Input::DataReceived(Content::Other);
const LISTED: Input = Input::PageReceived { has_more: false };

#[test]
fn it_lists_page_by_page_and_then_watches() {
    let mut page = Page::new();
    let id = page.open(4);
    assert_eq!(page.actions(), [(id, LISTS)]);
    page.report(id, Input::PageReceived { has_more: true });
    assert_eq!(page.actions(), [(id, Action::NextPage)]);
    page.report(id, LISTED);
    assert_eq!(page.actions(), [(id, Action::Watch { seconds: 15 })]);
}

#[test]
fn a_stream_that_ended_in_order_goes_on_at_once_and_one_that_broke_after_a_pause() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 15_000.0;
    page.report(id, Input::StreamEnded);
    assert_eq!(watches(&page.actions()), [id]);
    page.report(id, Input::RequestFailed);
    assert_eq!(page.actions(), []);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
}

#[test]
fn a_stream_that_ended_as_soon_as_it_began_is_a_failure() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, EVENT);
    page.report(id, Input::StreamEnded);
    assert_eq!(page.actions(), []);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
}

#[test]
fn a_silent_stream_is_cut_when_it_delivered_nothing_for_the_time_requested() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 10_000.0;
    page.report(id, EVENT);
    assert_eq!(page.wait(15_499.0), []);
    let actions = page.wait(1.0);
    assert!(matches!(actions[..], [(_, Action::Abort), (_, Action::Watch { .. })]), "{actions:?}");
}

#[test]
fn a_collection_is_listed_anew_after_two_silent_streams_that_had_to_be_cut() {
    let mut page = Page::new();
    let id = page.watching(4);
    assert_eq!(page.wait(15_500.0), [(id, Action::Abort)]);
    assert_eq!(watches(&page.soon()), [id]);
    page.report(id, Input::StreamOpened);
    assert_eq!(page.wait(15_500.0), [(id, Action::Abort), (id, LISTS)]);
    page.report(id, LISTED);
    assert_eq!(watches(&page.soon()), [id]);
}

#[test]
fn a_stream_is_requested_for_longer_once_one_delivered_something_well_before_its_end() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 13_500.0;
    page.report(id, EVENT);
    page.now += 1_500.0;
    page.report(id, Input::StreamEnded);
    let actions = page.actions();
    assert!(matches!(actions[..], [(_, Action::Watch { seconds: 60..=90 })]), "{actions:?}");
    // At this origin nothing arrives before the end.
    let other = page.pool.open(page.now, "https://b", within(4));
    page.actions();
    page.report(other, LISTED);
    assert_eq!(page.actions(), [(other, Action::Watch { seconds: 15 })]);
    page.now += 15_000.0;
    page.report(other, EVENT);
    page.report(other, Input::StreamEnded);
    assert_eq!(page.actions(), [(other, Action::Watch { seconds: 15 })]);
}

#[test]
fn an_expired_or_missing_version_leads_to_a_list_at_once_and_the_second_time_the_stream_waits() {
    for input in [refused(410), Input::VersionMissing] {
        let mut page = Page::new();
        let id = page.watching(4);
        page.report(id, input);
        assert_eq!(page.actions(), [(id, LISTS)]);
        page.report(id, LISTED);
        assert_eq!(watches(&page.actions()), [id]);
        page.report(id, input);
        assert_eq!(page.actions(), [(id, LISTS)]);
        page.report(id, LISTED);
        assert_eq!(page.actions(), [], "a server whose versions all expire is not asked in a loop");
        assert_eq!(watches(&page.wait(2_000.0)), [id]);
    }
}

#[test]
fn a_list_that_expires_twice_is_requested_in_one_response() {
    let mut page = Page::new();
    let id = page.open(4);
    page.actions();
    page.report(id, Input::PageReceived { has_more: true });
    page.actions();
    page.report(id, refused(410));
    assert_eq!(page.actions(), [(id, LISTS)]);
    page.report(id, refused(410));
    assert_eq!(page.wait(2_000.0), [(id, Action::List { in_pages: false })]);
}

#[test]
fn pauses_grow_to_thirty_seconds_at_most_and_begin_anew_after_an_event() {
    let mut page = Page::new();
    let id = page.watching(4);
    let mut longest = 0.0_f64;
    for failure in 0..200 {
        page.report(id, Input::RequestFailed);
        let pause = page.next_stream(id);
        longest = longest.max(pause);
        assert!(pause <= 1_000.0 * f64::from(1_u32 << failure.min(5)), "{pause} after {failure}");
    }
    assert!(longest > 25_000.0 && longest <= 30_000.0, "{longest}");
    page.report(id, EVENT);
    page.report(id, Input::RequestFailed);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
}

#[test]
fn while_nothing_is_known_the_longest_pause_is_eight_seconds() {
    let mut page = Page::new();
    let id = page.open(4);
    page.actions();
    let mut longest = 0.0_f64;
    for _ in 0..200 {
        page.report(id, Input::RequestFailed);
        let before = page.now;
        assert_eq!(page.wait(8_000.0), [(id, LISTS)]);
        longest = longest.max(page.now - before);
    }
    assert!(longest > 7_000.0);
    page.report(id, LISTED);
    page.actions();
}

/// What a stream can be that brings nothing, and how to say so.
const FUTILE: [(&str, Input); 10] = [
    ("an answer 500", Input::RequestRefused { refusal: Refusal::Failed, retry_after: None }),
    ("an empty answer", Input::StreamEnded),
    ("a cut socket", Input::RequestFailed),
    ("an answer 429", Input::RequestRefused { refusal: Refusal::Busy, retry_after: None }),
    ("JSON that is no event", OTHER),
    ("a version", Input::RequestRefused { refusal: Refusal::Version, retry_after: None }),
    ("an answer 400", Input::RequestRefused { refusal: Refusal::Invalid, retry_after: None }),
    ("an answer 403", Input::RequestRefused { refusal: Refusal::Forbidden, retry_after: None }),
    ("an answer 401", Input::RequestRefused { refusal: Refusal::Denied, retry_after: None }),
    ("a line that is too long", Input::LimitExceeded),
];

#[test]
fn whatever_a_watch_brings_instead_of_events_the_collection_is_listed_anew_after_two() {
    for (what, input) in FUTILE {
        let mut page = Page::new();
        let id = page.watching(4);
        page.fail(id, input);
        let mut actions = page.next_request();
        if watches(&actions) == [id] {
            page.fail(id, input);
            actions = page.next_request();
        }
        assert!(actions.contains(&(id, LISTS)), "{what}: {actions:?}");
    }
}

#[test]
fn whatever_a_watch_brings_instead_of_events_the_collection_is_read_every_few_seconds() {
    for (what, input) in FUTILE {
        let mut page = Page::new();
        let id = page.watching(4);
        let (start, mut listed_at, mut streams, mut lists) = (page.now, page.now, 0, 0);
        page.fail(id, input);
        let mut actions = page.actions();
        while page.now < start + 600_000.0 {
            if watches(&actions) == [id] {
                streams += 1;
                page.fail(id, input);
            } else if actions.contains(&(id, LISTS)) {
                // The busy server wants no requests meanwhile; refusals and limits are retried with their own pauses.
                let longest = match input {
                    Input::RequestRefused { refusal: Refusal::Busy, .. } | Input::LimitExceeded => 60_000.0,
                    _ => 5_000.0,
                };
                assert!(
                    page.now - listed_at <= longest,
                    "{what}: {} ms without a list",
                    page.now - listed_at
                );
                listed_at = page.now;
                lists += 1;
                page.report(id, LISTED);
            }
            actions = page.actions();
            if actions.is_empty() {
                actions = page.wait(60_000.0);
            }
        }
        assert!(streams < 130, "{what}: {streams} streams in ten minutes");
        assert!(lists < 290, "{what}: {lists} lists in ten minutes");
        // And once the server is well again, the stream is back.
        page.until_watching(id);
        page.report(id, EVENT);
        page.report(id, Input::RequestFailed);
        assert_eq!(watches(&page.wait(1_000.0)), [id], "{what}");
    }
}

#[test]
fn streams_that_last_to_their_end_in_silence_lead_to_no_list() {
    let mut page = Page::new();
    let id = page.watching(4);
    for end in [Input::StreamEnded, Input::RequestFailed].into_iter().cycle().take(20) {
        page.now += 14_900.0;
        page.report(id, end);
        assert_eq!(watches(&page.soon()), [id]);
        page.report(id, Input::StreamOpened);
    }
}

#[test]
fn a_stream_that_nobody_answers_or_that_brings_half_a_line_leads_to_a_list_when_it_is_cut() {
    for contents in [&[][..], &[Input::StreamOpened, PART], &[Input::StreamOpened, OTHER]] {
        let mut page = Page::new();
        let id = page.open(4);
        page.actions();
        page.report(id, LISTED);
        page.actions();
        for content in contents {
            page.report(id, *content);
        }
        assert_eq!(page.wait(15_500.0), [(id, Action::Abort), (id, LISTS)], "{contents:?}");
    }
}

#[test]
fn streams_that_a_proxy_cuts_early_are_resumed_soon_and_every_second_one_is_preceded_by_a_list() {
    let mut page = Page::new();
    let id = page.watching(4);
    let mut lists = 0;
    for _ in 0..20 {
        page.now += 6_000.0;
        page.report(id, Input::RequestFailed);
        let before = page.now;
        let mut actions = page.soon();
        if actions.contains(&(id, LISTS)) {
            lists += 1;
            page.report(id, LISTED);
            actions = page.soon();
        }
        assert_eq!(watches(&actions), [id]);
        page.report(id, Input::StreamOpened);
        assert!(page.now - before <= 1_000.0);
    }
    assert_eq!(lists, 19);
}

#[test]
fn a_bookmark_is_a_sign_of_life_and_what_is_no_event_is_none() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, Input::RequestFailed);
    assert_eq!(watches(&page.soon()), [id]);
    page.report(id, EVENT);
    page.report(id, Input::RequestFailed);
    assert_eq!(watches(&page.soon()), [id], "the first failure after a life");
    for _ in 0..14 {
        page.now += 1_000.0;
        page.report(id, OTHER);
    }
    assert_eq!(page.wait(1_501.0), [(id, Action::Abort), (id, LISTS)], "it counts as silence");
}

#[test]
fn a_page_that_cannot_be_continued_leads_to_a_list_from_the_start() {
    let mut page = Page::new();
    let id = page.open(4);
    page.actions();
    page.report(id, Input::PageReceived { has_more: true });
    page.actions();
    page.report(id, refused(400));
    assert_eq!(page.actions(), [(id, LISTS)]);
    page.report(id, refused(400));
    assert_eq!(page.actions(), [(id, Action::ReportRefusal)], "not the page but the list");
}

#[test]
fn a_page_that_does_not_come_is_given_up() {
    let mut page = Page::new();
    let id = page.open(4);
    page.actions();
    assert_eq!(page.wait(30_000.0), [(id, Action::Abort)]);
    assert_eq!(page.wait(1_000.0), [(id, LISTS)]);
}

#[test]
fn late_reports_of_an_aborted_request_change_nothing() {
    let mut page = Page::new();
    let id = page.watching(4);
    for late in [Input::PageReceived { has_more: true }, LISTED, Input::Subscribed] {
        page.report(id, late);
        assert_eq!(page.actions(), []);
    }
    page.report(id, Input::RequestFailed);
    for late in [Input::StreamEnded, Input::RequestFailed, Input::StreamOpened, refused(403), EVENT] {
        page.report(id, late);
        assert_eq!(page.actions(), []);
    }
    page.report(99, Input::RequestFailed);
    assert_eq!(page.actions(), []);
}

#[test]
fn a_wider_selection_is_listed_anew() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, Input::SelectionWidened);
    assert_eq!(page.actions(), [(id, Action::Abort), (id, LISTS)]);
    page.report(id, refused(403));
    page.actions();
    page.report(id, Input::SelectionWidened);
    assert_eq!(page.actions(), [], "the pause goes on");
}

#[test]
fn a_new_subscriber_is_given_the_state_only_where_that_is_the_present_one() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 15_000.0;
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [(id, Action::Replay)], "the stream is open");
    page.report(id, Input::StreamEnded);
    assert_eq!(watches(&page.actions()), [id]);
    page.now += 499.0;
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [(id, Action::Replay)], "the next stream is about to open");
    page.now += 1.0;
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [(id, Action::Abort), (id, LISTS)], "it takes its time");
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [], "the list under way is for all");
    page.report(id, LISTED);
    assert_eq!(watches(&page.actions()), [id]);
    page.report(id, Input::StreamOpened);
    page.report(id, Input::RequestFailed);
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [], "the pause goes on");
    assert_eq!(page.soon(), [(id, LISTS)], "what the stream did not tell is not known");
}

#[test]
fn a_new_subscriber_is_not_given_what_a_resumed_stream_is_about_to_correct() {
    let mut page = Page::new();
    let id = page.watching(4);
    let resume = |page: &mut Page| {
        page.report(id, Input::DataReceived(Content::Event));
        page.report(id, Input::RequestFailed);
        assert_eq!(watches(&page.next_request()), [id]);
        page.report(id, Input::StreamOpened);
    };
    resume(&mut page);
    page.now += 500.0;
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [(id, Action::Replay)], "it has delivered what it missed");
    resume(&mut page);
    page.now += 499.0;
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [(id, Action::Abort), (id, LISTS)], "it may not have done so yet");
}

#[test]
fn a_new_subscriber_of_a_collection_without_a_stream_has_it_listed() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, refused(405));
    page.next_request();
    page.report(id, LISTED);
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [(id, Action::Replay)], "it was listed just now");
    page.now += 500.0;
    page.report(id, Input::Joined);
    assert_eq!(page.actions(), [(id, LISTS)]);
    page.report(id, LISTED);
    assert_eq!(page.wait(5_000.0), [(id, LISTS)]);
    page.report(id, Input::Joined);
    page.report(id, Input::RequestFailed);
    assert_eq!(page.next_request(), [(id, LISTS)], "it is not served by the stream that is due by then");
}

#[test]
fn a_stream_that_ends_in_order_is_not_lost() {
    let mut page = Page::new();
    let id = page.open(4);
    page.next_stream(id);
    page.report(id, Input::StreamOpened);
    page.now += 15_000.0;
    page.report(id, Input::StreamEnded);
    assert!(!page.next_request().is_empty());
    assert!(page.told.is_empty());
}
