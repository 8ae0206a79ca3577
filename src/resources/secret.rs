//! Secrets. A console shows the names of their values, never the values.

use super::{Field, KEYS, NAME, Namespace, OWN, Ready, Resource, Scope, Source, TEXTS};

/// A secret. Its values are in its data and, if a tool such as kubectl applied it, in an annotation; neither is passed on.
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
        Field { name: "annotations", from: Source::Texts(&["metadata", "annotations", TEXTS, OWN]) },
    ],
};
