//! `transformControlPlaneStatus`.
//!
//! Decisions are made in `core::status`. The strings in the result are the caller's own values, including lone
//! surrogates.

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use crate::core::status::{
    ConditionStatus, ConditionText, ControlPlaneCondition, MessagePart, PROVISIONING, Required, USUAL_TYPES,
    awaiting, control_plane_report,
};
use crate::web::shared::object::{as_list, assemble, js_texts, strings};

#[wasm_bindgen(module = "/src/web/status/control-plane.js")]
extern "C" {
    /// Type and status of every condition of a status, as indices into `words`.
    #[wasm_bindgen(js_name = pickConditions)]
    fn pick_conditions(status: &JsValue, words: &Array, kept: &Array) -> Vec<i32>;

    /// The fields of `computed`, and all fields of the status except its conditions.
    #[wasm_bindgen(js_name = withRest)]
    fn with_rest(computed: &JsValue, status: &JsValue) -> JsValue;

    /// The conditions of a status as they are.
    #[wasm_bindgen(js_name = conditionsOf)]
    fn conditions_of(status: &JsValue) -> JsValue;
}

/// Summarises a status for a table. The options have been checked: `required` is a list, `null` for all that are present, or
/// `undefined`. Never throws: unreadable parts of the status count as absent.
#[wasm_bindgen(js_name = transformControlPlaneStatus)]
pub fn transform_control_plane_status(
    status: &JsValue,
    required: &JsValue,
    has_details: bool,
    terminal_reasons: Option<Array>,
) -> JsValue {
    let required = match as_list(required.clone()) {
        Some(kinds) => Required::Listed(strings(&kinds).unwrap_or_default()),
        None if required.is_null() => Required::AllPresent,
        None => Required::Default,
    };
    let terminal_reasons = terminal_reasons.and_then(|reasons| strings(&reasons)).unwrap_or_default();
    let mut words = vec!["True", "False"];
    words.extend(USUAL_TYPES);
    if let Required::Listed(kinds) = &required {
        words.extend(kinds.iter().map(String::as_str));
    }
    let picked = Picked::read(status, &words);
    let texts_of = |index| picked.texts(index);
    let report = control_plane_report(&picked.conditions, &required, &terminal_reasons, &texts_of);
    let mut keys = vec!["status", "message"];
    let mut values = vec![report.state.name().into(), picked.line(&report.message)];
    if has_details {
        keys.extend(["conditions", "isProgrammed", "programmedReason", "isAccepted", "acceptedReason"]);
        values.push(conditions_of(status));
        for kind in ["Programmed", "Accepted"] {
            let (is_true, reason) = picked.detail(kind);
            values.extend([is_true.into(), reason]);
        }
    }
    with_rest(&assemble(&js_texts(&keys), values), status)
}

/// The conditions of a status, and their texts as they were found.
struct Picked<'a> {
    conditions: Vec<ControlPlaneCondition<'a>>,
    kept: Array,
}

impl<'a> Picked<'a> {
    /// Knows only the types among `words`, whose first two are the statuses.
    fn read(status: &JsValue, words: &[&'a str]) -> Self {
        let kept = Array::new();
        let indices = pick_conditions(status, &js_texts(words), &kept);
        let word = |index: i32| usize::try_from(index).ok().and_then(|index| words.get(index)).copied();
        let (pairs, _) = indices.as_chunks();
        let mut conditions = Vec::new();
        for [kind, status] in pairs {
            let status = ConditionStatus::read(word(*status));
            conditions.push(ControlPlaneCondition { kind: word(*kind), status });
        }
        Self { conditions, kept }
    }

    fn texts(&self, index: usize) -> ConditionText {
        let message = self.message(index).dyn_into::<JsString>();
        ConditionText {
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

    fn kept(&self, at: usize) -> JsValue {
        u32::try_from(at).map_or(JsValue::UNDEFINED, |at| self.kept.get(at))
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

    /// Whether the condition of that type is `True`, and its reason.
    fn detail(&self, kind: &str) -> (bool, JsValue) {
        let found = self.conditions.iter().position(|condition| condition.is_of(kind));
        match found.and_then(|index| Some((index, self.conditions.get(index)?))) {
            Some((index, condition)) => (condition.status == ConditionStatus::True, self.reason(index)),
            None => (false, JsValue::UNDEFINED),
        }
    }
}
