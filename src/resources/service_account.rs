//! Service accounts: identities for programs.

use super::{DESCRIPTION, Field, NAME, Namespace, Ready, Resource, Scope, Source};

/// A service account. It can be used once the server has assigned its address.
pub(super) const SERVICE_ACCOUNT: Resource = Resource {
    resource_type: "apis/iam.miloapis.com/v1alpha1/serviceaccounts",
    scope: Scope::Project,
    namespace: Namespace::None,
    known_by: NAME,
    ready: Ready::Set(EMAIL),
    failed: None,
    explained_by: None,
    pending_reasons: &[],
    fields: &[
        Field { name: "identityEmail", from: Source::Text(EMAIL) },
        Field { name: "displayName", from: Source::Text(DESCRIPTION) },
        Field { name: "state", from: Source::Word(&["spec", "state"], "Inactive", ["Disabled", "Active"]) },
    ],
};

const EMAIL: super::Path = &["status", "email"];
