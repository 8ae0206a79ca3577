//! DNS zones: a domain's records, served once the zone is accepted and programmed.

use super::{Field, NAME, Namespace, Ready, Resource, Scope, Source};

/// A DNS zone. Its controller writes `Accepted`, then `Programmed`; if a `Ready` sums them up, it alone decides.
pub(super) const DNS_ZONE: Resource = Resource {
    resource_type: "apis/dns.networking.miloapis.com/v1alpha1/dnszones",
    scope: Scope::Project,
    namespace: Namespace::Named("default"),
    known_by: NAME,
    ready: Ready::ReadyElse(&["Accepted", "Programmed"]),
    failed: None,
    explained_by: None,
    pending_reasons: &[],
    fields: &[
        Field { name: "domainName", from: Source::Text(&["spec", "domainName"]) },
        Field { name: "dnsZoneClassName", from: Source::Text(&["spec", "dnsZoneClassName"]) },
    ],
};

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::DNS_ZONE;
    use crate::core::status::{Basis, State};
    use crate::resources::from_json::{adapted, verdict};

    fn zone(conditions: &[(&str, &str, &str)]) -> Value {
        let conditions: Vec<Value> = conditions
            .iter()
            .map(|(kind, status, reason)| {
                json!({ "type": kind, "status": status, "reason": reason, "message": "", "observedGeneration": 1 })
            })
            .collect();
        json!({
            "apiVersion": "dns.networking.miloapis.com/v1alpha1",
            "kind": "DNSZone",
            "metadata": {
                "name": "example-com", "namespace": "default", "uid": "0d1f", "resourceVersion": "7",
                "generation": 1, "creationTimestamp": "2026-03-05T08:30:00Z",
                "finalizers": ["dns.networking.miloapis.com/finalize-dnszone"],
            },
            "spec": { "domainName": "example.com", "dnsZoneClassName": "datum-external-global-dns" },
            "status": { "conditions": conditions, "nameservers": ["ns1.example.net"], "recordCount": 2 },
        })
    }

    #[test]
    fn its_fields_are_those_of_the_api() {
        let object = zone(&[]);
        assert_eq!(
            adapted(&DNS_ZONE, &object),
            Ok(json!({
                "uid": "0d1f",
                "name": "example-com",
                "namespace": "default",
                "displayName": "example-com",
                "resourceVersion": "7",
                "createdAt": 1_772_699_400_000.0,
                "labels": {},
                "annotations": {},
                "status": object["status"],
                "domainName": "example.com",
                "dnsZoneClassName": "datum-external-global-dns",
            }))
        );
    }

    #[test]
    fn it_is_ready_once_accepted_and_programmed() {
        let object = zone(&[("Accepted", "True", "Accepted")]);
        assert_eq!(verdict(&DNS_ZONE, &object).basis, Basis::Missing("Programmed".into()));
        let object = zone(&[("Programmed", "True", "Programmed"), ("Accepted", "True", "Accepted")]);
        assert_eq!(verdict(&DNS_ZONE, &object).state, State::Ready);
    }

    #[test]
    fn one_of_the_two_can_fail_it() {
        let object = zone(&[("Accepted", "False", "DomainInUse"), ("Programmed", "Unknown", "Pending")]);
        let verdict = verdict(&DNS_ZONE, &object);
        assert_eq!((verdict.state, verdict.basis), (State::Failed, Basis::Condition(0)));
    }

    #[test]
    fn ready_alone_decides_where_it_is_present() {
        let object = zone(&[("Accepted", "False", "DomainInUse"), ("Ready", "True", "Ready")]);
        assert_eq!(verdict(&DNS_ZONE, &object).state, State::Ready);
        let object =
            zone(&[("Accepted", "True", "Ok"), ("Programmed", "True", "Ok"), ("Ready", "Unknown", "Ok")]);
        assert_eq!(verdict(&DNS_ZONE, &object).state, State::Pending);
    }
}
