//! What holds for every kind.

use serde_json::json;

use super::*;

fn widget(fields: Value) -> Value {
    object("example.com/v1", "Widget", fields)
}

#[test]
fn an_object_that_says_nothing_is_current() {
    assert_current(&widget(json!({})), "The resource is current");
    assert_current(
        &widget(json!({ "status": { "phase": "Odd", "conditions": [] } })),
        "The resource is current",
    );
    assert_current(&json!({}), "The resource is current");
}

#[test]
fn deletion_comes_before_everything() {
    let mut object = widget(
        json!({ "status": { "observedGeneration": 0, "conditions": [condition("Stalled", "True", "Bad")] } }),
    );
    object["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(report(&object), ("Terminating".to_owned(), "The resource is being deleted".to_owned(), None));
}

#[test]
fn a_status_of_another_generation_is_in_progress() {
    let of = |observed: Value| {
        let mut object = widget(
            json!({ "status": { "observedGeneration": observed, "conditions": [condition("Ready", "True", "Fine")] } }),
        );
        object["metadata"]["generation"] = json!(3);
        object
    };
    let reason = "LatestGenerationNotObserved";
    assert_in_progress(&of(json!(2)), reason, "Generation 3 is not observed yet; the status is that of 2");
    assert_in_progress(&of(json!(4)), reason, "Generation 3 is not observed yet; the status is that of 4");
    assert_current(&of(json!(3)), "The resource is ready");
    assert_current(&of(json!("3")), "The resource is ready");
    assert_current(&of(json!(null)), "The resource is ready");
}

#[test]
fn an_object_without_a_generation_cannot_be_stale() {
    let object = json!({ "kind": "Widget", "metadata": {}, "status": { "observedGeneration": 7 } });
    assert_current(&object, "The resource is current");
}

#[test]
fn generations_are_compared_before_the_standard_conditions() {
    let object = widget(
        json!({ "status": { "observedGeneration": 0, "conditions": [condition("Stalled", "True", "Bad")] } }),
    );
    assert_eq!(report(&object).0, "InProgress");
}

#[test]
fn reconciling_is_in_progress_and_passes_its_words_on() {
    let object = widget(
        json!({ "status": { "conditions": [condition("Ready", "True", "Fine"), condition("Reconciling", "True", "Busy")] } }),
    );
    assert_in_progress(&object, "Busy", "Reconciling says so");
}

#[test]
fn stalled_is_failed_and_passes_its_words_on() {
    let object = widget(json!({ "status": { "conditions": [condition("Stalled", "True", "NoQuota")] } }));
    assert_says(&object, "Failed", "NoQuota", "Stalled says so");
}

#[test]
fn of_both_standard_conditions_the_first_decides() {
    let (reconciling, stalled) =
        (condition("Reconciling", "True", "Busy"), condition("Stalled", "True", "Bad"));
    let of = |list: [&Value; 2]| report(&widget(json!({ "status": { "conditions": list } }))).0;
    assert_eq!(of([&reconciling, &stalled]), "InProgress");
    assert_eq!(of([&stalled, &reconciling]), "Failed");
}

#[test]
fn a_standard_condition_that_does_not_hold_says_nothing() {
    for status in ["False", "Unknown", "true", ""] {
        let list = json!([condition("Reconciling", status, "x"), condition("Stalled", status, "x")]);
        assert_current(&widget(json!({ "status": { "conditions": list } })), "The resource is current");
    }
}

#[test]
fn the_standard_conditions_come_before_the_rule_of_a_kind() {
    let object = object(
        "v1",
        "ConfigMap",
        json!({ "status": { "conditions": [condition("Stalled", "True", "Bad")] } }),
    );
    assert_says(&object, "Failed", "Bad", "Stalled says so");
}

#[test]
fn ready_decides_for_kinds_without_a_rule() {
    let of =
        |status: &str| widget(json!({ "status": { "conditions": [condition("Ready", status, "Why")] } }));
    assert_current(&of("True"), "The resource is ready");
    assert_in_progress(&of("False"), "Why", "Ready says so");
    assert_in_progress(&of("Unknown"), "Why", "Ready says so");
}

#[test]
fn other_conditions_do_not_matter() {
    let object = widget(
        json!({ "status": { "conditions": [condition("Accepted", "False", "No"), condition("Failed", "True", "x")] } }),
    );
    assert_current(&object, "The resource is current");
}

#[test]
fn a_kind_of_another_group_has_no_rule() {
    let service = object(
        "serving.knative.dev/v1",
        "Service",
        json!({ "status": { "conditions": [condition("Ready", "False", "Why")] } }),
    );
    assert_in_progress(&service, "Why", "Ready says so");
    assert_current(&object("example.com/v1", "Deployment", json!({})), "The resource is current");
}

#[test]
fn an_object_without_an_api_version_is_known_by_its_kind() {
    assert_eq!(report(&json!({ "kind": "Deployment" })).0, "InProgress");
}

#[test]
fn a_condition_without_words_passes_empty_ones_on() {
    let object = widget(json!({ "status": { "conditions": [{ "type": "Stalled", "status": "True" }] } }));
    assert_says(&object, "Failed", "", "");
}
