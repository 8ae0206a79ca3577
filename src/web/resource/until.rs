//! `until`, `failWhen` and `match`: functions of the caller that decide over a wait.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::version::{Lens, Version};
use crate::core::status::{Generation, Verdict};
use crate::web::object::{Fields, type_error};

/// The functions of one wait. Each is called for every version of the object as it is.
pub(crate) struct Until {
    lens: Lens,
    until: Function,
    fail_when: Option<Function>,
    matches: Option<Function>,
}

impl Until {
    /// Takes them from the options of `waitForResource`.
    pub(crate) fn of(options: &Fields) -> Result<Self, JsValue> {
        let Some(until) = options.function("until")? else {
            return Err(type_error("until", "a function", &JsValue::UNDEFINED));
        };
        Ok(Self {
            lens: Lens::without_conditions(),
            until,
            fail_when: options.function("failWhen")?,
            matches: options.function("match")?,
        })
    }

    /// Whether the object is the one that is waited for.
    pub(crate) fn matches(&self, object: &JsValue) -> Result<bool, JsValue> {
        self.matches.as_ref().map_or(Ok(true), |matches| ask(matches, "match", object))
    }

    /// Asks `failWhen`, then `until`. An error is what one of them threw.
    pub(crate) fn judge(
        &self,
        object: &JsValue,
        min_generation: Option<Generation>,
    ) -> Result<(Version, Verdict), JsValue> {
        let version = self.lens.read(object)?;
        let has_failed = self.fail_when.as_ref().map_or(Ok(false), |fail| ask(fail, "failWhen", object))?;
        let is_ready = !has_failed && ask(&self.until, "until", object)?;
        let verdict = Verdict::of_functions(&version.facts, min_generation, has_failed, is_ready);
        Ok((version, verdict))
    }
}

/// A promise would always be truthy, so it is told instead of believed.
fn ask(function: &Function, name: &str, object: &JsValue) -> Result<bool, JsValue> {
    let answer = function.call1(&JsValue::UNDEFINED, object)?;
    if answer.has_type::<Promise>() {
        return Err(type_error(name, "a function that answers at once", &answer));
    }
    Ok(answer.is_truthy())
}
