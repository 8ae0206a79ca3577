//! Conditions as values, taken apart.

use std::slice::Iter;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::adapter::path;
use crate::core::status::{ConditionStatus, Statement};
use crate::resources::{FieldTest, path_text};
use crate::web::shared::object::strings;

#[wasm_bindgen(module = "/src/web/resource/conditions.js")]
extern "C" {
    /// Name, arguments and number of parts of a value, then the same of each part.
    #[wasm_bindgen(js_name = flattenCondition)]
    fn flatten_condition(value: &JsValue) -> Option<Vec<JsValue>>;
}

/// The fields that statements ask for, each in its slot: their paths and what they have to be, `undefined` for
/// those that only have to be there.
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
            fields.paths.push(&path(test.path));
            fields.wanted.push(&test.is.map_or(JsValue::UNDEFINED, JsValue::from));
        }
        fields
    }
}

/// The statement that a value stands for; nothing if it is none that this version knows.
pub(super) fn statement(value: &JsValue, fields: &WantedFields) -> Option<Statement> {
    let tokens = flatten_condition(value)?;
    node(&mut tokens.iter(), fields)
}

/// Goes down as deep as the value is nested, which the glue bounds.
fn node(tokens: &mut Iter<'_, JsValue>, fields: &WantedFields) -> Option<Statement> {
    let name = tokens.next()?.as_string()?;
    let given: Array = tokens.next()?.clone().dyn_into().ok()?;
    let count = tokens.next()?.as_f64()? as usize;
    let mut parts = Vec::new();
    for _ in 0..count {
        parts.push(node(tokens, fields)?);
    }
    match (name.as_str(), count) {
        ("condition", 0) => condition(&given),
        ("field", 0) => field(&given, fields),
        ("exists", 0) => Some(Statement::Exists),
        ("deleted", 0) => Some(Statement::Deleted),
        ("allOf", 1..) => Some(Statement::AllOf(parts)),
        ("anyOf", 1..) => Some(Statement::AnyOf(parts)),
        ("not", 1) => Some(Statement::Not(Box::new(parts.pop()?))),
        _ => None,
    }
}

fn condition(given: &Array) -> Option<Statement> {
    let status = given.get(1).as_string()?;
    let reason = given.get(2);
    Some(Statement::Condition {
        kind: given.get(0).as_string()?,
        status: match status.as_str() {
            "True" | "False" | "Unknown" => ConditionStatus::read(Some(&status)),
            _ => return None,
        },
        reason: if reason.is_undefined() { None } else { Some(reason.as_string()?) },
    })
}

fn field(given: &Array, fields: &WantedFields) -> Option<Statement> {
    let keys: Array = given.get(0).dyn_into().ok()?;
    let texts = strings(&keys.to_vec())?;
    let is_of_status = *texts.first()? == "status";
    fields.paths.push(&keys);
    fields.wanted.push(&given.get(1));
    Some(Statement::Field {
        slot: usize::try_from(fields.paths.length()).ok()?.checked_sub(1)?,
        path: path_text(&texts),
        says: given.get(1).as_string(),
        is_of_status,
    })
}
