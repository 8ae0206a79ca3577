//! The wait as a state machine: reports about the stream, about reads and about time go in, actions come out.
//!
//! It never sees an object, only small facts about it: whether an event belongs to the target, what `onEvent` returned and
//! which uid an object has. Objects, errors and callbacks stay in the web half, and so do resource versions, which
//! are opaque and never compared.

mod backoff;
mod bucket;
mod collection;
mod ending;
mod explanation;
pub mod grace;
mod identity;
pub mod message;
mod protocol;
mod reading;
mod schedule;
pub mod sharing;
mod stream;
mod wait;

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

pub use collection::{Collection, Conclusion};
pub use protocol::{AnswerCode, EventKind, Origin, SourceTrait, StreamState};
pub(crate) use reading::HANGING as READ_TIMEOUT;
pub use stream::StreamReport;
pub use wait::Wait;

/// A uid as a number: equal uids of one wait have equal numbers. [`Facts::NO_UID`] stands for an object without one,
/// which may be any object.
pub type Uid = u32;

/// What a wait knows about one version of an object of its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What happened to it.
    pub kind: EventKind,
    /// Which object it is.
    pub uid: Uid,
    /// Whether it has a `deletionTimestamp`.
    pub is_terminating: bool,
    /// Whether it was created before the object of `initial`, whose name it had.
    pub is_earlier: bool,
    /// Where it came from.
    pub origin: Origin,
}

impl Facts {
    /// An event of the only object so far, which is not terminating.
    pub const UNREMARKABLE: Self = Self {
        kind: EventKind::Modified,
        uid: Self::FIRST_UID,
        is_terminating: false,
        is_earlier: false,
        origin: Origin::Event,
    };
}

/// The answer of `onEvent` or of a judge for one version of an object. A value that comes with it stays in the web
/// half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Keep waiting.
    Continue,
    /// Ready.
    Resolve,
    /// Rejected, or the callback threw or returned something that is not an answer.
    Reject,
    /// Failed, which counts only if it lasts.
    Failing,
}

/// What the deletion of its object means for a named wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDeleted {
    /// The wait rejects.
    Reject,
    /// The wait continues, for the next object of that name.
    Continue,
    /// The wait is for the deletion, and resolves.
    Resolve,
    /// The wait is for the deletion of a whole collection, and continues.
    Count,
}

/// Why a read failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadFailure {
    /// 401 or 403: the permission may be granted later than the object is created.
    Forbidden,
    /// Any other reason, which says nothing about the object.
    Unknown,
}

/// The options of a wait, all times in milliseconds.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether the wait is for one object by its name.
    pub is_named: bool,
    /// Whether there is a `read`.
    pub is_readable: bool,
    /// Whether the source declares that it replays the state to each subscriber and after each gap.
    pub is_consistent: bool,
    /// Whether the source reports the state of its stream; else the stream counts as open once `subscribe` has returned. If
    /// it is consistent too, silence after a replay is a reason to read: a replay cannot mention objects that are gone.
    pub reports_stream: bool,
    /// Whether somebody observes the state of the stream.
    pub is_observed: bool,
    /// Whether to read the Kubernetes Events of an object that is pending for long.
    pub explains: bool,
    /// What deletion means.
    pub on_deleted: OnDeleted,
    /// Whether a uid other than the pinned one takes precedence over the answer `Resolve`.
    pub pins_answers: bool,
    /// How long the wait may take. See [`Config::limit`].
    pub timeout: Option<f64>,
    /// When the task that awaits this wait will time out, on the time line of `now`.
    pub task_deadline: Option<f64>,
    /// How long 401 and 403 count as a permission that is still being granted.
    pub forbidden_grace: f64,
    /// How long a failure must last to count.
    pub failure_grace: f64,
    /// Whether the page is visible; true where there is no page.
    pub is_visible: bool,
    /// Any number, for jitter.
    pub seed: u64,
}

impl Config {
    /// The default of [`forbidden_grace`](Self::forbidden_grace): the time that role bindings take to reach all API servers.
    pub const FORBIDDEN_GRACE: f64 = 30_000.0;

    /// A caller's limit: `0`, negative numbers, NaN and infinity mean none.
    pub fn limit(milliseconds: f64) -> Option<f64> {
        Some(milliseconds).filter(|it| *it > 0.0 && it.is_finite())
    }
}

/// The actions of a wait, in this order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Call `subscribe` and report `subscribed` or `subscribe_failed`.
    Subscribe,
    /// Report the state of the stream to the wait's observers.
    ReportStream(StreamReport),
    /// Read the object's Kubernetes Events, for people; the result is not reported to the wait.
    Explain,
    /// Call the function that `subscribe` returned.
    Unsubscribe,
    /// Read; report `read_began`, then `read_answered`, `read_rejected` or `read_failed` with this ticket.
    Read {
        /// Identifies the read.
        ticket: u32,
        /// Whether a deadline is near, so that this read goes before others.
        is_last: bool,
    },
    /// Withdraw this read: its result is no longer needed.
    GiveUp(u32),
    /// Offer the objects of this read as `Added`, then report `offered`.
    Offer(u32),
    /// Offer the last object as `Deleted`, since this read did not find it, then report `offered`.
    OfferGone(u32),
    /// Settle the promise; this is the last action.
    Settle(Ending),
}

/// How a wait ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// With the value of the last answer.
    Resolved,
    /// With the error of the last answer.
    Rejected,
    /// The object is gone, or another one has taken its name.
    Deleted,
    /// The object is gone, as the wait was for its deletion.
    Gone,
    /// The API server refused; the web half has the last refusal.
    Refused,
    /// The time is up.
    TimedOut {
        /// The age of the last event, if there was one.
        since_last_event: Option<f64>,
        /// Whether the object was ever seen.
        has_appeared: bool,
        /// How many reads had begun.
        reads: u32,
        /// Whether there was a subscription not known to be broken.
        is_streaming: bool,
    },
    /// `cancel` was called or a signal aborted; the web half has the reason.
    Cancelled,
}
