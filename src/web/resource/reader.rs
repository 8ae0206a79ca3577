//! Reads the facts that a set of rules needs from one version of an object, and makes the verdict in JavaScript.
//!
//! Numbers come in, and the number of a template goes out: the other half keeps every verdict that rules can come to as a
//! template, so its texts cross once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::conditions::WantedFields;
use crate::core::numbered::Numbered;
use crate::core::status::{
    ConditionFact, ConditionStatus, Facts, Generation, Kept, KeptOfCondition, Rules, StatusCondition,
    StatusFacts, Verdict, VerdictFact,
};
use crate::web::shared::object::{ReadFailure, generation, js_texts};

#[wasm_bindgen(module = "/src/web/resource/verdict.js")]
extern "C" {
    /// What has to be read, where the numbers go, and the templates.
    #[wasm_bindgen(js_name = makeReader)]
    fn make_reader(
        types: &Array,
        words: &Array,
        paths: &Array,
        wanted: &Array,
        explained_by: &JsValue,
        memory: &JsValue,
        buffer: *const Cell<f64>,
    ) -> JsValue;

    /// Adds a template, whose number is how many there were.
    #[wasm_bindgen(js_name = addTemplate)]
    fn add_template(
        reader: &JsValue,
        state: u8,
        reason: &JsValue,
        message: &JsValue,
        position: i32,
        source: u8,
    );

    /// Reads the facts into the buffer; returns the values that are kept.
    #[wasm_bindgen(catch, js_name = readFacts)]
    fn read_facts(object: &JsValue, reader: &JsValue) -> Result<Array, ReadFailure>;

    /// The verdict of a template: `{ state, reason, message, condition }`.
    #[wasm_bindgen(js_name = makeVerdict)]
    fn make_verdict(object: &JsValue, reader: &JsValue, kept: &Array, template: usize) -> JsVerdict;

    /// A verdict in JavaScript: an object of ours, read before anyone else has it.
    pub(crate) type JsVerdict;

    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn reason(this: &JsVerdict) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn message(this: &JsVerdict) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn condition(this: &JsVerdict) -> JsValue;
}

/// Where the numbers of condition types begin in the buffer, and how many each has.
const CONDITIONS: usize = VerdictFact::ALL.len();
const PER_CONDITION: usize = ConditionFact::ALL.len();

/// Reads the facts for one set of rules.
pub(crate) struct Reader {
    kinds: Vec<Rc<str>>,
    words: Vec<Rc<str>>,
    /// The other half writes here.
    buffer: Box<[Cell<f64>]>,
    /// The verdicts with a template, in the order of their numbers.
    templates: RefCell<Vec<Verdict>>,
    js: JsValue,
}

impl Reader {
    /// `explained_by` is where an object explains the failure that a field shows.
    pub(super) fn new(rules: &Rules, fields: &WantedFields, explained_by: &JsValue) -> Self {
        // `facts` knows the two statuses by these numbers.
        let (mut kinds, mut words) = (Vec::new(), vec!["True", "False"]);
        rules.add_words(&mut kinds, &mut words);
        let length = CONDITIONS + PER_CONDITION * kinds.len() + fields.paths.length() as usize;
        let buffer: Box<[_]> = vec![Cell::new(f64::NAN); length].into();
        Self {
            js: make_reader(
                &js_texts(&kinds),
                &js_texts(&words),
                &fields.paths,
                &fields.wanted,
                explained_by,
                &wasm_bindgen::memory(),
                buffer.as_ptr(),
            ),
            kinds: kinds.into_iter().map(Rc::from).collect(),
            words: words.into_iter().map(Rc::from).collect(),
            buffer,
            templates: RefCell::default(),
        }
    }

    /// As the other half knows it.
    pub(super) fn as_js(&self) -> &JsValue {
        &self.js
    }

    /// Reads one version into the buffer; returns the values that are kept of it. The error is an `AdapterError`.
    pub(super) fn read(&self, object: &JsValue) -> Result<Array, JsValue> {
        read_facts(object, &self.js).map_err(ReadFailure::into_adapter_error)
    }

    /// The facts in the buffer. Without the values that are kept, `None` where a generation is not a number.
    pub(super) fn facts(&self, kept: Option<&Array>) -> Option<Facts> {
        let (head, rest) = self.buffer.split_first_chunk::<CONDITIONS>()?;
        let (of_conditions, of_fields) = rest.split_at_checked(PER_CONDITION * self.kinds.len())?;
        let fact = |fact: VerdictFact| head.get(fact as usize).map_or(f64::NAN, Cell::get);
        let mut facts = Facts {
            terminating: fact(VerdictFact::Terminating) > 0.0,
            generation: generation_of(fact(VerdictFact::Generation), kept, Kept::Generation as usize)?,
            status: None,
            fields: of_fields.iter().map(|field| field.get() > 0.0).collect(),
            is_gone: false,
        };
        if fact(VerdictFact::ConditionCount).is_nan() {
            return Some(facts);
        }
        let mut conditions = Vec::with_capacity(self.kinds.len());
        let (picked, _) = of_conditions.as_chunks::<PER_CONDITION>();
        for (position, (kind, numbers)) in self.kinds.iter().zip(picked).enumerate() {
            let fact = |fact: ConditionFact| numbers.get(fact as usize).map_or(f64::NAN, Cell::get);
            let status = fact(ConditionFact::Status);
            if status.is_nan() {
                continue;
            }
            let own = Kept::ALL.len() + KeptOfCondition::ALL.len() * position;
            conditions.push(StatusCondition {
                kind: kind.clone(),
                status: match status as i32 {
                    0 => ConditionStatus::True,
                    1 => ConditionStatus::False,
                    _ => ConditionStatus::Unknown,
                },
                has_reason: !fact(ConditionFact::Reason).is_nan(),
                reason: self.word(fact(ConditionFact::Reason)).cloned(),
                observed_generation: generation_of(
                    fact(ConditionFact::ObservedGeneration),
                    kept,
                    own + KeptOfCondition::ObservedGeneration as usize,
                )?,
                position,
            });
        }
        facts.status = Some(StatusFacts {
            observed_generation: generation_of(
                fact(VerdictFact::ObservedGeneration),
                kept,
                Kept::ObservedGeneration as usize,
            )?,
            has_conditions: fact(VerdictFact::ConditionCount) > 0.0,
            conditions,
        });
        Some(facts)
    }

    /// The word of this number; `None` for -1 and NaN.
    fn word(&self, number: f64) -> Option<&Rc<str>> {
        if number.is_nan() || number < 0.0 { None } else { self.words.get(number as usize) }
    }

    /// The number of a verdict's template. There are as many as the rules have outcomes.
    pub(super) fn template(&self, verdict: Verdict) -> usize {
        let known = self.templates.borrow().iter().position(|other| *other == verdict);
        known.unwrap_or_else(|| {
            let text = |text: Option<&str>| text.map_or(JsValue::UNDEFINED, JsValue::from);
            let position = verdict.basis.position().and_then(|position| i32::try_from(position).ok());
            add_template(
                &self.js,
                verdict.state as u8,
                &text(verdict.reason()),
                &text(verdict.message().as_deref()),
                position.unwrap_or(-1),
                verdict.text_source() as u8,
            );
            let mut templates = self.templates.borrow_mut();
            templates.push(verdict);
            templates.len() - 1
        })
    }

    /// The verdict of a template, on the object that `kept` was kept of.
    pub(super) fn verdict(&self, object: &JsValue, kept: &Array, template: usize) -> JsVerdict {
        make_verdict(object, &self.js, kept, template)
    }
}

/// A generation that came as a number, or as it was kept. `None` if it is needed and not at hand.
fn generation_of(number: f64, kept: Option<&Array>, index: usize) -> Option<Option<Generation>> {
    match number {
        f64::INFINITY => Some(generation(&kept?.get(u32::try_from(index).ok()?))),
        number => Some(Generation::from_number(number)),
    }
}
