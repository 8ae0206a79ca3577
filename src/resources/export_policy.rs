//! Export policies: which telemetry goes where.

use super::{Field, NAME, Namespace, Ready, Resource, Scope, Source};

/// An export policy.
pub(super) const EXPORT_POLICY: Resource = Resource {
    resource_type: "apis/telemetry.miloapis.com/v1alpha1/exportpolicies",
    scope: Scope::Project,
    namespace: Namespace::Named("default"),
    known_by: NAME,
    ready: Ready::Conditions(&["Ready"]),
    failed: None,
    explained_by: None,
    pending_reasons: &[],
    fields: &[
        Field { name: "sources", from: Source::List(&["spec", "sources"]) },
        Field { name: "sinks", from: Source::List(&["spec", "sinks"]) },
    ],
};
