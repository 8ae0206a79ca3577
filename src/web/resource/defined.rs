//! `defineResource`: the mechanism, for everyone.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::Definition;
use super::verdicts::VerdictCore;
use super::waiter::start_ready;
use crate::web::shared::object::{Fields, Misread, pick};
use crate::web::watch::Deferred;

const FIELDS: [&str; 7] =
    ["resourceType", "scope", "namespace", "adapt", "ready", "failed", "pendingReasons"];

/// A kind of object that a caller defined, in this instance of the module. `pkg/src/resources/defined-resource.ts` makes
/// another in the next instance, of the same definition.
#[wasm_bindgen(skip_typescript)]
pub struct DefinedResource {
    definition: Rc<Definition>,
    source: JsValue,
}

#[wasm_bindgen]
impl DefinedResource {
    /// Takes a definition over; throws a `TypeError` that names the field that is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(definition: &JsValue) -> Result<DefinedResource, JsValue> {
        let fields = Fields::of(definition, "definition", &FIELDS)?;
        // The caller may change the lists later; the definition stays what it was.
        fields.copy_lists(&["ready", "pendingReasons"])?;
        Ok(Self { definition: Rc::new(Definition::defined(&fields)?), source: fields.into_object() })
    }

    /// The definition as it was taken over.
    #[wasm_bindgen(getter)]
    pub fn source(&self) -> JsValue {
        self.source.clone()
    }

    /// The adapted object. What is no object is refused before the definition's function is asked.
    pub fn adapt(&self, object: &JsValue) -> Result<JsValue, JsValue> {
        pick(object, &Array::of1(&Array::new())).map_err(Misread::into_adapter_error)?;
        self.definition.adapter.adapt(object)
    }

    /// Judges objects of this kind.
    pub fn verdicts(&self) -> VerdictCore {
        VerdictCore::new(self.definition.criteria.clone())
    }

    /// Starts the wait until a named object is ready.
    #[wasm_bindgen(js_name = startReady)]
    pub fn start_ready(&self, scope_id: &JsValue, name: &JsValue, options: &JsValue, deferred: Deferred) {
        start_ready(self.definition.clone(), "scopeId", scope_id, name, options, deferred);
    }
}
