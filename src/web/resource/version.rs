//! One version of an object, read for a verdict; and the verdict on its way to JavaScript.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::conditions::WantedFields;
use crate::core::status::{
    Basis, Condition, ConditionStatus, Facts, Generation, Rules, State, StatusFacts, Verdict,
};
use crate::web::object::{Misread, generation, make_lens, make_verdict, pick_facts};

/// What of an object has to be read, for verdicts of one kind. Made once, so that a verdict crosses into
/// JavaScript twice and brings no string over.
pub(crate) struct Lens {
    kinds: Vec<Rc<str>>,
    words: Vec<Rc<str>>,
    js: JsValue,
}

impl Lens {
    /// Reads what these rules need.
    pub(super) fn new(rules: &Rules, fields: &WantedFields) -> Self {
        let (mut kinds, mut words) = (Vec::new(), vec!["True", "False"]);
        words.extend(rules.pending_reasons.all());
        rules.statements().for_each(|statement| statement.add_words(&mut kinds, &mut words));
        let to_js = |texts: &[&str]| texts.iter().copied().map(JsValue::from).collect::<Array>();
        Self {
            js: make_lens(&to_js(&kinds), &to_js(&words), &fields.paths, &fields.wanted),
            kinds: kinds.into_iter().map(Rc::from).collect(),
            words: words.into_iter().map(Rc::from).collect(),
        }
    }

    /// Reads one version; an error is an `AdapterError`.
    pub(crate) fn read(&self, object: &JsValue) -> Result<Version, JsValue> {
        let kept = Array::new();
        let picked = pick_facts(object, &self.js, &kept).map_err(Misread::into_adapter_error)?;
        let mut facts = Facts::default();
        if let Some(([is_deleted, own, observed, count], rest)) = picked.split_first_chunk() {
            let (of_conditions, of_fields) =
                rest.split_at_checked(3 * self.kinds.len()).unwrap_or((rest, &[]));
            facts.fields = of_fields.iter().map(|field| *field > 0.0).collect();
            facts.terminating = *is_deleted > 0.0;
            facts.generation = kept_generation(*own, &kept, 0);
            facts.status = (!count.is_nan()).then(|| StatusFacts {
                observed_generation: kept_generation(*observed, &kept, 1),
                has_conditions: *count > 0.0,
                conditions: self.conditions(of_conditions, &kept),
            });
        }
        Ok(Version { facts, kept, explanation: Vec::new() })
    }

    fn conditions(&self, picked: &[f64], kept: &Array) -> Vec<Condition> {
        let (picked, _) = picked.as_chunks::<3>();
        let numbered = self.kinds.iter().zip(picked).enumerate();
        numbered
            .filter(|(_, (_, [status, ..]))| !status.is_nan())
            .map(|(position, (kind, [status, reason, observed]))| Condition {
                kind: kind.clone(),
                status: ConditionStatus::read(self.word(*status).map(|word| &**word)),
                reason: self.word(*reason).cloned(),
                observed_generation: kept_generation(*observed, kept, 5 + 4 * position),
                position,
            })
            .collect()
    }

    /// The word at a place; none at -1.
    fn word(&self, place: f64) -> Option<&Rc<str>> {
        if place < 0.0 { None } else { self.words.get(place as usize) }
    }
}

/// A generation that came as a number, or has to be read where it was kept.
fn kept_generation(number: f64, kept: &Array, place: usize) -> Option<Generation> {
    if number == f64::INFINITY {
        generation(&kept.get(u32::try_from(place).ok()?))
    } else {
        Generation::from_number(number)
    }
}

/// One version of an object: the facts a verdict is made of, and the raw values behind them.
#[derive(Default)]
pub(crate) struct Version {
    /// What `core` judges.
    pub(crate) facts: Facts,
    kept: Array,
    /// The reason and the message with which the object explains its failure.
    pub(super) explanation: Vec<JsValue>,
}

thread_local! {
    static STATES: [JsValue; 3] =
        [State::Ready, State::Pending, State::Failed].map(|state| state.name().into());
}

impl Version {
    /// The verdict in the form in which it is told: `{ state, reason, message, condition }`.
    pub(crate) fn tell(&self, verdict: &Verdict) -> JsValue {
        let state = STATES.with(|[ready, pending, failed]| match verdict.state {
            State::Ready => ready.clone(),
            State::Pending => pending.clone(),
            State::Failed => failed.clone(),
        });
        let reason = self.explained(0).or_else(|| verdict.reason().map(JsValue::from)).unwrap_or_default();
        let message = self.explained(1).or_else(|| verdict.message().map(JsValue::from)).unwrap_or_default();
        let position = verdict.basis.position().and_then(|position| i32::try_from(position).ok());
        let speaks = matches!(verdict.basis, Basis::Condition(_));
        make_verdict(&state, &reason, &message, &self.kept, position.unwrap_or(-1), speaks)
    }

    fn explained(&self, place: usize) -> Option<JsValue> {
        self.explanation.get(place).filter(|text| text.is_string() && !text.is_falsy()).cloned()
    }
}
