//! Facts from JSON, for tests: the fields that the web half reads from a JavaScript object.

use serde_json::Value;

use super::{ConditionStatus, ControlPlaneCondition, Facts, Generation, Rules, StatusCondition, StatusFacts};

/// Facts of an object for these rules, except for the fields that they name.
pub(crate) fn facts(object: &Value, rules: &Rules) -> Facts {
    let (mut kinds, mut reasons) = (Vec::new(), Vec::new());
    rules.add_words(&mut kinds, &mut reasons);
    let metadata = &object["metadata"];
    let conditions = list(&object["status"]["conditions"]);
    Facts {
        terminating: !metadata["deletionTimestamp"].is_null(),
        generation: generation(&metadata["generation"]),
        status: object["status"].as_object().filter(|status| !status.is_empty()).map(|_| StatusFacts {
            has_conditions: !conditions.is_empty(),
            observed_generation: generation(&object["status"]["observedGeneration"]),
            conditions: kinds
                .iter()
                .filter_map(|kind| {
                    let is_it = |condition: &Value| {
                        condition["type"].as_str().is_some_and(|other| other.eq_ignore_ascii_case(kind))
                    };
                    let position = conditions.iter().position(is_it)?;
                    let condition = &conditions[position];
                    let reason = condition["reason"].as_str();
                    Some(StatusCondition {
                        kind: (*kind).into(),
                        status: condition_status(&condition["status"]),
                        has_reason: reason.is_some_and(|reason| !reason.is_empty()),
                        reason: reason.map(Into::into),
                        observed_generation: generation(&condition["observedGeneration"]),
                        position,
                    })
                })
                .collect(),
        }),
        ..Facts::default()
    }
}

/// The conditions of a status as the control-plane report takes them.
pub(crate) fn control_plane_conditions(conditions: &[Value]) -> Vec<ControlPlaneCondition<'_>> {
    conditions
        .iter()
        .map(|condition| ControlPlaneCondition {
            kind: condition["type"].as_str(),
            status: condition_status(&condition["status"]),
        })
        .collect()
}

fn condition_status(word: &Value) -> ConditionStatus {
    word.as_str().and_then(ConditionStatus::of_any_case).unwrap_or(ConditionStatus::Unknown)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(crate) fn generation(value: &Value) -> Option<Generation> {
    match value {
        Value::Number(number) => Generation::from_text(&number.to_string())
            .or_else(|| number.as_f64().and_then(Generation::from_number)),
        Value::String(text) => Generation::from_text(text),
        _ => None,
    }
}
