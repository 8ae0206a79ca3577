//! From a waiter's arguments to a wait.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::Definition;
use super::adapter::Adapter;
use super::criteria::Criteria;
use super::judge::{Match, ResourceJudge};
use crate::resources::Scope;
use crate::web::shared::object::{Fields, non_empty_text};
use crate::web::watch::{Deferred, start_wait_with};

/// Options that go to the wait as they are.
const WAIT_OPTIONS: [&str; 8] =
    ["signal", "timeout", "task", "initial", "read", "source", "onDeleted", "forbiddenGrace"];
/// Options that go to the judge.
const JUDGE_OPTIONS: [&str; 4] = ["minGeneration", "failureGrace", "adapt", "onStatus"];
/// What only a wait without a definition has to be told.
const TARGET_OPTIONS: [&str; 8] = [
    "resourceType",
    "orgId",
    "projectId",
    "namespace",
    "name",
    "labelSelector",
    "fieldSelector",
    "userScoped",
];
const UNTIL_OPTIONS: [&str; 3] = ["until", "failWhen", "match"];

/// Starts the wait until a named object is ready. Whatever is wrong rejects `deferred`.
///
/// `scope_argument` is what the caller knows the id of the control plane by.
pub(crate) fn start_ready(
    definition: Rc<Definition>,
    scope_argument: &str,
    scope_id: &JsValue,
    name: &JsValue,
    options: &JsValue,
    deferred: Deferred,
) {
    let prepared = ready_options(&definition, scope_argument, scope_id, name, options).and_then(|options| {
        let matches = match &definition.known_by {
            Some(path) => Match::Known(Array::of1(path), name.clone()),
            None => Match::Any,
        };
        Ok((judge(&options, definition.criteria.clone(), matches, definition.adapter.clone())?, options))
    });
    start(prepared, deferred);
}

fn ready_options(
    definition: &Definition,
    scope_argument: &str,
    scope_id: &JsValue,
    name: &JsValue,
    options: &JsValue,
) -> Result<Fields, JsValue> {
    let scope_option = match definition.scope {
        Scope::Organization => Some("orgId"),
        Scope::Project => Some("projectId"),
        Scope::User | Scope::Cluster => None,
    };
    if scope_option.is_some() {
        non_empty_text(scope_id, scope_argument)?;
    }
    non_empty_text(name, "name")?;
    let options = Fields::of_options(options, &[&WAIT_OPTIONS[..], &JUDGE_OPTIONS].concat())?;
    options.set("resourceType", &definition.resource_type);
    if definition.known_by.is_none() {
        options.set("name", name);
    }
    let namespace = definition.namespace(scope_id);
    if !namespace.is_undefined() {
        options.set("namespace", &namespace);
    }
    if let Some(scope_option) = scope_option {
        options.set(scope_option, scope_id);
    }
    if definition.scope == Scope::User {
        options.set("userScoped", &JsValue::TRUE);
    }
    Ok(options)
}

/// Starts `waitForResource(options)`. Whatever is wrong rejects `deferred`.
#[wasm_bindgen(js_name = startResource, skip_typescript)]
pub fn start_resource(options: &JsValue, deferred: Deferred) {
    let names = [&TARGET_OPTIONS[..], &UNTIL_OPTIONS, &WAIT_OPTIONS, &JUDGE_OPTIONS].concat();
    let prepared = Fields::of(options, "options", &names).and_then(|options| {
        let criteria = Rc::new(Criteria::of_wait(&options)?);
        let matches = options.function("match")?.map_or(Match::Any, Match::Picked);
        Ok((judge(&options, criteria, matches, Adapter::AsFound)?, options))
    });
    start(prepared, deferred);
}

fn judge(
    options: &Fields,
    criteria: Rc<Criteria>,
    matches: Match,
    adapter: Adapter,
) -> Result<ResourceJudge, JsValue> {
    Ok(ResourceJudge::new(
        criteria,
        matches,
        options.function("adapt")?.map_or(adapter, Adapter::Function),
        options.generation("minGeneration")?,
        options.millis("failureGrace")?.unwrap_or(0.0),
        options.function("onStatus")?,
    ))
}

fn start(prepared: Result<(ResourceJudge, Fields), JsValue>, deferred: Deferred) {
    match prepared {
        Ok((judge, options)) => start_wait_with(&options.into_object(), deferred, Rc::new(judge)),
        Err(error) => deferred.reject(&error),
    }
}
