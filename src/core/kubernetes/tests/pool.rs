//! How connections share the streams of a page and of other tabs, and when they end: with their subscribers, or with the page.

use super::*;

#[test]
fn a_stream_waits_for_the_other_tabs_and_is_polled_meanwhile() {
    let mut page = Page::new();
    let id = page.pool.open(page.now, "https://a", Sharing { max_streams: 1, with_tabs: true });
    page.actions();
    page.report(id, LISTED);
    assert_eq!(page.actions(), [(id, Action::RequestStream)]);
    assert_eq!(page.wait(5_000.0), [(id, LISTS)]);
    page.report(id, LISTED);
    assert_eq!(page.actions(), [], "it is asked for once");
    page.report(id, Input::StreamGranted);
    assert_eq!(watches(&page.actions()), [id]);
    page.report(id, Input::StreamOpened);
    page.report(id, Input::StreamGranted);
    assert_eq!(page.actions(), []);
    // Every stream is asked for anew: so does each tab get its turn.
    page.now += 15_000.0;
    page.report(id, Input::StreamEnded);
    assert_eq!(page.actions(), [(id, Action::ReleaseStream), (id, Action::RequestStream)]);
    page.wait(5_000.0);
    page.report(id, Input::StreamGranted);
    assert_eq!(page.actions(), [], "a poll is under way");
    page.report(id, LISTED);
    assert_eq!(watches(&page.actions()), [id]);
    page.report(id, Input::RequestFailed);
    assert_eq!(page.actions(), [(id, Action::ReleaseStream)]);
    page.report(id, Input::StreamGranted);
    assert_eq!(page.actions(), [], "it came too late");
}

#[test]
fn a_page_that_is_hidden_gives_its_streams_to_the_other_tabs() {
    let mut page = Page::new();
    let sharing = Sharing { max_streams: 1, with_tabs: true };
    let id = page.pool.open(page.now, "https://a", sharing);
    page.actions();
    page.report(id, LISTED);
    page.report(id, Input::StreamGranted);
    page.actions();
    page.pool.pause();
    assert_eq!(page.actions(), [(id, Action::Abort), (id, Action::ReleaseStream)]);
    page.pool.resume(page.now);
    assert_eq!(page.actions(), [(id, Action::RequestStream)]);
    page.report(id, Input::Unsubscribed);
    assert_eq!(page.actions(), [(id, Action::Close)]);
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
    page.report(second, LISTED);
    assert_eq!(page.actions(), []);
    assert_eq!(page.wait(5_000.0), [(second, LISTS)]);
    // It is granted the stream while it polls, and begins once it has the list.
    page.now += 10_000.0;
    page.report(first, Input::StreamEnded);
    assert_eq!(page.actions(), []);
    page.report(second, LISTED);
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
    page.report(second, LISTED);
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
fn a_page_that_was_paused_when_its_last_connection_closed_is_not_paused_for_the_next() {
    let mut page = Page::new();
    let id = page.watching(4);
    page.pool.pause();
    page.report(id, Input::Unsubscribed);
    assert_eq!(page.actions(), [(id, Action::Abort), (id, Action::Close)]);
    page.open(4);
    assert_eq!(page.actions().len(), 1);
}
