//! A caller's options, checked. A wrong one is a `TypeError` that names it.

use wasm_bindgen::prelude::*;

use crate::core::watch::OnDeleted;
use crate::web::error::error;

#[wasm_bindgen(module = "/src/web/glue/options.js")]
extern "C" {
    /// The options as plain fields, each read once.
    pub(super) type Taken;

    #[wasm_bindgen(catch, js_name = takeOptions)]
    fn take_options(options: &JsValue, is_judged: bool) -> Result<Taken, JsValue>;
    #[wasm_bindgen(catch, js_name = signalState)]
    fn signal_state(value: &JsValue) -> Result<u32, JsValue>;
    #[wasm_bindgen(catch, js_name = reasonOf)]
    fn reason_of(signal: &JsValue) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, indexing_getter)]
    fn get(this: &Taken, key: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/glue/watch.js")]
extern "C" {
    #[wasm_bindgen(js_name = describe)]
    fn describe(value: &JsValue) -> String;
}

/// What can be said of the options without their source.
pub(super) struct Options {
    pub(super) taken: Taken,
    pub(super) is_named: bool,
    pub(super) has_own_read: bool,
    pub(super) on_deleted: OnDeleted,
    pub(super) timeout: Option<f64>,
    pub(super) forbidden_grace: f64,
    /// In epoch milliseconds.
    pub(super) task_deadline: Option<f64>,
    pub(super) initial: Option<JsValue>,
    pub(super) source: Option<JsValue>,
    /// The task's, then the caller's; none of them had aborted.
    pub(super) signals: Vec<JsValue>,
}

/// Why a wait ends before it began.
pub(super) enum Refusal {
    /// Something is wrong.
    Wrong(JsValue),
    /// A signal had aborted already, for this reason.
    Aborted(JsValue),
}

impl From<JsValue> for Refusal {
    fn from(error: JsValue) -> Self {
        Self::Wrong(error)
    }
}

/// How long a refusal of permission is taken for one that only comes late.
const FORBIDDEN_GRACE: f64 = 30_000.0;

impl Options {
    pub(super) fn read(options: &JsValue, is_judged: bool) -> Result<Self, Refusal> {
        if !options.is_object() {
            return Err(wrong("options", "an object", options).into());
        }
        let taken = take_options(options, is_judged)?;
        check_target(&taken)?;
        let event = taken.get("onEvent");
        if !is_judged && !event.is_function() {
            return Err(wrong("onEvent", "a function", &event).into());
        }
        let read = optional(&taken, "read", "a function", JsValue::is_function)?;
        let task = optional(&taken, "task", "the context of a task", JsValue::is_object)?;
        let initial = taken.get("initial");
        let initial = if initial.is_null() {
            None
        } else {
            optional(&taken, "initial", "an object", JsValue::is_object)?
        };
        let source = optional(&taken, "source", "an object with a `subscribe` function", |_| {
            taken.get("hasSubscribe").is_truthy()
        })?;
        let deadline = taken.get("taskDeadline").as_f64().filter(|at| at.is_finite());
        let mut signals = Vec::new();
        if task.is_some() && !taken.get("taskSignal").is_undefined() {
            signals.push(("task.signal", taken.get("taskSignal")));
        }
        if !taken.get("signal").is_undefined() {
            signals.push(("signal", taken.get("signal")));
        }
        let numbers = (timeout(&taken)?, forbidden_grace(&taken)?);
        let on_deleted = on_deleted(&taken)?;
        Ok(Self {
            is_named: !taken.get("name").is_undefined(),
            has_own_read: read.is_some(),
            on_deleted,
            timeout: numbers.0,
            forbidden_grace: numbers.1,
            task_deadline: deadline,
            initial,
            source,
            signals: live_signals(signals)?,
            taken,
        })
    }
}

fn check_target(taken: &Taken) -> Result<(), JsValue> {
    let resource_type = taken.get("resourceType");
    if resource_type.as_string().is_none_or(|it| it.is_empty()) {
        return Err(wrong("resourceType", "a string", &resource_type));
    }
    for key in ["orgId", "projectId", "name", "labelSelector", "fieldSelector"] {
        optional(taken, key, "a string", JsValue::is_string)?;
    }
    // `null` is the word for no namespace at all.
    optional(taken, "namespace", "a string or null", |it| it.is_string() || it.is_null())?;
    optional(taken, "userScoped", "a boolean", |it| it.as_bool().is_some())?;
    Ok(())
}

fn live_signals(signals: Vec<(&str, JsValue)>) -> Result<Vec<JsValue>, Refusal> {
    let mut live = Vec::new();
    for (field, signal) in signals {
        match signal_state(&signal)? {
            0 => return Err(wrong(field, "an AbortSignal", &signal).into()),
            1 => live.push(signal),
            _ => return Err(Refusal::Aborted(reason_of(&signal)?)),
        }
    }
    Ok(live)
}

/// `0`, less, `null` and `Infinity` mean none.
fn timeout(taken: &Taken) -> Result<Option<f64>, JsValue> {
    let value = taken.get("timeout");
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    match value.as_f64() {
        Some(timeout) if !timeout.is_nan() => Ok(Some(timeout).filter(|it| *it > 0.0 && it.is_finite())),
        Some(_) | None => Err(wrong("timeout", "a number of milliseconds or null", &value)),
    }
}

fn forbidden_grace(taken: &Taken) -> Result<f64, JsValue> {
    let value = taken.get("forbiddenGrace");
    if value.is_undefined() {
        return Ok(FORBIDDEN_GRACE);
    }
    match value.as_f64() {
        Some(grace) if grace >= 0.0 => Ok(grace),
        Some(_) | None => Err(wrong("forbiddenGrace", "a number of milliseconds from 0", &value)),
    }
}

fn on_deleted(taken: &Taken) -> Result<OnDeleted, JsValue> {
    let value = taken.get("onDeleted");
    match value.as_string().as_deref() {
        None if value.is_undefined() => Ok(OnDeleted::Reject),
        Some("reject") => Ok(OnDeleted::Reject),
        Some("continue") => Ok(OnDeleted::Continue),
        Some(_) | None => Err(wrong("onDeleted", "'reject' or 'continue'", &value)),
    }
}

fn optional(
    taken: &Taken,
    key: &str,
    expected: &str,
    is_right: impl FnOnce(&JsValue) -> bool,
) -> Result<Option<JsValue>, JsValue> {
    let value = taken.get(key);
    if value.is_undefined() {
        return Ok(None);
    }
    if is_right(&value) { Ok(Some(value)) } else { Err(wrong(key, expected, &value)) }
}

fn wrong(field: &str, expected: &str, got: &JsValue) -> JsValue {
    let message = format!("Expected `{field}` to be {expected}, got {}", describe(got));
    error("TypeError", &message, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}
