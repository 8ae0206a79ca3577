//! What tests in a browser have in common whose scenarios are written in JavaScript.

/// What their `support.js` imports: a test's page is given the modules that Rust names, and no others.
#[allow(dead_code)]
mod carried {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen(module = "/tests/scenarios/check.js")]
    extern "C" {
        #[wasm_bindgen(js_name = equal)]
        fn check();
    }
}

/// A test for each name: it runs the scenario of that name by the function `$file`, after `prepare()`.
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
