//! Adapters and verdicts of all kinds; what holds for each, mostly shown on a project.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::dns_record_set::DNS_RECORD_SET;
use super::from_json::{adapted, verdict};
use super::http_proxy::HTTP_PROXY;
use super::project::PROJECT;
use super::secret::SECRET;
use super::service_account::SERVICE_ACCOUNT;
use super::stripe_payment_method::STRIPE_PAYMENT_METHOD;
use super::{KINDS, RESOURCES, Scope, path_text};
use crate::core::options;
use crate::core::status::State;

#[test]
fn an_empty_object_has_empty_identity_and_nothing_else() {
    let expected = json!({
        "uid": "", "name": "", "namespace": "", "resourceVersion": "", "labels": {}, "annotations": {},
    });
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
fn labels_and_annotations_are_strings_without_those_that_are_absent() {
    let object = json!({ "metadata": {
        "labels": { "a": "1", "b": null }, "annotations": { "__proto__": "data" },
        "deletionTimestamp": "2026-03-05T08:30:00Z",
    } });
    let adapted = adapted(&PROJECT, &object).unwrap();
    assert_eq!(adapted["labels"], json!({ "a": "1" }));
    assert_eq!(adapted["annotations"], json!({ "__proto__": "data" }));
    assert_eq!(adapted["deletionTimestamp"], 1_772_699_400_000.0);
}

#[test]
fn no_annotation_in_which_a_tool_keeps_a_secret_is_passed_on() {
    let object = json!({ "metadata": { "annotations": {
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        "banzaicloud.com/last-applied": "x",
        "kopf.zalando.org/last-handled-configuration": "{}",
        "kapp.k14s.io/original": "{}",
        "objectset.rio.cattle.io/applied": "H4sI",
        "objectset.rio.cattle.io/id": "kept",
    } } });
    let adapted = adapted(&SECRET, &object).unwrap();
    assert_eq!(adapted["annotations"], json!({ "objectset.rio.cattle.io/id": "kept" }));
}

#[test]
fn a_wrong_type_is_reported_with_its_path() {
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
        (
            json!({ "metadata": { "deletionTimestamp": 5 } }),
            "metadata.deletionTimestamp",
            "a date as RFC 3339 has it",
        ),
        (json!({ "metadata": { "labels": ["a"] } }), "metadata.labels", "an object"),
        (json!({ "metadata": { "labels": { "tier": 5 } } }), "metadata.labels.tier", "a string"),
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
fn paths_read_as_people_write_them() {
    assert_eq!(path_text(&["metadata", "name"]), "metadata.name");
    assert_eq!(path_text(&["metadata", "labels", "a.b/c"]), "metadata.labels[\"a.b/c\"]");
}

#[test]
fn each_kind_has_a_name_of_its_own_and_a_control_plane_that_a_waiter_can_name() {
    for (at, (name, resource)) in KINDS.iter().enumerate() {
        assert!(KINDS[..at].iter().all(|(other, _)| other != name), "{name}");
        assert!(matches!(resource.scope, Scope::Organization | Scope::Project), "{name}");
    }
}

#[test]
fn the_scopes_are_those_that_a_definition_may_name() {
    let rule = options::DEFINITION.rules.iter().find(|rule| rule.name == "scope").unwrap();
    let scopes: Vec<_> = rule.words.iter().map(|name| Scope::named(name)).collect();
    let all = [Scope::Organization, Scope::Project, Scope::User, Scope::Cluster];
    assert_eq!(scopes, all.map(Some));
    assert_eq!(Scope::named("galaxy"), None);
}

#[test]
fn each_kind_has_the_common_fields_and_each_name_once() {
    for resource in RESOURCES {
        let mut names: Vec<_> = resource.adapted_fields().map(|field| field.name).collect();
        for name in ["uid", "name", "namespace", "displayName", "resourceVersion", "createdAt", "status"] {
            assert!(names.contains(&name), "{} of {}", name, resource.resource_type);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), resource.adapted_fields().count(), "{}", resource.resource_type);
    }
}

#[test]
fn without_a_status_no_kind_is_ready_but_the_one_that_has_none() {
    for resource in RESOURCES {
        let expected =
            if resource.resource_type == SECRET.resource_type { State::Ready } else { State::Pending };
        for object in [json!({}), json!({ "status": {} }), json!({ "status": null })] {
            assert_eq!(verdict(resource, &object).state, expected, "{}", resource.resource_type);
        }
    }
}

#[test]
fn a_field_of_its_own_takes_the_place_of_a_common_one() {
    let object =
        json!({ "metadata": { "name": "n", "annotations": { "kubernetes.io/display-name": "Shown" } } });
    assert_eq!(adapted(&SERVICE_ACCOUNT, &object).unwrap().get("displayName"), None);
    assert_eq!(adapted(&PROJECT, &object).unwrap()["displayName"], "Shown");
}

#[test]
fn a_list_leads_on_from_its_first_element_that_leads_anywhere() {
    let object =
        json!({ "spec": { "rules": [null, { "backends": [] }, { "backends": [{ "endpoint": "e" }] }] } });
    assert_eq!(adapted(&HTTP_PROXY, &object).unwrap()["endpoint"], "e");
    let object = json!({ "spec": { "rules": [{}, { "backends": [{ "endpoint": 5 }] }] } });
    let path = "spec.rules[1].backends[0].endpoint".to_owned();
    assert_eq!(adapted(&HTTP_PROXY, &object), Err((path, "a string")));
    let object = json!({ "spec": { "rules": [{}, { "backends": {} }] } });
    assert_eq!(adapted(&HTTP_PROXY, &object), Err(("spec.rules[1].backends".to_owned(), "a list")));
}

#[test]
fn values_that_must_not_be_shown_are_not_passed_on() {
    let object = json!({ "data": { "b": "secret", "a": "secret" }, "metadata": { "annotations": {
        "kubectl.kubernetes.io/last-applied-configuration": "secret", "note": "mine" } } });
    let secret = adapted(&SECRET, &object).unwrap();
    assert_eq!((&secret["data"], &secret["annotations"]), (&json!(["a", "b"]), &json!({ "note": "mine" })));
    let object =
        json!({ "status": { "phase": "P", "setupIntent": { "id": "i", "clientSecret": "secret" } } });
    let method = adapted(&STRIPE_PAYMENT_METHOD, &object).unwrap();
    assert_eq!(method["status"], json!({ "phase": "P", "setupIntent": { "id": "i" } }));
}

#[test]
fn a_word_is_compared_and_a_wrong_type_is_reported() {
    let labelled = |kind: Value| {
        json!({ "metadata": { "labels": {
        "dns.datumapis.com/source-kind": kind, "dns.datumapis.com/source-name": "shop" } } })
    };
    let set = adapted(&DNS_RECORD_SET, &labelled("Gateway".into())).unwrap();
    assert_eq!((&set["managedByGateway"], &set["gatewaySourceName"]), (&json!(true), &json!("shop")));
    let set = adapted(&DNS_RECORD_SET, &labelled("Other".into())).unwrap();
    assert_eq!((&set["managedByGateway"], set.get("gatewaySourceName")), (&json!(false), None));
    let path = "metadata.labels[\"dns.datumapis.com/source-kind\"]".to_owned();
    assert_eq!(adapted(&DNS_RECORD_SET, &labelled(5.into())), Err((path, "a string")));
    for (state, expected) in
        [(json!("Inactive"), "Disabled"), (json!("Active"), "Active"), (json!(null), "Active")]
    {
        let object = json!({ "spec": { "state": state } });
        assert_eq!(adapted(&SERVICE_ACCOUNT, &object).unwrap()["state"], expected);
    }
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
        Just("rules"),
        Just("backends"),
        Just("data"),
        Just("setupIntent"),
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
        for resource in RESOURCES {
            let _ = verdict(resource, &object);
            if let Ok(adapted) = adapted(resource, &object) {
                prop_assert!(adapted["name"].is_string());
            }
        }
    }
}
