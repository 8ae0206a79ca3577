//! Payment methods of any provider.

use super::{Field, FieldTest, NAME, Namespace, Ready, Resource, Scope, Source};

/// A payment method.
pub(super) const PAYMENT_METHOD: Resource = Resource {
    resource_type: "apis/billing.miloapis.com/v1alpha1/paymentmethods",
    scope: Scope::Organization,
    namespace: Namespace::OfOrganization,
    known_by: NAME,
    ready: Ready::Is(PHASE, "Active"),
    failed: Some(FieldTest { path: PHASE, is: Some("Failed") }),
    explained_by: None,
    pending_reasons: &[],
    fields: &[Field { name: "phase", from: Source::Text(PHASE) }],
};

const PHASE: super::Path = &["status", "phase"];
