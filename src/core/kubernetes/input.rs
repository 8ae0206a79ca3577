//! What the web half reports about a connection, and the numbers by which it does.

use super::Refusal;
use crate::core::numbered::numbered;

/// What happened to a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// A page of the list was received.
    PageReceived {
        /// Whether more pages follow.
        has_more: bool,
    },
    /// The response to a watch has begun.
    StreamOpened,
    /// The stream delivered something.
    DataReceived(Content),
    /// The server ended the stream in order.
    StreamEnded,
    /// A request or stream broke, or its content cannot be read.
    RequestFailed,
    /// The server refused: as a response, or as an `ERROR` event of the stream.
    RequestRefused {
        /// What that means.
        refusal: Refusal,
        /// After how many milliseconds the server wants to be asked again.
        retry_after: Option<f64>,
    },
    /// The response grew beyond a limit and was given up.
    LimitExceeded,
    /// There is no version to watch from, in place of a stream: the server gives none.
    VersionMissing,
    /// All tabs together have room for the stream that [`Action::RequestStream`](super::Action::RequestStream) asked for.
    StreamGranted,
    /// There is a subscriber again.
    Subscribed,
    /// The last subscriber has left.
    Unsubscribed,
    /// The subscribers need more objects than were requested so far.
    SelectionWidened,
    /// There is another subscriber, which does not know the state yet.
    Joined,
}

/// What a part of a stream had in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A part of a line.
    Part,
    /// At least one event.
    Event,
    /// At least one bookmark, which is an event too.
    Bookmark,
    /// Lines, none of them an event.
    Other,
}

numbered! {
    /// An [`Input`] as a number, which is how it crosses from the web half.
    pub enum ConnectionInput {
        /// [`Input::PageReceived`], and more pages follow.
        PageReceived,
        /// [`Input::PageReceived`], the last one.
        LastPageReceived,
        /// [`Input::StreamOpened`].
        StreamOpened,
        /// [`Input::DataReceived`], a part of a line.
        PartReceived,
        /// [`Input::DataReceived`] with an event.
        EventReceived,
        /// [`Input::DataReceived`] with a bookmark.
        BookmarkReceived,
        /// [`Input::DataReceived`] without an event.
        OtherReceived,
        /// [`Input::StreamEnded`].
        StreamEnded,
        /// [`Input::RequestFailed`].
        RequestFailed,
        /// [`Input::LimitExceeded`].
        LimitExceeded,
        /// [`Input::VersionMissing`].
        VersionMissing,
        /// [`Input::StreamGranted`].
        StreamGranted,
        /// [`Input::Subscribed`].
        Subscribed,
        /// [`Input::Unsubscribed`].
        Unsubscribed,
        /// [`Input::SelectionWidened`].
        SelectionWidened,
        /// [`Input::Joined`].
        Joined,
    }
}

impl Input {
    /// The input of this kind. A refusal has no number: its code and texts cross by themselves.
    pub fn new(kind: ConnectionInput) -> Self {
        match kind {
            ConnectionInput::PageReceived => Self::PageReceived { has_more: true },
            ConnectionInput::LastPageReceived => Self::PageReceived { has_more: false },
            ConnectionInput::StreamOpened => Self::StreamOpened,
            ConnectionInput::PartReceived => Self::DataReceived(Content::Part),
            ConnectionInput::EventReceived => Self::DataReceived(Content::Event),
            ConnectionInput::BookmarkReceived => Self::DataReceived(Content::Bookmark),
            ConnectionInput::OtherReceived => Self::DataReceived(Content::Other),
            ConnectionInput::StreamEnded => Self::StreamEnded,
            ConnectionInput::RequestFailed => Self::RequestFailed,
            ConnectionInput::LimitExceeded => Self::LimitExceeded,
            ConnectionInput::VersionMissing => Self::VersionMissing,
            ConnectionInput::StreamGranted => Self::StreamGranted,
            ConnectionInput::Subscribed => Self::Subscribed,
            ConnectionInput::Unsubscribed => Self::Unsubscribed,
            ConnectionInput::SelectionWidened => Self::SelectionWidened,
            ConnectionInput::Joined => Self::Joined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::numbered::Numbered;

    #[test]
    fn every_kind_of_input_is_the_input_it_is_named_after() {
        let inputs = ConnectionInput::ALL.iter().map(|kind| Input::new(*kind));
        assert_eq!(
            inputs.collect::<Vec<_>>(),
            [
                Input::PageReceived { has_more: true },
                Input::PageReceived { has_more: false },
                Input::StreamOpened,
                Input::DataReceived(Content::Part),
                Input::DataReceived(Content::Event),
                Input::DataReceived(Content::Bookmark),
                Input::DataReceived(Content::Other),
                Input::StreamEnded,
                Input::RequestFailed,
                Input::LimitExceeded,
                Input::VersionMissing,
                Input::StreamGranted,
                Input::Subscribed,
                Input::Unsubscribed,
                Input::SelectionWidened,
                Input::Joined,
            ]
        );
    }
}
