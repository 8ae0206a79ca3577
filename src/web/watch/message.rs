//! The line under a task's title for a wait whose `onEvent` is the caller's.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::core::watch::message::{Condition, waiting_line};

#[wasm_bindgen(module = "/src/web/glue/facts.js")]
extern "C" {
    #[wasm_bindgen(js_name = plainConditions)]
    fn plain_conditions(object: &JsValue) -> JsValue;
}

#[derive(Deserialize)]
struct Plain {
    r#type: String,
    status: String,
    message: String,
}

/// What `object` is waiting for, `undefined` if its conditions do not say.
pub(super) fn line(object: &JsValue) -> JsValue {
    // Plain strings, copied by the glue, cannot fail to be read.
    let plain: Vec<Plain> = serde_wasm_bindgen::from_value(plain_conditions(object)).unwrap_or_default();
    let conditions =
        plain.iter().map(|it| Condition { kind: &it.r#type, status: &it.status, message: &it.message });
    waiting_line(conditions).map_or(JsValue::UNDEFINED, |line| JsValue::from_str(&line))
}
