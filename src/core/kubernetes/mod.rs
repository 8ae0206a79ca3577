//! Watching a plain Kubernetes API: when each collection is listed, watched, polled or left alone.
//!
//! A [`Pool`] has one connection for each collection that somebody watches. What the server answered and
//! the time go in, what to ask for comes out. It never sees an object, a name, a URL or a resource version: those stay
//! with the web half, which also tells relists from news.

mod connection;
mod pauses;
mod pool;
mod slots;

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

pub use pool::Pool;

/// What happened to a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// A page of the list came.
    Page {
        /// Whether it is not the last one.
        has_more: bool,
    },
    /// The answer to a watch has begun.
    Opened,
    /// Something came through the stream.
    Heard {
        /// Whether an event was in it.
        is_event: bool,
    },
    /// The server ended the stream in order.
    Ended,
    /// A request or stream broke, or what came cannot be read.
    Failed,
    /// The server refused, with this status code: as an answer, or as an `ERROR` event of the stream.
    Refused {
        /// The status code.
        code: u16,
        /// In how many milliseconds it wants to be asked again.
        retry_after: Option<f64>,
    },
    /// There is a subscriber again.
    Wanted,
    /// The last subscriber has gone.
    Unwanted,
    /// Other objects are asked for than so far.
    Widened,
}

/// What a connection asks to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Begin to list, in place of what is under way; report `Page`, `Failed` or `Refused`.
    List {
        /// Not all at once.
        in_pages: bool,
    },
    /// Ask for the next page.
    NextPage,
    /// Watch from where the list or the last stream ended.
    Watch {
        /// For how long the server is asked to go on, in seconds.
        seconds: u32,
    },
    /// Give up what is under way.
    Abort,
    /// Tell the subscribers of the last refusal.
    TellRefusal,
    /// Forget the connection, giving up what is under way; its id is another's from now on.
    Close,
}
