//! `defineResource`: kinds that callers define.

use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::Definition;
use super::verdicts::VerdictCore;
use super::waiter::{WaitOptions, start_ready};
use crate::web::shared::object::{ReadFailure, pick};
use crate::web::watch::Deferred;

#[wasm_bindgen]
extern "C" {
    /// A definition as `pkg/src/resources/options.ts` hands it over: a plain copy whose fields have been checked.
    pub type DefinitionFields;

    #[wasm_bindgen(method, structural, getter, js_name = resourceType)]
    pub(super) fn resource_type(this: &DefinitionFields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(super) fn scope(this: &DefinitionFields) -> String;
    #[wasm_bindgen(method, structural, getter)]
    pub(super) fn namespace(this: &DefinitionFields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(super) fn adapt(this: &DefinitionFields) -> Function;
    #[wasm_bindgen(method, structural, getter)]
    pub(super) fn ready(this: &DefinitionFields) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    pub(super) fn failed(this: &DefinitionFields) -> JsValue;
    #[wasm_bindgen(method, structural, getter, js_name = pendingReasons)]
    pub(super) fn pending_reasons(this: &DefinitionFields) -> Option<Array>;
    #[wasm_bindgen(method, structural, getter, js_name = failedReasons)]
    pub(super) fn failed_reasons(this: &DefinitionFields) -> Option<Array>;
}

/// A kind of object that a caller defined, in this instance of the module. `pkg/src/resources/defined-resource.ts` makes
/// another one in the next instance, from the same definition.
#[wasm_bindgen]
pub struct DefinedResource {
    definition: Rc<Definition>,
}

#[wasm_bindgen]
impl DefinedResource {
    /// Throws a `TypeError` that names the field that is not a condition.
    #[wasm_bindgen(constructor)]
    pub fn new(definition: &DefinitionFields) -> Result<DefinedResource, JsValue> {
        Ok(Self { definition: Rc::new(Definition::defined(definition)?) })
    }

    /// The adapted object. A value that is not an object is refused before the caller's function is called.
    pub fn adapt(&self, object: &JsValue) -> Result<JsValue, JsValue> {
        pick(object, &Array::of1(&Array::new())).map_err(ReadFailure::into_adapter_error)?;
        self.definition.adapter.adapt(object)
    }

    /// Judges objects of this kind.
    pub fn verdicts(&self) -> VerdictCore {
        VerdictCore::new(self.definition.rules.clone())
    }

    /// Starts the wait until a named object is ready. The arguments have been checked.
    #[wasm_bindgen(js_name = startReady)]
    pub fn start_ready(&self, scope_id: &JsValue, name: &JsValue, options: &WaitOptions, deferred: Deferred) {
        start_ready(&self.definition, scope_id, name, options, deferred);
    }
}
