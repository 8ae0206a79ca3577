//! Decides about the objects that a wait sees, where no `onEvent` of the caller does.
//!
//! [`Judge`] is the interface between the wait and the waiters that are built on it: the wait receives every version of an
//! object, a judge knows when one is ready. The wait calls a judge with nothing borrowed, so a judge may call JavaScript
//! and be called again meanwhile; its own borrows must be as short. A judge never settles the wait itself.

use wasm_bindgen::JsValue;

use crate::core::status::Generation;
pub use crate::core::watch::EventKind;
use crate::core::watch::{OnDeleted, Uid};

/// A judge's decision about one version of an object.
#[derive(Clone, Debug)]
pub enum Ruling {
    /// Not ready yet: keep waiting. An earlier failure is over.
    Continue,
    /// Not an object of this wait: as if it had never been seen. For waits without a name, whose `match` picks the object
    /// out of a collection.
    Ignore,
    /// Ready: the wait resolves with this value, which is adapted already. If the object has another uid than the one
    /// first seen, the wait rejects with `ResourceDeletedError` nonetheless.
    Resolve(JsValue),
    /// The wait rejects with this at once: an error that a caller's function threw, an `AdapterError`.
    Reject(JsValue),
    /// Failed, with this error. The wait rejects with the latest one once every ruling has been `Failed` for
    /// [`Judge::failure_grace`]; any other ruling in between restarts that time.
    Failed(JsValue),
}

/// Judges each version of the object that a wait sees.
///
/// The order is: [`begin`](Self::begin) once, then for each version that an event, a read or
/// `initial` brings [`judge`](Self::judge), then [`message`](Self::message) if there is a task.
/// After the wait has settled none of them is called.
pub trait Judge {
    /// Called once, before any version is judged, with the option `initial` (`undefined` without one): its generation is
    /// the lowest that a status may have observed.
    fn begin(&self, _initial: &JsValue) {}

    /// Judges one version. One from a read comes as `Added`. A `Deleted` one is the object's last state (also when a read
    /// did not find it any more): it is never ready, so the ruling is `Continue` unless the caller's own function fails the
    /// wait; the wait itself handles the deletion.
    ///
    /// This also calls `onStatus`, guarded: what that throws does not reach the wait.
    fn judge(&self, kind: EventKind, uid: Uid, object: &JsValue) -> Ruling;

    /// The message line of the task after the last `judge`; `undefined` leaves it as it is.
    fn message(&self) -> JsValue {
        JsValue::UNDEFINED
    }

    /// The verdict after the last `judge`, as JavaScript has it.
    fn verdict(&self) -> JsValue {
        JsValue::UNDEFINED
    }

    /// The generation that the status of the version judged last must have observed at least.
    fn min_generation(&self) -> Option<Generation> {
        None
    }

    /// How long in milliseconds a failure must last before it rejects.
    fn failure_grace(&self) -> f64 {
        0.0
    }

    /// What a deletion means for the wait, if its options say `given`. With [`OnDeleted::Resolve`] deletion, absence and
    /// another uid resolve it with the value of [`gone`](Self::gone).
    fn on_deleted(&self, given: OnDeleted) -> OnDeleted {
        given
    }

    /// Called once before `begin`: whether the collection can be read, and whether its source is consistent.
    fn source(&self, _is_readable: bool, _is_consistent: bool) {}

    /// The objects of a collection, for its host: a `Members` of `src/web/resource/members.js`. `undefined` for a wait that
    /// is for one object, for which none of the following is called.
    fn members(&self) -> JsValue {
        JsValue::UNDEFINED
    }

    /// All objects of a read were offered, or it failed.
    fn read_ended(&self, _is_answer: bool) {}

    /// The subscription ended.
    fn gap(&self) {}

    /// Decides about the collection as it is now: at the end of a turn with events, and after a read.
    fn conclude(&self) -> Ruling {
        Ruling::Ignore
    }

    /// The adapted value that a wait for deletion resolves with; `last` is the last object seen or `undefined`. An error
    /// rejects the wait.
    fn gone(&self, last: &JsValue) -> Result<JsValue, JsValue> {
        Ok(last.clone())
    }
}
