//! What a connection asks of the web half, and the numbers by which it does.

use crate::core::numbered::numbered;

/// What a connection asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Begin a list, in place of the present request; report `PageReceived`, `RequestFailed` or `RequestRefused`.
    List {
        /// Whether to ask for pages; otherwise for the whole list in one response.
        in_pages: bool,
    },
    /// Request the next page.
    NextPage,
    /// Watch from where the list or the last stream ended.
    Watch {
        /// For how many seconds the server is asked to keep the stream open.
        seconds: u32,
    },
    /// Abort the present request.
    Abort,
    /// Ask all tabs for room for a stream; report `StreamGranted` once there is some.
    RequestStream,
    /// Give that room back, or stop asking for it.
    ReleaseStream,
    /// Report the last refusal to the subscribers.
    ReportRefusal,
    /// Give the new subscribers the state as it is known.
    Replay,
    /// The subscribers have no stream, until something is received.
    StreamLost {
        /// In how many milliseconds the next request is made.
        pause: u32,
    },
    /// The same, since the server refused.
    StreamRefused {
        /// In how many milliseconds the next request is made.
        pause: u32,
    },
    /// Abort the present request, give all room back and forget the connection; its id may be given to another from now
    /// on.
    Close,
}

numbered! {
    /// An [`Action`] as a number, which is how it crosses to the web half.
    pub enum ConnectionAction {
        /// [`Action::List`] in pages.
        ListPages,
        /// [`Action::List`] in one response.
        ListWhole,
        /// [`Action::NextPage`].
        NextPage,
        /// [`Action::Watch`]: its seconds come with it.
        Watch,
        /// [`Action::Abort`].
        Abort,
        /// [`Action::RequestStream`].
        RequestStream,
        /// [`Action::ReleaseStream`].
        ReleaseStream,
        /// [`Action::ReportRefusal`].
        ReportRefusal,
        /// [`Action::Replay`].
        Replay,
        /// [`Action::StreamLost`]: its pause comes with it.
        StreamLost,
        /// [`Action::StreamRefused`]: its pause comes with it.
        StreamRefused,
        /// [`Action::Close`].
        Close,
    }
}

impl Action {
    /// Its number.
    pub fn kind(self) -> ConnectionAction {
        match self {
            Self::List { in_pages: true } => ConnectionAction::ListPages,
            Self::List { in_pages: false } => ConnectionAction::ListWhole,
            Self::NextPage => ConnectionAction::NextPage,
            Self::Watch { .. } => ConnectionAction::Watch,
            Self::Abort => ConnectionAction::Abort,
            Self::RequestStream => ConnectionAction::RequestStream,
            Self::ReleaseStream => ConnectionAction::ReleaseStream,
            Self::ReportRefusal => ConnectionAction::ReportRefusal,
            Self::Replay => ConnectionAction::Replay,
            Self::StreamLost { .. } => ConnectionAction::StreamLost,
            Self::StreamRefused { .. } => ConnectionAction::StreamRefused,
            Self::Close => ConnectionAction::Close,
        }
    }

    /// Its number: for how many seconds to watch, or how many milliseconds pass; 0 for any other action.
    pub fn number(self) -> u32 {
        match self {
            Self::Watch { seconds } => seconds,
            Self::StreamLost { pause } | Self::StreamRefused { pause } => pause,
            Self::List { .. }
            | Self::NextPage
            | Self::Abort
            | Self::RequestStream
            | Self::ReleaseStream
            | Self::ReportRefusal
            | Self::Replay
            | Self::Close => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_watches_and_losses_have_a_number() {
        let lists = [true, false].map(|in_pages| Action::List { in_pages });
        assert_eq!(lists.map(Action::kind), [ConnectionAction::ListPages, ConnectionAction::ListWhole]);
        assert_eq!(lists.map(Action::number), [0, 0]);
        let watch = Action::Watch { seconds: 60 };
        assert_eq!((watch.kind(), watch.number()), (ConnectionAction::Watch, 60));
    }
}
