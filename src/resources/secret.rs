//! Secrets. A console shows the names of their values, never the values.

use super::{Field, KEYS, NAME, Namespace, Ready, Resource, Scope, Source, TEXTS, WITHOUT};

/// A secret. Its values are in its data and, if kubectl applied it, in an annotation; neither is passed on.
pub(super) const SECRET: Resource = Resource {
    resource_type: "api/v1/secrets",
    scope: Scope::Project,
    namespace: Namespace::Named("default"),
    known_by: NAME,
    ready: Ready::Exists,
    failed: None,
    explained_by: None,
    pending_reasons: &[],
    fields: &[
        Field { name: "type", from: Source::Text(&["type"]) },
        Field { name: "data", from: Source::List(&["data", KEYS]) },
        Field { name: "labels", from: Source::Object(&["metadata", "labels", TEXTS]) },
        Field {
            name: "annotations",
            from: Source::Object(&["metadata", "annotations", TEXTS, WITHOUT, LAST_APPLIED]),
        },
    ],
};

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
