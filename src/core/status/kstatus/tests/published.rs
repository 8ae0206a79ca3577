//! The rules as `sigs.k8s.io/cli-utils/pkg/kstatus/status` publishes them, written down as a table in their order, beside
//! ours on random objects of each kind. Of a row's kind the first row that holds decides.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::random_objects::an_object;
use super::*;

/// What a row says: a status and a reason, or the reason of the condition that decides.
enum Says {
    Current,
    InProgress(&'static str),
    Failed(&'static str),
    Terminating,
    Unknown,
    /// `InProgress` with the reason of the first condition of that type and status; `""` is any status.
    AsIn(&'static str, &'static str),
    /// `Failed` with the reason of the first of these conditions that has failed.
    FailedAsIn(&'static [(&'static str, &'static str)]),
}
use Says::*;

type Row = (&'static str, &'static dyn Fn(&Value) -> bool, Says);

fn number(object: &Value, path: &str, default: i64) -> i64 {
    object.pointer(path).and_then(Value::as_i64).unwrap_or(default)
}

fn text<'a>(object: &'a Value, path: &str) -> &'a str {
    object.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn status_number(object: &Value, name: &str) -> i64 {
    number(object, &format!("/status/{name}"), 0)
}

fn wanted(object: &Value) -> i64 {
    number(object, "/spec/replicas", 1)
}

fn list<'a>(object: &'a Value, path: &str) -> &'a [Value] {
    object.pointer(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Whether it has a condition of that type and status. `""` is any reason.
fn has(object: &Value, kind: &str, status: &str, reason: &str) -> bool {
    list(object, "/status/conditions").iter().any(|one| {
        one["type"] == kind && one["status"] == status && (reason.is_empty() || one["reason"] == reason)
    })
}

/// The reason of the first condition of one of these types and statuses; `""` is any status.
fn first_of<'a>(object: &'a Value, kinds: &[(&str, &str)]) -> &'a str {
    let is_of = |one: &&Value| {
        kinds
            .iter()
            .any(|(kind, status)| one["type"] == *kind && (status.is_empty() || one["status"] == *status))
    };
    list(object, "/status/conditions").iter().find(is_of).map_or("", |one| text(one, "/reason"))
}

/// The first condition that ends the look at a definition.
fn definition(object: &Value) -> &'static str {
    let conditions = list(object, "/status/conditions").iter();
    let mut ends = conditions.filter_map(|one| match (text(one, "/type"), text(one, "/status")) {
        ("NamesAccepted", "False") => Some("failed"),
        ("Established", "True") => Some("established"),
        ("Established", "False") if one["reason"] != "Installing" => Some("failed"),
        _ => None,
    });
    ends.next().unwrap_or_default()
}

/// The first condition that ends the look at a Job.
fn job(object: &Value) -> &'static str {
    let is_resumed = object.pointer("/spec/suspend") == Some(&Value::Bool(false))
        && text(object, "/status/startTime").is_empty();
    let conditions = list(object, "/status/conditions").iter().filter(|one| one["status"] == "True");
    let mut ends = conditions.filter_map(|one| match text(one, "/type") {
        "Complete" => Some("complete"),
        "Failed" => Some("failed"),
        "Suspended" if !is_resumed => Some("suspended"),
        _ => None,
    });
    ends.next().unwrap_or_default()
}

fn has_no_deadline(object: &Value) -> bool {
    number(object, "/spec/progressDeadlineSeconds", i64::from(i32::MAX)) == i64::from(i32::MAX)
}

fn progress_exceeded(object: &Value) -> bool {
    let conditions = list(object, "/status/conditions");
    conditions.iter().any(|one| one["type"] == "Progressing" && one["reason"] == "ProgressDeadlineExceeded")
}

fn partition(object: &Value) -> Option<i64> {
    object.pointer("/spec/updateStrategy/rollingUpdate/partition").and_then(Value::as_i64)
}

fn crashes(object: &Value) -> bool {
    let containers = list(object, "/status/containerStatuses");
    containers.iter().any(|one| text(one, "/state/waiting/reason") == "CrashLoopBackOff")
}

const NOT_ACCEPTED: Says = FailedAsIn(&[("NamesAccepted", "False"), ("Established", "False")]);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("Deployment", &progress_exceeded, Failed("ProgressDeadlineExceeded")),
    ("Deployment", &|o| wanted(o) > status_number(o, "replicas"), InProgress("LessReplicas")),
    ("Deployment", &|o| wanted(o) > status_number(o, "updatedReplicas"), InProgress("LessUpdated")),
    ("Deployment", &|o| status_number(o, "replicas") > wanted(o), InProgress("ExtraPods")),
    ("Deployment", &|o| status_number(o, "updatedReplicas") > status_number(o, "availableReplicas"), InProgress("LessAvailable")),
    ("Deployment", &|o| wanted(o) > status_number(o, "readyReplicas"), InProgress("LessReady")),
    ("Deployment", &|o| !has_no_deadline(o) && !has(o, "Progressing", "True", "NewReplicaSetAvailable"), InProgress("ReplicaSetNotAvailable")),
    ("Deployment", &|o| !has(o, "Available", "True", ""), InProgress("DeploymentNotAvailable")),
    ("Deployment", &|_| true, Current),

    ("StatefulSet", &|o| text(o, "/spec/updateStrategy/type") == "OnDelete", Current),
    ("StatefulSet", &|o| wanted(o) > status_number(o, "replicas"), InProgress("LessReplicas")),
    ("StatefulSet", &|o| wanted(o) > status_number(o, "readyReplicas"), InProgress("LessReady")),
    ("StatefulSet", &|o| status_number(o, "replicas") > wanted(o), InProgress("ExtraPods")),
    ("StatefulSet", &|o| partition(o).is_some_and(|part| status_number(o, "updatedReplicas") < wanted(o) - part), InProgress("PartitionRollout")),
    ("StatefulSet", &|o| partition(o).is_some(), Current),
    ("StatefulSet", &|o| wanted(o) > status_number(o, "currentReplicas"), InProgress("LessCurrent")),
    ("StatefulSet", &|o| text(o, "/status/currentRevision") != text(o, "/status/updateRevision"), InProgress("RevisionMismatch")),
    ("StatefulSet", &|_| true, Current),

    ("DaemonSet", &|o| o["metadata"]["generation"].is_null(), InProgress("NoGeneration")),
    ("DaemonSet", &|o| o["status"]["observedGeneration"].is_null(), InProgress("NoObservedGeneration")),
    ("DaemonSet", &|o| number(o, "/status/desiredNumberScheduled", -1) == -1, InProgress("NoDesiredNumber")),
    ("DaemonSet", &|o| status_number(o, "desiredNumberScheduled") > status_number(o, "currentNumberScheduled"), InProgress("LessCurrent")),
    ("DaemonSet", &|o| status_number(o, "desiredNumberScheduled") > status_number(o, "updatedNumberScheduled"), InProgress("LessUpdated")),
    ("DaemonSet", &|o| status_number(o, "desiredNumberScheduled") > status_number(o, "numberAvailable"), InProgress("LessAvailable")),
    ("DaemonSet", &|o| status_number(o, "desiredNumberScheduled") > status_number(o, "numberReady"), InProgress("LessReady")),
    ("DaemonSet", &|_| true, Current),

    ("ReplicaSet", &|o| has(o, "ReplicaFailure", "True", ""), InProgress("ReplicaFailure")),
    ("ReplicaSet", &|o| wanted(o) > status_number(o, "fullyLabeledReplicas"), InProgress("LessLabelled")),
    ("ReplicaSet", &|o| wanted(o) > status_number(o, "availableReplicas"), InProgress("LessAvailable")),
    ("ReplicaSet", &|o| wanted(o) > status_number(o, "readyReplicas"), InProgress("LessReady")),
    ("ReplicaSet", &|o| status_number(o, "replicas") > wanted(o), InProgress("ExtraPods")),
    ("ReplicaSet", &|_| true, Current),

    ("Pod", &|o| matches!(text(o, "/status/phase"), "Succeeded" | "Failed"), Current),
    ("Pod", &|o| text(o, "/status/phase") == "Running" && has(o, "Ready", "True", ""), Current),
    ("Pod", &|o| text(o, "/status/phase") == "Running" && crashes(o), Failed("ContainerCrashLooping")),
    ("Pod", &|o| text(o, "/status/phase") == "Running", InProgress("PodRunningNotReady")),
    // Within 15 s of its creation, which these objects are not, it is `PodNotScheduled`.
    ("Pod", &|o| text(o, "/status/phase") == "Pending" && first_of(o, &[("PodScheduled", "False")]) == "Unschedulable", Failed("PodUnschedulable")),
    ("Pod", &|o| text(o, "/status/phase") == "Pending", InProgress("PodPending")),
    ("Pod", &|o| text(o, "/status/phase").is_empty(), InProgress("PodNotObserved")),
    ("Pod", &|_| true, Unknown),

    ("Job", &|o| job(o) == "failed", Failed("JobFailed")),
    ("Job", &|o| !job(o).is_empty(), Current),
    ("Job", &|o| text(o, "/status/startTime").is_empty(), InProgress("JobNotStarted")),
    ("Job", &|_| true, Current),

    ("PersistentVolumeClaim", &|o| text(o, "/status/phase") != "Bound", InProgress("NotBound")),
    ("PersistentVolumeClaim", &|_| true, Current),
    ("Service", &|o| text(o, "/spec/type") == "LoadBalancer" && text(o, "/spec/clusterIP").is_empty(), InProgress("NoIPAssigned")),
    ("Service", &|_| true, Current),
    ("CustomResourceDefinition", &|o| definition(o) == "failed", NOT_ACCEPTED),
    ("CustomResourceDefinition", &|o| definition(o) == "established", Current),
    ("CustomResourceDefinition", &|_| true, InProgress("Installing")),
    ("PodDisruptionBudget", &|_| true, Current),
    ("CronJob", &|_| true, Current),
    ("Secret", &|_| true, Current),
    ("ConfigMap", &|_| true, Current),

    // Of a kind without a rule.
    ("DNSZone", &|o| has_type(o, "Ready") && !is_first_true(o, "Ready"), AsIn("Ready", "")),
    ("DNSZone", &|_| true, Current),
];

fn has_type(object: &Value, kind: &str) -> bool {
    list(object, "/status/conditions").iter().any(|one| one["type"] == kind)
}

fn is_first_true(object: &Value, kind: &str) -> bool {
    list(object, "/status/conditions")
        .iter()
        .find(|one| one["type"] == kind)
        .is_some_and(|one| one["status"] == "True")
}

fn published(object: &Value) -> (&'static str, String) {
    let (status, reason) = match says(object) {
        Current => ("Current", ""),
        InProgress(reason) => ("InProgress", *reason),
        Failed(reason) => ("Failed", *reason),
        Terminating => ("Terminating", ""),
        Unknown => ("Unknown", ""),
        AsIn(kind, status) => ("InProgress", first_of(object, &[(kind, status)])),
        FailedAsIn(kinds) => ("Failed", failed_reason(object, kinds)),
    };
    (status, reason.to_owned())
}

fn failed_reason<'a>(object: &'a Value, kinds: &[(&str, &str)]) -> &'a str {
    let conditions = list(object, "/status/conditions").iter();
    let fails = |one: &&Value| {
        kinds.iter().any(|(kind, status)| one["type"] == *kind && one["status"] == *status)
            && !(one["type"] == "Established" && one["reason"] == "Installing")
    };
    conditions.filter(fails).map(|one| text(one, "/reason")).next().unwrap_or_default()
}

/// The rules for every kind come first: deletion, generations, the standard conditions.
fn says(object: &Value) -> &'static Says {
    let (generation, observed) = (&object["metadata"]["generation"], &object["status"]["observedGeneration"]);
    if !object["metadata"]["deletionTimestamp"].is_null() {
        return &Terminating;
    }
    if !generation.is_null() && !observed.is_null() && generation != observed {
        return &InProgress("LatestGenerationNotObserved");
    }
    let standard = list(object, "/status/conditions")
        .iter()
        .find(|one| (one["type"] == "Reconciling" || one["type"] == "Stalled") && one["status"] == "True");
    match standard.map(|one| text(one, "/type")) {
        Some("Reconciling") => return &AsIn("Reconciling", "True"),
        Some(_) => return &FailedAsIn(&[("Stalled", "True")]),
        None => {}
    }
    let holds = |(kind, holds, _): &&Row| object["kind"] == *kind && holds(object);
    &ROWS.iter().find(holds).unwrap().2
}

#[test]
fn random_objects_get_what_the_published_rules_say() {
    let mut rows = BTreeSet::new();
    let config = ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    let seen = RefCell::new(&mut rows);
    TestRunner::new(config)
        .run(&an_object(), |object| {
            let (status, _, standard) = report(&object);
            let reason = standard.map(|(_, reason, _)| reason).unwrap_or_default();
            prop_assert_eq!((status.as_str(), reason), published(&object));
            let decided = std::ptr::from_ref(says(&object)) as usize;
            seen.borrow_mut().insert(decided);
            Ok(())
        })
        .unwrap();
    // Every row has decided about some object, else the table would prove nothing of it.
    let idle: Vec<_> = ROWS
        .iter()
        .enumerate()
        .filter(|(_, (_, _, says))| !rows.contains(&(std::ptr::from_ref(says) as usize)))
        .map(|(at, (kind, _, _))| (at, *kind))
        .collect();
    assert_eq!(idle, [], "rows that decided about nothing");
}
