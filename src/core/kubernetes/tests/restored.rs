//! A server that was restored from an older copy of its data takes a version that is yet to come for its own: the stream
//! opens and stays silent. A server that has nothing to say does the same.

use super::*;

const BOOKMARK: Input = Input::DataReceived(Content::Bookmark);

impl Page {
    /// Lets the present stream last to its end in silence, as one of a server does that has nothing to say; returns what
    /// is requested then.
    fn last(&mut self, id: u32, seconds: u32) -> Vec<(u32, Action)> {
        self.report(id, Input::StreamOpened);
        assert_eq!(self.wait(f64::from(seconds) * 1_000.0), []);
        self.report(id, Input::StreamEnded);
        self.actions()
    }

    /// Opens a connection whose server sends bookmarks, and brings it to its second stream, which is long.
    fn watching_with_bookmarks(&mut self) -> u32 {
        let id = self.watching(4);
        self.now += 13_000.0;
        self.report(id, BOOKMARK);
        self.now += 2_000.0;
        self.report(id, Input::StreamEnded);
        assert!(seconds(&self.actions()) >= 60);
        self.report(id, Input::StreamOpened);
        id
    }
}

/// For how long the one stream is requested.
fn seconds(actions: &[(u32, Action)]) -> u32 {
    match actions {
        [.., (_, Action::Watch { seconds })] => *seconds,
        _ => panic!("no stream is requested: {actions:?}"),
    }
}

/// How a server can become unreachable.
type Interruption = (&'static str, fn(&mut Page, u32));

const INTERRUPTIONS: [Interruption; 6] = [
    ("the stream breaks", |page, id| page.report(id, Input::RequestFailed)),
    ("the server ends it early", |page, id| page.report(id, Input::StreamEnded)),
    ("it ends with an error", |page, id| page.report(id, refused(500))),
    ("an event, and the stream breaks", |page, id| {
        page.report(id, EVENT);
        page.report(id, Input::RequestFailed);
    }),
    ("the page is hidden away", |page, _| {
        page.pool.pause();
        page.actions();
        page.now += 600_000.0;
        page.pool.resume(page.now);
    }),
    ("the computer sleeps", |page, _| {
        let due = page.now + 5_000.0;
        page.now += 600_000.0;
        page.pool.handle_wakeup(page.now, due);
    }),
];

#[test]
fn after_an_interruption_a_silent_stream_of_a_server_with_bookmarks_leads_to_a_list_within_45_seconds() {
    for (what, interrupt) in INTERRUPTIONS {
        let mut page = Page::new();
        let id = page.watching_with_bookmarks();
        page.now += 1_000.0;
        interrupt(&mut page, id);
        let seconds = seconds(&page.soon());
        assert!((15..=45).contains(&seconds), "{what}: {seconds} s");
        assert_eq!(page.last(id, seconds), [(id, LISTS)], "{what}");
        assert!(page.told.len() <= 1, "{what}: a stream that lasted was told as lost: {:?}", page.told);
        page.report(id, LISTED);
        assert_eq!(watches(&page.actions()), [id], "{what}: it waits for nothing");
    }
}

#[test]
fn a_stream_that_failed_and_then_one_that_has_to_be_cut_are_followed_by_a_list_too() {
    let mut page = Page::new();
    let id = page.watching_with_bookmarks();
    page.report(id, EVENT);
    page.report(id, Input::RequestFailed);
    page.soon();
    page.report(id, refused(503));
    let seconds = seconds(&page.next_request());
    page.report(id, Input::StreamOpened);
    assert_eq!(page.wait(f64::from(seconds) * 1_000.0 + 500.0), [(id, Action::Abort), (id, LISTS)]);
}

#[test]
fn a_bookmark_or_an_event_says_that_the_server_still_knows_the_version() {
    for input in [BOOKMARK, EVENT] {
        let mut page = Page::new();
        let id = page.watching_with_bookmarks();
        page.report(id, Input::RequestFailed);
        let seconds = seconds(&page.soon());
        page.report(id, Input::StreamOpened);
        page.now += f64::from(seconds) * 1_000.0 - 2_000.0;
        page.report(id, input);
        page.now += 2_000.0;
        page.report(id, Input::StreamEnded);
        assert!(self::seconds(&page.actions()) >= 60, "{input:?}");
    }
}

#[test]
fn a_quiet_server_that_has_no_bookmark_to_send_is_listed_once_for_an_interruption_and_never_without() {
    let mut page = Page::new();
    let id = page.watching_with_bookmarks();
    page.report(id, Input::RequestFailed);
    let mut actions = page.soon();
    let mut lists = 0;
    for _ in 0..200 {
        if actions == [(id, LISTS)] {
            lists += 1;
            page.report(id, LISTED);
            actions = page.actions();
        }
        actions = page.last(id, seconds(&actions));
    }
    assert_eq!(lists, 1);
}

#[test]
fn a_quiet_server_that_ends_every_stream_too_early_is_listed_once_and_again_after_an_event() {
    let mut page = Page::new();
    let id = page.watching_with_bookmarks();
    page.report(id, Input::RequestFailed);
    let mut actions = page.soon();
    for listed in 1..=2 {
        let mut lists = 0;
        for _ in 0..100 {
            if actions == [(id, LISTS)] {
                lists += 1;
                page.report(id, LISTED);
                actions = page.actions();
            }
            page.report(id, Input::StreamOpened);
            page.now += 950.0 * f64::from(seconds(&actions));
            page.report(id, Input::StreamEnded);
            actions = page.actions();
        }
        assert_eq!(lists, 1, "round {listed}");
        page.report(id, EVENT);
        page.report(id, Input::RequestFailed);
        actions = page.soon();
    }
}

#[test]
fn a_server_that_was_never_seen_to_send_bookmarks_is_taken_at_its_word() {
    for (what, interrupt) in INTERRUPTIONS {
        let mut page = Page::new();
        let id = page.watching(4);
        interrupt(&mut page, id);
        let mut actions = page.soon();
        for _ in 0..20 {
            assert_eq!(watches(&actions), [id], "{what}");
            actions = page.last(id, seconds(&actions));
        }
    }
}
