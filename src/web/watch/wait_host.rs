//! The host of one wait, `src/web/watch/wait-host.js`: it has the wait's subscription, callback and objects.

use wasm_bindgen::prelude::*;

use super::options::CheckedOptions;

#[wasm_bindgen(module = "/src/web/watch/wait-host.js")]
extern "C" {
    /// A wait's host. Only its methods that are marked `catch` let out what a caller's code throws.
    #[derive(Clone)]
    pub(super) type WaitHost;

    #[wasm_bindgen(constructor)]
    pub(super) fn new(id: u32, bridge: &JsValue, checked: &CheckedOptions, source: &JsValue) -> WaitHost;
    #[wasm_bindgen(method)]
    pub(super) fn subscribe(this: &WaitHost) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn release(this: &WaitHost);
    #[wasm_bindgen(method, catch)]
    pub(super) fn join(this: &WaitHost, signal: &JsValue) -> Result<(), JsValue>;
    /// Has it observed by those whom the options name.
    #[wasm_bindgen(method)]
    pub(super) fn observe(this: &WaitHost, checked: &CheckedOptions);
    #[wasm_bindgen(method, js_name = streamChanged)]
    pub(super) fn stream_changed(this: &WaitHost, state: u8, since: f64, retry_at: Option<f64>);
    /// `error` is what the wait is rejected with, if it is.
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &WaitHost, error: &JsValue);

    /// What the wall clock showed at the last coalesced event; not a number if there was none.
    #[wasm_bindgen(method, js_name = takeCoalesced)]
    pub(super) fn take_coalesced(this: &WaitHost) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn last(this: &WaitHost) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn value(this: &WaitHost) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_value(this: &WaitHost, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_members(this: &WaitHost, members: &JsValue);
}

#[wasm_bindgen(module = "/src/web/watch/explanation.js")]
extern "C" {
    /// Looks for what else is known of the object.
    pub(super) fn explain(host: &WaitHost);
}

/// Modules that only other modules of this folder import; see `crate::web::shared::carried`.
#[allow(dead_code)]
mod carried {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/web/watch/answer.js")]
    extern "C" {
        #[wasm_bindgen(js_name = readAnswer)]
        fn answer();
    }

    #[wasm_bindgen(module = "/src/web/watch/facts.js")]
    extern "C" {
        #[wasm_bindgen(js_name = kindOf)]
        fn facts();
    }

    #[wasm_bindgen(module = "/src/web/watch/judging.js")]
    extern "C" {
        #[wasm_bindgen(js_name = offer)]
        fn judging();
    }

    #[wasm_bindgen(module = "/src/web/watch/observer.js")]
    extern "C" {
        #[wasm_bindgen(js_name = Observer)]
        fn observer();
    }

    #[wasm_bindgen(module = "/src/web/watch/pending-wait.js")]
    extern "C" {
        #[wasm_bindgen(js_name = pendingWait)]
        fn pending_wait();
    }

    #[wasm_bindgen(module = "/src/web/watch/read-result.js")]
    extern "C" {
        #[wasm_bindgen(js_name = objectsOf)]
        fn read_result();
    }

    #[wasm_bindgen(module = "/src/web/watch/receiving.js")]
    extern "C" {
        #[wasm_bindgen(js_name = receive)]
        fn receiving();
    }

    #[wasm_bindgen(module = "/src/web/watch/refusal.js")]
    extern "C" {
        #[wasm_bindgen(js_name = refusalOf)]
        fn refusal();
    }

    #[wasm_bindgen(module = "/src/web/watch/turn.js")]
    extern "C" {
        #[wasm_bindgen(js_name = presentTurn)]
        fn turn();
    }
}
