//! Errors on their way to JavaScript: instances of real classes, which callers recognise by `name`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/shared/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(name: &str, message: &str, fields: &JsValue, cause: &JsValue) -> JsValue;
}

/// Makes an error of the class `name`. `fields` become its own properties, `undefined` stands for none; `cause` is the
/// error that led to it, `undefined` if there is none.
pub(crate) fn error(name: &str, message: &str, fields: &JsValue, cause: &JsValue) -> JsValue {
    make_error(name, message, fields, cause)
}
