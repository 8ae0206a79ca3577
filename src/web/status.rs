//! `transformControlPlaneStatus`, and verdicts on their way to JavaScript.
//!
//! What is decided comes from `core::status`; the strings that come out are the very values that came
//! in, lone surrogates included.

use js_sys::Array;
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, preserve};
use wasm_bindgen::prelude::*;

use super::object::{
    Fields, Misread, conditions_of, generation, pick_conditions, pick_facts, type_error, with_rest,
};
use crate::core::status::{
    Basis, Condition, ConditionStatus, ControlPlaneCondition, ControlPlaneState, Facts, MessagePart,
    PROVISIONING, Required, State, StatusFacts, Verdict, awaiting, control_plane_report,
};

/// Sums up a status for a table: one word, one line, and the rest of the status.
///
/// Throws a `TypeError` for wrong options and an `AdapterError` for a status that cannot be read.
#[wasm_bindgen(js_name = transformControlPlaneStatus, skip_typescript)]
pub fn transform_control_plane_status(status: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let options = TransformOptions::read(options)?;
    let raw = pick_conditions(status).map_err(Misread::into_adapter_error)?;
    let picked: Vec<PickedCondition> = raw.chunks_exact(4).filter_map(PickedCondition::new).collect();
    let conditions: Vec<_> = picked.iter().map(PickedCondition::to_core).collect();
    let report = control_plane_report(&conditions, &options.required, &options.terminal_reasons);

    let details = if options.has_details { Some(ConditionDetails::new(status, &picked)?) } else { None };
    let computed =
        ControlPlaneValue { status: report.state, message: message_line(&report.message, &picked), details };
    with_rest(&to_js(&computed)?, status).map_err(Misread::into_adapter_error)
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

/// The four fields of a condition as they were found.
struct PickedCondition<'a> {
    kind: &'a JsValue,
    status: &'a JsValue,
    reason: &'a JsValue,
    message: &'a JsValue,
}

impl<'a> PickedCondition<'a> {
    fn new(values: &'a [JsValue]) -> Option<Self> {
        match values {
            [kind, status, reason, message] => Some(Self { kind, status, reason, message }),
            _ => None,
        }
    }

    fn to_core(&self) -> ControlPlaneCondition {
        let text = |value: &JsValue| value.as_string().unwrap_or_default();
        ControlPlaneCondition {
            kind: text(self.kind),
            status: ConditionStatus::read(self.status.as_string().as_deref()),
            reason: text(self.reason),
            message: text(self.message),
        }
    }
}

fn message_line(parts: &[MessagePart], picked: &[PickedCondition<'_>]) -> JsValue {
    let parts: Array = parts
        .iter()
        .map(|part| match part {
            MessagePart::Provisioning => JsValue::from_str(PROVISIONING),
            MessagePart::Awaiting(kind) => awaiting(kind).into(),
            MessagePart::Condition(index) => {
                picked.get(*index).map_or(JsValue::UNDEFINED, |condition| condition.message.clone())
            }
        })
        .collect();
    parts.join("; ").into()
}

#[derive(Serialize)]
struct ControlPlaneValue {
    status: ControlPlaneState,
    #[serde(serialize_with = "preserve::serialize")]
    message: JsValue,
    #[serde(flatten)]
    details: Option<ConditionDetails>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConditionDetails {
    #[serde(serialize_with = "preserve::serialize")]
    conditions: JsValue,
    is_programmed: bool,
    #[serde(serialize_with = "preserve::serialize")]
    programmed_reason: JsValue,
    is_accepted: bool,
    #[serde(serialize_with = "preserve::serialize")]
    accepted_reason: JsValue,
}

impl ConditionDetails {
    fn new(status: &JsValue, picked: &[PickedCondition<'_>]) -> Result<Self, JsValue> {
        let find = |kind: &str| picked.iter().find(|condition| *condition.kind == *kind);
        let holds = |kind| {
            find(kind).is_some_and(|condition| {
                ConditionStatus::read(condition.status.as_string().as_deref()) == ConditionStatus::True
            })
        };
        let reason =
            |kind| find(kind).map_or(JsValue::UNDEFINED, |condition| string_or_undefined(condition.reason));
        Ok(Self {
            conditions: conditions_of(status).map_err(Misread::into_adapter_error)?,
            is_programmed: holds("Programmed"),
            programmed_reason: reason("Programmed"),
            is_accepted: holds("Accepted"),
            accepted_reason: reason("Accepted"),
        })
    }
}

/// One version of an object: the facts a verdict is made of, and the raw conditions behind them.
pub(crate) struct Version {
    /// What `core` judges.
    pub(crate) facts: Facts,
    raw: Vec<JsValue>,
}

/// How many values lead [`pick_facts`]' answer, and how many it has for each condition.
const LEADING: usize = 4;
const PER_CONDITION: usize = 5;

impl Version {
    /// Reads what a verdict needs: of the conditions the first of each of `types` (an array of
    /// `kinds`) and no other.
    pub(crate) fn read(object: &JsValue, kinds: &[&str], types: &Array) -> Result<Self, JsValue> {
        let raw = pick_facts(object, types).map_err(Misread::into_adapter_error)?;
        let (leading, of_conditions) = raw.split_at_checked(LEADING).unwrap_or((&[], &[]));
        let mut facts = Facts::default();
        if let [deletion_timestamp, own, observed, count] = leading {
            facts.terminating = deletion_timestamp.is_truthy();
            facts.generation = generation(own);
            facts.status = count.as_f64().map(|count| StatusFacts {
                observed_generation: generation(observed),
                has_conditions: count > 0.0,
                conditions: kinds
                    .iter()
                    .zip(of_conditions.chunks_exact(PER_CONDITION))
                    .enumerate()
                    .filter_map(|(position, (kind, values))| condition(position, kind, values))
                    .collect(),
            });
        }
        Ok(Self { facts, raw })
    }

    /// The verdict in the form in which it is told.
    pub(crate) fn tell(&self, verdict: &Verdict) -> VerdictValue {
        let condition = verdict.basis.position().and_then(|position| self.raw_condition(position));
        let (reason, message) = match (&verdict.basis, condition) {
            (Basis::Condition(_), Some([_, _, reason, message, _])) => {
                (string_or_undefined(reason), string_or_undefined(message))
            }
            _ => (JsValue::UNDEFINED, verdict.basis.message().map_or(JsValue::UNDEFINED, JsValue::from)),
        };
        VerdictValue {
            state: verdict.state,
            reason,
            message,
            condition: condition.map_or(JsValue::UNDEFINED, |[raw, ..]| raw.clone()),
        }
    }

    fn raw_condition(&self, position: usize) -> Option<&[JsValue; PER_CONDITION]> {
        let (conditions, _) = self.raw.get(LEADING..)?.as_chunks();
        conditions.get(position)
    }
}

fn condition(position: usize, kind: &str, values: &[JsValue]) -> Option<Condition> {
    let [raw, status, reason, _message, observed] = values else {
        return None;
    };
    if raw.is_undefined() {
        return None;
    }
    let status = ConditionStatus::read(status.as_string().as_deref());
    Some(Condition {
        kind: kind.to_owned(),
        status,
        // Strings are dear to bring over; only where it is `False` does the reason decide.
        reason: if status == ConditionStatus::False { reason.as_string() } else { None },
        observed_generation: generation(observed),
        position,
    })
}

/// A verdict as JavaScript sees it.
#[derive(Clone, Serialize)]
pub(crate) struct VerdictValue {
    /// `'ready'`, `'pending'` or `'failed'`.
    pub(crate) state: State,
    /// The deciding condition's reason, or `undefined`.
    #[serde(serialize_with = "preserve::serialize")]
    pub(crate) reason: JsValue,
    /// The deciding condition's message, what is awaited, or `undefined`.
    #[serde(serialize_with = "preserve::serialize")]
    pub(crate) message: JsValue,
    /// The deciding condition as it was found, or `undefined`.
    #[serde(serialize_with = "preserve::serialize")]
    pub(crate) condition: JsValue,
}

impl VerdictValue {
    /// The plain object.
    pub(crate) fn to_js(&self) -> Result<JsValue, JsValue> {
        to_js(self)
    }
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    // A flattened struct is a map to serde; a plain object is wanted of it too.
    value.serialize(&Serializer::new().serialize_maps_as_objects(true)).map_err(JsValue::from)
}

fn string_or_undefined(value: &JsValue) -> JsValue {
    if value.is_string() { value.clone() } else { JsValue::UNDEFINED }
}
