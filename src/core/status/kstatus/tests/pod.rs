//! Pod.

use serde_json::json;

use super::*;

fn pod(status: Value) -> Value {
    object("v1", "Pod", json!({ "status": status }))
}

#[test]
fn a_pod_that_ran_to_its_end_is_current_however_it_ended() {
    assert_current(&pod(json!({ "phase": "Succeeded" })), "The pod has completed");
    assert_current(&pod(json!({ "phase": "Failed" })), "The pod has completed, but not successfully");
}

#[test]
fn a_running_pod_is_current_once_it_is_ready() {
    let of =
        |status: &str| pod(json!({ "phase": "Running", "conditions": [condition("Ready", status, "x")] }));
    assert_current(&of("True"), "The pod is ready");
    assert_in_progress(&of("False"), "PodRunningNotReady", "The pod is running but not ready");
    assert_in_progress(
        &pod(json!({ "phase": "Running" })),
        "PodRunningNotReady",
        "The pod is running but not ready",
    );
}

#[test]
fn a_pod_whose_containers_crash_has_failed_and_names_them() {
    let waiting =
        |name: &str, reason: &str| json!({ "name": name, "state": { "waiting": { "reason": reason } } });
    let list = json!([
        waiting("web", "CrashLoopBackOff"), { "name": "log", "state": { "running": {} } }, waiting("db", "ContainerCreating"),
        waiting("api", "CrashLoopBackOff"),
    ]);
    let crashing = pod(json!({ "phase": "Running", "containerStatuses": list }));
    assert_says(&crashing, "Failed", "ContainerCrashLooping", "Containers crash again and again: web, api");
    let ready = json!({ "phase": "Running", "containerStatuses": list, "conditions": [condition("Ready", "True", "x")] });
    assert_current(&pod(ready), "The pod is ready");
}

#[test]
fn a_container_that_waits_for_something_else_is_no_failure() {
    let list = json!([{ "name": "web", "state": { "waiting": { "reason": "ImagePullBackOff" } } }, {}]);
    let object = pod(json!({ "phase": "Running", "containerStatuses": list }));
    assert_in_progress(&object, "PodRunningNotReady", "The pod is running but not ready");
}

#[test]
fn a_pod_without_a_node_has_fifteen_seconds() {
    let list = json!([condition("PodScheduled", "False", "Unschedulable")]);
    let object = pod(json!({ "phase": "Pending", "conditions": list }));
    let status_at = |age: f64| computed(&object, age);
    let reason = |computed: Computed| computed.2.map(|(_, reason, _)| reason).unwrap();
    assert_eq!(status_at(14_999.0).0, "InProgress");
    assert_eq!(reason(status_at(14_999.0)), "PodNotScheduled");
    assert_eq!(status_at(15_000.0).0, "Failed");
    assert_eq!(reason(status_at(15_000.0)), "PodUnschedulable");
    assert_eq!(status_at(f64::INFINITY).0, "Failed");
}

#[test]
fn a_pending_pod_is_in_progress() {
    for list in [
        json!([]),
        json!([condition("PodScheduled", "True", "")]),
        json!([condition("PodScheduled", "False", "SchedulingGated")]),
        json!([condition("PodScheduled", "Unknown", "Unschedulable")]),
    ] {
        let object = pod(json!({ "phase": "Pending", "conditions": list }));
        assert_in_progress(&object, "PodPending", "The pod is pending");
    }
}

#[test]
fn a_pod_that_nobody_looked_at_has_no_phase() {
    for status in [json!(null), json!({}), json!({ "phase": "" })] {
        assert_in_progress(&pod(status), "PodNotObserved", "The pod has no phase yet");
    }
}

#[test]
fn a_phase_that_is_none_is_unknown() {
    for phase in ["Unknown", "Odd", "running"] {
        let computed = report(&pod(json!({ "phase": phase })));
        assert_eq!(computed, ("Unknown".to_owned(), format!("The pod's phase is {phase}"), None));
    }
}
