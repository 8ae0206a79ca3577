//! One stream: how long it may be silent, and how it has done when it ends.

use super::Content;
use super::connection::End;

/// A stream that lasted this long is no failure, even if it brought nothing.
const HEALTHY_AFTER: f64 = 5_000.0;
/// A stream that the server ended sooner is not reopened at once.
const SHORT_LIVED: f64 = 1_000.0;
/// What arrived so long before the end of a stream was not held back until the end.
const EARLY_BEFORE_END: f64 = 500.0;
/// After this part of the time that was requested, a stream counts as having lasted to its end: clocks and timers differ.
const WHOLE: f64 = 0.9;
/// How much too early a server may end a stream and still have been reachable all the time.
const PUNCTUAL: f64 = 1_500.0;
/// How much longer than the time that was requested a stream may be silent: a proxy that holds it back delivers it at its end.
const SLACK: f64 = 500.0;
/// For how long a stream may go on without an event while a line is still coming in.
const LONGEST_LINE: f64 = 30_000.0;

/// How a stream has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It did what it should: the next one follows at once.
    Good,
    /// It brought an event or lasted to its end, and broke or was short: the next one follows after a pause.
    Fair,
    /// It brought nothing, but was not short either.
    Futile,
    /// It was doubtful, and lasted to its end in silence: its version is not to be trusted any more.
    Doubtful,
    /// It brought nothing and was short, or it brought what is no event.
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stream {
    since: f64,
    /// For how long the server was asked to keep it open.
    time: f64,
    /// Whether the server may have been restored from an older snapshot: then it brings nothing, not even a bookmark.
    is_doubtful: bool,
    /// When it is given up, unless something arrives before.
    pub(super) silent_at: f64,
    /// When it began or delivered its last event.
    last_event: f64,
    /// Whether the head of the response arrived.
    is_open: bool,
    /// From when on it has delivered what happened before it opened.
    caught_up_at: f64,
    first_event: Option<f64>,
    has_other: bool,
    /// A line has begun since the last event.
    has_part: bool,
}

impl Stream {
    pub(super) fn new(now: f64, seconds: u32, is_doubtful: bool) -> Self {
        let time = f64::from(seconds) * 1_000.0;
        Self {
            since: now,
            time,
            is_doubtful,
            silent_at: now + time + SLACK,
            last_event: now,
            is_open: false,
            caught_up_at: f64::INFINITY,
            first_event: None,
            has_other: false,
            has_part: false,
        }
    }

    pub(super) fn began_before(&self, moment: f64) -> bool {
        self.since < moment
    }

    /// Whether it brought an event.
    pub(super) fn has_event(&self) -> bool {
        self.first_event.is_some()
    }

    /// Whether it has delivered the present state.
    pub(super) fn is_caught_up(&self, now: f64) -> bool {
        self.caught_up_at <= now
    }

    /// Whether it has only just begun.
    pub(super) fn is_short(&self, now: f64) -> bool {
        now - self.since < SHORT_LIVED
    }

    /// Whether it was of use: it brought an event, or the server ended it when its time was over. One that had to be cut proves
    /// nothing: Kubernetes ends a watch by itself, and a proxy in between may hold everything back.
    pub(super) fn was_useful(&self, now: f64, end: End) -> bool {
        self.has_event() || (self.is_open && end != End::Silent && self.has_lasted(now) && self.was_quiet())
    }

    /// Whether the server ended it, and because its time was over.
    pub(super) fn is_punctual(&self, now: f64, end: End) -> bool {
        self.is_open && end == End::InOrder && now - self.since >= self.time - PUNCTUAL
    }

    /// The head of the response arrived; what happened before follows within `lag` milliseconds.
    pub(super) fn opened(&mut self, now: f64, lag: f64) {
        self.is_open = true;
        self.caught_up_at = now + lag;
        self.silent_at = now + self.time + SLACK;
    }

    pub(super) fn received(&mut self, now: f64, content: Content) {
        match content {
            // A large object over a slow connection: its parts show that the stream works, within limits.
            Content::Part => {
                self.has_part = true;
                self.silent_at = (now + self.time + SLACK).min(self.last_event + LONGEST_LINE.max(self.time));
            }
            Content::Event | Content::Bookmark => {
                self.first_event.get_or_insert(now);
                self.has_part = false;
                self.last_event = now;
                self.silent_at = now + self.time + SLACK;
            }
            Content::Other => self.has_other = true,
        }
    }

    /// Whether it delivered an event well before its end, which is now.
    pub(super) fn has_delivered_early(&self, now: f64) -> bool {
        self.first_event.is_some_and(|first| now - first >= EARLY_BEFORE_END)
    }

    /// How it has done, now that it ends.
    pub(super) fn outcome(&self, now: f64, end: End) -> Outcome {
        let lived = now - self.since;
        if self.is_doubtful && self.is_open && !self.has_event() && self.was_quiet() && self.has_lasted(now) {
            return Outcome::Doubtful;
        }
        if !self.was_useful(now, end) {
            return if self.is_open && lived >= HEALTHY_AFTER && self.was_quiet() {
                Outcome::Futile
            } else {
                Outcome::Failed
            };
        }
        match end {
            End::InOrder if !self.is_short(now) => Outcome::Good,
            End::Silent => Outcome::Good,
            End::InOrder | End::Broken => Outcome::Fair,
        }
    }

    /// Whether it brought nothing at all that was not an event.
    fn was_quiet(&self) -> bool {
        !self.has_other && !self.has_part
    }

    fn has_lasted(&self, now: f64) -> bool {
        now - self.since >= WHOLE * self.time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a stream of 15 s has done that brought this at once and ended after so many milliseconds.
    fn outcome_of(is_doubtful: bool, contents: &[Content], lived: f64, end: End) -> Outcome {
        let mut stream = Stream::new(1_000.0, 15, is_doubtful);
        assert_eq!(stream.outcome(1_000.0 + lived, end), Outcome::Failed, "it never began");
        stream.opened(1_000.0, 0.0);
        for content in contents {
            stream.received(1_000.0, *content);
        }
        stream.outcome(1_000.0 + lived, end)
    }

    #[test]
    fn how_a_stream_has_done_depends_on_what_it_brought_and_how_long_it_lasted() {
        use Content::{Event, Other, Part};
        for (contents, lived, end, outcome) in [
            (&[][..], 15_000.0, End::InOrder, Outcome::Good),
            (&[], 13_600.0, End::InOrder, Outcome::Good),
            (&[], 15_000.0, End::Silent, Outcome::Futile),
            (&[], 15_000.0, End::Broken, Outcome::Fair),
            (&[Event], 1_000.0, End::InOrder, Outcome::Good),
            (&[Event], 999.0, End::InOrder, Outcome::Fair),
            (&[Event], 0.0, End::Broken, Outcome::Fair),
            (&[Other, Event], 5_000.0, End::InOrder, Outcome::Good),
            (&[], 13_000.0, End::InOrder, Outcome::Futile),
            (&[], 5_000.0, End::Broken, Outcome::Futile),
            (&[Part], 5_000.0, End::Broken, Outcome::Failed),
            (&[Part], 15_000.0, End::Silent, Outcome::Failed),
            (&[Part, Event], 15_000.0, End::Silent, Outcome::Good),
            (&[], 4_999.0, End::InOrder, Outcome::Failed),
            (&[], 0.0, End::Broken, Outcome::Failed),
            (&[Other], 5_000.0, End::InOrder, Outcome::Failed),
            (&[Other], 15_000.0, End::Silent, Outcome::Failed),
        ] {
            let found = outcome_of(false, contents, lived, end);
            assert_eq!(found, outcome, "{contents:?} {lived} {end:?}");
        }
    }

    #[test]
    fn a_doubtful_stream_is_to_bring_something_before_its_end() {
        use Content::{Bookmark, Event, Other, Part};
        for (contents, lived, end, outcome) in [
            (&[][..], 15_000.0, End::InOrder, Outcome::Doubtful),
            (&[], 13_600.0, End::InOrder, Outcome::Doubtful),
            (&[], 15_000.0, End::Broken, Outcome::Doubtful),
            (&[], 15_500.0, End::Silent, Outcome::Doubtful),
            (&[], 13_000.0, End::InOrder, Outcome::Futile),
            (&[], 0.0, End::Broken, Outcome::Failed),
            (&[Bookmark], 15_000.0, End::InOrder, Outcome::Good),
            (&[Event], 15_000.0, End::InOrder, Outcome::Good),
            (&[Part], 15_500.0, End::Silent, Outcome::Failed),
            (&[Other], 15_000.0, End::InOrder, Outcome::Failed),
        ] {
            let found = outcome_of(true, contents, lived, end);
            assert_eq!(found, outcome, "{contents:?} {lived} {end:?}");
        }
    }

    #[test]
    fn only_a_stream_that_the_server_ends_when_its_time_is_over_is_punctual() {
        let mut stream = Stream::new(1_000.0, 90, false);
        assert!(!stream.is_punctual(91_000.0, End::InOrder), "it never began");
        stream.opened(1_000.0, 0.0);
        for (lived, end, is_punctual) in [
            (90_000.0, End::InOrder, true),
            (88_500.0, End::InOrder, true),
            (88_400.0, End::InOrder, false),
            (90_000.0, End::Broken, false),
            (90_500.0, End::Silent, false),
        ] {
            assert_eq!(stream.is_punctual(1_000.0 + lived, end), is_punctual, "{lived} {end:?}");
        }
    }

    #[test]
    fn a_line_without_an_end_keeps_a_stream_open_for_a_limited_time_and_what_is_no_event_does_not() {
        let mut stream = Stream::new(0.0, 15, false);
        for now in 0..100 {
            stream.received(f64::from(now) * 1_000.0, Content::Part);
        }
        assert_eq!(stream.silent_at, 30_000.0);
        stream.received(100_000.0, Content::Event);
        assert_eq!(stream.silent_at, 115_500.0);
        for now in 101..110 {
            stream.received(f64::from(now) * 1_000.0, Content::Other);
        }
        assert_eq!(stream.silent_at, 115_500.0);
    }
}
