//! What is wrong with a caller's options, as the `TypeError` they get.

use wasm_bindgen::prelude::*;

use crate::core::queue::options::{
    self, CONFIG, ENQUEUE, FILTER, Fault, Field, Kind, PAUSE, PRIORITY, RATE_LIMIT, RETRY,
};
use crate::web::shared::error::error;

#[wasm_bindgen(module = "/src/web/shared/describe.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn describe(value: &JsValue) -> Result<String, JsValue>;
}

pub(super) fn enqueue_fault(kinds: [u32; 3], strategy: Option<&str>) -> Option<Fault> {
    let wrong_kind = options::check(ENQUEUE, unpack(kinds));
    wrong_kind
        .or_else(|| {
            let mut work = unpack(kinds).skip(1);
            let mut next = || work.next().unwrap_or(Kind::Undefined);
            options::check_work(next(), next(), next())
        })
        .or_else(|| options::check_strategy(strategy))
}

/// The sets of options that are checked by `fault`, in the order of their numbers in `pkg/src/queue/scheduling-options.ts`.
const SETS: [&[Field]; 6] = [CONFIG, RETRY, RATE_LIMIT, PRIORITY, FILTER, PAUSE];

/// The `TypeError` for the first wrong one of a set's values, else `undefined`.
pub(super) fn fault(set: usize, kinds: [u32; 3], values: &js_sys::Array) -> JsValue {
    let fields = SETS.get(set).copied().unwrap_or_default();
    let fault = options::check(fields, unpack(kinds));
    fault.map_or(JsValue::UNDEFINED, |fault| type_error(fault, fields, values))
}

fn unpack(kinds: [u32; 3]) -> impl Iterator<Item = Kind> {
    kinds.into_iter().flat_map(|packed| (0..8).map(move |at| Kind::from_number(packed >> (4 * at) & 0xF)))
}

pub(super) fn type_error(fault: Fault, fields: &[Field], values: &js_sys::Array) -> JsValue {
    let at = options::names(fields).position(|name| name == fault.field).unwrap_or(0);
    let given = describe(&values.get(at as u32)).unwrap_or_else(|_| "a value that cannot be read".into());
    let message = [fault.field, ": expected ", fault.expected, ", got ", &given].concat();
    error("TypeError", &message, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}
