//! Waits that a judge decides over, with a source of one subscription.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::judge::{EventKind, Judge, Ruling};
use super::{Deferred, start_wait_with};
use crate::core::watch::{OnDeleted, Uid};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
    export const object = (uid, phase) => ({ metadata: { name: 'z', uid }, phase });
    export const phaseOf = (object) => object.phase;
    export function scripted(first) {
        const source = { subscribe: (_, onEvent) => { source.onEvent = onEvent; return () => { source.onEvent = undefined; }; } };
        if (first !== null) source.read = async () => first;
        return source;
    }
    export const emit = (source, type, object) => source.onEvent?.({ type, object });
    export const isHeld = (source) => source.onEvent !== undefined;
    export const options = (source, initial, task, isNamed) =>
        ({ resourceType: 'a/b', name: isNamed ? 'z' : undefined, source, initial, task, onEvent: 'not read' });
    export function breakDown(deferred) {
        const { bridge, id } = deferred.host;
        const { judged } = bridge;
        bridge.judged = () => { throw new WebAssembly.RuntimeError('unreachable'); };
        return () => { bridge.judged = judged; bridge.abort(id); };
    }
    export const messageOf = (error) => error.message;
    export const task = (lines) => ({ setMessage: (line) => lines.push(line) });
")]
extern "C" {
    fn object(uid: &str, phase: &str) -> JsValue;
    #[wasm_bindgen(js_name = phaseOf)]
    fn phase_of(object: &JsValue) -> String;
    fn scripted(first: &JsValue) -> JsValue;
    fn emit(source: &JsValue, kind: &str, object: &JsValue);
    #[wasm_bindgen(js_name = isHeld)]
    fn is_held(source: &JsValue) -> bool;
    fn options(source: &JsValue, initial: &JsValue, task: &JsValue, is_named: bool) -> JsValue;
    #[wasm_bindgen(js_name = breakDown)]
    fn break_down(deferred: &Deferred) -> js_sys::Function;
    #[wasm_bindgen(js_name = messageOf)]
    fn message_of(error: &JsValue) -> String;
    fn task(lines: &js_sys::Array) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/watch/wait-promise.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeWait)]
    fn make_wait(start: &mut dyn FnMut(Deferred)) -> js_sys::Promise;
    #[wasm_bindgen(js_name = rejectAll)]
    fn reject_all(error: JsValue);
}

#[wasm_bindgen(module = "/src/web/shared/trap.js")]
extern "C" {
    #[wasm_bindgen(js_name = setTrapHandler)]
    fn set_trap_handler(handler: &js_sys::Function);
}

/// Judges by `phase`.
#[derive(Default)]
struct ByPhase {
    is_until_deleted: bool,
    grace: f64,
    begun: RefCell<Vec<JsValue>>,
    seen: RefCell<Vec<EventKind>>,
    last: Cell<u32>,
}

impl Judge for ByPhase {
    fn begin(&self, initial: &JsValue) {
        self.begun.borrow_mut().push(initial.clone());
    }

    fn judge(&self, kind: EventKind, _uid: Uid, object: &JsValue) -> Ruling {
        self.seen.borrow_mut().push(kind);
        self.last.set(self.last.get() + 1);
        match phase_of(object).as_str() {
            _ if kind == EventKind::Deleted => Ruling::Continue,
            "ready" => Ruling::Resolve("adapted".into()),
            "failed" => Ruling::Failed("failure".into()),
            "broken" => Ruling::Reject("unreadable".into()),
            "other" => Ruling::Ignore,
            _ => Ruling::Continue,
        }
    }

    fn message(&self) -> JsValue {
        JsValue::from_f64(self.last.get().into())
    }

    fn failure_grace(&self) -> f64 {
        self.grace
    }

    fn on_deleted(&self, given: OnDeleted) -> OnDeleted {
        if self.is_until_deleted { OnDeleted::Resolve } else { given }
    }

    fn gone(&self, last: &JsValue) -> Result<JsValue, JsValue> {
        if last.is_undefined() { Err("it was never seen".into()) } else { Ok(phase_of(last).into()) }
    }
}

struct Case {
    source: JsValue,
    judge: Rc<ByPhase>,
    promise: js_sys::Promise,
}

fn case(judge: ByPhase, first: &JsValue, initial: &JsValue, task: &JsValue, is_named: bool) -> Case {
    let (source, judge) = (scripted(first), Rc::new(judge));
    let options = options(&source, initial, task, is_named);
    let promise = make_wait(&mut |deferred| start_wait_with(&options, deferred, judge.clone()));
    Case { source, judge, promise }
}

fn named(judge: ByPhase) -> Case {
    case(judge, &JsValue::NULL, &JsValue::UNDEFINED, &JsValue::UNDEFINED, true)
}

impl Case {
    fn emit(&self, kind: &str, uid: &str, phase: &str) {
        emit(&self.source, kind, &object(uid, phase));
    }

    async fn end(self) -> Result<String, String> {
        let text =
            |value: JsValue| value.as_string().unwrap_or_else(|| js_sys::Error::from(value).name().into());
        let outcome = JsFuture::from(self.promise).await.map(text).map_err(text);
        assert!(!is_held(&self.source), "the subscription is held");
        outcome
    }
}

#[wasm_bindgen_test]
async fn a_ruling_resolves_with_its_value() {
    let case = named(ByPhase::default());
    case.emit("ADDED", "u", "pending");
    case.emit("MODIFIED", "u", "ready");
    assert_eq!(case.end().await, Ok("adapted".into()));
}

#[wasm_bindgen_test]
async fn a_ruling_rejects_with_its_error() {
    for (phase, error) in [("failed", "failure"), ("broken", "unreadable")] {
        let case = named(ByPhase::default());
        case.emit("ADDED", "u", phase);
        assert_eq!(case.end().await, Err(error.into()));
    }
}

#[wasm_bindgen_test]
async fn a_failure_within_its_grace_can_recover() {
    let case = named(ByPhase { grace: 60_000.0, ..ByPhase::default() });
    case.emit("ADDED", "u", "failed");
    case.emit("MODIFIED", "u", "ready");
    assert_eq!(case.end().await, Ok("adapted".into()));
}

#[wasm_bindgen_test]
async fn a_failure_that_outlasts_its_grace_rejects_with_the_latest_error() {
    let case = named(ByPhase { grace: 30.0, ..ByPhase::default() });
    case.emit("ADDED", "u", "failed");
    assert_eq!(case.end().await, Err("failure".into()));
}

#[wasm_bindgen_test]
async fn another_uid_is_no_readiness() {
    let case = named(ByPhase::default());
    case.emit("ADDED", "u", "pending");
    case.emit("MODIFIED", "v", "ready");
    assert_eq!(case.end().await, Err("ResourceDeletedError".into()));
}

#[wasm_bindgen_test]
async fn what_is_ignored_was_never_there() {
    let case = case(ByPhase::default(), &JsValue::NULL, &JsValue::UNDEFINED, &JsValue::UNDEFINED, false);
    case.emit("ADDED", "u", "other");
    case.emit("ADDED", "v", "ready");
    assert_eq!(case.end().await, Ok("adapted".into()));
}

#[wasm_bindgen_test]
async fn the_end_resolves_with_the_last_object() {
    let case = named(ByPhase { is_until_deleted: true, ..ByPhase::default() });
    case.emit("ADDED", "u", "before");
    case.emit("ADDED", "v", "after");
    assert_eq!(case.end().await, Ok("before".into()));
}

#[wasm_bindgen_test]
async fn absence_ends_a_wait_for_the_end() {
    let judge = ByPhase { is_until_deleted: true, ..ByPhase::default() };
    let named = case(judge, &JsValue::UNDEFINED, &JsValue::UNDEFINED, &JsValue::UNDEFINED, true);
    assert_eq!(named.end().await, Err("it was never seen".into()), "what `gone` throws rejects");
    let judge = ByPhase { is_until_deleted: true, ..ByPhase::default() };
    let others = js_sys::Array::of(&[object("u", "other")]).into();
    let matched = case(judge, &others, &JsValue::UNDEFINED, &JsValue::UNDEFINED, false);
    assert_eq!(matched.end().await, Err("it was never seen".into()), "nothing of the list matches");
}

#[wasm_bindgen_test]
async fn the_judge_begins_with_initial_and_says_the_line() {
    let lines = js_sys::Array::new();
    let initial = object("u", "pending");
    let case = case(ByPhase::default(), &JsValue::NULL, &initial, &task(&lines), true);
    assert_eq!(*case.judge.begun.borrow(), [initial]);
    assert_eq!(*case.judge.seen.borrow(), [EventKind::Added]);
    case.emit("MODIFIED", "u", "pending");
    assert_eq!(lines.to_vec(), [1.0.into(), 2.0.into()].map(|it: JsValue| it));
    case.emit("MODIFIED", "u", "ready");
    assert_eq!(case.end().await, Ok("adapted".into()));
}

#[wasm_bindgen_test]
async fn a_trap_settles_what_is_in_flight_and_says_so() {
    // What the package's runtime does, but for replacing the instance.
    set_trap_handler(Closure::<dyn Fn(JsValue)>::new(reject_all).into_js_value().unchecked_ref());
    let source = scripted(&JsValue::NULL);
    let options = options(&source, &JsValue::UNDEFINED, &JsValue::UNDEFINED, true);
    let mut restore = None;
    let promise = make_wait(&mut |deferred| {
        let judge = ByPhase { grace: 20.0, ..ByPhase::default() };
        start_wait_with(&options, deferred.clone().unchecked_into(), Rc::new(judge));
        restore = Some(break_down(&deferred));
    });
    // Nothing is thrown into the source, and the wait settles.
    emit(&source, "ADDED", &object("u", "failed"));
    let error = JsFuture::from(promise).await.expect_err("the wait resolved");
    assert_eq!(message_of(&error), "unreachable");
    assert!(!is_held(&source));
    // This instance is not replaced: let it forget the wait.
    restore.expect("it was started").call0(&JsValue::UNDEFINED).expect("it forgets");
}
