//! The message line of a task, for a wait with an `onEvent` of the caller.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::core::watch::message::{Condition, waiting_line};

#[wasm_bindgen(module = "/src/web/watch/last-object.js")]
extern "C" {
    #[wasm_bindgen(js_name = conditionTexts)]
    fn condition_texts(object: &JsValue) -> Array;
}

/// What `object` waits for, `undefined` if its conditions do not say.
pub(super) fn line(object: &JsValue) -> JsValue {
    // Type, status and message of each condition in turn.
    let texts: Vec<String> = condition_texts(object).iter().filter_map(|text| text.as_string()).collect();
    let conditions = texts.chunks_exact(3).filter_map(|texts| match texts {
        [kind, status, message] => Some(Condition { kind, status, message }),
        _ => None,
    });
    waiting_line(conditions).map_or(JsValue::UNDEFINED, |line| JsValue::from_str(&line))
}
