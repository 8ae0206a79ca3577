//! What decides over the objects a wait sees, where a caller's `onEvent` does not.
//!
//! [`Judge`] is the interface between the wait and the waiters that stand on it: the wait knows how
//! to hear of every version of an object, a judge knows when one is ready. The wait asks with
//! nothing borrowed, so a judge may call JavaScript and be called again meanwhile; it keeps its own
//! borrows as short. A judge never settles the wait itself.

use wasm_bindgen::JsValue;

pub use crate::core::watch::EventKind;

/// What a judge says of one version of an object.
#[derive(Clone, Debug)]
pub enum Ruling {
    /// Not yet: go on waiting. A failure that was reported before is over.
    Continue,
    /// Not an object of this wait: as if it had never been seen. For waits without a name, whose
    /// `match` picks the object out of a collection.
    Ignore,
    /// Ready: the wait resolves with this value (already adapted). If the object has another uid
    /// than the one first seen, the wait rejects with `ResourceDeletedError` all the same.
    Resolve(JsValue),
    /// The wait rejects with this at once: what a caller's function threw, an `AdapterError`.
    Reject(JsValue),
    /// Failed, and this is the error. The wait rejects with the latest one as soon as every ruling
    /// for [`Judge::failure_grace`] was `Failed`; any other ruling in between starts that anew.
    Failed(JsValue),
}

/// Judges each version of the object that a wait sees.
///
/// The order is: [`begin`](Self::begin) once, then for each version that an event, a read or
/// `initial` brings [`judge`](Self::judge), then [`message`](Self::message) if there is a task.
/// Nothing is asked after the wait has settled.
pub trait Judge {
    /// Called once before anything is judged, with the option `initial` (`undefined` without one):
    /// its generation is the least that a status may have observed.
    fn begin(&self, _initial: &JsValue) {}

    /// Judges one version. What a read gave comes as `Added`. A `Deleted` one is the object's last
    /// state (also when a read found it gone): it is never ready, so answer `Continue` unless the
    /// caller's own function wants to fail the wait; the deletion itself is the wait's affair.
    ///
    /// `onStatus` is told from in here, guarded: what it throws is not the wait's.
    fn judge(&self, kind: EventKind, object: &JsValue) -> Ruling;

    /// The line under the task's title after the last `judge`; `undefined` leaves it as it is.
    fn message(&self) -> JsValue {
        JsValue::UNDEFINED
    }

    /// How long in milliseconds a failure must last before it rejects.
    fn failure_grace(&self) -> f64 {
        0.0
    }

    /// Whether the wait is for the end of the object: then deletion, absence and another uid
    /// resolve it with what [`gone`](Self::gone) makes of the last object.
    fn is_until_deleted(&self) -> bool {
        false
    }

    /// The value (adapted) that a wait for deletion resolves with; `last` is the last object seen
    /// or `undefined`. An error rejects the wait with it.
    fn gone(&self, last: &JsValue) -> Result<JsValue, JsValue> {
        Ok(last.clone())
    }
}
