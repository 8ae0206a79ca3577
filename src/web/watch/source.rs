//! The source of a wait, `src/web/watch/source.js`: its own, or the one that all waits share.

use wasm_bindgen::prelude::*;

use super::options::{CheckedOptions, Options};
use crate::core::watch::SourceTrait;
use crate::web::shared::error::error;

#[wasm_bindgen(module = "/src/web/watch/source.js")]
extern "C" {
    #[wasm_bindgen(js_name = currentSource)]
    fn current_source() -> JsValue;
    #[wasm_bindgen(catch, js_name = sourceTraits)]
    fn source_traits(source: &JsValue, checked: &CheckedOptions) -> Result<u32, JsValue>;
}

/// A source, and its properties that matter to a wait.
pub(super) struct Source {
    pub(super) object: JsValue,
    pub(super) is_readable: bool,
    pub(super) is_consistent: bool,
    pub(super) reports_stream: bool,
}

impl Source {
    pub(super) fn of(options: &Options) -> Result<Self, JsValue> {
        let object = options.source.clone().unwrap_or_else(current_source);
        if object.is_undefined() {
            let message =
                "There is no watch source: call `setWatchSource(source)` once, or give `source` to the wait";
            return Err(error("WatchError", message, &JsValue::UNDEFINED, &JsValue::UNDEFINED));
        }
        let traits = source_traits(&object, &options.checked)?;
        Ok(Self {
            object,
            is_readable: SourceTrait::Readable.is_in(traits),
            is_consistent: SourceTrait::Consistent.is_in(traits),
            reports_stream: SourceTrait::ReportsStream.is_in(traits),
        })
    }
}
