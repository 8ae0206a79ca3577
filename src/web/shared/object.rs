//! Reads objects that are not ours.
//!
//! A getter may throw, a proxy may lie, any value may be of any type. Each read goes through the guarded functions of
//! `src/web/shared/object.js` and gives a value or a [`ReadFailure`]; nothing here traps, and no JavaScript is called
//! with anything borrowed.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::error::error;
use crate::core::status::Generation;
use crate::resources::{Mismatch, Path, Readable, Source, path_text};

#[wasm_bindgen(module = "/src/web/shared/object.js")]
extern "C" {
    /// Where and why an object could not be read: an object of our own, whose fields cannot throw.
    pub(crate) type ReadFailure;

    #[wasm_bindgen(method, structural, getter)]
    fn path(this: &ReadFailure) -> Vec<String>;
    #[wasm_bindgen(method, structural, getter)]
    fn expected(this: &ReadFailure) -> Option<String>;
    #[wasm_bindgen(method, structural, getter)]
    fn found(this: &ReadFailure) -> Option<String>;
    #[wasm_bindgen(method, structural, getter)]
    fn cause(this: &ReadFailure) -> JsValue;

    /// The values at each of `paths` (lists of keys), in their order.
    #[wasm_bindgen(catch)]
    pub(crate) fn pick(object: &JsValue, paths: &Array) -> Result<Vec<JsValue>, ReadFailure>;

    #[wasm_bindgen(js_name = mismatchAt)]
    fn mismatch_at(object: &JsValue, path: &Array, expected: &str, value: &JsValue, shown: u8)
    -> ReadFailure;

    /// An object of these keys and values.
    pub(crate) fn assemble(keys: &Array, values: Vec<JsValue>) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/shared/read-failure.js")]
extern "C" {
    #[wasm_bindgen(js_name = isRecord)]
    fn is_record(value: &JsValue) -> bool;
}

#[wasm_bindgen(module = "/src/web/shared/options.js")]
extern "C" {
    /// The `TypeError` for a wrong option or result of a caller.
    pub(crate) fn wrong(name: &str, expected: &str, value: &JsValue) -> JsValue;
}

impl ReadFailure {
    /// The failure for a value of `object` that does not fit the field made from it.
    pub(crate) fn of_misfit(object: &JsValue, from: &Source, mismatch: Mismatch, value: &JsValue) -> Self {
        let path = js_path(from.paths().get(mismatch.path).copied().unwrap_or_default());
        mismatch_at(object, &path, mismatch.expected, value, from.shown() as u8)
    }

    /// The error for an object from the API.
    pub(crate) fn into_adapter_error(self) -> JsValue {
        let path = path_text(&self.path());
        let what = if path.is_empty() { "the object" } else { &path };
        let text = |text: Option<String>| text.map_or(JsValue::UNDEFINED, JsValue::from);
        let (expected, found) = (self.expected(), self.found());
        let message = match (&expected, &found) {
            (Some(expected), Some(found)) => [what, ": expected ", expected, ", found ", found].concat(),
            _ => [what, " could not be read"].concat(),
        };
        let keys = js_texts(&["path", "expected", "found"]);
        let fields = assemble(&keys, vec![path.into(), text(expected), text(found)]);
        error("AdapterError", &message, &fields, &self.cause())
    }
}

/// A list of strings for JavaScript. Never inlined: each list would bring a loop of its own.
#[inline(never)]
pub(crate) fn js_texts(texts: &[&str]) -> Array {
    let list = Array::new();
    for text in texts {
        list.push(&JsValue::from_str(text));
    }
    list
}

/// A path for JavaScript.
pub(crate) fn js_path(keys: Path) -> Array {
    js_texts(keys)
}

/// A value as a list, if it is one. `dyn_into` would not do: `Array.isArray` throws on a revoked proxy.
pub(crate) fn as_list(value: JsValue) -> Option<Array> {
    if value.is_list() { Some(value.unchecked_into()) } else { None }
}

/// The items of a list as strings; `None` if one is not a string.
#[inline(never)]
pub(crate) fn strings(list: &Array) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    for value in list.iter() {
        texts.push(value.as_string()?);
    }
    Some(texts)
}

/// Reads a generation, however it is written; `None` for any other value.
pub(crate) fn generation(value: &JsValue) -> Option<Generation> {
    if let Some(number) = value.as_f64() {
        Generation::from_number(number)
    } else if let Some(text) = value.as_string() {
        Generation::from_text(&text)
    } else if value.is_bigint() {
        let digits = value.unchecked_ref::<js_sys::BigInt>().to_string(10).ok()?;
        Generation::from_text(&String::from(digits))
    } else {
        None
    }
}

impl Readable for JsValue {
    fn is_absent(&self) -> bool {
        self.is_undefined() || self.is_null()
    }

    fn is_text(&self) -> bool {
        self.is_string()
    }

    fn is_blank(&self) -> bool {
        self.is_falsy()
    }

    fn is_record(&self) -> bool {
        is_record(self)
    }

    fn is_list(&self) -> bool {
        self.is_object() && !is_record(self)
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }
}
