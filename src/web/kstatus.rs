//! `computeStatus`.
//!
//! Two crossings a report: one picks the few fields that the rule of the object's kind needs, one makes what
//! is returned. Both carry numbers; the words and sentences of the rules go over once.

use std::cell::OnceCell;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::object::Misread;
use super::resource::kept_generation;
use crate::core::status::kstatus::{Facts, Outcome, RULES, Report, STANDARD_CONDITIONS, Word, report};
use crate::resources::epoch_millis;

#[wasm_bindgen(module = "/src/web/glue/kstatus.js")]
extern "C" {
    #[derive(Clone)]
    type StatusTables;

    #[wasm_bindgen(constructor)]
    fn new(rules: &str, words: &str, outcomes: &str, standard: &str) -> StatusTables;
    #[wasm_bindgen(method, catch)]
    fn pick(this: &StatusTables, object: &JsValue, kept: &Array) -> Result<Vec<f64>, Misread>;
    #[wasm_bindgen(method)]
    fn tell(this: &StatusTables, outcome: u32, one: f64, other: f64, place: i32, kept: &Array) -> JsValue;
}

/// What an object of any kind says of its own reconciling.
///
/// Throws an `AdapterError` for an object that cannot be read.
#[wasm_bindgen(js_name = computeStatus, skip_typescript)]
pub fn compute_status(object: &JsValue) -> Result<JsValue, JsValue> {
    let tables = tables();
    let kept = Array::new();
    let picked = tables.pick(object, &kept).map_err(Misread::into_adapter_error)?;
    let generation = |place: u8| kept_generation(*picked.get(usize::from(place) + 2)?, &kept, place.into());
    let report = match Facts::read(&picked, generation(0), generation(1)) {
        Some(facts) => report(&facts, &|| age(&kept)),
        None if picked == [0.0] => Outcome::Absent.into(),
        None => Outcome::NoObject.into(),
    };
    let Report { outcome, numbers: [one, other], condition } = report;
    let place = condition.and_then(|place| i32::try_from(place).ok()).unwrap_or(-1);
    Ok(tables.tell(outcome as u32, one, other, place, &kept))
}

/// Milliseconds since the object was created; without end where that is not known.
fn age(kept: &Array) -> f64 {
    let created = kept.get(2).as_string().and_then(|text| epoch_millis(&text));
    created.map_or(f64::INFINITY, |created| js_sys::Date::now() - created)
}

fn tables() -> StatusTables {
    thread_local! {
        static TABLES: OnceCell<StatusTables> = const { OnceCell::new() };
    }
    let make = || {
        let rules = RULES.map(|rule| rule.reads).join("\n");
        StatusTables::new(&rules, Word::TEXT, Outcome::TEXT, STANDARD_CONDITIONS)
    };
    TABLES.with(|tables| tables.get_or_init(make).clone())
}
