//! The judge of a wait for a resource: what each version of the object means for the wait.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::adapter::Adapter;
use super::collection::ObservedCollection;
use super::reader::JsVerdict;
use super::rules::{ReadinessRules, ask};
use crate::core::status::{Generation, State};
use crate::core::watch::{Conclusion, Facts, OnDeleted, Uid};
use crate::web::shared::error::error;
use crate::web::shared::object::{assemble, generation, js_path, js_texts, pick};
use crate::web::watch::judge::{EventKind, Judge, Ruling};

/// Which objects of a collection a wait is for.
pub(crate) enum Match {
    /// All objects that it sees.
    Any,
    /// Those with this name at the only path of the list. An object that cannot be read does not match.
    Known(Array, JsValue),
    /// Those that the caller's function picks.
    Picked(Function),
}

/// The judge of one wait.
pub(crate) struct ResourceJudge {
    rules: Rc<ReadinessRules>,
    matches: Match,
    adapter: Adapter,
    /// What the options ask for.
    least: Option<Generation>,
    /// The same, or the generation of `initial` if that is larger.
    min_generation: Cell<Option<Generation>>,
    /// The first uid seen, which is that of `initial` if there is one.
    first: Cell<Uid>,
    /// Whether the version judged last is of another object, to which the generation of `initial` does not apply.
    is_other: Cell<bool>,
    failure_grace: f64,
    on_status: Option<Function>,
    last: RefCell<Option<Reported>>,
    /// What is known of the collection, if the wait is for a whole one.
    collection: Option<ObservedCollection>,
    /// The verdict on the version judged last.
    verdict: RefCell<JsValue>,
}

/// The verdict that was reported last. Another is reported only if it differs in one of these.
#[derive(Clone, PartialEq)]
struct Reported {
    template: usize,
    reason: JsValue,
    message: JsValue,
}

#[wasm_bindgen(module = "/src/web/shared/report.js")]
extern "C" {
    /// Calls back; what the callback throws, at once or by a promise, goes to the console.
    #[wasm_bindgen(js_name = callSafely)]
    fn call_safely(callback: &Function, value: &JsValue);
}

impl ResourceJudge {
    /// `on_status` is called whenever the verdict changes, guarded.
    pub(crate) fn new(
        rules: Rc<ReadinessRules>,
        matches: Match,
        adapter: Adapter,
        min_generation: Option<Generation>,
        failure_grace: f64,
        on_status: Option<Function>,
    ) -> Self {
        Self {
            rules,
            matches,
            adapter,
            least: min_generation,
            min_generation: Cell::new(min_generation),
            first: Cell::new(Facts::NO_UID),
            is_other: Cell::new(false),
            failure_grace,
            on_status,
            last: RefCell::new(None),
            collection: None,
            verdict: RefCell::new(JsValue::UNDEFINED),
        }
    }

    /// The same for all objects of a collection, of which there must be at least this many.
    pub(super) fn of_collection(self, at_least: usize) -> Self {
        let at_least = if self.rules.is_ready_when_gone() { 0 } else { at_least };
        Self { collection: Some(ObservedCollection::new(at_least)), ..self }
    }

    fn is_match(&self, object: &JsValue) -> Result<bool, JsValue> {
        match &self.matches {
            Match::Any => Ok(true),
            Match::Known(paths, name) => {
                Ok(pick(object, paths).is_ok_and(|found| found.first() == Some(name)))
            }
            Match::Picked(function) => ask(function, "match", object),
        }
    }

    /// Remembers what is reported about a version; returns whether it differs from before.
    fn is_change(&self, reported: Reported) -> bool {
        let mut last = self.last.borrow_mut();
        let is_change = last.as_ref() != Some(&reported);
        *last = Some(reported);
        is_change
    }

    /// Reports a verdict, if it has changed.
    fn report(&self, template: usize, verdict: JsVerdict) {
        let (reason, message) = (verdict.reason(), verdict.message());
        let is_change = self.is_change(Reported { template, reason, message });
        let listener = self.on_status.as_ref().filter(|_| is_change);
        let reported = listener.map(|on_status| (on_status, verdict.clone()));
        self.verdict.replace(verdict.into());
        if let Some((on_status, verdict)) = reported {
            call_safely(on_status, &verdict);
        }
    }

    fn rule(&self, kind: EventKind, object: &JsValue) -> Result<Ruling, JsValue> {
        if !self.is_match(object)? {
            return Ok(Ruling::Ignore);
        }
        if let Some(collection) = &self.collection {
            return self.judge_member(collection, kind, object);
        }
        let judgement = match kind {
            EventKind::Added | EventKind::Modified => self.rules.judge(object, self.min_generation())?,
            EventKind::Deleted if self.rules.has_failed_when_gone() => self.rules.judge_gone(State::Failed),
            EventKind::Deleted => return Ok(Ruling::Continue),
        };
        let state = judgement.state;
        let failure = (state == State::Failed).then(|| failure(&judgement.verdict, object));
        self.report(judgement.template, judgement.verdict);
        Ok(match failure {
            Some(error) => Ruling::Failed(error),
            None if state == State::Ready => Ruling::Resolve(self.adapter.adapt(object)?),
            None => Ruling::Continue,
        })
    }
}

impl ResourceJudge {
    /// One object of a collection: fails the wait if the object has failed, and otherwise only keeps the verdict.
    fn judge_member(
        &self,
        collection: &ObservedCollection,
        kind: EventKind,
        object: &JsValue,
    ) -> Result<Ruling, JsValue> {
        match kind {
            EventKind::Added | EventKind::Modified => {
                let judgement = self.rules.judge(object, self.min_generation())?;
                collection.put(object, &judgement)?;
            }
            EventKind::Deleted if self.rules.has_failed_when_gone() => {
                let judgement = self.rules.judge_gone(State::Failed);
                let failure = failure(&judgement.verdict, object);
                self.report(judgement.template, judgement.verdict);
                return Ok(Ruling::Failed(failure));
            }
            EventKind::Deleted => collection.remove(object)?,
        }
        Ok(match collection.conclusion() {
            Conclusion::Failed => self.conclusion(collection)?,
            Conclusion::Unknown | Conclusion::Pending | Conclusion::TooFew | Conclusion::Done => {
                Ruling::Continue
            }
        })
    }

    /// Judges the collection as it is. Reports the verdict on the object that decides.
    fn conclusion(&self, collection: &ObservedCollection) -> Result<Ruling, JsValue> {
        let conclusion = collection.conclusion();
        let (state, verdict, object) = match conclusion {
            Conclusion::Unknown => return Ok(Ruling::Continue),
            Conclusion::TooFew => (State::Pending, Some(collection.too_few()), JsValue::UNDEFINED),
            Conclusion::Failed => collection.deciding(State::Failed),
            Conclusion::Pending => collection.deciding(State::Pending),
            Conclusion::Done => collection.deciding(State::Ready),
        };
        // Before `onStatus` is called, which may change the collection.
        let adapted = match conclusion {
            Conclusion::Done => Some(collection.adapted(&self.adapter)?),
            _ => None,
        };
        let failure =
            verdict.as_ref().filter(|_| state == State::Failed).map(|verdict| failure(verdict, &object));
        if let Some(verdict) = verdict {
            // A number that no template has: texts differ where verdicts do.
            self.report(usize::MAX - state as usize, verdict);
        }
        Ok(match (adapted, failure) {
            (Some(adapted), _) => Ruling::Resolve(adapted.into()),
            (None, Some(failure)) => Ruling::Failed(failure),
            (None, None) => Ruling::Continue,
        })
    }
}

impl Judge for ResourceJudge {
    fn begin(&self, initial: &JsValue) {
        if self.collection.is_some() {
            return;
        }
        let paths = Array::of1(&js_path(&["metadata", "generation"]));
        // If it cannot be read, the error comes when `initial` is judged.
        let of_initial = pick(initial, &paths).ok().and_then(|values| generation(values.first()?));
        self.min_generation.set(self.least.max(of_initial));
    }

    fn judge(&self, kind: EventKind, uid: Uid, object: &JsValue) -> Ruling {
        if self.first.get() == Facts::NO_UID {
            self.first.set(uid);
        }
        self.is_other.set(uid != Facts::NO_UID && uid != self.first.get());
        self.rule(kind, object).unwrap_or_else(Ruling::Reject)
    }

    fn message(&self) -> JsValue {
        let last = self.last.borrow();
        let texts = last.iter().flat_map(|reported| [&reported.message, &reported.reason]);
        first_that_says_something(texts)
    }

    fn verdict(&self) -> JsValue {
        self.verdict.borrow().clone()
    }

    fn min_generation(&self) -> Option<Generation> {
        if self.is_other.get() { self.least } else { self.min_generation.get() }
    }

    fn failure_grace(&self) -> f64 {
        self.failure_grace
    }

    fn on_deleted(&self, given: OnDeleted) -> OnDeleted {
        match (&self.collection, self.rules.is_ready_when_gone()) {
            (None, true) => OnDeleted::Resolve,
            (Some(_), true) => OnDeleted::Count,
            (Some(_), false) => OnDeleted::Continue,
            (None, false) => given,
        }
    }

    fn source(&self, is_readable: bool, is_consistent: bool) {
        if let Some(collection) = &self.collection {
            collection.begin(is_readable, is_consistent);
        }
    }

    fn members(&self) -> JsValue {
        self.collection.as_ref().map_or(JsValue::UNDEFINED, ObservedCollection::members)
    }

    fn read_ended(&self, is_answer: bool) {
        if let Some(collection) = &self.collection {
            collection.read_ended(is_answer);
        }
    }

    fn gap(&self) {
        if let Some(collection) = &self.collection {
            collection.gap();
        }
    }

    fn conclude(&self) -> Ruling {
        match &self.collection {
            Some(collection) => self.conclusion(collection).unwrap_or_else(Ruling::Reject),
            None => Ruling::Ignore,
        }
    }

    fn gone(&self, last: &JsValue) -> Result<JsValue, JsValue> {
        let judgement = self.rules.judge_gone(State::Ready);
        self.report(judgement.template, judgement.verdict);
        if last.is_undefined() { Ok(JsValue::UNDEFINED) } else { self.adapter.adapt(last) }
    }
}

/// The first text that is not empty; `undefined` without one.
fn first_that_says_something<'a>(mut texts: impl Iterator<Item = &'a JsValue>) -> JsValue {
    texts.find(|text| !text.is_falsy()).cloned().unwrap_or(JsValue::UNDEFINED)
}

/// The error for a failed verdict. Its message is that of the verdict, else its reason.
fn failure(verdict: &JsVerdict, object: &JsValue) -> JsValue {
    let (message, reason) = (verdict.message(), verdict.reason());
    let said = first_that_says_something([&message, &reason].into_iter());
    let message = if said.is_undefined() { JsValue::from_str("The resource has failed") } else { said };
    let text = message.as_string().unwrap_or_default();
    let keys = js_texts(&["message", "reason", "condition", "object"]);
    let values = vec![message, reason, verdict.condition(), object.clone()];
    error("ResourceFailedError", &text, &assemble(&keys, values), &JsValue::UNDEFINED)
}
