//! Stripe payment methods: what Stripe knows about a payment method. Their controller chooses their names, so waiters find
//! them by the payment method they belong to.

use super::{Field, FieldTest, Namespace, Ready, Resource, Scope, Source, WITHOUT};

/// A Stripe payment method, ready for the form that completes it. The client secret is for that form alone.
pub(super) const STRIPE_PAYMENT_METHOD: Resource = Resource {
    resource_type: "apis/stripe.billing.miloapis.com/v1alpha1/stripepaymentmethods",
    scope: Scope::Organization,
    namespace: Namespace::OfOrganization,
    known_by: &["spec", "paymentMethodRef", "name"],
    ready: Ready::Set(CLIENT_SECRET),
    failed: Some(FieldTest { path: PHASE, is: Some("Failed") }),
    explained_by: Some([&["status", "failureReason"], &["status", "failureMessage"]]),
    pending_reasons: &[],
    fields: &[
        Field { name: "phase", from: Source::Text(PHASE) },
        Field { name: "status", from: Source::Object(&["status", WITHOUT, "setupIntent", "clientSecret"]) },
        Field { name: "clientSecret", from: Source::Secret(CLIENT_SECRET) },
    ],
};

const PHASE: super::Path = &["status", "phase"];
const CLIENT_SECRET: super::Path = &["status", "setupIntent", "clientSecret"];
