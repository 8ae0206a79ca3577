//! Reports, rule by rule, on objects as the API returns them.

use serde_json::{Value, json};

use super::from_json::{Computed, computed};

mod generic;
mod job;
mod others;
mod pod;
mod published;
mod random_objects;
mod workloads;

/// An object of a kind; `fields` are `spec` and `status`.
fn object(api_version: &str, kind: &str, fields: Value) -> Value {
    let mut object = json!({
        "apiVersion": api_version,
        "kind": kind,
        "metadata": { "name": "one", "generation": 1 },
    });
    for (key, value) in fields.as_object().unwrap() {
        object[key] = value.clone();
    }
    object
}

fn condition(kind: &str, status: &str, reason: &str) -> Value {
    json!({ "type": kind, "status": status, "reason": reason, "message": format!("{kind} says so") })
}

/// An object that has been there for a day.
fn report(object: &Value) -> Computed {
    computed(object, 86_400_000.0)
}

#[track_caller]
fn assert_current(object: &Value, message: &str) {
    assert_eq!(report(object), ("Current".to_owned(), message.to_owned(), None));
}

/// The report is that status with a condition of that reason, and the message of both is this.
#[track_caller]
fn assert_says(object: &Value, status: &str, reason: &str, message: &str) {
    let kind = if status == "Failed" { "Stalled" } else { "Reconciling" };
    let condition = (kind.to_owned(), reason.to_owned(), message.to_owned());
    assert_eq!(report(object), (status.to_owned(), message.to_owned(), Some(condition)));
}

#[track_caller]
fn assert_in_progress(object: &Value, reason: &str, message: &str) {
    assert_says(object, "InProgress", reason, message);
}
