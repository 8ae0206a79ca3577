//! What holds for every adapter, shown on a project.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::from_json::{adapted, verdict};
use super::{DNS_ZONE, PROJECT, path_text};

#[test]
fn an_empty_object_has_empty_identity_and_nothing_else() {
    let expected = json!({ "uid": "", "name": "", "namespace": "", "resourceVersion": "" });
    assert_eq!(adapted(&PROJECT, &json!({})), Ok(expected.clone()));
    let nulls = json!({
        "metadata": { "name": null, "annotations": null, "creationTimestamp": null, "uid": null },
        "spec": { "ownerRef": null }, "status": null,
    });
    assert_eq!(adapted(&PROJECT, &nulls), Ok(expected));
}

#[test]
fn the_display_name_is_the_first_that_says_something() {
    let named = |annotations: Value| {
        let object = json!({ "metadata": { "name": "n", "annotations": annotations } });
        adapted(&PROJECT, &object).unwrap()["displayName"].clone()
    };
    let (display, description) = ("kubernetes.io/display-name", "kubernetes.io/description");
    assert_eq!(named(json!({ display: "Shown", description: "Described" })), "Shown");
    assert_eq!(named(json!({ display: "", description: "Described" })), "Described");
    assert_eq!(named(json!({ display: null })), "n");
}

#[test]
fn a_wrong_type_is_told_with_its_path() {
    for (object, path, expected) in [
        (json!([]), "", "an object"),
        (json!({ "metadata": "x" }), "metadata", "an object"),
        (json!({ "metadata": { "name": 5 } }), "metadata.name", "a string"),
        (json!({ "metadata": { "annotations": [] } }), "metadata.annotations", "an object"),
        (
            json!({ "metadata": { "annotations": { "kubernetes.io/description": 1 } } }),
            "metadata.annotations[\"kubernetes.io/description\"]",
            "a string",
        ),
        (
            json!({ "metadata": { "creationTimestamp": "soon" } }),
            "metadata.creationTimestamp",
            "a date as RFC 3339 has it",
        ),
        (json!({ "spec": { "ownerRef": { "name": {} } } }), "spec.ownerRef.name", "a string"),
        (json!({ "status": "Ready" }), "status", "an object"),
    ] {
        assert_eq!(adapted(&PROJECT, &object), Err((path.to_owned(), expected)), "{object}");
    }
}

#[test]
fn unknown_fields_never_matter() {
    let object = json!({ "metadata": { "name": "n", "selfLink": 1, "__proto__": { "uid": 1 } }, "more": [] });
    assert_eq!(adapted(&PROJECT, &object).unwrap()["name"], "n");
}

#[test]
fn paths_read_as_one_writes_them() {
    assert_eq!(path_text(&["metadata", "name"]), "metadata.name");
    assert_eq!(path_text(&["metadata", "labels", "a.b/c"]), "metadata.labels[\"a.b/c\"]");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop_oneof![Just("True"), Just("False"), Just("Ready"), Just("Accepted"), Just("2"), Just("")]
            .prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("metadata"),
        Just("status"),
        Just("conditions"),
        Just("spec"),
        Just("type"),
        Just("reason"),
        Just("generation"),
        Just("observedGeneration"),
        Just("name"),
        Just("annotations"),
        Just("__proto__"),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_gives_a_verdict_and_an_object_or_a_path(object in any_json()) {
        for resource in [&PROJECT, &DNS_ZONE] {
            let _ = verdict(resource, &object);
            if let Ok(adapted) = adapted(resource, &object) {
                prop_assert!(adapted["name"].is_string());
            }
        }
    }
}
