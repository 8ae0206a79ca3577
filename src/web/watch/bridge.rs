//! The reports of a host to its wait. One class serves all waits of an instance, which have ids, so that no wait needs a
//! closure in the wasm. Its methods are static: a call through an object would cost as much as what the method does.

use js_sys::{Array, Date, Object};
use wasm_bindgen::prelude::*;

use super::judge::EventKind;
use super::reading::{read_answered, read_rejected};
use super::{message, reading, registry};
use crate::core::numbered::Numbered;
use crate::core::status::oldest_observation;
use crate::core::watch::{Answer, AnswerCode, Facts, Origin, StreamReport, StreamState, Wait};
use crate::resources::KIND_NAMES;
use crate::web::shared::object::generation;
use crate::web::shared::timer::wall;

/// The calls from `src/web/watch/wait-host.js` and its modules into the core.
#[wasm_bindgen]
pub struct WatchBridge {}

thread_local! {
    // JavaScript cannot import the class, since each instance of the wasm has its own.
    static BRIDGE: &'static JsValue =
        Box::leak(Box::new(Object::from(JsValue::from(WatchBridge {})).constructor().into()));
}

#[inline(never)]
pub(super) fn bridge() -> &'static JsValue {
    BRIDGE.with(|bridge| *bridge)
}

#[wasm_bindgen]
impl WatchBridge {
    /// A version of an object was judged. For the bits of `facts` see [`Facts::from_bits`]; `code` is an [`AnswerCode`].
    pub fn judged(id: u32, facts: u32, uid: u32, code: u32, wall: f64) {
        let facts = Facts::from_bits(facts, uid);
        let Some(answer) = AnswerCode::from_number(code).and_then(AnswerCode::answer) else {
            return;
        };
        let has_more = registry::notify(id, wall, |wait, now| {
            wait.judged(now, facts, answer);
            // In the common case there is nothing more to do: no deadline comes nearer.
            answer != Answer::Continue || facts.origin != Origin::Event || wait.is_over()
        });
        if let Some(live) = has_more {
            live.drive();
        }
    }

    /// An answer of `onEvent` resolves the wait, whatever the object was. Returns whether the wait had not ended before;
    /// then it has now, and the host closes and settles it, which needs no further call.
    pub fn resolved(id: u32) -> bool {
        let Some(live) = registry::get(id) else {
            return false;
        };
        if !live.wait.borrow_mut().resolved() {
            return false;
        }
        reading::leave(&live);
        registry::remove(id);
        true
    }

    /// An event of the target came but waits for its turn.
    pub fn arrived(id: u32, uid: u32, wall: f64) {
        registry::notify(id, wall, |wait, now| {
            wait.arrived(now, uid);
            false
        });
    }

    /// Events were coalesced; the last one came when the wall clock showed `wall`. Each was of the only object there has
    /// been, which is not terminating, and the wait continues. Comes before any other report.
    pub fn coalesced(id: u32, wall: f64) {
        if let Some(live) = registry::get(id) {
            live.coalesced(wall);
        }
    }

    /// The answer is a promise.
    #[wasm_bindgen(js_name = answerPending)]
    pub fn answer_pending(id: u32) {
        if let Some(live) = registry::get(id) {
            live.wait.borrow_mut().answer_pending();
        }
    }

    /// The stream delivered something that is not an event of the target.
    #[wasm_bindgen(js_name = streamAlive)]
    pub fn stream_alive(id: u32) {
        if let Some(live) = registry::get(id) {
            live.wait.borrow_mut().stream_alive();
        }
    }

    /// An event could not be read.
    pub fn lost(id: u32) {
        let now = registry::now();
        if let Some(live) = registry::get(id) {
            live.input(|wait| wait.lost(now));
        }
    }

    /// An `ERROR` event came, with its code or 0, and how long the server wants no requests.
    #[wasm_bindgen(js_name = streamError)]
    pub fn stream_error(id: u32, code: u32, retry_after: Option<f64>) {
        let now = registry::now();
        if let Some(live) = registry::get(id) {
            live.input(|wait| wait.stream_error(now, status_code(code), retry_after));
        }
    }

    /// The deadline of the wait's task has moved to this wall-clock time, or stands still.
    #[wasm_bindgen(js_name = taskDeadlineMoved)]
    pub fn task_deadline_moved(id: u32, deadline_at: Option<f64>) {
        let now = registry::now();
        let deadline = deadline_at.map(|at| now + (at - Date::now()));
        if let Some(live) = registry::get(id) {
            live.input(|wait| wait.task_deadline_moved(now, deadline));
        }
    }

    /// The source reports the state of its stream, as the number of a [`StreamState`], and the wall-clock time of its next
    /// attempt.
    #[wasm_bindgen(js_name = streamReported)]
    pub fn stream_reported(id: u32, state: u32, retry_at: Option<f64>) {
        let now = registry::now();
        let retry_at = retry_at.map(|at| now + (at - Date::now()));
        if let (Some(live), Some(state)) = (registry::get(id), StreamState::from_number(state)) {
            live.input(|wait| wait.stream_reported(now, state, retry_at));
        }
    }

    /// When a wait began, the state of its stream as a number, since when, and when the last event came. Times are the wall
    /// clock's.
    pub fn facts(id: u32) -> Array {
        registry::get(id).map_or_else(Array::new, |live| {
            let wait = live.up_to_date();
            let StreamReport { state, since, .. } = wait.stream_report();
            let last_event = wait.last_event().map(wall);
            Array::of4(
                &wall(wait.began()).into(),
                &(state as u8).into(),
                &wall(since).into(),
                &last_event.into(),
            )
        })
    }

    /// The verdict of the judge on the object seen last, if there is one.
    pub fn verdict(id: u32) -> JsValue {
        let judge = registry::get(id).and_then(|live| live.judge.clone());
        judge.map_or(JsValue::UNDEFINED, |judge| judge.verdict())
    }

    /// Given an object's generation, followed by those that its status describes: the index of the oldest described one (0:
    /// none), negative if that is too old.
    pub fn observation(id: u32, given: &Array) -> i32 {
        let judge = registry::get(id).and_then(|live| live.judge.clone());
        let asked_for = judge.and_then(|judge| judge.min_generation());
        let given: Vec<_> = given.iter().map(|value| generation(&value)).collect();
        oldest_observation(&given, asked_for)
    }

    /// The kind of a resource type as people say it, where a definition knows it.
    pub fn kind(resource_type: &str) -> JsValue {
        named(std::hint::black_box(&KIND_NAMES), resource_type).map_or(JsValue::UNDEFINED, JsValue::from)
    }

    /// The index of the condition that an object waits for; -1 unless there is exactly one.
    #[wasm_bindgen(js_name = waitingFor)]
    pub fn waiting_for(object: &JsValue) -> i32 {
        message::waiting(object).place.map_or(-1, |place| place as i32)
    }

    /// A read was answered, for all waits that requested it.
    #[wasm_bindgen(js_name = batchAnswered)]
    pub fn batch_answered(batch: u32, answer: &JsValue) {
        reading::ended(batch, |host, ticket| read_answered(host, ticket, answer));
    }

    /// A read was rejected, for all waits that requested it.
    #[wasm_bindgen(js_name = batchRejected)]
    pub fn batch_rejected(batch: u32, error: &JsValue) {
        reading::ended(batch, |host, ticket| read_rejected(host, ticket, error));
    }

    /// A read of one wait was answered.
    #[wasm_bindgen(js_name = readAnswered)]
    pub fn read_answered(id: u32, ticket: u32, is_present: bool) {
        let now = registry::now();
        if let Some(live) = registry::get(id) {
            live.input(|wait| wait.read_answered(now, ticket, is_present));
        }
    }

    /// A read of one wait was rejected, with a code or 0, and how long the server wants no requests.
    #[wasm_bindgen(js_name = readRejected)]
    pub fn read_rejected(id: u32, ticket: u32, code: u32, retry_after: Option<f64>) {
        let now = registry::now();
        if let Some(live) = registry::get(id) {
            if let Some(judge) = &live.judge {
                judge.read_ended(false);
            }
            live.input(|wait| wait.read_rejected(now, ticket, status_code(code), retry_after));
        }
    }

    /// Whether an object of a read is older than what the wait knows.
    #[wasm_bindgen(js_name = isOutdated)]
    pub fn is_outdated(id: u32, ticket: u32, facts: u32, uid: u32) -> bool {
        let facts = Facts::from_bits(facts, uid);
        registry::get(id).is_some_and(|live| live.wait.borrow_mut().is_outdated(ticket, facts))
    }

    /// Judges a collection, after a read of it was offered or at the end of a turn with events.
    pub fn conclude(id: u32, is_read: bool) {
        if let Some(live) = registry::get(id) {
            live.conclude(is_read);
        }
    }

    /// All objects of a read were judged.
    pub fn offered(id: u32, ticket: u32) {
        let now = registry::now();
        if let Some(live) = registry::get(id) {
            live.input(|wait| wait.offered(now, ticket));
        }
    }

    /// Calls the judge of a wait that has one; returns an [`AnswerCode`].
    pub fn judge(id: u32, kind: u32, uid: u32, object: &JsValue) -> u32 {
        let code = match (registry::get(id), EventKind::from_number(kind)) {
            (Some(live), Some(kind)) => live.ask_judge(kind, uid, object),
            (None, _) | (_, None) => AnswerCode::Ignore,
        };
        code as u32
    }

    /// The message line for the task, `undefined` if there is nothing to say.
    pub fn message(id: u32, object: &JsValue) -> JsValue {
        match registry::get(id) {
            Some(live) => match &live.judge {
                Some(judge) => judge.message(),
                None => message::waiting(object).line.map_or(JsValue::UNDEFINED, JsValue::from),
            },
            None => JsValue::UNDEFINED,
        }
    }

    /// The wait was cancelled, or a signal aborted: rejects with `reason`.
    pub fn abort(id: u32, reason: JsValue) {
        if let Some(live) = registry::get(id) {
            live.reason.replace(reason);
            live.input(Wait::cancelled);
        }
    }

    /// The page became visible or hidden.
    pub fn page(is_visible: bool) {
        let now = registry::now();
        registry::for_each(|live| {
            live.input(|wait| if is_visible { wait.shown(now) } else { wait.hidden() });
        });
    }
}

/// The compiler must not know the list, or it would unroll the loop.
fn named(kinds: &[(&'static str, &str)], resource_type: &str) -> Option<&'static str> {
    kinds.iter().find(|(_, known)| *known == resource_type).map(|(name, _)| *name)
}

fn status_code(code: u32) -> Option<u16> {
    u16::try_from(code).ok().filter(|code| *code != 0)
}
