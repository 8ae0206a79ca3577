//! The options of a wait, as `src/web/watch/options.js` has read and checked them.

use wasm_bindgen::prelude::*;

use crate::core::watch::{Config, OnDeleted};

#[wasm_bindgen(module = "/src/web/watch/options.js")]
extern "C" {
    /// A caller's options as plain fields. Each was read once and has a value that its rule allows.
    pub(super) type CheckedOptions;

    #[wasm_bindgen(catch, js_name = checkOptions)]
    fn check_options(options: &JsValue, is_judged: bool) -> Result<CheckedOptions, JsValue>;
    /// A signal that has aborted already, or `undefined`.
    #[wasm_bindgen(catch, js_name = abortedSignal)]
    fn aborted_signal(checked: &CheckedOptions) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = reasonOf)]
    fn reason_of(signal: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, js_name = isNamed)]
    fn is_named(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasOwnRead)]
    fn has_own_read(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasInitial)]
    fn has_initial(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasOwnSource)]
    fn has_own_source(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasSignal)]
    fn has_signal(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = hasTaskSignal)]
    fn has_task_signal(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = survivesDeletion)]
    fn survives_deletion(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = isObserved)]
    fn is_observed(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter, js_name = isExplained)]
    fn is_explained(this: &CheckedOptions) -> bool;
    #[wasm_bindgen(method, getter)]
    fn initial(this: &CheckedOptions) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn source(this: &CheckedOptions) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &CheckedOptions) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = taskSignal)]
    fn task_signal(this: &CheckedOptions) -> JsValue;
    // Numbers, each `NaN` where it is absent: an `Option` would cross through memory.
    #[wasm_bindgen(method, getter)]
    fn timeout(this: &CheckedOptions) -> f64;
    #[wasm_bindgen(method, getter, js_name = forbiddenGrace)]
    fn forbidden_grace(this: &CheckedOptions) -> f64;
    #[wasm_bindgen(method, getter, js_name = taskDeadline)]
    fn task_deadline(this: &CheckedOptions) -> f64;
}

/// What the options say without their source.
pub(super) struct Options {
    pub(super) checked: CheckedOptions,
    pub(super) is_named: bool,
    pub(super) has_own_read: bool,
    /// Whether the wait has an observer.
    pub(super) is_observed: bool,
    pub(super) is_explained: bool,
    /// `undefined` without one.
    pub(super) initial: JsValue,
    pub(super) on_deleted: OnDeleted,
    pub(super) timeout: Option<f64>,
    pub(super) forbidden_grace: f64,
    /// In epoch milliseconds.
    pub(super) task_deadline: Option<f64>,
    pub(super) source: Option<JsValue>,
    /// The task's, then the caller's; none of them had aborted.
    pub(super) signals: [Option<JsValue>; 2],
}

/// Why a wait ends before it has begun.
pub(super) enum Refusal {
    /// An option is wrong, or reading it threw.
    Wrong(JsValue),
    /// A signal had aborted already, for this reason.
    Aborted(JsValue),
}

impl From<JsValue> for Refusal {
    fn from(error: JsValue) -> Self {
        Self::Wrong(error)
    }
}

impl Options {
    pub(super) fn read(options: &JsValue, is_judged: bool) -> Result<Self, Refusal> {
        let checked = check_options(options, is_judged)?;
        let signals = [
            checked.has_task_signal().then(|| checked.task_signal()),
            checked.has_signal().then(|| checked.signal()),
        ];
        if signals.iter().any(Option::is_some) {
            let aborted = aborted_signal(&checked)?;
            if !aborted.is_undefined() {
                return Err(Refusal::Aborted(reason_of(&aborted)?));
            }
        }
        let forbidden_grace = checked.forbidden_grace();
        Ok(Self {
            is_named: checked.is_named(),
            has_own_read: checked.has_own_read(),
            is_observed: checked.is_observed(),
            is_explained: checked.is_explained(),
            initial: if checked.has_initial() { checked.initial() } else { JsValue::UNDEFINED },
            on_deleted: if checked.survives_deletion() { OnDeleted::Continue } else { OnDeleted::Reject },
            timeout: Config::limit(checked.timeout()),
            forbidden_grace: if forbidden_grace.is_nan() { Config::FORBIDDEN_GRACE } else { forbidden_grace },
            task_deadline: Some(checked.task_deadline()).filter(|it| it.is_finite()),
            source: checked.has_own_source().then(|| checked.source()),
            signals,
            checked,
        })
    }
}
