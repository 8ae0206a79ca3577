//! The rules of a kind, a definition or a wait, by which versions of an object are judged ready or failed.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

use super::conditions::{WantedFields, read_condition};
use super::defined::DefinitionFields;
use super::reader::{JsVerdict, Reader};
use super::waiter::WaitOptions;
use crate::core::options;
use crate::core::status::{
    Basis, Condition, Facts, FailsBy, Generation, Predicate, Question, Reasons, Rules, State, Verdict,
};
use crate::resources::Resource;
use crate::web::shared::object::{as_list, js_path, strings, wrong};

/// Rules, the reader of the facts that they need, and the caller's functions that they call.
pub(crate) struct ReadinessRules {
    rules: Rules,
    reader: Reader,
    /// `until` of a wait.
    until: Option<Function>,
    /// `failWhen` of a wait or `failed` of a definition, and that name.
    fails: Option<Function>,
    fails_name: &'static str,
}

/// A verdict, with the number of its template.
pub(crate) struct Judgement {
    pub(super) state: State,
    pub(super) template: usize,
    pub(super) verdict: JsVerdict,
}

impl ReadinessRules {
    /// Those of a kind that the package describes.
    pub(crate) fn described(resource: &Resource) -> Self {
        let mut tests = Vec::new();
        let rules = resource.rules(&mut tests);
        let explained_by =
            resource.explained_by.map(|[reason, message]| Array::of2(&js_path(reason), &js_path(message)));
        let explained_by = explained_by.map_or(JsValue::UNDEFINED, JsValue::from);
        let reader = Reader::new(&rules, WantedFields::of(&tests), &explained_by);
        Self { rules, reader, until: None, fails: None, fails_name: "" }
    }

    /// Those of a definition. A `TypeError` names the field that is not a condition.
    pub(crate) fn defined(definition: &DefinitionFields) -> Result<Self, JsValue> {
        let fields = WantedFields::default();
        let given = definition.ready();
        let ready = match as_list(given.clone()) {
            Some(kinds) => strings(&kinds).map(Condition::all_true),
            None => read_condition(&given, &fields),
        };
        let Some(ready) = ready else {
            return Err(wrong("ready", options::READY, &given));
        };
        let (failed, fails) = predicate("failed", &definition.failed(), &fields)?;
        let list = |reasons: Option<Array>| reasons.and_then(|reasons| strings(&reasons));
        let pending = list(definition.pending_reasons()).unwrap_or_default();
        let rules = Rules {
            ready: Predicate::Condition(ready),
            failed,
            fails_by: FailsBy::Conditions,
            reasons: Reasons::new(pending, list(definition.failed_reasons())),
        };
        let reader = Reader::new(&rules, fields, &JsValue::UNDEFINED);
        Ok(Self { rules, reader, until: None, fails, fails_name: "failed" })
    }

    /// Those of one wait. A `TypeError` names the option that is not a condition.
    pub(crate) fn of_wait(options: &WaitOptions) -> Result<Self, JsValue> {
        let fields = WantedFields::default();
        let (ready, until) = predicate("until", &options.until(), &fields)?;
        let (failed, fails) = predicate("failWhen", &options.fail_when(), &fields)?;
        let rules = Rules { ready, failed, fails_by: FailsBy::Nothing, reasons: Reasons::default() };
        let reader = Reader::new(&rules, fields, &JsValue::UNDEFINED);
        Ok(Self { rules, reader, until, fails, fails_name: "failWhen" })
    }

    /// Reads what the rules need.
    pub(super) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Judges one version of an object. The error is that of reading it, or of a caller's function.
    pub(crate) fn judge(
        &self,
        object: &JsValue,
        min_generation: Option<Generation>,
    ) -> Result<Judgement, JsValue> {
        let kept = self.reader.read(object)?;
        let verdict = self.judge_with(object, &kept, min_generation)?;
        Ok(self.judgement(verdict, object, &kept))
    }

    /// The judgement on an object that is gone.
    pub(super) fn judge_gone(&self, state: State) -> Judgement {
        let verdict = Verdict { state, basis: Basis::Object };
        self.judgement(verdict, &JsValue::UNDEFINED, &Array::new())
    }

    fn judgement(&self, verdict: Verdict, object: &JsValue, kept: &Array) -> Judgement {
        let state = verdict.state;
        let template = self.reader.template(verdict);
        Judgement { state, template, verdict: self.reader.verdict(object, kept, template) }
    }

    /// Judges the version that was read last by its numbers alone; `None` if they are not enough.
    pub(super) fn judge_numbers(&self) -> Option<Verdict> {
        if self.until.is_some() || self.fails.is_some() {
            return None;
        }
        self.judge_facts(&JsValue::UNDEFINED, &self.reader.facts(None)?, None).ok()
    }

    /// Judges the version that was read last.
    pub(super) fn judge_with(
        &self,
        object: &JsValue,
        kept: &Array,
        min_generation: Option<Generation>,
    ) -> Result<Verdict, JsValue> {
        let facts = self.reader.facts(Some(kept)).unwrap_or_default();
        let verdict = self.judge_facts(object, &facts, min_generation)?;
        Ok(self.reader.settle(verdict, kept))
    }

    fn judge_facts(
        &self,
        object: &JsValue,
        facts: &Facts,
        min_generation: Option<Generation>,
    ) -> Result<Verdict, JsValue> {
        self.rules.judge(facts, min_generation, |question| {
            let (function, name) = match question {
                Question::Ready => (&self.until, "until"),
                Question::Failed => (&self.fails, self.fails_name),
            };
            function.as_ref().map_or(Ok(false), |function| ask(function, name, object))
        })
    }

    /// Whether the wait is for the object to be gone.
    pub(crate) fn is_ready_when_gone(&self) -> bool {
        self.rules.is_ready_when_gone()
    }

    /// Whether the object fails by being gone.
    pub(crate) fn has_failed_when_gone(&self) -> bool {
        self.rules.has_failed_when_gone()
    }
}

/// A function or a condition, if there is one.
fn predicate(
    name: &str,
    given: &JsValue,
    fields: &WantedFields,
) -> Result<(Predicate, Option<Function>), JsValue> {
    if given.is_undefined() {
        Ok((Predicate::Never, None))
    } else if let Some(function) = given.dyn_ref::<Function>() {
        Ok((Predicate::Function, Some(function.clone())))
    } else if let Some(condition) = read_condition(given, fields) {
        Ok((Predicate::Condition(condition), None))
    } else {
        Err(wrong(name, options::PREDICATE, given))
    }
}

/// Calls a caller's function with an object. A promise is refused: it is always truthy, whatever it resolves with.
pub(super) fn ask(function: &Function, name: &str, object: &JsValue) -> Result<bool, JsValue> {
    let answer = function.call1(&JsValue::UNDEFINED, object)?;
    if answer.has_type::<Promise>() {
        return Err(wrong(name, "a function that answers at once", &answer));
    }
    Ok(answer.is_truthy())
}
