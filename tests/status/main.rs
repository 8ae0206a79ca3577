//! Status and resources in a browser: what crosses between the halves, and what callers' objects can do. Options reach
//! Rust checked; the tests of the package give wrong ones.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{Function, JSON, Reflect};
use taskwatch::web::resource::built_in::{adapt_resource, start_resource_ready, verdicts_of_resource};
use taskwatch::web::resource::defined::DefinedResource;
use taskwatch::web::resource::waiter::start_resource;
use taskwatch::web::status::transform_control_plane_status;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

mod adapters;
mod defined;
mod replaced_instance;
mod transform;
mod verdicts;
mod waits;

wasm_bindgen_test_configure!(run_in_browser);

const PROJECT: usize = 0;
const DNS_ZONE: usize = 1;

fn to_project(object: &JsValue) -> Result<JsValue, JsValue> {
    adapt_resource(PROJECT, object)
}

fn to_dns_zone(object: &JsValue) -> Result<JsValue, JsValue> {
    adapt_resource(DNS_ZONE, object)
}

fn verdict_of_project(object: &JsValue) -> Result<JsValue, JsValue> {
    verdicts_of_resource(PROJECT).unwrap().verdict(object)
}

fn verdict_of_dns_zone(object: &JsValue) -> Result<JsValue, JsValue> {
    verdicts_of_resource(DNS_ZONE).unwrap().verdict(object)
}

/// Evaluates an expression.
fn js(expression: &str) -> JsValue {
    Function::new_no_args(&format!("return ({expression});")).call0(&JsValue::NULL).unwrap()
}

/// The answer of `check`, an arrow function, to `value`.
fn holds(check: &str, value: &JsValue) -> bool {
    js(check).unchecked_into::<Function>().call1(&JsValue::NULL, value).unwrap().is_truthy()
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_default()
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

/// Name, path and message of an error.
fn error_of(error: &JsValue) -> (String, String, String) {
    (text(error, "name"), text(error, "path"), text(error, "message"))
}
