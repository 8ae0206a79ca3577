//! The wait as a state machine: what it is told of the stream, of reads and of the time goes in,
//! what to do comes out.
//!
//! It never sees an object. Which event is of the target, what `onEvent` answered and which uid an
//! object has come in as small facts; objects, errors and callbacks stay with the web half. A
//! resource version never comes here: it is opaque and compared by no one.

mod backoff;
mod bucket;
pub mod grace;
mod identity;
pub mod message;
mod reading;
mod schedule;
pub mod sharing;
mod stream;
mod wait;

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

pub(crate) use reading::HANGING as READ_TIMEOUT;
pub use wait::Wait;

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

/// How a wait heard of a version of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The stream delivers it right now.
    Event,
    /// The stream delivered it, which was reported by `arrived`; its turn has come now.
    Queued,
    /// A read gave it.
    Read,
    /// It is the option `initial`.
    Initial,
}

/// A uid as a number: equal uids of one wait have equal numbers. 0 stands for an object without one,
/// which is taken for whichever object it could be.
pub type Uid = u32;

/// What a wait is told of one version of an object of its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What happened to it.
    pub kind: EventKind,
    /// Who it is.
    pub uid: Uid,
    /// Whether it has a `deletionTimestamp`.
    pub is_terminating: bool,
    /// How it was heard of.
    pub origin: Origin,
}

impl Facts {
    /// An event of the only object there was, which stays.
    pub const UNREMARKABLE: Self =
        Self { kind: EventKind::Modified, uid: 1, is_terminating: false, origin: Origin::Event };
}

/// What was answered for one version of an object, by `onEvent` or by a judge. The value that goes
/// with it stays with the web half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go on waiting.
    Continue,
    /// Ready.
    Resolve,
    /// Hopeless, or the callback threw or answered nonsense.
    Reject,
    /// Failed, but only a failure that lasts counts.
    Failing,
}

/// What the end of its object means for a wait with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDeleted {
    /// The wait rejects.
    Reject,
    /// The wait goes on, for the next object of that name.
    Continue,
    /// The wait is for just that, and resolves.
    Resolve,
}

/// How a read ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadFailure {
    /// 401 or 403: permission may follow creation late.
    Forbidden,
    /// Anything else; it says nothing of the object.
    Unknown,
}

/// What a wait is made of, all times in milliseconds.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether the wait is for one object by its name.
    pub is_named: bool,
    /// Whether there is a `read`.
    pub is_readable: bool,
    /// Whether the source promises to replay the state to each subscriber and after each gap.
    pub is_consistent: bool,
    /// Whether silence after such a replay is a reason to read: the source has no word for what is gone.
    pub misses_ends: bool,
    /// What deletion means.
    pub on_deleted: OnDeleted,
    /// Whether another uid than the pinned one outweighs the answer `Resolve`.
    pub pins_answers: bool,
    /// How long from the beginning until the wait times out.
    pub timeout: Option<f64>,
    /// When the task that awaits it will time out, on the time line of `now`.
    pub task_deadline: Option<f64>,
    /// How long 401 and 403 are taken for permission that comes late.
    pub forbidden_grace: f64,
    /// How long a failure must last.
    pub failure_grace: f64,
    /// Whether the page can be seen; true where there is no page.
    pub is_visible: bool,
    /// Any number, for jitter.
    pub seed: u64,
}

/// What a wait asks to be done, in this order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Call `subscribe` and report `subscribed` or `subscribe_failed`.
    Subscribe,
    /// Call what `subscribe` gave back.
    Unsubscribe,
    /// Read; report `read_began`, then `read_answered` or `read_failed` with this ticket.
    Read {
        /// Names the read.
        ticket: u32,
        /// Whether a deadline is near, so that others have to stand back.
        is_last: bool,
    },
    /// This read is no longer awaited.
    GiveUp(u32),
    /// Offer what this read gave as `Added`, then report `offered`.
    Offer(u32),
    /// Offer the last object as `Deleted`, since this read found it gone, then report `offered`.
    OfferGone(u32),
    /// Settle the promise; it is the last action.
    Settle(Ending),
}

/// How a wait ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// With the value of the last answer.
    Resolved,
    /// With the error of the last answer.
    Rejected,
    /// The object is gone, or another has taken its name.
    Deleted,
    /// The object is gone, as was waited for.
    Gone,
    /// The API server refused: with the last refusal.
    Refused,
    /// The time is up.
    TimedOut {
        /// How long ago the last event came, if one did.
        since_last_event: Option<f64>,
        /// Whether the object was ever seen.
        has_appeared: bool,
        /// How many reads had begun.
        reads: u32,
        /// Whether there was a subscription that was not known to be broken.
        is_streaming: bool,
    },
    /// `cancel` was called or a signal aborted; the web half has the reason.
    Cancelled,
}
