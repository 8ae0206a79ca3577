//! Deployment, StatefulSet, DaemonSet and ReplicaSet.

use serde_json::json;

use super::*;

/// `base` with `changes` laid over it; `null` takes a field away.
fn with(base: Value, changes: Value) -> Value {
    let mut object = base;
    for (key, value) in changes.as_object().unwrap() {
        object[key] = value.clone();
    }
    object
}

// Deployment

fn deployment(spec: Value, counts: Value, conditions: Value) -> Value {
    let status = with(counts, json!({ "observedGeneration": 1, "conditions": conditions }));
    object("apps/v1", "Deployment", json!({ "spec": spec, "status": status }))
}

fn done() -> Value {
    json!({ "replicas": 2, "updatedReplicas": 2, "readyReplicas": 2, "availableReplicas": 2 })
}

fn available() -> Value {
    json!([
        condition("Available", "True", "MinimumReplicasAvailable"),
        condition("Progressing", "True", "NewReplicaSetAvailable")
    ])
}

fn rollout(changes: Value) -> Value {
    deployment(json!({ "replicas": 2, "progressDeadlineSeconds": 600 }), with(done(), changes), available())
}

#[test]
fn a_deployment_whose_pods_are_there_is_current() {
    assert_current(&rollout(json!({})), "All pods are as wanted: 2");
}

#[test]
fn a_deployment_says_what_its_rollout_lacks_first() {
    let cases = [
        (json!({ "replicas": 1 }), "LessReplicas", "Pods created: 1 of 2"),
        (json!({ "updatedReplicas": 1 }), "LessUpdated", "Pods updated: 1 of 2"),
        (json!({ "replicas": 5 }), "ExtraPods", "Pods wanted: 2, still there: 5"),
        (json!({ "availableReplicas": 1 }), "LessAvailable", "Pods available: 1 of 2"),
        (json!({ "readyReplicas": 1 }), "LessReady", "Pods ready: 1 of 2"),
        (
            json!({ "replicas": 1, "updatedReplicas": 0, "readyReplicas": 0 }),
            "LessReplicas",
            "Pods created: 1 of 2",
        ),
        (json!({ "replicas": 3, "updatedReplicas": 1 }), "LessUpdated", "Pods updated: 1 of 2"),
        (json!({ "readyReplicas": 0, "availableReplicas": 0 }), "LessAvailable", "Pods available: 0 of 2"),
    ];
    for (changes, reason, message) in cases {
        assert_in_progress(&rollout(changes), reason, message);
    }
}

#[test]
fn a_deployment_wants_one_pod_where_it_does_not_say() {
    assert_in_progress(&deployment(json!({}), json!({}), json!([])), "LessReplicas", "Pods created: 0 of 1");
    assert_in_progress(&object("apps/v1", "Deployment", json!({})), "LessReplicas", "Pods created: 0 of 1");
}

#[test]
fn a_deployment_of_no_pods_is_current_once_it_is_available() {
    assert_current(
        &deployment(json!({ "replicas": 0 }), json!({}), available()),
        "All pods are as wanted: 0",
    );
}

#[test]
fn a_deployment_past_its_deadline_has_failed() {
    let list = json!([
        condition("Available", "True", "x"),
        condition("Progressing", "False", "ProgressDeadlineExceeded")
    ]);
    let computed =
        report(&deployment(json!({ "replicas": 2, "progressDeadlineSeconds": 600 }), done(), list));
    let condition =
        ("Stalled".to_owned(), "ProgressDeadlineExceeded".to_owned(), "Progressing says so".to_owned());
    assert_eq!(computed, ("Failed".to_owned(), "Progress deadline exceeded".to_owned(), Some(condition)));
}

#[test]
fn a_deployment_with_a_deadline_waits_for_its_new_replica_set() {
    let of = |deadline: Value, list: Value| {
        deployment(json!({ "replicas": 2, "progressDeadlineSeconds": deadline }), done(), list)
    };
    let is_available = condition("Available", "True", "x");
    let message = "The new replica set is not available yet";
    for list in [
        json!([is_available]),
        json!([is_available, condition("Progressing", "True", "ReplicaSetUpdated")]),
        json!([is_available, condition("Progressing", "Unknown", "NewReplicaSetAvailable")]),
    ] {
        assert_in_progress(&of(json!(600), list), "ReplicaSetNotAvailable", message);
    }
    for none in [json!(null), json!(2_147_483_647)] {
        assert_current(&of(none, json!([is_available])), "All pods are as wanted: 2");
    }
}

#[test]
fn what_a_deployment_once_said_of_itself_holds_whatever_follows() {
    let spec = json!({ "replicas": 2 });
    let (is_available, is_not) = (condition("Available", "True", "x"), condition("Available", "False", "x"));
    let list = json!([is_available, is_not, condition("Progressing", "True", "ReplicaSetUpdated")]);
    assert_current(&deployment(spec, done(), list), "All pods are as wanted: 2");
}

#[test]
fn a_deployment_waits_to_be_available() {
    for list in [json!([]), json!([condition("Available", "False", "MinimumReplicasUnavailable")])] {
        let object = deployment(json!({ "replicas": 2 }), done(), list);
        assert_in_progress(&object, "DeploymentNotAvailable", "The deployment is not available yet");
    }
}

#[test]
fn old_clusters_have_deployments_in_another_group() {
    assert_eq!(report(&object("extensions/v1beta1", "Deployment", json!({}))).0, "InProgress");
}

// StatefulSet

fn stateful(spec: Value, status: Value) -> Value {
    let status = with(
        json!({ "observedGeneration": 1, "replicas": 3, "readyReplicas": 3, "currentReplicas": 3, "updatedReplicas": 3 }),
        status,
    );
    object(
        "apps/v1",
        "StatefulSet",
        json!({ "spec": with(json!({ "replicas": 3 }), spec), "status": status }),
    )
}

fn partitioned(partition: i32) -> Value {
    json!({ "updateStrategy": { "type": "RollingUpdate", "rollingUpdate": { "partition": partition } } })
}

#[test]
fn a_stateful_set_whose_pods_are_there_is_current() {
    assert_current(&stateful(json!({}), json!({})), "All pods are as wanted: 3");
    let revisions = json!({ "currentRevision": "db-1", "updateRevision": "db-1" });
    assert_current(&stateful(json!({}), revisions), "All pods are as wanted: 3");
    assert_current(&stateful(json!({}), json!({ "updatedReplicas": null })), "All pods are as wanted: 3");
}

#[test]
fn a_stateful_set_says_what_it_lacks_first() {
    let cases = [
        (json!({ "replicas": 2, "readyReplicas": 1 }), "LessReplicas", "Pods created: 2 of 3"),
        (json!({ "readyReplicas": 1 }), "LessReady", "Pods ready: 1 of 3"),
        (json!({ "replicas": 4 }), "ExtraPods", "Pods wanted: 3, still there: 4"),
        (json!({ "currentReplicas": 2 }), "LessCurrent", "Pods of the current revision: 2 of 3"),
        (
            json!({ "currentRevision": "db-1", "updateRevision": "db-2" }),
            "RevisionMismatch",
            "The updated revision is not the current one yet",
        ),
        (
            json!({ "updateRevision": "db-2" }),
            "RevisionMismatch",
            "The updated revision is not the current one yet",
        ),
    ];
    for (status, reason, message) in cases {
        assert_in_progress(&stateful(json!({}), status), reason, message);
    }
}

#[test]
fn a_stateful_set_wants_one_pod_where_it_does_not_say() {
    assert_in_progress(&object("apps/v1", "StatefulSet", json!({})), "LessReplicas", "Pods created: 0 of 1");
}

#[test]
fn a_stateful_set_that_its_user_updates_is_always_current() {
    let spec = json!({ "updateStrategy": { "type": "OnDelete" } });
    assert_current(&stateful(spec, json!({ "readyReplicas": 0 })), "Pods are updated when they are deleted");
}

#[test]
fn a_partition_is_rolled_out_from_its_number_on() {
    let status = json!({ "updatedReplicas": 1, "currentReplicas": 2, "currentRevision": "db-1", "updateRevision": "db-2" });
    assert_current(&stateful(partitioned(2), status.clone()), "The partition is rolled out; pods updated: 1");
    assert_in_progress(
        &stateful(partitioned(1), status),
        "PartitionRollout",
        "Pods of the partition updated: 1 of 2",
    );
    let behind = json!({ "updatedReplicas": 2 });
    assert_in_progress(
        &stateful(partitioned(0), behind),
        "PartitionRollout",
        "Pods of the partition updated: 2 of 3",
    );
    let beyond = json!({ "updatedReplicas": 0 });
    assert_current(&stateful(partitioned(7), beyond), "The partition is rolled out; pods updated: 0");
}

// DaemonSet

fn daemon(status: Value) -> Value {
    let base = json!({
        "observedGeneration": 1, "desiredNumberScheduled": 4, "currentNumberScheduled": 4,
        "updatedNumberScheduled": 4, "numberAvailable": 4, "numberReady": 4,
    });
    object("apps/v1", "DaemonSet", json!({ "status": with(base, status) }))
}

#[test]
fn a_daemon_set_with_a_pod_on_every_node_is_current() {
    assert_current(&daemon(json!({})), "All pods are as wanted: 4");
}

#[test]
fn a_daemon_set_that_wants_no_pod_is_current() {
    let none = json!({
        "desiredNumberScheduled": 0, "currentNumberScheduled": 0, "updatedNumberScheduled": null, "numberAvailable": null, "numberReady": 0,
    });
    assert_current(&daemon(none), "All pods are as wanted: 0");
}

#[test]
fn a_daemon_set_says_what_it_lacks_first() {
    let cases = [
        (json!({ "currentNumberScheduled": 3, "numberReady": 0 }), "LessCurrent", "Pods scheduled: 3 of 4"),
        (json!({ "updatedNumberScheduled": null }), "LessUpdated", "Pods updated: 0 of 4"),
        (json!({ "numberAvailable": 2, "numberReady": 2 }), "LessAvailable", "Pods available: 2 of 4"),
        (json!({ "numberReady": 3 }), "LessReady", "Pods ready: 3 of 4"),
        (json!({ "desiredNumberScheduled": null }), "NoDesiredNumber", "The number of pods is not known yet"),
    ];
    for (status, reason, message) in cases {
        assert_in_progress(&daemon(status), reason, message);
    }
}

#[test]
fn a_daemon_set_has_to_be_observed() {
    let unseen = daemon(json!({ "observedGeneration": null }));
    assert_in_progress(&unseen, "NoObservedGeneration", "No generation is observed yet");
    let mut unnumbered = daemon(json!({}));
    unnumbered["metadata"]["generation"] = json!(null);
    assert_in_progress(&unnumbered, "NoGeneration", "The resource has no generation yet");
}

// ReplicaSet

fn replicas(status: Value) -> Value {
    let base = json!({ "observedGeneration": 1, "replicas": 2, "fullyLabeledReplicas": 2, "availableReplicas": 2, "readyReplicas": 2 });
    object("apps/v1", "ReplicaSet", json!({ "spec": { "replicas": 2 }, "status": with(base, status) }))
}

#[test]
fn a_replica_set_whose_pods_are_there_is_current() {
    assert_current(&replicas(json!({})), "All pods are as wanted: 2");
}

#[test]
fn a_replica_set_says_what_it_lacks_first() {
    let cases = [
        (
            json!({ "fullyLabeledReplicas": 1, "readyReplicas": 0 }),
            "LessLabelled",
            "Pods with all labels: 1 of 2",
        ),
        (json!({ "availableReplicas": 1, "readyReplicas": 1 }), "LessAvailable", "Pods available: 1 of 2"),
        (json!({ "readyReplicas": 1 }), "LessReady", "Pods ready: 1 of 2"),
        (json!({ "replicas": 4 }), "ExtraPods", "Pods wanted: 2, still there: 4"),
    ];
    for (status, reason, message) in cases {
        assert_in_progress(&replicas(status), reason, message);
    }
}

#[test]
fn a_replica_set_that_cannot_make_pods_goes_on_trying() {
    let of = |status: &str| {
        replicas(json!({ "conditions": [condition("ReplicaFailure", status, "FailedCreate")] }))
    };
    assert_in_progress(&of("True"), "ReplicaFailure", "Pods could not be created or deleted");
    assert_current(&of("False"), "All pods are as wanted: 2");
}

#[test]
fn a_replica_set_wants_one_pod_where_it_does_not_say() {
    assert_in_progress(
        &object("apps/v1", "ReplicaSet", json!({})),
        "LessLabelled",
        "Pods with all labels: 0 of 1",
    );
}
