//! What one wait holds of the page, which lives in `src/web/watch/wait-host.js`.

use wasm_bindgen::prelude::*;

use super::options::Taken;

#[wasm_bindgen(module = "/src/web/watch/wait-host.js")]
extern "C" {
    /// A wait's subscription, callback and objects. None of its methods lets out what a caller's code
    /// throws, but those marked `catch`.
    #[derive(Clone)]
    pub(super) type Channel;

    #[wasm_bindgen(constructor)]
    pub(super) fn new(id: u32, driver: &JsValue, taken: &Taken, source: &JsValue) -> Channel;
    #[wasm_bindgen(method)]
    pub(super) fn subscribe(this: &Channel) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn release(this: &Channel);
    #[wasm_bindgen(method, catch)]
    pub(super) fn join(this: &Channel, signal: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Channel);

    /// What the wall clock showed when the channel kept an event back, if it did; else no number.
    #[wasm_bindgen(method, js_name = takeKept)]
    pub(super) fn take_kept(this: &Channel) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn last(this: &Channel) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn value(this: &Channel) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_value(this: &Channel, value: &JsValue);
}

#[wasm_bindgen(module = "/src/web/watch/reads.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = offerInitial)]
    pub(super) fn offer_initial(channel: &Channel, object: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = sourceNumber)]
    pub(super) fn source_number(channel: &Channel) -> u32;
    #[wasm_bindgen(js_name = targetNumber)]
    pub(super) fn target_number(channel: &Channel) -> u32;
    #[wasm_bindgen(js_name = startRead)]
    pub(super) fn start_read(channel: &Channel) -> js_sys::Promise;
    #[wasm_bindgen(js_name = abandonRead)]
    pub(super) fn abandon_read(answer: &js_sys::Promise);
    /// Calls `driver.batchAnswered` or `driver.batchRejected`, guarded: a trap in it must be told to whoever replaces
    /// the instance.
    #[wasm_bindgen(js_name = batchEnded)]
    pub(super) fn batch_ended(driver: &JsValue, batch: u32, value: &JsValue, is_answer: bool);
    #[wasm_bindgen(js_name = readAnswered)]
    pub(super) fn read_answered(channel: &Channel, ticket: u32, answer: &JsValue);
    #[wasm_bindgen(js_name = readRejected)]
    pub(super) fn read_rejected(channel: &Channel, ticket: u32, error: &JsValue);
    #[wasm_bindgen(js_name = offerRead)]
    pub(super) fn offer_read(channel: &Channel, ticket: u32);
    #[wasm_bindgen(js_name = offerGone)]
    pub(super) fn offer_gone(channel: &Channel, ticket: u32);
}

#[wasm_bindgen(module = "/src/web/watch/endings.js")]
extern "C" {
    #[wasm_bindgen(js_name = deletedError)]
    pub(super) fn deleted_error(channel: &Channel) -> JsValue;
    #[wasm_bindgen(js_name = refusedError)]
    pub(super) fn refused_error(channel: &Channel) -> JsValue;
    #[wasm_bindgen(js_name = timeoutError)]
    pub(super) fn timeout_error(
        channel: &Channel,
        timeout: f64,
        since_last_event: Option<f64>,
        has_appeared: bool,
        reads: u32,
        is_streaming: bool,
    ) -> JsValue;
}

#[wasm_bindgen(module = "/src/web/watch/options.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = sourceTraits)]
    fn traits_of(source: &JsValue) -> Result<u32, JsValue>;
}

/// What a wait needs to know of its source.
pub(super) struct SourceTraits {
    pub(super) is_readable: bool,
    pub(super) is_consistent: bool,
    pub(super) misses_ends: bool,
}

pub(super) fn source_traits(source: &JsValue) -> Result<SourceTraits, JsValue> {
    let bits = traits_of(source)?;
    Ok(SourceTraits { is_readable: bits & 1 != 0, is_consistent: bits & 2 != 0, misses_ends: bits & 4 != 0 })
}

#[wasm_bindgen(module = "/src/web/watch/wait-promise.js")]
extern "C" {
    #[wasm_bindgen(js_name = currentSource)]
    pub(super) fn current_source() -> JsValue;
}

#[wasm_bindgen(module = "/src/web/watch/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = isVisible)]
    pub(super) fn is_visible() -> bool;
    #[wasm_bindgen(js_name = watchPage)]
    pub(super) fn watch_page(driver: &JsValue) -> js_sys::Function;
}
