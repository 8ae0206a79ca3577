//! Connections with a fake clock, step by step.

use super::*;

struct Page {
    pool: Pool,
    now: f64,
}

impl Page {
    fn new() -> Self {
        Self { pool: Pool::new(7), now: 1_000.0 }
    }

    fn open(&mut self, limit: u32) -> u32 {
        self.pool.open(self.now, "https://a", limit)
    }

    fn report(&mut self, id: u32, input: Input) {
        self.pool.handle_input(self.now, id, input);
    }

    /// What is requested now.
    fn actions(&mut self) -> Vec<(u32, Action)> {
        std::iter::from_fn(|| self.pool.poll_action()).collect()
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

    /// Opens a connection and brings it to where it watches.
    fn watching(&mut self, limit: u32) -> u32 {
        let id = self.open(limit);
        assert_eq!(self.actions(), [(id, Action::List { in_pages: true })]);
        self.report(id, Input::PageReceived { has_more: false });
        assert!(matches!(self.actions()[..], [(_, Action::Watch { .. })]));
        self.report(id, Input::StreamOpened);
        id
    }
}

const LISTS: Action = Action::List { in_pages: true };

fn watches(actions: &[(u32, Action)]) -> Vec<u32> {
    actions.iter().filter(|(_, action)| matches!(action, Action::Watch { .. })).map(|(id, _)| *id).collect()
}

fn refused(code: u16) -> Input {
    Input::RequestRefused { code, retry_after: None }
}

#[test]
fn it_lists_page_by_page_and_then_watches() {
    let mut page = Page::new();
    let id = page.open(4);
    assert_eq!(page.actions(), [(id, LISTS)]);
    page.report(id, Input::PageReceived { has_more: true });
    assert_eq!(page.actions(), [(id, Action::NextPage)]);
    page.report(id, Input::PageReceived { has_more: false });
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
    page.report(id, Input::DataReceived { has_event: true });
    page.report(id, Input::StreamEnded);
    assert_eq!(page.actions(), []);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
}

#[test]
fn a_silent_stream_is_cut_when_it_delivered_nothing_for_the_time_requested() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 10_000.0;
    page.report(id, Input::DataReceived { has_event: false });
    assert_eq!(page.wait(14_999.0), []);
    let actions = page.wait(1.0);
    assert!(matches!(actions[..], [(_, Action::Abort), (_, Action::Watch { .. })]), "{actions:?}");
}

#[test]
fn a_stream_is_requested_for_longer_once_one_delivered_something_well_before_its_end() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 13_500.0;
    page.report(id, Input::DataReceived { has_event: true });
    page.now += 1_500.0;
    page.report(id, Input::StreamEnded);
    let actions = page.actions();
    assert!(matches!(actions[..], [(_, Action::Watch { seconds: 60..=90 })]), "{actions:?}");
    // At this origin nothing arrives before the end.
    let other = page.pool.open(page.now, "https://b", 4);
    page.actions();
    page.report(other, Input::PageReceived { has_more: false });
    assert_eq!(page.actions(), [(other, Action::Watch { seconds: 15 })]);
    page.now += 15_000.0;
    page.report(other, Input::DataReceived { has_event: true });
    page.report(other, Input::StreamEnded);
    assert_eq!(page.actions(), [(other, Action::Watch { seconds: 15 })]);
}

#[test]
fn an_expired_version_leads_to_a_list_at_once_and_again_only_after_a_pause() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, refused(410));
    assert_eq!(page.actions(), [(id, LISTS)]);
    page.report(id, Input::PageReceived { has_more: false });
    page.actions();
    page.report(id, refused(410));
    assert_eq!(page.actions(), []);
    assert_eq!(page.wait(2_000.0), [(id, LISTS)]);
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
fn refusals_are_reported_and_lead_to_a_list_within_ten_seconds() {
    for code in [400, 401, 403, 404, 422] {
        let mut page = Page::new();
        let id = page.watching(4);
        for _ in 0..8 {
            page.report(id, refused(code));
            assert_eq!(page.actions(), [(id, Action::ReportRefusal)], "{code}");
            assert_eq!(page.wait(10_000.0), [(id, LISTS)], "{code}");
        }
    }
}

#[test]
fn the_servers_own_failures_are_kept_from_subscribers_and_lead_to_no_list() {
    for code in [408, 429, 500, 502, 503, 504] {
        let mut page = Page::new();
        let id = page.watching(4);
        page.report(id, refused(code));
        assert_eq!(page.actions(), [], "{code}");
        assert_eq!(watches(&page.wait(1_000.0)), [id], "{code}");
    }
}

#[test]
fn a_retry_after_of_the_server_is_respected() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, Input::RequestRefused { code: 429, retry_after: Some(20_000.0) });
    assert_eq!(page.wait(19_999.0), []);
    assert_eq!(watches(&page.wait(1_001.0)), [id]);
}

#[test]
fn pauses_grow_to_thirty_seconds_at_most_and_begin_anew_after_an_event() {
    let mut page = Page::new();
    let id = page.watching(4);
    let mut longest = 0.0_f64;
    for failure in 0..200 {
        page.report(id, Input::RequestFailed);
        let before = page.now;
        assert_eq!(watches(&page.wait(30_000.0)), [id]);
        let pause = page.now - before;
        longest = longest.max(pause);
        assert!(pause <= 1_000.0 * f64::from(1_u32 << failure.min(5)));
    }
    assert!(longest > 25_000.0, "{longest}");
    page.report(id, Input::DataReceived { has_event: true });
    page.report(id, Input::RequestFailed);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
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
    for late in
        [Input::PageReceived { has_more: true }, Input::PageReceived { has_more: false }, Input::Subscribed]
    {
        page.report(id, late);
        assert_eq!(page.actions(), []);
    }
    page.report(id, Input::RequestFailed);
    for late in [
        Input::StreamEnded,
        Input::RequestFailed,
        Input::StreamOpened,
        refused(403),
        Input::DataReceived { has_event: true },
    ] {
        page.report(id, late);
        assert_eq!(page.actions(), []);
    }
    page.report(99, Input::RequestFailed);
    assert_eq!(page.actions(), []);
}

#[test]
fn a_stream_outlives_its_last_subscriber_by_a_second() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, Input::Unsubscribed);
    assert_eq!(page.wait(900.0), []);
    page.report(id, Input::Subscribed);
    assert_eq!(page.wait(5_000.0), []);
    page.report(id, Input::Unsubscribed);
    assert_eq!(page.wait(1_000.0), [(id, Action::Close)]);
    assert!(page.pool.is_empty());
    assert_eq!(page.pool.poll_deadline(), None);
}

#[test]
fn a_connection_without_a_stream_closes_with_its_last_subscriber() {
    let mut page = Page::new();
    let id = page.open(4);
    page.actions();
    page.report(id, Input::Unsubscribed);
    assert_eq!(page.actions(), [(id, Action::Close)]);
    let id = page.watching(4);
    page.report(id, Input::Unsubscribed);
    page.report(id, Input::RequestFailed);
    assert_eq!(page.actions(), [(id, Action::Close)]);
    assert_eq!(page.pool.poll_deadline(), None);
}

#[test]
fn beyond_the_limit_a_collection_is_polled_until_a_stream_ends() {
    let mut page = Page::new();
    let first = page.watching(1);
    let second = page.open(1);
    page.actions();
    page.report(second, Input::PageReceived { has_more: false });
    assert_eq!(page.actions(), []);
    assert_eq!(page.wait(5_000.0), [(second, LISTS)]);
    // It is granted the stream while it polls, and begins once it has the list.
    page.now += 10_000.0;
    page.report(first, Input::StreamEnded);
    assert_eq!(page.actions(), []);
    page.report(second, Input::PageReceived { has_more: false });
    assert_eq!(watches(&page.actions()), [second]);
    assert_eq!(page.wait(5_000.0), [(first, LISTS)]);
}

#[test]
fn a_stream_without_subscribers_makes_room_at_once() {
    let mut page = Page::new();
    let first = page.watching(1);
    page.report(first, Input::Unsubscribed);
    let second = page.open(1);
    page.actions();
    page.report(second, Input::PageReceived { has_more: false });
    let actions = page.actions();
    assert_eq!(actions.first(), Some(&(first, Action::Close)));
    assert_eq!(watches(&actions), [second]);
}

#[test]
fn a_paused_page_requests_nothing_and_goes_on_at_once_when_it_is_back() {
    let mut page = Page::new();
    let watching = page.watching(4);
    let failing = page.open(4);
    page.actions();
    page.report(failing, Input::RequestFailed);
    let going = page.watching(4);
    page.report(going, Input::Unsubscribed);
    page.pool.pause();
    assert_eq!(page.actions(), [(watching, Action::Abort), (going, Action::Close)]);
    assert_eq!(page.pool.poll_deadline(), None);
    let late = page.open(4);
    assert_eq!(page.wait(3_600_000.0), []);
    page.pool.resume(page.now);
    let actions = page.actions();
    assert_eq!(watches(&actions), [watching]);
    assert_eq!(actions.iter().filter(|(_, action)| *action == LISTS).count(), 2, "{failing} and {late}");
}

#[test]
fn after_a_sleep_open_streams_are_reopened_and_those_begun_since_are_not() {
    let mut page = Page::new();
    let slept = page.watching(4);
    let due = page.now + 5_000.0;
    page.now += 100_000.0;
    page.watching(4);
    page.pool.handle_wakeup(page.now, due);
    let actions = page.actions();
    assert_eq!(actions.first(), Some(&(slept, Action::Abort)));
    assert_eq!((actions.len(), watches(&actions)), (2, vec![slept]));
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
fn a_page_that_was_paused_when_its_last_connection_closed_is_not_paused_for_the_next() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.pool.pause();
    page.report(id, Input::Unsubscribed);
    assert_eq!(page.actions(), [(id, Action::Abort), (id, Action::Close)]);
    page.open(4);
    assert_eq!(page.actions().len(), 1);
}

#[test]
fn a_subscriber_that_comes_back_after_a_refusal_finds_the_pause_going_on() {
    let mut page = Page::new();
    let id = page.open(4);
    page.actions();
    page.report(id, refused(403));
    page.actions();
    for _ in 0..10 {
        page.report(id, Input::Unsubscribed);
        page.report(id, Input::Subscribed);
        assert_eq!(page.actions(), []);
    }
    assert_eq!(page.wait(1_000.0), [(id, LISTS)]);
    page.report(id, refused(403));
    page.report(id, Input::Unsubscribed);
    assert_eq!(page.actions(), [(id, Action::ReportRefusal)]);
    assert_eq!(page.wait(1_000.0), [(id, Action::Close)]);
}
