//! Reads the conditions that callers build.

use std::slice::Iter;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::core::status::{Condition, ConditionStatus};
use crate::resources::{FieldTest, path_text};
use crate::web::shared::object::{as_list, js_path, strings};

#[wasm_bindgen(module = "/src/web/resource/conditions.js")]
extern "C" {
    /// Name, arguments and number of parts of a condition, then the same of each part.
    #[wasm_bindgen(js_name = flattenCondition)]
    fn flatten_condition(value: &JsValue) -> Option<Vec<JsValue>>;
}

/// The fields that conditions ask for, each at its slot: their paths and what they must be, `undefined` for those that
/// must only be present.
#[derive(Default)]
pub(super) struct WantedFields {
    pub(super) paths: Array,
    pub(super) wanted: Array,
}

impl WantedFields {
    /// Those of a description.
    pub(super) fn of(tests: &[FieldTest]) -> Self {
        let fields = Self::default();
        for test in tests {
            fields.paths.push(&js_path(test.path));
            fields.wanted.push(&test.is.map_or(JsValue::UNDEFINED, JsValue::from));
        }
        fields
    }
}

/// Reads a condition; `None` for a value that is not one this version knows.
pub(super) fn read_condition(value: &JsValue, fields: &WantedFields) -> Option<Condition> {
    let tokens = flatten_condition(value)?;
    node(&mut tokens.iter(), fields)
}

/// Recurses as deep as the condition is nested, which `flattenCondition` limits.
fn node(tokens: &mut Iter<'_, JsValue>, fields: &WantedFields) -> Option<Condition> {
    let name = tokens.next()?.as_string()?;
    let given = as_list(tokens.next()?.clone())?;
    let count = tokens.next()?.as_f64()? as usize;
    let mut parts = Vec::new();
    for _ in 0..count {
        parts.push(node(tokens, fields)?);
    }
    match (name.as_str(), count) {
        ("condition", 0) => status_condition(&given),
        ("field", 0) => field(&given, fields),
        ("exists", 0) => Some(Condition::Exists),
        ("deleted", 0) => Some(Condition::Deleted),
        ("allOf", 1..) => Some(Condition::AllOf(parts)),
        ("anyOf", 1..) => Some(Condition::AnyOf(parts)),
        ("not", 1) => Some(Condition::Not(Box::new(parts.pop()?))),
        _ => None,
    }
}

fn status_condition(given: &Array) -> Option<Condition> {
    let status = given.get(1).as_string()?;
    let reason = given.get(2);
    Some(Condition::Status {
        kind: given.get(0).as_string()?,
        status: ConditionStatus::of_any_case(&status)?,
        reason: if reason.is_undefined() { None } else { Some(reason.as_string()?) },
    })
}

fn field(given: &Array, fields: &WantedFields) -> Option<Condition> {
    let keys = as_list(given.get(0))?;
    let texts = strings(&keys)?;
    let is_of_status = *texts.first()? == "status";
    fields.paths.push(&keys);
    fields.wanted.push(&given.get(1));
    Some(Condition::Field {
        slot: usize::try_from(fields.paths.length()).ok()?.checked_sub(1)?,
        path: path_text(&texts),
        text: given.get(1).as_string(),
        is_of_status,
    })
}
