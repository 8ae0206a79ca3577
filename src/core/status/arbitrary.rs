//! Arbitrary JSON in the shape of objects for the three evaluators: none panics, and every answer satisfies the
//! invariants. Runs briefly by default, and for `TASKWATCH_FUZZ_SECONDS` if `make fuzz` sets it.

use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::kstatus::{self, Outcome};
use super::*;

/// Runs batches of cases until the time is over, at least one; prints how many.
fn fuzz<T: Strategy>(name: &str, inputs: T, check: impl Fn(T::Value) -> Result<(), TestCaseError>) {
    const BATCH: u32 = 500;
    let seconds = std::env::var("TASKWATCH_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let began = Instant::now();
    let mut cases = 0;
    loop {
        let config = ProptestConfig { cases: BATCH, failure_persistence: None, ..ProptestConfig::default() };
        TestRunner::new(config).run(&inputs, &check).unwrap();
        cases += BATCH;
        if began.elapsed() >= Duration::from_secs_f64(seconds.unwrap_or(0.0)) {
            break;
        }
    }
    println!("{name}: {cases} inputs in {:.1} s, nothing found", began.elapsed().as_secs_f64());
}

/// Any JSON value, mostly small.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-2..4_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        select(vec!["True", "False", "7", "Ready", "Bound"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let key = select(vec!["type", "status", "conditions", "generation", "__proto__", "x"]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((key, inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

/// `usual`, and sometimes anything else.
fn mostly(usual: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![12 => usual.boxed(), 1 => json_value().boxed()]
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    mostly(select(words).prop_map(Value::from))
}

fn generation() -> impl Strategy<Value = Value> {
    mostly(prop_oneof![Just(Value::Null), (1..4_i64).prop_map(Value::from), Just(json!("2"))])
}

fn condition() -> impl Strategy<Value = Value> {
    let kind = word(&[
        "Ready",
        "ready",
        "Accepted",
        "Programmed",
        "Reconciling",
        "Stalled",
        "Progressing",
        "Available",
        "Complete",
        "Failed",
        "Established",
    ]);
    let reason = word(&["Pending", "Invalid", "ProgressDeadlineExceeded", "Installing", "Unschedulable", ""]);
    let fields =
        (kind, word(&["True", "False", "Unknown", "true"]), reason, word(&["why", "Why", ""]), generation());
    mostly(fields.prop_map(|(kind, status, reason, message, observed)| {
        json!({ "type": kind, "status": status, "reason": reason, "message": message, "observedGeneration": observed })
    }))
}

fn object() -> impl Strategy<Value = Value> {
    let kinds = [
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "Pod",
        "Job",
        "PersistentVolumeClaim",
        "Service",
        "CustomResourceDefinition",
        "Namespace",
        "DNSZone",
    ];
    let version = word(&["apps/v1", "v1", "batch/v1", "apiextensions.k8s.io/v1", "example.com/v1"]);
    let kind = mostly(select(kinds.to_vec()).prop_map(Value::from));
    let deleted = prop_oneof![9 => Just(Value::Null), 1 => Just(json!("2026-01-01T00:00:00Z"))];
    let counts = vec(mostly((0..4_i64).prop_map(Value::from)), 10);
    let status = (
        generation(),
        mostly(vec(condition(), 0..6).prop_map(Value::from)),
        word(&["Pending", "Running", "Bound", "Terminating", "Odd"]),
        counts,
    );
    (version, kind, generation(), deleted, mostly(Just(json!({ "replicas": 2 }))), mostly(status.prop_map(status_of)))
        .prop_map(|(version, kind, generation, deleted, spec, status)| {
            let metadata = json!({ "generation": generation, "deletionTimestamp": deleted });
            json!({ "apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec, "status": status })
        })
}

fn status_of((observed, conditions, phase, counts): (Value, Value, Value, Vec<Value>)) -> Value {
    let names = [
        "replicas",
        "readyReplicas",
        "availableReplicas",
        "updatedReplicas",
        "currentReplicas",
        "fullyLabeledReplicas",
        "desiredNumberScheduled",
        "succeeded",
        "failed",
        "active",
    ];
    let mut status = json!({ "observedGeneration": observed, "conditions": conditions, "phase": phase });
    for (name, count) in names.iter().zip(counts) {
        status[name] = count;
    }
    status
}

fn conditions_of(object: &Value) -> &[Value] {
    object["status"]["conditions"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn is(value: &Value, key: &str, word: &str) -> bool {
    value[key].as_str().is_some_and(|own| own.eq_ignore_ascii_case(word))
}

fn is_of(condition: &Value, kind: &str) -> bool {
    is(condition, "type", kind)
}

fn is_true(condition: &Value) -> bool {
    is(condition, "status", "True")
}

/// Whether the first condition of a type is `True` and not stale.
fn fresh(object: &Value, kind: &str) -> bool {
    let generation = from_json::generation(&object["metadata"]["generation"]);
    let found = conditions_of(object).iter().find(|one| is_of(one, kind)).filter(|one| is_true(one));
    found.is_some_and(|one| {
        let observed = from_json::generation(&one["observedGeneration"]);
        observed.is_none() || observed >= generation
    })
}

#[test]
fn arbitrary_objects_get_a_verdict_that_their_conditions_bear_out() {
    let rules = |ready| Rules {
        ready: Predicate::Condition(ready),
        failed: Predicate::Never,
        fails_by: FailsBy::Conditions,
        reasons: Reasons::new(vec!["Odd".to_owned()], None),
    };
    let all =
        [rules(Condition::all_true(["Ready"])), rules(Condition::ready_else(["Accepted", "Programmed"]))];
    fuzz("verdict", (object(), select(vec![0, 1])), |(object, which)| {
        let rules = all.get(which).unwrap();
        let facts = from_json::facts(&object, rules);
        let verdict = rules.judge(&facts, None, |_| Ok::<_, ()>(false)).unwrap();
        let deciding = verdict.basis.position().map(|position| &conditions_of(&object)[position]);
        match verdict.state {
            State::Pending => {}
            State::Ready => prop_assert!(deciding.is_some_and(is_true)),
            State::Failed => {
                let deciding = deciding.unwrap();
                let is_stalled = is_of(deciding, "Stalled");
                prop_assert!(is_stalled || !fresh(&object, "Reconciling"), "it is reconciling");
                let word = if is_stalled { "True" } else { "False" };
                prop_assert!(is(deciding, "status", word));
                prop_assert!(
                    is_stalled || deciding["reason"].as_str().is_some_and(|reason| !reason.is_empty())
                );
            }
        }
        if verdict.state != State::Pending {
            prop_assert!(!facts.terminating);
            let observed = facts.status.and_then(|status| status.observed_generation);
            prop_assert!(observed.is_none() || facts.generation.is_none() || observed >= facts.generation);
        }
        Ok(())
    });
}

#[test]
fn arbitrary_conditions_are_a_success_if_all_that_is_required_is_true() {
    let required = prop_oneof![
        Just(Required::Default),
        Just(Required::AllPresent),
        vec(select(vec!["Ready".to_owned(), "Accepted".to_owned(), "Odd".to_owned()]), 0..4)
            .prop_map(Required::Listed),
    ];
    fuzz("control plane", (vec(condition(), 0..6), required), |(listed, required)| {
        let conditions = from_json::control_plane_conditions(&listed);
        let text = |index: usize, key: &str| listed[index][key].as_str().unwrap_or_default().to_lowercase();
        let report =
            control_plane_report(&conditions, &required, &["Invalid".to_owned()], &|index| ConditionText {
                reason: listed[index]["reason"].as_str().unwrap_or_default().to_owned(),
                message: text(index, "message"),
            });
        let first = |kind: &str| listed.iter().find(|condition| is_of(condition, kind));
        let is_success = match &required {
            Required::AllPresent => listed.iter().all(is_true),
            Required::Listed(kinds) => kinds.iter().all(|kind| first(kind).is_some_and(is_true)),
            Required::Default => match (first("Ready"), first("Accepted"), first("Programmed")) {
                (Some(ready), ..) => is_true(ready),
                (None, Some(accepted), programmed) => is_true(accepted) && programmed.is_none_or(is_true),
                (None, None, _) => listed.first().is_some_and(is_true),
            },
        };
        let is_success = is_success && !listed.is_empty();
        prop_assert_eq!(report.state == ControlPlaneState::Success, is_success);
        prop_assert_eq!(report.message.is_empty(), is_success);
        Ok(())
    });
}

#[test]
fn arbitrary_objects_get_a_report_that_passes_on_a_condition_they_have() {
    fuzz("kstatus", object(), |object| {
        let (facts, known) = kstatus::from_json::picked(&object);
        let own = from_json::generation(&object["metadata"]["generation"]);
        let observed = from_json::generation(&object["status"]["observedGeneration"]);
        let facts = kstatus::Facts::read(&facts).unwrap();
        let report = kstatus::report(&facts);
        if let Some(place) = report.condition {
            prop_assert!(place < known);
        }
        let is_deleted = object["metadata"]["deletionTimestamp"].is_string();
        if is_deleted {
            prop_assert_eq!(report.outcome, Outcome::Terminating);
        } else if own.is_some() && observed.is_some() && own != observed {
            prop_assert_eq!(report.outcome, Outcome::GenerationNotObserved);
        }
        Ok(())
    });
}

#[test]
fn numbers_that_no_object_has_get_a_report_too() {
    let number =
        prop_oneof![any::<f64>(), (-3..40_i32).prop_map(f64::from), Just(f64::NAN), Just(f64::INFINITY)];
    fuzz("kstatus, numbers", (0..16_u8, vec(number, 0..40)), |(rule, mut picked)| {
        if let Some(first) = picked.first_mut() {
            *first = rule.into();
        }
        if let Some(facts) = kstatus::Facts::read(&picked) {
            kstatus::report(&facts);
        }
        Ok(())
    });
}
