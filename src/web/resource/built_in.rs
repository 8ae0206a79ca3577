//! The package's own resources: adapt, judge, wait. One function serves all kinds, which are identified by their number in
//! [`RESOURCES`].

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::Definition;
use super::verdicts::VerdictCore;
use super::waiter::{WaitOptions, start_ready};
use crate::resources::RESOURCES;
use crate::web::watch::Deferred;

thread_local! {
    /// Each is created at its first use.
    static DEFINITIONS: RefCell<[Option<Rc<Definition>>; RESOURCES.len()]> = RefCell::default();
}

/// The kind of this number, which comes from `pkg/src/generated/resources.ts`.
fn definition(kind: usize) -> Option<Rc<Definition>> {
    let resource = RESOURCES.get(kind)?;
    if let Some(made) = DEFINITIONS.with_borrow(|all| all.get(kind)?.clone()) {
        return Some(made);
    }
    // Created with nothing borrowed, since this calls JavaScript.
    let made = Rc::new(Definition::described(resource));
    DEFINITIONS.with_borrow_mut(|all| all.get_mut(kind)?.replace(made.clone()));
    Some(made)
}

/// Adapts an object; throws an `AdapterError`.
#[wasm_bindgen(js_name = adaptResource)]
pub fn adapt_resource(kind: usize, object: &JsValue) -> Result<JsValue, JsValue> {
    definition(kind).map_or(Ok(JsValue::UNDEFINED), |definition| definition.adapter.adapt(object))
}

/// Judges objects of this kind.
#[wasm_bindgen(js_name = verdictsOfResource)]
pub fn verdicts_of_resource(kind: usize) -> Option<VerdictCore> {
    Some(VerdictCore::new(definition(kind)?.rules.clone()))
}

/// Starts the wait until a named object is ready. The arguments have been checked.
#[wasm_bindgen(js_name = startResourceReady)]
pub fn start_resource_ready(
    kind: usize,
    scope_id: &JsValue,
    name: &JsValue,
    options: &WaitOptions,
    deferred: Deferred,
) {
    if let Some(definition) = definition(kind) {
        start_ready(&definition, scope_id, name, options, deferred);
    }
}
