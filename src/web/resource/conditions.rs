//! Reads the conditions that callers build.

use std::cell::RefCell;
use std::slice::Iter;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::core::status::{Condition, ConditionStatus, Over};
use crate::resources::{EACH, FieldTest, path_text};
use crate::web::shared::object::{as_list, js_path, strings};

#[wasm_bindgen(module = "/src/web/resource/conditions.js")]
extern "C" {
    /// Name, arguments and number of parts of a condition, then the same of each part.
    #[wasm_bindgen(js_name = flattenCondition)]
    fn flatten_condition(value: &JsValue) -> Option<Vec<JsValue>>;
}

/// The fields that conditions name, each at its index: their paths and required values, `undefined` for those that
/// must only be present; and the same for values nested in the object.
#[derive(Default)]
pub(super) struct WantedFields {
    pub(super) paths: Array,
    pub(super) wanted: Array,
    /// For each nested place: its keys, whether it is a list, and these three lists for its content.
    pub(super) nested: Array,
    /// The same places.
    pub(super) places: RefCell<Vec<WantedFields>>,
    /// The path that these are relative to.
    base: Vec<String>,
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

    /// The keys as people write them.
    fn path_of(&self, keys: &[String]) -> String {
        path_text(&[&self.base, keys].concat())
    }

    /// Whether keys lead into the status, whose place a nested value takes.
    fn is_of_status(&self, keys: &[String]) -> bool {
        !self.base.is_empty() || keys.first().is_some_and(|key| key == "status")
    }

    /// Those of a nested place.
    fn at(&self, keys: &[String], over: Over) -> Self {
        let mut base = [&self.base, keys].concat();
        if over != Over::One {
            base.push(EACH.to_owned());
        }
        Self { base, ..Self::default() }
    }

    /// Adds a nested place.
    fn nest(&self, keys: &Array, over: Over, inner: Self) {
        let content = Array::of3(&inner.paths, &inner.wanted, &inner.nested);
        self.nested.push(&Array::of3(keys, &(over != Over::One).into(), &content));
        self.places.borrow_mut().push(inner);
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
    let over = match name.as_str() {
        "within" => Some(Over::One),
        "every" => Some(Over::Every),
        "some" => Some(Over::Some),
        _ => None,
    };
    if let Some(over) = over {
        let keys = as_list(given.get(0))?;
        let texts = strings(&keys)?;
        let inner = fields.at(&texts, over);
        let part = node(tokens, &inner)?;
        fields.nest(&keys, over, inner);
        return Some(Condition::Nested {
            slot: fields.nested.length().checked_sub(1)? as usize,
            path: fields.path_of(&texts),
            is_of_status: fields.is_of_status(&texts),
            over,
            part: Box::new(part),
        });
    }
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
    fields.paths.push(&keys);
    fields.wanted.push(&given.get(1));
    Some(Condition::Field {
        slot: usize::try_from(fields.paths.length()).ok()?.checked_sub(1)?,
        path: fields.path_of(&texts),
        text: given.get(1).as_string(),
        is_of_status: fields.is_of_status(&texts),
    })
}
