//! Projects: each lives in an organization, and is itself the control plane of the resources in it.

use super::{Field, NAME, Namespace, Ready, Resource, Scope, Source};

/// A project. Only `Ready` decides: its other conditions report health, and `Suspended=False` is a
/// healthy one.
pub(super) const PROJECT: Resource = Resource {
    resource_type: "apis/resourcemanager.miloapis.com/v1alpha1/projects",
    scope: Scope::Organization,
    namespace: Namespace::None,
    known_by: NAME,
    ready: Ready::Conditions(&["Ready"]),
    failed: None,
    explained_by: None,
    pending_reasons: &[],
    fields: &[Field { name: "organizationId", from: Source::Text(&["spec", "ownerRef", "name"]) }],
};

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::PROJECT;
    use crate::core::status::{Basis, State};
    use crate::resources::from_json::{adapted, verdict};

    /// As the API answers a read, cut down to what a reader could be led astray by.
    fn project(conditions: Value) -> Value {
        json!({
            "apiVersion": "resourcemanager.miloapis.com/v1alpha1",
            "kind": "Project",
            "metadata": {
                "name": "shop-x7k2q",
                "generateName": "shop-",
                "uid": "6f0c7c0e-3b0c-4ad0-8a4b-0a6d2c4e9d11",
                "resourceVersion": "48213",
                "generation": 2,
                "creationTimestamp": "2026-03-05T08:30:00Z",
                "annotations": { "kubernetes.io/description": "The shop", "kubectl.kubernetes.io/last-applied-configuration": "{}" },
                "labels": { "resourcemanager.miloapis.com/organization-name": "acme" },
                "managedFields": [{ "manager": "console", "operation": "Update" }],
            },
            "spec": { "ownerRef": { "kind": "Organization", "name": "acme" } },
            "status": { "conditions": conditions },
        })
    }

    fn condition(kind: &str, status: &str, reason: &str) -> Value {
        json!({
            "type": kind, "status": status, "reason": reason, "message": format!("{kind} is {status}"),
            "observedGeneration": 2, "lastTransitionTime": "2026-03-05T08:30:04Z",
        })
    }

    #[test]
    fn its_fields_are_those_of_the_api() {
        let object = project(json!([]));
        assert_eq!(
            adapted(&PROJECT, &object),
            Ok(json!({
                "uid": "6f0c7c0e-3b0c-4ad0-8a4b-0a6d2c4e9d11",
                "name": "shop-x7k2q",
                "namespace": "",
                "displayName": "The shop",
                "description": "The shop",
                "resourceVersion": "48213",
                "createdAt": 1_772_699_400_000.0,
                "labels": object["metadata"]["labels"],
                "annotations": object["metadata"]["annotations"],
                "status": { "conditions": [] },
                "organizationId": "acme",
            }))
        );
    }

    #[test]
    fn other_conditions_are_healthy_and_decide_nothing() {
        let suspended = condition("Suspended", "False", "NotSuspended");
        let object = project(json!([suspended, condition("Ready", "True", "Ready")]));
        assert_eq!(verdict(&PROJECT, &object).state, State::Ready);
        let object = project(json!([condition("QuotaGranted", "False", "Exceeded")]));
        assert_eq!(verdict(&PROJECT, &object).basis, Basis::Missing("Ready".into()));
    }

    #[test]
    fn ready_goes_through_provisioning_and_can_fail() {
        for (status, reason, state) in [
            ("Unknown", "Pending", State::Pending),
            ("False", "Provisioning", State::Pending),
            ("False", "QuotaExceeded", State::Failed),
            ("True", "Ready", State::Ready),
        ] {
            let object = project(json!([condition("Ready", status, reason)]));
            assert_eq!(verdict(&PROJECT, &object).state, state, "{status} {reason}");
        }
    }
}
