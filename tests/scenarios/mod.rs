//! The common part of browser tests whose scenarios are written in JavaScript.

/// Modules that scenarios import: a test's page gets only the modules that Rust names.
#[allow(dead_code)]
mod carried {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/tests/scenarios/check.js")]
    extern "C" {
        #[wasm_bindgen(js_name = equal)]
        fn check();
    }

    #[wasm_bindgen(module = "/tests/scenarios/harness.js")]
    extern "C" {
        #[wasm_bindgen(js_name = settle)]
        fn harness();
    }
}

/// A test for each name, which runs the scenario of that name by the function `$file`, after `prepare()`.
macro_rules! scenarios {
    ($file:ident: $($name:ident)*) => {
        $(
            #[wasm_bindgen_test]
            async fn $name() {
                prepare();
                if let Err(error) = $file(stringify!($name)).await {
                    wasm_bindgen::throw_val(error);
                }
            }
        )*
    };
}

pub(crate) use scenarios;
