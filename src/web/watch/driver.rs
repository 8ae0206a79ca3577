//! What a channel tells its wait. One class serves all waits of an instance, told apart by id, so that a
//! wait needs no closure of its own in the wasm. Its methods are static: a call through an object would take
//! as long as what it is for.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::channel::{read_answered, read_rejected};
use super::live::Ruled;
use super::{message, reading, table};
use crate::core::watch::{Answer, EventKind, Facts, Origin, ReadFailure};

/// The way from `src/web/watch/wait-host.js` into the core.
#[wasm_bindgen]
pub struct WatchDriver {}

thread_local! {
    // The glue cannot import the class, since each instance of the wasm has its own.
    static DRIVER: &'static JsValue =
        Box::leak(Box::new(Object::from(JsValue::from(WatchDriver {})).constructor().into()));
}

#[inline(never)]
pub(super) fn driver() -> &'static JsValue {
    DRIVER.with(|driver| *driver)
}

const IGNORE: u32 = 4;

#[wasm_bindgen]
impl WatchDriver {
    /// A version of an object was judged: `facts` as bits (kind, 4 for terminating, origin times 8).
    pub fn judged(id: u32, facts: u32, uid: u32, code: u32, wall: f64) {
        let facts = facts_of(facts, uid);
        let answer = answer_of(code);
        let has_more = table::tell(id, wall, |wait, now| {
            wait.judged(now, facts, answer);
            // The common case costs nothing more: no deadline comes nearer by it.
            answer != Answer::Continue || facts.origin != Origin::Event || wait.is_over()
        });
        if let Some(live) = has_more {
            live.drive();
        }
    }

    /// The answer of `onEvent` resolves the wait, whatever the object was: returns whether it had not ended. Then it has
    /// by now, and the channel closes and settles it, which needs no way back.
    pub fn resolved(id: u32) -> bool {
        let Some(live) = table::get(id) else {
            return false;
        };
        if !live.wait.borrow_mut().resolved() {
            return false;
        }
        reading::give_up_all(&live);
        table::remove(id);
        true
    }

    /// An event of the target came but waits for its turn.
    pub fn arrived(id: u32, uid: u32, wall: f64) {
        table::tell(id, wall, |wait, now| {
            wait.arrived(now, uid);
            false
        });
    }

    /// What the wall clock showed at the last of the events that were kept back: each of the only object there was, none
    /// of them its end, and the wait goes on. Comes before whatever else the wait is told of.
    pub fn kept(id: u32, wall: f64) {
        if let Some(live) = table::get(id) {
            live.heard_at(wall);
        }
    }

    /// The answer is a promise.
    pub fn asked(id: u32) {
        if let Some(live) = table::get(id) {
            live.wait.borrow_mut().asked();
        }
    }

    /// Something else came through the stream.
    pub fn heard(id: u32) {
        if let Some(live) = table::get(id) {
            live.wait.borrow_mut().heard();
        }
    }

    /// An event that could not be read.
    pub fn lost(id: u32) {
        let now = table::now();
        if let Some(live) = table::get(id) {
            live.input(|wait| wait.lost(now));
        }
    }

    /// An `ERROR` event, with its code or 0, and for how long the server wants to be left alone.
    #[wasm_bindgen(js_name = streamError)]
    pub fn stream_error(id: u32, code: u32, retry_after: Option<f64>) {
        let now = table::now();
        let code = u16::try_from(code).ok().filter(|code| *code != 0);
        if let Some(live) = table::get(id) {
            live.input(|wait| wait.stream_error(now, code, retry_after));
        }
    }

    /// A read was answered, for all who asked for it.
    #[wasm_bindgen(js_name = batchAnswered)]
    pub fn batch_answered(batch: u32, answer: &JsValue) {
        reading::ended(batch, |channel, ticket| read_answered(channel, ticket, answer));
    }

    /// A read was rejected, for all who asked for it.
    #[wasm_bindgen(js_name = batchRejected)]
    pub fn batch_rejected(batch: u32, error: &JsValue) {
        reading::ended(batch, |channel, ticket| read_rejected(channel, ticket, error));
    }

    /// A read of one wait was answered.
    #[wasm_bindgen(js_name = readAnswered)]
    pub fn read_answered(id: u32, ticket: u32, is_present: bool) {
        let now = table::now();
        if let Some(live) = table::get(id) {
            live.input(|wait| wait.read_answered(now, ticket, is_present));
        }
    }

    /// A read of one wait was rejected, with a code or 0, and for how long the server wants to be left alone.
    #[wasm_bindgen(js_name = readFailed)]
    pub fn read_failed(id: u32, ticket: u32, code: u32, retry_after: Option<f64>) {
        let now = table::now();
        if let Some(live) = table::get(id) {
            live.input(|wait| match code {
                404 => wait.read_answered(now, ticket, false),
                401 | 403 => wait.read_failed(now, ticket, ReadFailure::Forbidden, retry_after),
                _ => wait.read_failed(now, ticket, ReadFailure::Unknown, retry_after),
            });
        }
    }

    /// Whether an object that a read gave is out of date by now.
    #[wasm_bindgen(js_name = isOvertaken)]
    pub fn is_overtaken(id: u32, ticket: u32, uid: u32) -> bool {
        table::get(id).is_some_and(|live| live.wait.borrow_mut().is_overtaken(ticket, uid))
    }

    /// All that a read gave was judged.
    pub fn offered(id: u32, ticket: u32) {
        let now = table::now();
        if let Some(live) = table::get(id) {
            live.input(|wait| wait.offered(now, ticket));
        }
    }

    /// Asks the judge of a wait that has one.
    pub fn judge(id: u32, kind: u32, object: &JsValue) -> u32 {
        let Some(live) = table::get(id) else {
            return IGNORE;
        };
        match live.ask_judge(kind_of(kind), object) {
            Ruled::Ignore => IGNORE,
            Ruled::Answer(answer) => code_of(answer),
        }
    }

    /// The line for the task's message, `undefined` if there is nothing to say.
    pub fn message(id: u32, object: &JsValue) -> JsValue {
        match table::get(id) {
            Some(live) => match &live.judge {
                Some(judge) => judge.message(),
                None => message::line(object),
            },
            None => JsValue::UNDEFINED,
        }
    }

    /// Cancelled, or a signal aborted: rejects with `reason`.
    pub fn abort(id: u32, reason: JsValue) {
        if let Some(live) = table::get(id) {
            live.reason.replace(reason);
            live.input(crate::core::watch::Wait::cancelled);
        }
    }

    /// The page was shown or hidden.
    pub fn page(is_visible: bool) {
        let now = table::now();
        table::for_each(|live| {
            live.input(|wait| if is_visible { wait.shown(now) } else { wait.hidden() });
        });
    }
}

fn facts_of(bits: u32, uid: u32) -> Facts {
    let origin = match bits >> 3 {
        0 => Origin::Event,
        1 => Origin::Queued,
        2 => Origin::Read,
        _ => Origin::Initial,
    };
    Facts { kind: kind_of(bits & 3), uid, is_terminating: bits & 4 != 0, origin }
}

fn kind_of(number: u32) -> EventKind {
    match number {
        0 => EventKind::Added,
        1 => EventKind::Modified,
        _ => EventKind::Deleted,
    }
}

fn answer_of(code: u32) -> Answer {
    match code {
        0 => Answer::Continue,
        1 => Answer::Resolve,
        2 => Answer::Reject,
        _ => Answer::Failing,
    }
}

fn code_of(answer: Answer) -> u32 {
    match answer {
        Answer::Continue => 0,
        Answer::Resolve => 1,
        Answer::Reject => 2,
        Answer::Failing => 3,
    }
}
