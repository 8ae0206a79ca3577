//! DNS record sets: the records of one type in a zone.

use super::{Field, NAME, Namespace, Ready, Resource, Scope, Source};

/// A DNS record set. The controller of gateways creates and labels some of its own.
pub(super) const DNS_RECORD_SET: Resource = Resource {
    resource_type: "apis/dns.networking.miloapis.com/v1alpha1/dnsrecordsets",
    scope: Scope::Project,
    namespace: Namespace::Named("default"),
    known_by: NAME,
    ready: Ready::Conditions(&["Accepted", "Programmed"]),
    failed: None,
    explained_by: None,
    pending_reasons: &[],
    fields: &[
        Field { name: "dnsZoneId", from: Source::Text(&["spec", "dnsZoneRef", "name"]) },
        Field { name: "recordType", from: Source::Text(&["spec", "recordType"]) },
        Field { name: "records", from: Source::List(&["spec", "records"]) },
        Field { name: "managedByGateway", from: Source::Is(SOURCE_KIND, GATEWAY) },
        Field { name: "gatewaySourceName", from: Source::TextIf(&[SOURCE_NAME, SOURCE_KIND], GATEWAY) },
    ],
};

const GATEWAY: &str = "Gateway";
const SOURCE_KIND: super::Path = &["metadata", "labels", "dns.datumapis.com/source-kind"];
const SOURCE_NAME: super::Path = &["metadata", "labels", "dns.datumapis.com/source-name"];
