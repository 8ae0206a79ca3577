//! What a waiter says of each version of its object.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::adapter::Adapter;
use super::criteria::{Criteria, Judged, ask};
use super::version::ToldVerdict;
use crate::core::status::{Generation, State};
use crate::web::shared::error::error;
use crate::web::shared::object::{assemble, generation, js_texts, pick};
use crate::web::watch::judge::{EventKind, Judge, Ruling};

/// Which objects of a collection a wait is for.
pub(crate) enum Match {
    /// All that it sees.
    Any,
    /// Those that have this name, here, as the only one of the paths to pick. What cannot be read is another.
    Known(Array, JsValue),
    /// Those that a function of the caller picks.
    Picked(Function),
}

/// The judge of one wait.
pub(crate) struct ResourceJudge {
    criteria: Rc<Criteria>,
    matches: Match,
    adapter: Adapter,
    min_generation: Cell<Option<Generation>>,
    failure_grace: f64,
    on_status: Option<Function>,
    last: RefCell<Option<Told>>,
}

/// The verdict that was told last, and what it rested on: a verdict is told again once one of them differs.
#[derive(Clone, PartialEq)]
struct Told {
    place: usize,
    reason: JsValue,
    message: JsValue,
}

#[wasm_bindgen(module = "/src/web/shared/report.js")]
extern "C" {
    /// Calls back; what is thrown, at once or by a promise, goes to the console.
    #[wasm_bindgen(js_name = callSafely)]
    fn call_safely(callback: &Function, value: &JsValue);
}

impl ResourceJudge {
    /// `on_status` is told each change of the verdict, guarded.
    pub(crate) fn new(
        criteria: Rc<Criteria>,
        matches: Match,
        adapter: Adapter,
        min_generation: Option<Generation>,
        failure_grace: f64,
        on_status: Option<Function>,
    ) -> Self {
        Self {
            criteria,
            matches,
            adapter,
            min_generation: Cell::new(min_generation),
            failure_grace,
            on_status,
            last: RefCell::new(None),
        }
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

    /// Remembers what is told of a version; whether it is something else than before.
    fn is_news(&self, told: Told) -> bool {
        let mut last = self.last.borrow_mut();
        let is_news = last.as_ref() != Some(&told);
        *last = Some(told);
        is_news
    }

    /// Tells a verdict, if it is another one than before.
    fn tell(&self, Judged { place, told, .. }: &Judged) {
        if self.is_news(Told { place: *place, reason: told.reason(), message: told.message() })
            && let Some(on_status) = &self.on_status
        {
            call_safely(on_status, told);
        }
    }

    fn rule(&self, kind: EventKind, object: &JsValue) -> Result<Ruling, JsValue> {
        if !self.is_match(object)? {
            return Ok(Ruling::Ignore);
        }
        let judged = match kind {
            EventKind::Added | EventKind::Modified => {
                self.criteria.judge(object, self.min_generation.get())?
            }
            EventKind::Deleted if self.criteria.has_failed_when_gone() => {
                self.criteria.tell_of_gone(State::Failed)
            }
            EventKind::Deleted => return Ok(Ruling::Continue),
        };
        let failure = (judged.state == State::Failed).then(|| failure(&judged.told, object));
        self.tell(&judged);
        Ok(match failure {
            Some(error) => Ruling::Failed(error),
            None if judged.state == State::Ready => Ruling::Resolve(self.adapter.adapt(object)?),
            None => Ruling::Continue,
        })
    }
}

impl Judge for ResourceJudge {
    fn begin(&self, initial: &JsValue) {
        let paths = Array::of1(&js_texts(&["metadata", "generation"]));
        // What cannot be read here is told when `initial` is judged.
        let of_initial = pick(initial, &paths).ok().and_then(|values| generation(values.first()?));
        self.min_generation.set(self.min_generation.get().max(of_initial));
    }

    fn judge(&self, kind: EventKind, object: &JsValue) -> Ruling {
        self.rule(kind, object).unwrap_or_else(Ruling::Reject)
    }

    fn message(&self) -> JsValue {
        let last = self.last.borrow();
        last.as_ref().map_or(JsValue::UNDEFINED, |told| told.message.clone())
    }

    fn failure_grace(&self) -> f64 {
        self.failure_grace
    }

    fn is_until_deleted(&self) -> bool {
        self.criteria.is_ready_when_gone()
    }

    fn gone(&self, last: &JsValue) -> Result<JsValue, JsValue> {
        self.tell(&self.criteria.tell_of_gone(State::Ready));
        if last.is_undefined() { Ok(JsValue::UNDEFINED) } else { self.adapter.adapt(last) }
    }
}

/// The error of a failed verdict; its message is the verdict's, where there is one.
fn failure(verdict: &ToldVerdict, object: &JsValue) -> JsValue {
    let (message, reason) = (verdict.message(), verdict.reason());
    let said = [&message, &reason].into_iter().find(|text| text.is_string() && !text.is_falsy());
    let message = said.map_or_else(|| JsValue::from_str("The resource has failed"), JsValue::clone);
    let text = message.as_string().unwrap_or_default();
    let keys = js_texts(&["message", "reason", "condition", "object"]);
    let values = vec![message, reason, verdict.condition(), object.clone()];
    error("ResourceFailedError", &text, &assemble(&keys, values), &JsValue::UNDEFINED)
}
