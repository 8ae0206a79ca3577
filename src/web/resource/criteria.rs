//! What versions of an object are judged by, as a definition or a wait says: conditions as values, functions of the
//! caller, or both.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

use super::adapter::path;
use super::conditions::{WantedFields, statement};
use super::version::{Lens, ToldVerdict};
use crate::core::status::{
    Basis, Criterion, Facts, FailsBy, Generation, PendingReasons, Question, Rules, State, Statement, Verdict,
};
use crate::resources::Resource;
use crate::web::shared::object::{Fields, type_error};

/// Rules, what they have to read, and the functions that they have asked.
pub(crate) struct Criteria {
    rules: Rules,
    lens: Lens,
    /// Says that a version is ready.
    until: Option<Function>,
    /// Says that it has failed, and by what name it is known.
    fails: Option<Function>,
    fails_name: &'static str,
}

/// A judgement as it is told, and its place among all that the criteria come to.
pub(crate) struct Judged {
    pub(super) state: State,
    pub(super) place: usize,
    pub(super) told: ToldVerdict,
}

impl Criteria {
    /// Those of a kind that the package describes.
    pub(crate) fn described(resource: &Resource) -> Self {
        let mut tests = Vec::new();
        let rules = resource.rules(&mut tests);
        let explained_by =
            resource.explained_by.map(|[reason, message]| Array::of2(&path(reason), &path(message)));
        let explained_by = explained_by.map_or(JsValue::UNDEFINED, JsValue::from);
        let lens = Lens::new(&rules, &WantedFields::of(&tests), &explained_by);
        Self { rules, lens, until: None, fails: None, fails_name: "" }
    }

    /// Those of a definition: `ready`, `failed` and `pendingReasons`.
    pub(crate) fn defined(definition: &Fields) -> Result<Self, JsValue> {
        let fields = WantedFields::default();
        let given = definition.value("ready");
        let ready = match definition.texts("ready") {
            Ok(Some(kinds)) if !kinds.is_empty() => Some(Statement::conditions(kinds)),
            // An empty list would make every object ready.
            _ => statement(&given, &fields),
        };
        let Some(ready) = ready else {
            return Err(type_error("ready", "a list of condition types or a condition", &given));
        };
        let (failed, fails) = criterion(definition, "failed", &fields)?;
        let rules = Rules {
            ready: Criterion::Stated(ready),
            failed,
            fails_by: FailsBy::Conditions,
            pending_reasons: PendingReasons::with(definition.texts("pendingReasons")?.unwrap_or_default()),
        };
        Ok(Self {
            lens: Lens::new(&rules, &fields, &JsValue::UNDEFINED),
            rules,
            until: None,
            fails,
            fails_name: "failed",
        })
    }

    /// Those of one wait: `until` and `failWhen`.
    pub(crate) fn of_wait(options: &Fields) -> Result<Self, JsValue> {
        let fields = WantedFields::default();
        let (ready, until) = criterion(options, "until", &fields)?;
        if matches!(ready, Criterion::Never) {
            return Err(type_error("until", "a function or a condition", &JsValue::UNDEFINED));
        }
        let (failed, fails) = criterion(options, "failWhen", &fields)?;
        let pending_reasons = PendingReasons::default();
        let rules = Rules { ready, failed, fails_by: FailsBy::Nothing, pending_reasons };
        Ok(Self {
            lens: Lens::new(&rules, &fields, &JsValue::UNDEFINED),
            rules,
            until,
            fails,
            fails_name: "failWhen",
        })
    }

    /// What the glue reads versions with.
    pub(super) fn lens(&self) -> &Lens {
        &self.lens
    }

    /// Judges one version of an object. An error is what reading it or a function of the caller threw.
    pub(crate) fn judge(
        &self,
        object: &JsValue,
        min_generation: Option<Generation>,
    ) -> Result<Judged, JsValue> {
        let kept = self.lens.read(object)?;
        let verdict = self.judge_with(object, &kept, min_generation)?;
        Ok(self.tell(verdict, object, &kept))
    }

    /// Tells what is said of an object of which nothing is kept: it is gone.
    pub(super) fn tell_of_gone(&self, state: State) -> Judged {
        let verdict = Verdict { state, basis: Basis::Object };
        self.tell(verdict, &JsValue::UNDEFINED, &Array::new())
    }

    fn tell(&self, verdict: Verdict, object: &JsValue, kept: &Array) -> Judged {
        let state = verdict.state;
        let place = self.lens.place(verdict);
        Judged { state, place, told: self.lens.tell(object, kept, place) }
    }

    /// Judges the version that was read last, by what is in the room alone: nothing if that is not enough.
    pub(super) fn judge_numbers(&self) -> Option<Verdict> {
        if self.until.is_some() || self.fails.is_some() {
            return None;
        }
        self.judge_facts(&JsValue::UNDEFINED, &self.lens.facts(None)?, None).ok()
    }

    /// Judges the version that was read last.
    pub(super) fn judge_with(
        &self,
        object: &JsValue,
        kept: &Array,
        min_generation: Option<Generation>,
    ) -> Result<Verdict, JsValue> {
        self.judge_facts(object, &self.lens.facts(Some(kept)).unwrap_or_default(), min_generation)
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

    /// Whether the end of the object is what is waited for.
    pub(crate) fn is_ready_when_gone(&self) -> bool {
        self.rules.is_ready_when_gone()
    }

    /// Whether the end of the object is said to fail it.
    pub(crate) fn has_failed_when_gone(&self) -> bool {
        self.rules.has_failed_when_gone()
    }
}

/// A function or a condition, if there is one.
fn criterion(
    options: &Fields,
    name: &str,
    fields: &WantedFields,
) -> Result<(Criterion, Option<Function>), JsValue> {
    let given = options.value(name);
    if given.is_undefined() {
        Ok((Criterion::Never, None))
    } else if let Some(function) = given.dyn_ref::<Function>() {
        Ok((Criterion::Asked, Some(function.clone())))
    } else if let Some(statement) = statement(&given, fields) {
        Ok((Criterion::Stated(statement), None))
    } else {
        Err(type_error(name, "a function or a condition", &given))
    }
}

/// Asks a function of the caller about an object. A promise would always be truthy, so it is told instead of
/// believed.
pub(super) fn ask(function: &Function, name: &str, object: &JsValue) -> Result<bool, JsValue> {
    let answer = function.call1(&JsValue::UNDEFINED, object)?;
    if answer.has_type::<Promise>() {
        return Err(type_error(name, "a function that answers at once", &answer));
    }
    Ok(answer.is_truthy())
}
