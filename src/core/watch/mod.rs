//! The wait as a state machine: what it is told of the stream, of reads and of the time goes in,
//! what to do comes out.
//!
//! It never sees an object. Which event is of the target, what `onEvent` answered and which uid an
//! object has come in as small facts; objects, errors and callbacks stay with the web half. A
//! resource version never comes here: it is opaque and compared by no one.

/// What happened to an object, as the Kubernetes watch protocol names it.
///
/// `BOOKMARK` and `ERROR` are no events of an object and are reported to a wait on their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The object exists: it was created, or this is how a read found it.
    Added,
    /// The object changed.
    Modified,
    /// The object is gone; what comes with it is its last state.
    Deleted,
}
