//! The visibility of the page, reported by `src/web/watch/page.js`.

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/web/watch/page.js")]
extern "C" {
    /// Whether the page is visible; true where there is no page.
    #[wasm_bindgen(js_name = isVisible)]
    pub(super) fn is_visible() -> bool;
    /// Calls `page` of the bridge at each change; the returned function ends that.
    #[wasm_bindgen(js_name = watchPage)]
    pub(super) fn watch_page(bridge: &JsValue) -> Function;
}
