//! The other kinds that have a rule.

use serde_json::json;

use super::*;

#[test]
fn a_claim_is_current_once_it_is_bound() {
    let claim = |status: Value| object("v1", "PersistentVolumeClaim", json!({ "status": status }));
    assert_current(&claim(json!({ "phase": "Bound" })), "The claim is bound");
    assert_in_progress(
        &claim(json!({ "phase": "Pending" })),
        "NotBound",
        "The claim is not bound; its phase is Pending",
    );
    assert_in_progress(
        &claim(json!({ "phase": "Lost" })),
        "NotBound",
        "The claim is not bound; its phase is Lost",
    );
    // A word that means something elsewhere, and is the first that is known.
    assert_in_progress(
        &claim(json!({ "phase": "True" })),
        "NotBound",
        "The claim is not bound; its phase is True",
    );
    for status in [json!(null), json!({}), json!({ "phase": null })] {
        assert_in_progress(&claim(status), "NotBound", "The claim is not bound");
    }
}

#[test]
fn a_service_is_current_at_once() {
    for spec in [
        json!({}),
        json!({ "type": "ClusterIP" }),
        json!({ "type": "NodePort" }),
        json!({ "type": "ExternalName" }),
    ] {
        assert_current(&object("v1", "Service", json!({ "spec": spec })), "The service is ready");
    }
}

#[test]
fn a_load_balancer_waits_for_its_cluster_address() {
    let service = |spec: Value| object("v1", "Service", json!({ "spec": spec }));
    assert_current(
        &service(json!({ "type": "LoadBalancer", "clusterIP": "10.0.0.1" })),
        "The service is ready",
    );
    for spec in [json!({ "type": "LoadBalancer" }), json!({ "type": "LoadBalancer", "clusterIP": "" })] {
        assert_in_progress(&service(spec), "NoIPAssigned", "The load balancer has no cluster IP yet");
    }
}

#[test]
fn a_secret_is_always_current() {
    assert_current(
        &object("v1", "Secret", json!({ "data": {} })),
        "A resource of this kind is always current",
    );
}

#[test]
fn a_config_map_is_always_current() {
    assert_current(&object("v1", "ConfigMap", json!({})), "A resource of this kind is always current");
}

#[test]
fn a_disruption_budget_is_current_once_its_generation_is_observed() {
    let budget = |observed: i32| {
        object("policy/v1", "PodDisruptionBudget", json!({ "status": { "observedGeneration": observed } }))
    };
    assert_current(&budget(1), "The allowed disruptions are computed");
    assert_eq!(report(&budget(0)).0, "InProgress");
}

#[test]
fn a_namespace_is_current_until_it_ends() {
    let namespace =
        |phase: &str| report(&object("v1", "Namespace", json!({ "status": { "phase": phase } }))).0;
    assert_eq!(namespace("Active"), "Current");
    assert_eq!(namespace("Terminating"), "Terminating");
    assert_current(&object("v1", "Namespace", json!({})), "The resource is current");
}

fn definition(conditions: Value) -> Value {
    object(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        json!({ "status": { "conditions": conditions } }),
    )
}

#[test]
fn a_definition_is_current_once_it_is_established() {
    let list = json!([
        condition("NamesAccepted", "True", "NoConflicts"),
        condition("Established", "True", "InitialNamesAccepted")
    ]);
    assert_current(&definition(list), "The definition is established");
}

#[test]
fn a_definition_is_being_installed_until_then() {
    for list in [
        json!(null),
        json!([]),
        json!([condition("NamesAccepted", "True", "NoConflicts")]),
        json!([condition("Established", "False", "Installing")]),
        json!([condition("Established", "Unknown", "x"), condition("NamesAccepted", "Unknown", "x")]),
    ] {
        assert_in_progress(&definition(list), "Installing", "The definition is being installed");
    }
}

#[test]
fn a_definition_fails_by_its_names_or_by_not_being_established() {
    assert_says(
        &definition(json!([condition("NamesAccepted", "False", "ListKindConflict")])),
        "Failed",
        "ListKindConflict",
        "NamesAccepted says so",
    );
    assert_says(
        &definition(json!([condition("Established", "False", "NotAccepted")])),
        "Failed",
        "NotAccepted",
        "Established says so",
    );
}
