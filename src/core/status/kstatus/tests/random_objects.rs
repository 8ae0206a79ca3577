//! Random objects of each kind that has a rule, and of one that has none: every count is mostly what is wanted, so that
//! each comparison goes either way.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const KINDS: [(&str, &str); 14] = [
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("extensions/v1beta1", "ReplicaSet"),
    ("v1", "Pod"),
    ("batch/v1", "Job"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Service"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ("policy/v1", "PodDisruptionBudget"),
    ("batch/v1", "CronJob"),
    ("v1", "Secret"),
    ("v1", "ConfigMap"),
    ("dns.networking.miloapis.com/v1alpha1", "DNSZone"),
];

/// One of these, or absent.
fn either(values: &[Value]) -> impl Strategy<Value = Value> + use<> {
    prop_oneof![1 => Just(Value::Null).boxed(), 4 => select(values.to_vec()).boxed()]
}

fn words(words: &[&str]) -> impl Strategy<Value = Value> + use<> {
    either(&words.iter().map(|word| json!(word)).collect::<Vec<_>>())
}

/// A few numbers, mostly equal, so that every comparison goes either way.
fn counts(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let count =
        prop_oneof![6 => Just(json!(2)), 1 => Just(json!(1)), 1 => Just(json!(3)), 1 => Just(Value::Null)];
    vec(count, names.len()).prop_map(move |counts| with_names(names, counts))
}

fn with_names(names: &[&str], values: Vec<Value>) -> Value {
    let fields = names.iter().zip(values).filter(|(_, value)| !value.is_null());
    fields.map(|(name, value)| ((*name).to_owned(), value)).collect()
}

fn a_condition() -> impl Strategy<Value = Value> {
    const TYPES: &[&str] = &[
        "Ready",
        "Available",
        "Progressing",
        "ReplicaFailure",
        "PodScheduled",
        "Complete",
        "Failed",
        "Suspended",
        "NamesAccepted",
        "Established",
        "Odd",
        "Available",
        "Progressing",
        "Reconciling",
        "Stalled",
    ];
    const REASONS: &[&str] =
        &["NewReplicaSetAvailable", "ProgressDeadlineExceeded", "Unschedulable", "Installing", "Other"];
    /// What some rules look for, and chance would seldom make.
    const USUAL: &[(&str, &str, &str)] = &[
        ("PodScheduled", "False", "Unschedulable"),
        ("Progressing", "True", "NewReplicaSetAvailable"),
        ("Available", "True", "Other"),
        ("Ready", "True", "Other"),
    ];
    let any = (select(TYPES), select(&["True", "False", "Unknown"][..]), select(REASONS));
    prop_oneof![2 => any.boxed(), 1 => select(USUAL).boxed()]
        .prop_map(|(kind, status, reason)| condition(kind, status, reason))
}

const STATUS_NUMBERS: &[&str] = &[
    "replicas",
    "updatedReplicas",
    "availableReplicas",
    "readyReplicas",
    "currentReplicas",
    "fullyLabeledReplicas",
    "desiredNumberScheduled",
    "currentNumberScheduled",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberReady",
];

pub(super) fn an_object() -> impl Strategy<Value = Value> {
    let status = (
        counts(STATUS_NUMBERS),
        vec(a_condition(), 0..4),
        words(&["Pending", "Running", "Succeeded", "Failed", "Bound", "Odd"]),
        words(&["2026-01-01T00:00:00Z"]),
        (words(&["r1", "r1", "r2"]), words(&["r1"])),
        words(&["CrashLoopBackOff", "ContainerCreating"]),
    );
    let spec = (
        counts(&["replicas", "parallelism"]),
        either(&[json!(600), json!(i32::MAX)]),
        words(&["OnDelete", "RollingUpdate", "RollingUpdate", "RollingUpdate"]),
        either(&[json!(0), json!(1)]),
        either(&[json!(true), json!(false)]),
        (words(&["LoadBalancer", "ClusterIP"]), words(&["10.0.0.1", ""])),
    );
    let generations =
        (either(&[json!(2)]), prop_oneof![9 => either(&[json!(2)]).boxed(), 1 => Just(json!(1)).boxed()]);
    let deleted = prop_oneof![19 => Just(Value::Null), 1 => Just(json!("2026-01-01T00:00:00Z"))];
    (select(&KINDS[..]), generations, deleted, spec, status).prop_map(
        |((version, kind), (generation, observed), deleted, spec, status)| {
            let (mut spec_object, deadline, strategy, partition, suspend, (service, address)) = spec;
            let (mut status_object, conditions, phase, started, (current, update), waiting) = status;
            for (name, value) in [
                ("progressDeadlineSeconds", deadline),
                ("updateStrategy", json!({ "type": strategy, "rollingUpdate": { "partition": partition } })),
                ("suspend", suspend),
                ("type", service),
                ("clusterIP", address),
            ] {
                spec_object[name] = value;
            }
            for (name, value) in [
                ("observedGeneration", observed),
                ("conditions", json!(conditions)),
                ("phase", phase),
                ("startTime", started),
                ("currentRevision", current),
                ("updateRevision", update),
                ("containerStatuses", json!([{ "name": "web", "state": { "waiting": { "reason": waiting } } }])),
            ] {
                status_object[name] = value;
            }
            let metadata = json!({ "name": "one", "generation": generation, "deletionTimestamp": deleted });
            json!({ "apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec_object, "status": status_object })
        },
    )
}
