//! A connection's life with a fake clock, step by step.

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

    fn tell(&mut self, id: u32, input: Input) {
        self.pool.input(self.now, id, input);
    }

    /// What is asked for now.
    fn asked(&mut self) -> Vec<(u32, Action)> {
        std::iter::from_fn(|| self.pool.poll_action()).collect()
    }

    /// Lets time pass, a deadline at a time, until something is asked for.
    fn wait(&mut self, most: f64) -> Vec<(u32, Action)> {
        let end = self.now + most;
        loop {
            let Some(due) = self.pool.poll_deadline().filter(|due| *due <= end) else {
                self.now = end;
                return Vec::new();
            };
            self.now = self.now.max(due);
            self.pool.timer(self.now);
            let asked = self.asked();
            if !asked.is_empty() {
                return asked;
            }
        }
    }

    /// Opens a connection and brings it to where it watches.
    fn watching(&mut self, limit: u32) -> u32 {
        let id = self.open(limit);
        assert_eq!(self.asked(), [(id, Action::List { in_pages: true })]);
        self.tell(id, Input::Page { has_more: false });
        assert!(matches!(self.asked()[..], [(_, Action::Watch { .. })]));
        self.tell(id, Input::Opened);
        id
    }
}

const LISTS: Action = Action::List { in_pages: true };

fn watches(asked: &[(u32, Action)]) -> Vec<u32> {
    asked.iter().filter(|(_, action)| matches!(action, Action::Watch { .. })).map(|(id, _)| *id).collect()
}

fn refused(code: u16) -> Input {
    Input::Refused { code, retry_after: None }
}

#[test]
fn it_lists_page_by_page_and_then_watches() {
    let mut page = Page::new();
    let id = page.open(4);
    assert_eq!(page.asked(), [(id, LISTS)]);
    page.tell(id, Input::Page { has_more: true });
    assert_eq!(page.asked(), [(id, Action::NextPage)]);
    page.tell(id, Input::Page { has_more: false });
    assert_eq!(page.asked(), [(id, Action::Watch { seconds: 15 })]);
}

#[test]
fn a_stream_that_ended_in_order_goes_on_at_once_and_one_that_broke_after_a_pause() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 15_000.0;
    page.tell(id, Input::Ended);
    assert_eq!(watches(&page.asked()), [id]);
    page.tell(id, Input::Failed);
    assert_eq!(page.asked(), []);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
}

#[test]
fn a_stream_that_ended_as_soon_as_it_began_is_a_failure() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.tell(id, Input::Heard { is_event: true });
    page.tell(id, Input::Ended);
    assert_eq!(page.asked(), []);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
}

#[test]
fn a_silent_stream_is_cut_when_the_time_it_asked_for_has_passed_since_it_was_heard() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 10_000.0;
    page.tell(id, Input::Heard { is_event: false });
    assert_eq!(page.wait(14_999.0), []);
    let asked = page.wait(1.0);
    assert!(matches!(asked[..], [(_, Action::Abort), (_, Action::Watch { .. })]), "{asked:?}");
}

#[test]
fn a_stream_is_asked_to_last_once_something_came_through_one_before_its_end() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.now += 13_500.0;
    page.tell(id, Input::Heard { is_event: true });
    page.now += 1_500.0;
    page.tell(id, Input::Ended);
    let asked = page.asked();
    assert!(matches!(asked[..], [(_, Action::Watch { seconds: 60..=90 })]), "{asked:?}");
    // Here nothing shows but at the end.
    let other = page.pool.open(page.now, "https://b", 4);
    page.asked();
    page.tell(other, Input::Page { has_more: false });
    assert_eq!(page.asked(), [(other, Action::Watch { seconds: 15 })]);
    page.now += 15_000.0;
    page.tell(other, Input::Heard { is_event: true });
    page.tell(other, Input::Ended);
    assert_eq!(page.asked(), [(other, Action::Watch { seconds: 15 })]);
}

#[test]
fn an_expired_version_leads_to_a_list_at_once_and_again_only_after_a_pause() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.tell(id, refused(410));
    assert_eq!(page.asked(), [(id, LISTS)]);
    page.tell(id, Input::Page { has_more: false });
    page.asked();
    page.tell(id, refused(410));
    assert_eq!(page.asked(), []);
    assert_eq!(page.wait(2_000.0), [(id, LISTS)]);
}

#[test]
fn a_list_that_expires_twice_is_asked_for_whole() {
    let mut page = Page::new();
    let id = page.open(4);
    page.asked();
    page.tell(id, Input::Page { has_more: true });
    page.asked();
    page.tell(id, refused(410));
    assert_eq!(page.asked(), [(id, LISTS)]);
    page.tell(id, refused(410));
    assert_eq!(page.wait(2_000.0), [(id, Action::List { in_pages: false })]);
}

#[test]
fn refusals_are_told_and_lead_to_a_list_within_ten_seconds() {
    for code in [400, 401, 403, 404, 422] {
        let mut page = Page::new();
        let id = page.watching(4);
        for _ in 0..8 {
            page.tell(id, refused(code));
            assert_eq!(page.asked(), [(id, Action::TellRefusal)], "{code}");
            assert_eq!(page.wait(10_000.0), [(id, LISTS)], "{code}");
        }
    }
}

#[test]
fn the_servers_own_failures_are_kept_from_subscribers_and_lead_to_no_list() {
    for code in [408, 429, 500, 502, 503, 504] {
        let mut page = Page::new();
        let id = page.watching(4);
        page.tell(id, refused(code));
        assert_eq!(page.asked(), [], "{code}");
        assert_eq!(watches(&page.wait(1_000.0)), [id], "{code}");
    }
}

#[test]
fn what_the_server_asks_to_wait_is_waited() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.tell(id, Input::Refused { code: 429, retry_after: Some(20_000.0) });
    assert_eq!(page.wait(19_999.0), []);
    assert_eq!(watches(&page.wait(1_001.0)), [id]);
}

#[test]
fn pauses_grow_to_thirty_seconds_at_most_and_begin_anew_after_an_event() {
    let mut page = Page::new();
    let id = page.watching(4);
    let mut longest = 0.0_f64;
    for failure in 0..200 {
        page.tell(id, Input::Failed);
        let before = page.now;
        assert_eq!(watches(&page.wait(30_000.0)), [id]);
        let pause = page.now - before;
        longest = longest.max(pause);
        assert!(pause <= 1_000.0 * f64::from(1_u32 << failure.min(5)));
    }
    assert!(longest > 25_000.0, "{longest}");
    page.tell(id, Input::Heard { is_event: true });
    page.tell(id, Input::Failed);
    assert_eq!(watches(&page.wait(1_000.0)), [id]);
}

#[test]
fn a_page_that_does_not_come_is_given_up() {
    let mut page = Page::new();
    let id = page.open(4);
    page.asked();
    assert_eq!(page.wait(30_000.0), [(id, Action::Abort)]);
    assert_eq!(page.wait(1_000.0), [(id, LISTS)]);
}

#[test]
fn what_comes_of_a_request_that_was_given_up_changes_nothing() {
    let mut page = Page::new();
    let id = page.watching(4);
    for late in [Input::Page { has_more: true }, Input::Page { has_more: false }, Input::Wanted] {
        page.tell(id, late);
        assert_eq!(page.asked(), []);
    }
    page.tell(id, Input::Failed);
    for late in [Input::Ended, Input::Failed, Input::Opened, refused(403), Input::Heard { is_event: true }] {
        page.tell(id, late);
        assert_eq!(page.asked(), []);
    }
    page.tell(99, Input::Failed);
    assert_eq!(page.asked(), []);
}

#[test]
fn a_stream_outlives_its_last_subscriber_by_a_second() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.tell(id, Input::Unwanted);
    assert_eq!(page.wait(900.0), []);
    page.tell(id, Input::Wanted);
    assert_eq!(page.wait(5_000.0), []);
    page.tell(id, Input::Unwanted);
    assert_eq!(page.wait(1_000.0), [(id, Action::Close)]);
    assert!(page.pool.is_empty());
    assert_eq!(page.pool.poll_deadline(), None);
}

#[test]
fn what_has_no_stream_is_closed_with_its_last_subscriber() {
    let mut page = Page::new();
    let id = page.open(4);
    page.asked();
    page.tell(id, Input::Unwanted);
    assert_eq!(page.asked(), [(id, Action::Close)]);
    let id = page.watching(4);
    page.tell(id, Input::Unwanted);
    page.tell(id, Input::Failed);
    assert_eq!(page.asked(), [(id, Action::Close)]);
    assert_eq!(page.pool.poll_deadline(), None);
}

#[test]
fn beyond_the_limit_a_collection_is_polled_until_a_stream_ends() {
    let mut page = Page::new();
    let first = page.watching(1);
    let second = page.open(1);
    page.asked();
    page.tell(second, Input::Page { has_more: false });
    assert_eq!(page.asked(), []);
    assert_eq!(page.wait(5_000.0), [(second, LISTS)]);
    // It is granted the stream while it polls, and begins once it has the list.
    page.now += 10_000.0;
    page.tell(first, Input::Ended);
    assert_eq!(page.asked(), []);
    page.tell(second, Input::Page { has_more: false });
    assert_eq!(watches(&page.asked()), [second]);
    assert_eq!(page.wait(5_000.0), [(first, LISTS)]);
}

#[test]
fn a_stream_nobody_wants_makes_room_at_once() {
    let mut page = Page::new();
    let first = page.watching(1);
    page.tell(first, Input::Unwanted);
    let second = page.open(1);
    page.asked();
    page.tell(second, Input::Page { has_more: false });
    let asked = page.asked();
    assert_eq!(asked.first(), Some(&(first, Action::Close)));
    assert_eq!(watches(&asked), [second]);
}

#[test]
fn a_paused_page_asks_for_nothing_and_goes_on_at_once() {
    let mut page = Page::new();
    let watching = page.watching(4);
    let failing = page.open(4);
    page.asked();
    page.tell(failing, Input::Failed);
    let going = page.watching(4);
    page.tell(going, Input::Unwanted);
    page.pool.pause();
    assert_eq!(page.asked(), [(watching, Action::Abort), (going, Action::Close)]);
    assert_eq!(page.pool.poll_deadline(), None);
    let late = page.open(4);
    assert_eq!(page.wait(3_600_000.0), []);
    page.pool.resume(page.now);
    let asked = page.asked();
    assert_eq!(watches(&asked), [watching]);
    assert_eq!(asked.iter().filter(|(_, action)| *action == LISTS).count(), 2, "{failing} and {late}");
}

#[test]
fn after_a_sleep_what_was_open_is_opened_anew_and_what_began_since_is_not() {
    let mut page = Page::new();
    let slept = page.watching(4);
    let due = page.now + 5_000.0;
    page.now += 100_000.0;
    page.watching(4);
    page.pool.woken(page.now, due);
    let asked = page.asked();
    assert_eq!(asked.first(), Some(&(slept, Action::Abort)));
    assert_eq!((asked.len(), watches(&asked)), (2, vec![slept]));
}

#[test]
fn what_is_widened_is_listed_anew() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.tell(id, Input::Widened);
    assert_eq!(page.asked(), [(id, Action::Abort), (id, LISTS)]);
    page.tell(id, refused(403));
    page.asked();
    page.tell(id, Input::Widened);
    assert_eq!(page.asked(), [], "it keeps to its pause");
}

#[test]
fn a_page_that_was_paused_when_the_last_went_is_not_paused_for_the_next() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.pool.pause();
    page.tell(id, Input::Unwanted);
    assert_eq!(page.asked(), [(id, Action::Abort), (id, Action::Close)]);
    page.open(4);
    assert_eq!(page.asked().len(), 1);
}

#[test]
fn who_comes_back_after_a_refusal_finds_the_pause_going_on() {
    let mut page = Page::new();
    let id = page.open(4);
    page.asked();
    page.tell(id, refused(403));
    page.asked();
    for _ in 0..10 {
        page.tell(id, Input::Unwanted);
        page.tell(id, Input::Wanted);
        assert_eq!(page.asked(), []);
    }
    assert_eq!(page.wait(1_000.0), [(id, LISTS)]);
    page.tell(id, refused(403));
    page.tell(id, Input::Unwanted);
    assert_eq!(page.asked(), [(id, Action::TellRefusal)]);
    assert_eq!(page.wait(1_000.0), [(id, Action::Close)]);
}
