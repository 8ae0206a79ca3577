//! What the web half reports of a connection, and the numbers by which it does.

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
    DataReceived {
        /// Whether an event was complete with it.
        has_event: bool,
    },
    /// The server ended the stream in order.
    StreamEnded,
    /// A request or stream broke, or its content cannot be read.
    RequestFailed,
    /// The server refused, with this status code: as a response, or as an `ERROR` event of the stream.
    RequestRefused {
        /// The status code.
        code: u16,
        /// After how many milliseconds the server wants to be asked again.
        retry_after: Option<f64>,
    },
    /// There is a subscriber again.
    Subscribed,
    /// The last subscriber has left.
    Unsubscribed,
    /// The subscribers need more objects than were requested so far.
    SelectionWidened,
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
        /// [`Input::DataReceived`] without an event.
        DataReceived,
        /// [`Input::DataReceived`] with an event.
        EventReceived,
        /// [`Input::StreamEnded`].
        StreamEnded,
        /// [`Input::RequestFailed`].
        RequestFailed,
        /// [`Input::RequestRefused`]: a code comes with it, and perhaps when to retry.
        RequestRefused,
        /// [`Input::Subscribed`].
        Subscribed,
        /// [`Input::Unsubscribed`].
        Unsubscribed,
        /// [`Input::SelectionWidened`].
        SelectionWidened,
    }
}

impl Input {
    /// The input of this kind. `code` and `retry_after` belong to a refusal; other kinds ignore them.
    pub fn new(kind: ConnectionInput, code: u16, retry_after: Option<f64>) -> Self {
        match kind {
            ConnectionInput::PageReceived => Self::PageReceived { has_more: true },
            ConnectionInput::LastPageReceived => Self::PageReceived { has_more: false },
            ConnectionInput::StreamOpened => Self::StreamOpened,
            ConnectionInput::DataReceived => Self::DataReceived { has_event: false },
            ConnectionInput::EventReceived => Self::DataReceived { has_event: true },
            ConnectionInput::StreamEnded => Self::StreamEnded,
            ConnectionInput::RequestFailed => Self::RequestFailed,
            ConnectionInput::RequestRefused => Self::RequestRefused { code, retry_after },
            ConnectionInput::Subscribed => Self::Subscribed,
            ConnectionInput::Unsubscribed => Self::Unsubscribed,
            ConnectionInput::SelectionWidened => Self::SelectionWidened,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::numbered::Numbered;

    #[test]
    fn every_kind_of_input_is_the_input_it_is_named_after() {
        let inputs = ConnectionInput::ALL.iter().map(|kind| Input::new(*kind, 429, Some(7.0)));
        assert_eq!(
            inputs.collect::<Vec<_>>(),
            [
                Input::PageReceived { has_more: true },
                Input::PageReceived { has_more: false },
                Input::StreamOpened,
                Input::DataReceived { has_event: false },
                Input::DataReceived { has_event: true },
                Input::StreamEnded,
                Input::RequestFailed,
                Input::RequestRefused { code: 429, retry_after: Some(7.0) },
                Input::Subscribed,
                Input::Unsubscribed,
                Input::SelectionWidened,
            ]
        );
    }
}
