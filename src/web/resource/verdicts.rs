//! Verdicts on objects that a caller has at hand, as `src/web/resource/verdict.js` asks for them: a call of integers for each.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::criteria::Criteria;
use crate::core::status::Verdict;
use crate::web::shared::object::Misread;

/// Judges what stands in the room of one definition's lens.
#[wasm_bindgen(skip_typescript)]
pub struct VerdictCore {
    criteria: Rc<Criteria>,
}

#[wasm_bindgen]
impl VerdictCore {
    /// What the glue reads objects with.
    pub fn lens(&self) -> JsValue {
        self.criteria.lens().as_js().clone()
    }

    /// The place of the verdict among what is said. Less than none where the numbers are not enough.
    pub fn judge(&self) -> i32 {
        self.criteria.judge_numbers().map_or(-1, |verdict| self.place(verdict))
    }

    /// The same with the object and with what the glue kept of it. An error is what a function of the caller threw.
    #[wasm_bindgen(js_name = judgeWith)]
    pub fn judge_with(&self, object: &JsValue, kept: &Array) -> Result<i32, JsValue> {
        Ok(self.place(self.criteria.judge_with(object, kept, None)?))
    }
}

impl VerdictCore {
    pub(super) fn new(criteria: Rc<Criteria>) -> Self {
        Self { criteria }
    }

    fn place(&self, verdict: Verdict) -> i32 {
        i32::try_from(self.criteria.lens().place(verdict)).unwrap_or_default()
    }

    /// The verdict on an object, without the glue's part.
    pub fn verdict(&self, object: &JsValue) -> Result<JsValue, JsValue> {
        Ok(self.criteria.judge(object, None)?.told.into())
    }
}

/// The `AdapterError` for an object that the glue could not read by itself: what its `Misread` becomes.
#[wasm_bindgen(skip_typescript)]
pub fn refusal(misread: JsValue) -> JsValue {
    misread.unchecked_into::<Misread>().into_adapter_error()
}
