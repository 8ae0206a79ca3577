//! The errors that a wait ends with, made by `src/web/watch/endings.js`.

use wasm_bindgen::prelude::*;

use super::wait_host::WaitHost;

#[wasm_bindgen(module = "/src/web/watch/endings.js")]
extern "C" {
    #[wasm_bindgen(js_name = deletedError)]
    pub(super) fn deleted_error(host: &WaitHost) -> JsValue;
    #[wasm_bindgen(js_name = refusedError)]
    pub(super) fn refused_error(host: &WaitHost) -> JsValue;
    #[wasm_bindgen(js_name = timeoutError)]
    pub(super) fn timeout_error(
        host: &WaitHost,
        timeout: f64,
        since_last_event: Option<f64>,
        has_appeared: bool,
        reads: u32,
        is_streaming: bool,
    ) -> JsValue;
}
