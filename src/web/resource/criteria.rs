//! What versions of an object are judged by, as a definition or a wait says: conditions as values, functions of the
//! caller, or both.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

use super::adapter::path;
use super::conditions::{WantedFields, statement};
use super::version::{Lens, Version};
use crate::core::status::{
    Basis, Criterion, FailsBy, Generation, PendingReasons, Question, Rules, State, Statement, Verdict,
};
use crate::resources::Resource;
use crate::web::object::{Fields, pick, type_error};

/// Rules, what they have to read, and the functions that they have asked.
pub(crate) struct Criteria {
    rules: Rules,
    lens: Lens,
    /// Says that a version is ready.
    until: Option<Function>,
    /// Says that it has failed, and by what name it is known.
    fails: Option<Function>,
    fails_name: &'static str,
    /// Where an object that a field has failed says why.
    explained_by: Option<Array>,
}

impl Criteria {
    /// Those of a kind that the package describes.
    pub(crate) fn described(resource: &Resource) -> Self {
        let mut tests = Vec::new();
        let rules = resource.rules(&mut tests);
        let explained_by = resource.explained_by.map(|paths| paths.into_iter().map(path).collect());
        Self {
            lens: Lens::new(&rules, &WantedFields::of(&tests)),
            rules,
            until: None,
            fails: None,
            fails_name: "",
            explained_by,
        }
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
            lens: Lens::new(&rules, &fields),
            rules,
            until: None,
            fails,
            fails_name: "failed",
            explained_by: None,
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
            lens: Lens::new(&rules, &fields),
            rules,
            until,
            fails,
            fails_name: "failWhen",
            explained_by: None,
        })
    }

    /// Judges one version of an object. An error is what reading it or a function of the caller threw.
    pub(crate) fn judge(
        &self,
        object: &JsValue,
        min_generation: Option<Generation>,
    ) -> Result<(Version, Verdict), JsValue> {
        let mut version = self.lens.read(object)?;
        let verdict = self.rules.judge(&version.facts, min_generation, |question| {
            let (function, name) = match question {
                Question::Ready => (&self.until, "until"),
                Question::Failed => (&self.fails, self.fails_name),
            };
            function.as_ref().map_or(Ok(false), |function| ask(function, name, object))
        })?;
        if let (State::Failed, Basis::Field { .. }, Some(paths)) =
            (verdict.state, &verdict.basis, &self.explained_by)
        {
            // What cannot be read explains nothing.
            version.explanation = pick(object, paths).unwrap_or_default();
        }
        Ok((version, verdict))
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
