//! Verdicts on objects that a caller already has. `pkg/src/resources/verdict.ts` reads the object and creates the verdict;
//! each takes one call with integers.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::rules::ReadinessRules;
use crate::core::status::Verdict;
use crate::web::shared::object::ReadFailure;

/// Judges the facts in the buffer of one kind's reader.
#[wasm_bindgen]
pub struct VerdictCore {
    rules: Rc<ReadinessRules>,
}

#[wasm_bindgen]
impl VerdictCore {
    /// The reader of these objects, as `src/web/resource/verdict.js` knows it.
    pub fn reader(&self) -> JsValue {
        self.rules.reader().as_js().clone()
    }

    /// The number of the verdict's template; negative if the numbers in the buffer are not enough.
    pub fn judge(&self) -> i32 {
        self.rules.judge_numbers().map_or(-1, |verdict| self.template(verdict))
    }

    /// The same from the object itself and the values that were kept of it. Throws what a caller's function throws.
    #[wasm_bindgen(js_name = judgeWith)]
    pub fn judge_with(&self, object: &JsValue, kept: &Array) -> Result<i32, JsValue> {
        Ok(self.template(self.rules.judge_with(object, kept, None)?))
    }
}

impl VerdictCore {
    pub(super) fn new(rules: Rc<ReadinessRules>) -> Self {
        Self { rules }
    }

    fn template(&self, verdict: Verdict) -> i32 {
        i32::try_from(self.rules.reader().template(verdict)).unwrap_or_default()
    }

    /// The verdict on an object, for tests.
    pub fn verdict(&self, object: &JsValue) -> Result<JsValue, JsValue> {
        Ok(self.rules.judge(object, None)?.verdict.into())
    }
}

/// The `AdapterError` for a `ReadFailure`.
#[wasm_bindgen(js_name = adapterError)]
pub fn adapter_error(failure: JsValue) -> JsValue {
    failure.unchecked_into::<ReadFailure>().into_adapter_error()
}
