//! From a waiter's arguments to a wait.

use std::rc::Rc;

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

use super::Definition;
use super::adapter::Adapter;
use super::judge::{Match, ResourceJudge};
use super::rules::ReadinessRules;
use crate::core::options;
use crate::resources::Scope;
use crate::web::shared::object::{assemble, generation, js_texts, wrong};
use crate::web::watch::{Deferred, start_wait_with};

#[wasm_bindgen]
extern "C" {
    /// The options of a wait as `pkg/src/resources/options.ts` hands them over: a plain copy, whose fields have been
    /// checked but for those of the watch and the wait around it.
    pub type WaitOptions;

    #[wasm_bindgen(method, structural, getter)]
    pub(super) fn until(this: &WaitOptions) -> JsValue;
    #[wasm_bindgen(method, structural, getter, js_name = failWhen)]
    pub(super) fn fail_when(this: &WaitOptions) -> JsValue;
    #[wasm_bindgen(method, structural, getter, js_name = match)]
    fn matches(this: &WaitOptions) -> Option<Function>;
    // NaN if it is absent, as below.
    #[wasm_bindgen(method, structural, getter, js_name = atLeast)]
    fn at_least(this: &WaitOptions) -> f64;
    #[wasm_bindgen(method, structural, getter)]
    fn adapt(this: &WaitOptions) -> Option<Function>;
    #[wasm_bindgen(method, structural, getter, js_name = minGeneration)]
    fn min_generation(this: &WaitOptions) -> JsValue;
    // NaN if it is absent: an `Option` would come through memory.
    #[wasm_bindgen(method, structural, getter, js_name = failureGrace)]
    fn failure_grace(this: &WaitOptions) -> f64;
    #[wasm_bindgen(method, structural, getter, js_name = onStatus)]
    fn on_status(this: &WaitOptions) -> Option<Function>;
}

/// Starts the wait until a named object is ready. A wrong option rejects `deferred`.
pub(crate) fn start_ready(
    definition: &Definition,
    scope_id: &JsValue,
    name: &JsValue,
    options: &WaitOptions,
    deferred: Deferred,
) {
    let (mut keys, mut values) = (vec!["resourceType", "namespace"], vec![definition.resource_type.clone()]);
    values.push(definition.namespace(scope_id));
    let matches = match &definition.known_by {
        Some(path) => Match::Known(Array::of1(path), name.clone()),
        None => {
            keys.push("name");
            values.push(name.clone());
            Match::Any
        }
    };
    let scope = match definition.scope {
        Scope::Organization => Some(("orgId", scope_id.clone())),
        Scope::Project => Some(("projectId", scope_id.clone())),
        Scope::User => Some(("userScoped", JsValue::TRUE)),
        Scope::Cluster => None,
    };
    if let Some((key, value)) = scope {
        keys.push(key);
        values.push(value);
    }
    let target = assemble(&js_texts(&keys), values);
    Object::assign(options.unchecked_ref::<Object>(), target.unchecked_ref::<Object>());
    let rules = definition.rules.clone();
    start(judge(options, rules, matches, definition.adapter.clone()), options, deferred);
}

/// Starts `waitForResource(options)`. A wrong option rejects `deferred`.
#[wasm_bindgen(js_name = startResource)]
pub fn start_resource(options: &WaitOptions, deferred: Deferred) {
    let judge = ReadinessRules::of_wait(options).and_then(|rules| {
        let matches = options.matches().map_or(Match::Any, Match::Picked);
        judge(options, Rc::new(rules), matches, Adapter::AsFound)
    });
    start(judge, options, deferred);
}

/// Starts `waitForResources(options)`. A wrong option rejects `deferred`.
#[wasm_bindgen(js_name = startResources)]
pub fn start_resources(options: &WaitOptions, deferred: Deferred) {
    let judge = ReadinessRules::of_wait(options).and_then(|rules| {
        let at_least = options.at_least();
        // Checked: a count; only an absent one is NaN.
        let at_least = if at_least.is_nan() { 1 } else { at_least as usize };
        Ok(judge(options, Rc::new(rules), Match::Any, Adapter::AsFound)?.of_collection(at_least))
    });
    start(judge, options, deferred);
}

fn judge(
    options: &WaitOptions,
    rules: Rc<ReadinessRules>,
    matches: Match,
    adapter: Adapter,
) -> Result<ResourceJudge, JsValue> {
    let given = options.min_generation();
    let min_generation = generation(&given);
    if min_generation.is_none() && !given.is_undefined() {
        return Err(wrong("minGeneration", options::GENERATION, &given));
    }
    Ok(ResourceJudge::new(
        rules,
        matches,
        options.adapt().map_or(adapter, Adapter::Function),
        min_generation,
        // Of NaN and 0, the larger is 0.
        options.failure_grace().max(0.0),
        options.on_status(),
    ))
}

fn start(judge: Result<ResourceJudge, JsValue>, options: &WaitOptions, deferred: Deferred) {
    match judge {
        Ok(judge) => start_wait_with(options, deferred, Rc::new(judge)),
        Err(error) => deferred.reject(&error),
    }
}
