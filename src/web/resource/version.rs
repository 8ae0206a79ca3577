//! What of one version of an object is read for a verdict, and the verdict on its way to JavaScript.
//!
//! Numbers come in and the place of what is said goes out: what a definition has said once, words and
//! all, is kept in the glue.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::conditions::WantedFields;
use crate::core::status::{
    Basis, Condition, ConditionStatus, Facts, Generation, Rules, State, StatusFacts, Verdict,
};
use crate::web::shared::object::{Misread, generation, js_texts};

#[wasm_bindgen(module = "/src/web/resource/verdict.js")]
extern "C" {
    /// What has to be read, where the numbers go, and what was said.
    #[wasm_bindgen(js_name = makeLens)]
    fn make_lens(
        types: &Array,
        words: &Array,
        paths: &Array,
        wanted: &Array,
        explained_by: &JsValue,
        memory: &JsValue,
        room: *const Cell<f64>,
    ) -> JsValue;

    /// Says something for the first time.
    #[wasm_bindgen(js_name = addSaying)]
    fn add_saying(
        lens: &JsValue,
        state: &str,
        reason: &JsValue,
        message: &JsValue,
        position: i32,
        speaker: u8,
    );

    /// Leaves numbers in the room; see the glue for their order and for what it keeps.
    #[wasm_bindgen(catch, js_name = pickFacts)]
    fn pick_facts(object: &JsValue, lens: &JsValue) -> Result<Array, Misread>;

    /// The verdict in the form in which it is told: `{ state, reason, message, condition }`.
    #[wasm_bindgen(js_name = makeVerdict)]
    fn make_verdict(object: &JsValue, lens: &JsValue, kept: &Array, place: usize) -> ToldVerdict;

    /// A verdict as JavaScript is told it: an object of ours, read before anyone else has it.
    pub(crate) type ToldVerdict;

    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn reason(this: &ToldVerdict) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn message(this: &ToldVerdict) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn condition(this: &ToldVerdict) -> JsValue;
}

/// What of an object has to be read for verdicts of one kind, and what they were.
pub(crate) struct Lens {
    kinds: Vec<Rc<str>>,
    words: Vec<Rc<str>>,
    /// The glue writes here.
    room: Box<[Cell<f64>]>,
    /// In the order in which they were first said.
    said: RefCell<Vec<Verdict>>,
    js: JsValue,
}

impl Lens {
    /// Reads what these rules need. `explained_by` is where an object that a field has failed says why.
    pub(super) fn new(rules: &Rules, fields: &WantedFields, explained_by: &JsValue) -> Self {
        // Statuses are told by their places, which are the first two.
        let (mut kinds, mut words) = (Vec::new(), vec!["True", "False"]);
        words.extend(rules.pending_reasons.all());
        rules.statements().for_each(|statement| statement.add_words(&mut kinds, &mut words));
        let numbers = 4 + 3 * kinds.len() + fields.paths.length() as usize;
        let room: Box<[_]> = vec![Cell::new(f64::NAN); numbers].into();
        let (types, all_words, memory) = (js_texts(&kinds), js_texts(&words), wasm_bindgen::memory());
        Self {
            js: make_lens(
                &types,
                &all_words,
                &fields.paths,
                &fields.wanted,
                explained_by,
                &memory,
                room.as_ptr(),
            ),
            kinds: kinds.into_iter().map(Rc::from).collect(),
            words: words.into_iter().map(Rc::from).collect(),
            room,
            said: RefCell::default(),
        }
    }

    /// As the glue knows it.
    pub(super) fn as_js(&self) -> &JsValue {
        &self.js
    }

    /// Reads one version into the room; what the glue keeps of it comes back. An error is an `AdapterError`.
    pub(super) fn read(&self, object: &JsValue) -> Result<Array, JsValue> {
        pick_facts(object, &self.js).map_err(Misread::into_adapter_error)
    }

    /// The facts in the room. Nothing without what the glue keeps, where a generation is no number.
    pub(super) fn facts(&self, kept: Option<&Array>) -> Option<Facts> {
        let ([is_deleted, own, observed, count], rest) = self.room.split_first_chunk()?;
        let (of_conditions, of_fields) = rest.split_at_checked(3 * self.kinds.len())?;
        let mut facts = Facts {
            terminating: is_deleted.get() > 0.0,
            generation: generation_of(own, kept, 0)?,
            status: None,
            fields: of_fields.iter().map(|field| field.get() > 0.0).collect(),
            is_gone: false,
        };
        if count.get().is_nan() {
            return Some(facts);
        }
        let mut conditions = Vec::with_capacity(self.kinds.len());
        let (picked, _) = of_conditions.as_chunks::<3>();
        for (position, (kind, [status, reason, observed])) in self.kinds.iter().zip(picked).enumerate() {
            if status.get().is_nan() {
                continue;
            }
            conditions.push(Condition {
                kind: kind.clone(),
                status: match status.get() as i32 {
                    0 => ConditionStatus::True,
                    1 => ConditionStatus::False,
                    _ => ConditionStatus::Unknown,
                },
                reason: self.word(reason.get()).cloned(),
                observed_generation: generation_of(observed, kept, 5 + 4 * position)?,
                position,
            });
        }
        facts.status = Some(StatusFacts {
            observed_generation: generation_of(observed, kept, 1)?,
            has_conditions: count.get() > 0.0,
            conditions,
        });
        Some(facts)
    }

    /// The word at a place; none at -1.
    fn word(&self, place: f64) -> Option<&Rc<str>> {
        if place < 0.0 { None } else { self.words.get(place as usize) }
    }

    /// The place of a verdict among what is said. There are as many as the rules have outcomes.
    pub(super) fn place(&self, verdict: Verdict) -> usize {
        let known = self.said.borrow().iter().position(|said| *said == verdict);
        known.unwrap_or_else(|| {
            let text = |text: Option<&str>| text.map_or(JsValue::UNDEFINED, JsValue::from);
            let speaker = match (&verdict.basis, verdict.state) {
                (Basis::Condition(_), _) => 1,
                (Basis::Field { .. }, State::Failed) => 2,
                _ => 0,
            };
            let position = verdict.basis.position().and_then(|position| i32::try_from(position).ok());
            let (reason, message) = (text(verdict.reason()), text(verdict.message().as_deref()));
            add_saying(&self.js, verdict.state.name(), &reason, &message, position.unwrap_or(-1), speaker);
            let mut said = self.said.borrow_mut();
            said.push(verdict);
            said.len() - 1
        })
    }

    /// What is said at a place, of the object that `kept` was kept of.
    pub(super) fn tell(&self, object: &JsValue, kept: &Array, place: usize) -> ToldVerdict {
        make_verdict(object, &self.js, kept, place)
    }
}

/// A generation that came as a number, or as it was kept. Nothing where it is needed and not at hand.
fn generation_of(number: &Cell<f64>, kept: Option<&Array>, place: usize) -> Option<Option<Generation>> {
    match number.get() {
        f64::INFINITY => Some(generation(&kept?.get(u32::try_from(place).ok()?))),
        number => Some(Generation::from_number(number)),
    }
}
