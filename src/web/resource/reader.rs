//! Reads the facts that a set of rules needs from one version of an object, and creates the verdict in JavaScript.
//!
//! Numbers come in, and the number of a template goes out: the other half keeps every possible verdict of the rules as a
//! template, so its texts cross once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::conditions::WantedFields;
use crate::core::numbered::Numbered;
use crate::core::status::{
    Basis, ConditionFact, ConditionStatus, Facts, Generation, Kept, KeptOfCondition, Rules, StatusCondition,
    StatusFacts, Verdict, VerdictFact,
};
use crate::web::shared::object::{ReadFailure, as_list, generation, js_texts};

#[wasm_bindgen(module = "/src/web/resource/verdict.js")]
extern "C" {
    /// What to read, where the numbers go, and the templates.
    #[wasm_bindgen(js_name = makeReader)]
    fn make_reader(
        types: &Array,
        words: &Array,
        paths: &Array,
        wanted: &Array,
        nested: &Array,
        explained_by: &JsValue,
        memory: &JsValue,
        buffer: *const Cell<f64>,
    ) -> JsValue;

    /// Adds a template. Its number is how many there were before.
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

    /// A verdict in JavaScript: the package's own object, read before any caller has it.
    #[derive(Clone)]
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
    places: Vec<WantedFields>,
    /// The other half writes here.
    buffer: Box<[Cell<f64>]>,
    /// The verdicts with a template, in the order of their numbers.
    templates: RefCell<Vec<Verdict>>,
    js: JsValue,
}

impl Reader {
    /// `explained_by` is where an object explains the failure that a field shows.
    pub(super) fn new(rules: &Rules, fields: WantedFields, explained_by: &JsValue) -> Self {
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
                &fields.nested,
                explained_by,
                &wasm_bindgen::memory(),
                buffer.as_ptr(),
            ),
            kinds: kinds.into_iter().map(Rc::from).collect(),
            words: words.into_iter().map(Rc::from).collect(),
            places: fields.places.into_inner(),
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
        let generation = generation_of(fact(VerdictFact::Generation), kept, Kept::Generation as usize)?;
        let observed = (fact(VerdictFact::ObservedGeneration), Kept::ObservedGeneration as usize);
        let mut facts = Facts {
            terminating: fact(VerdictFact::Terminating) > 0.0,
            generation,
            status: self.status(
                observed,
                fact(VerdictFact::ConditionCount),
                &mut of_conditions.iter().map(Cell::get),
                0,
                kept,
            )?,
            fields: of_fields.iter().map(|field| field.get() > 0.0).collect(),
            ..Facts::default()
        };
        if !self.places.is_empty() {
            let kept = kept?;
            let numbers = as_list(kept.get(Kept::Nested as u32))?;
            let mut numbers = numbers.iter().map(|number| number.as_f64().unwrap_or(f64::NAN));
            let mut position = self.kinds.len();
            facts.nested = self.nested(&self.places, &mut numbers, generation, kept, &mut position)?;
        }
        Some(facts)
    }

    /// The values nested at these places. Consumes their numbers, and counts on from `position`, where their kept values are.
    fn nested(
        &self,
        places: &[WantedFields],
        numbers: &mut dyn Iterator<Item = f64>,
        generation: Option<Generation>,
        kept: &Array,
        position: &mut usize,
    ) -> Option<Vec<Vec<Facts>>> {
        let mut all = Vec::new();
        for place in places {
            let mut found = Vec::new();
            for _ in 0..numbers.next()? as usize {
                let first = *position + 1;
                let observed = KeptOfCondition::ObservedGeneration.at(*position);
                let observed = (numbers.next()?, observed);
                let count = numbers.next()?;
                let of_conditions: Vec<_> = numbers.take(PER_CONDITION * self.kinds.len()).collect();
                let status =
                    self.status(observed, count, &mut of_conditions.into_iter(), first, Some(kept))?;
                let mut fields = Vec::new();
                for _ in 0..place.paths.length() {
                    fields.push(numbers.next()? > 0.0);
                }
                *position = first + self.kinds.len();
                let nested = self.nested(&place.places.borrow(), numbers, generation, kept, position)?;
                found.push(Facts { generation, status, fields, nested, ..Facts::default() });
            }
            all.push(found);
        }
        Some(all)
    }

    /// A status whose conditions are kept from position `first` on. Without the values that are kept, the outer `None`
    /// where a generation is not a number.
    fn status(
        &self,
        observed: (f64, usize),
        count: f64,
        of_conditions: &mut dyn Iterator<Item = f64>,
        first: usize,
        kept: Option<&Array>,
    ) -> Option<Option<StatusFacts>> {
        if count.is_nan() {
            return Some(None);
        }
        let mut conditions = Vec::with_capacity(self.kinds.len());
        for (index, kind) in self.kinds.iter().enumerate() {
            // In the order of `ConditionFact`.
            let mut next = || of_conditions.next().unwrap_or(f64::NAN);
            let (status, reason, observed) = (next(), next(), next());
            if status.is_nan() {
                continue;
            }
            let position = first + index;
            conditions.push(StatusCondition {
                kind: kind.clone(),
                status: match status as i32 {
                    0 => ConditionStatus::True,
                    1 => ConditionStatus::False,
                    _ => ConditionStatus::Unknown,
                },
                has_reason: !reason.is_nan(),
                reason: self.word(reason).cloned(),
                observed_generation: generation_of(
                    observed,
                    kept,
                    KeptOfCondition::ObservedGeneration.at(position),
                )?,
                position,
            });
        }
        let observed_generation = generation_of(observed.0, kept, observed.1)?;
        Some(Some(StatusFacts { observed_generation, has_conditions: count > 0.0, conditions }))
    }

    /// Moves the values of a deciding nested condition to one of a few positions, and returns that: a template
    /// for each element of a list would be too many.
    pub(super) fn settle(&self, verdict: Verdict, kept: &Array) -> Verdict {
        let last = self.kinds.len();
        let at = |basis: &Basis| basis.position().filter(|position| *position > last);
        let Some(position) = at(&verdict.basis) else {
            return verdict;
        };
        for value in KeptOfCondition::ALL {
            let (from, to) = (value.at(position) as u32, value.at(last) as u32);
            kept.set(to, kept.get(from));
        }
        let basis = match verdict.basis {
            Basis::StaleCondition(_) => Basis::StaleCondition(last),
            _ => Basis::Condition(last),
        };
        Verdict { basis, ..verdict }
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
