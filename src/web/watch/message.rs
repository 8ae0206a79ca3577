//! What the conditions of an object say to people, for a wait with an `onEvent` of the caller.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::core::watch::message::{self, Condition, Waiting};

#[wasm_bindgen(module = "/src/web/watch/last-object.js")]
extern "C" {
    /// Type, status and message of each condition in turn; all of them empty where one cannot be read.
    #[wasm_bindgen(js_name = conditionTexts)]
    fn condition_texts(object: &JsValue) -> Array;
}

/// What `object` waits for.
#[inline(never)]
pub(super) fn waiting(object: &JsValue) -> Waiting {
    let texts: Vec<String> = condition_texts(object).iter().filter_map(|text| text.as_string()).collect();
    let (conditions, _) = texts.as_chunks::<3>();
    let conditions: Vec<_> =
        conditions.iter().map(|[kind, status, message]| Condition { kind, status, message }).collect();
    message::waiting(&conditions)
}
