//! What every room of the JavaScript half uses: errors, the timer, and reading a caller's objects.

pub(crate) mod error;
pub(crate) mod object;
pub(crate) mod timer;

/// Modules that only other modules of this half import. A browser test's page is given the modules that Rust names, and
/// no others.
#[allow(dead_code)]
mod carried {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/src/web/generated/protocol.js")]
    extern "C" {
        #[wasm_bindgen(thread_local_v2, js_name = KIND_UNDEFINED)]
        static PROTOCOL: JsValue;
    }

    #[wasm_bindgen(module = "/src/web/shared/describe.js")]
    extern "C" {
        #[wasm_bindgen(js_name = describe)]
        fn describe();
    }

    #[wasm_bindgen(module = "/src/web/shared/listen.js")]
    extern "C" {
        #[wasm_bindgen(js_name = listenTo)]
        fn listen();
    }

    #[wasm_bindgen(module = "/src/web/shared/missing-path.js")]
    extern "C" {
        #[wasm_bindgen(thread_local_v2, js_name = MISSING_PATH)]
        static MISSING_PATH: JsValue;
    }

    #[wasm_bindgen(module = "/src/web/shared/pending-text.js")]
    extern "C" {
        #[wasm_bindgen(js_name = pendingText)]
        fn pending_text();
    }

    #[wasm_bindgen(module = "/src/web/shared/abort-listeners.js")]
    extern "C" {
        #[wasm_bindgen(js_name = AbortListeners)]
        fn abort_listeners();
    }

    #[wasm_bindgen(module = "/src/web/shared/nesting.js")]
    extern "C" {
        #[wasm_bindgen(js_name = nested)]
        fn nesting();
    }

    #[wasm_bindgen(module = "/src/web/shared/task-link.js")]
    extern "C" {
        #[wasm_bindgen(thread_local_v2, js_name = JOIN_TASK)]
        static JOIN_TASK: JsValue;
    }

    #[wasm_bindgen(module = "/src/web/shared/trap.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isTrap)]
        fn trap();
    }
}
