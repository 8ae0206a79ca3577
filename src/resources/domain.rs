//! Domains: names that a project has proved to own.

use super::{Field, NAME, Namespace, Ready, Resource, Scope, Source};

/// A domain. `Verified` sums up `VerifiedDNS` and `VerifiedHTTP`, one of which is enough. Verification
/// is retried until someone creates a record, so a missing record is not a failure.
pub(super) const DOMAIN: Resource = Resource {
    resource_type: "apis/networking.datumapis.com/v1alpha/domains",
    scope: Scope::Project,
    namespace: Namespace::Named("default"),
    known_by: NAME,
    ready: Ready::Conditions(&["Verified"]),
    failed: None,
    explained_by: None,
    pending_reasons: &["PendingVerification", "RecordNotFound", "VerificationRecordContentMismatch"],
    fields: &[
        Field { name: "domainName", from: Source::Text(&["spec", "domainName"]) },
        Field {
            name: "desiredRegistrationRefreshAttempt",
            from: Source::Text(&["spec", "desiredRegistrationRefreshAttempt"]),
        },
    ],
};
