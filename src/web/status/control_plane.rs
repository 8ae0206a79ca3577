//! `transformControlPlaneStatus`.
//!
//! What is decided comes from `core::status`; the strings that come out are the very values that came
//! in, lone surrogates included.

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use crate::core::status::{
    ConditionStatus, ControlPlaneCondition, MessagePart, PROVISIONING, Required, Said, USUAL_TYPES, awaiting,
    control_plane_report,
};
use crate::web::shared::object::{
    Fields, Misread, assemble, conditions_of, js_texts, pick_conditions, type_error, with_rest,
};

/// Sums up a status for a table: one word, one line, and the rest of the status.
///
/// Throws a `TypeError` for wrong options and an `AdapterError` for a status that cannot be read.
#[wasm_bindgen(js_name = transformControlPlaneStatus, skip_typescript)]
pub fn transform_control_plane_status(status: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = TransformOptions::read(options)?;
    let mut words = vec!["True", "False"];
    words.extend(USUAL_TYPES);
    if let Required::Listed(kinds) = &options.required {
        words.extend(kinds.iter().map(String::as_str));
    }
    let picked = Picked::read(status, &words)?;
    let TransformOptions { required, terminal_reasons, has_details } = &options;
    let said = |index| picked.said(index);
    let report = control_plane_report(&picked.conditions, required, terminal_reasons, &said);
    let mut keys = vec!["status", "message"];
    let mut values = vec![report.state.name().into(), picked.line(&report.message)];
    if *has_details {
        keys.extend(["conditions", "isProgrammed", "programmedReason", "isAccepted", "acceptedReason"]);
        values.push(conditions_of(status).map_err(Misread::into_adapter_error)?);
        for kind in ["Programmed", "Accepted"] {
            let (holds, reason) = picked.detail(kind);
            values.extend([holds.into(), reason]);
        }
    }
    with_rest(&assemble(&js_texts(&keys), values), status).map_err(Misread::into_adapter_error)
}

struct TransformOptions {
    required: Required,
    terminal_reasons: Vec<String>,
    has_details: bool,
}

impl TransformOptions {
    fn read(options: &JsValue) -> Result<Self, JsValue> {
        let names = ["requiredConditions", "includeConditionDetails", "terminalReasons"];
        let fields = Fields::of_options(options, &names)?;
        let required = if fields.value("requiredConditions").is_null() {
            Required::AllPresent
        } else {
            fields.texts("requiredConditions")?.map_or(Required::Default, Required::Listed)
        };
        let details = fields.value("includeConditionDetails");
        Ok(Self {
            required,
            terminal_reasons: fields.texts("terminalReasons")?.unwrap_or_default(),
            has_details: match details.as_bool() {
                Some(has_details) => has_details,
                None if details.is_undefined() => false,
                None => return Err(type_error("includeConditionDetails", "a boolean", &details)),
            },
        })
    }
}

/// The conditions of a status, and the texts that go with them as they were found.
struct Picked<'a> {
    conditions: Vec<ControlPlaneCondition<'a>>,
    kept: Array,
}

impl<'a> Picked<'a> {
    /// Of the types only those in `words` are told apart; the first two words are the two of a status.
    fn read(status: &JsValue, words: &[&'a str]) -> Result<Self, JsValue> {
        let kept = Array::new();
        let places = pick_conditions(status, &js_texts(words), &kept).map_err(Misread::into_adapter_error)?;
        let word = |place: i32| usize::try_from(place).ok().and_then(|place| words.get(place)).copied();
        let (pairs, _) = places.as_chunks();
        let mut conditions = Vec::new();
        for [kind, status] in pairs {
            let status = ConditionStatus::read(word(*status));
            conditions.push(ControlPlaneCondition { kind: word(*kind), status });
        }
        Ok(Self { conditions, kept })
    }

    fn said(&self, index: usize) -> Said {
        let message = self.message(index).dyn_into::<JsString>();
        Said {
            reason: self.reason(index).as_string().unwrap_or_default(),
            message: message.map(|message| message.to_lower_case().into()).unwrap_or_default(),
        }
    }

    fn reason(&self, index: usize) -> JsValue {
        self.kept(2 * index)
    }

    fn message(&self, index: usize) -> JsValue {
        self.kept(2 * index + 1)
    }

    fn kept(&self, place: usize) -> JsValue {
        u32::try_from(place).map_or(JsValue::UNDEFINED, |place| self.kept.get(place))
    }

    fn line(&self, parts: &[MessagePart]) -> JsValue {
        let line = Array::new();
        for part in parts {
            line.push(&match part {
                MessagePart::Provisioning => JsValue::from_str(PROVISIONING),
                MessagePart::Awaiting(kind) => JsValue::from_str(&awaiting(kind)),
                MessagePart::Condition(index) => self.message(*index),
            });
        }
        line.join("; ").into()
    }

    /// Whether the condition of that type holds, and its reason.
    fn detail(&self, kind: &str) -> (bool, JsValue) {
        let found = self.conditions.iter().position(|condition| condition.kind == Some(kind));
        match found.and_then(|index| Some((index, self.conditions.get(index)?))) {
            Some((index, condition)) => (condition.status == ConditionStatus::True, self.reason(index)),
            None => (false, JsValue::UNDEFINED),
        }
    }
}
