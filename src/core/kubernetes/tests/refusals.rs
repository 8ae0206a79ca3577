//! What a server refuses: what subscribers learn of it, and when the next request is made.

use super::*;

#[test]
fn refusals_are_reported_and_lead_to_a_list_within_ten_seconds() {
    for code in [400, 401, 403, 404, 405, 409, 422] {
        let mut page = Page::new();
        let id = page.open(4);
        page.actions();
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
    page.report(id, Input::RequestRefused { refusal: Refusal::Busy, retry_after: Some(20_000.0) });
    assert_eq!(page.wait(19_999.0), []);
    assert_eq!(watches(&page.wait(1_001.0)), [id]);
}

#[test]
fn where_only_lists_are_allowed_a_stream_is_asked_for_every_two_minutes() {
    for code in [403, 405] {
        let mut page = Page::new();
        let id = page.watching(4);
        page.report(id, refused(code));
        assert_eq!(page.actions(), [(id, LISTS)], "{code}: at once, and unreported");
        let start = page.now;
        let mut lists = 0;
        loop {
            page.report(id, LISTED);
            let actions = page.wait(5_000.0);
            if watches(&actions) == [id] {
                break;
            }
            assert_eq!(actions, [(id, LISTS)]);
            lists += 1;
        }
        assert!((90_000.0..150_001.0).contains(&(page.now - start)), "{}", page.now - start);
        assert!((18..=50).contains(&lists), "{lists}");
    }
}

#[test]
fn a_watch_that_is_denied_while_lists_work_is_reported_once_and_asked_for_within_ten_seconds() {
    for code in [401, 404] {
        let mut page = Page::new();
        let id = page.watching(4);
        page.report(id, refused(code));
        assert_eq!(page.actions(), [(id, Action::ReportRefusal), (id, LISTS)], "{code}");
        for _ in 0..8 {
            let pause = page.next_stream_after_list(id);
            assert!(pause <= 10_000.0, "{pause}");
            page.report(id, refused(code));
            assert_eq!(page.actions(), [(id, LISTS)], "{code}");
        }
    }
}

#[test]
fn a_collection_that_may_be_neither_watched_nor_listed_is_reported_as_refused() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.report(id, refused(403));
    page.actions();
    page.report(id, refused(403));
    assert_eq!(page.actions(), [(id, Action::ReportRefusal)]);
    assert_eq!(page.wait(10_000.0), [(id, LISTS)]);
}

#[test]
fn a_list_that_is_too_large_is_reported_and_rarely_repeated() {
    let mut page = Page::new();
    let id = page.open(4);
    page.actions();
    for _ in 0..20 {
        page.report(id, Input::LimitExceeded);
        assert_eq!(page.actions(), [(id, Action::ReportRefusal)]);
        assert_eq!(page.wait(30_000.0), [(id, LISTS)]);
    }
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

#[test]
fn subscribers_are_told_that_they_have_no_stream_and_when_the_next_request_is_made() {
    for (input, is_refused) in [
        (Input::RequestFailed, false),
        (refused(503), false),
        (refused(403), true),
        (Input::LimitExceeded, false),
    ] {
        let mut page = Page::new();
        let id = page.open(4);
        page.actions();
        page.report(id, input);
        page.actions();
        let pause = match page.told[..] {
            [Action::StreamRefused { pause }] if is_refused => pause,
            [Action::StreamLost { pause }] if !is_refused => pause,
            _ => panic!("{input:?}: {:?}", page.told),
        };
        let due = page.pool.poll_deadline().expect("it goes on");
        assert_eq!(pause, (due - page.now) as u32, "{input:?}");
    }
}
