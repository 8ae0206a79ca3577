//! HTTP proxies: hostnames at the edge, and the backends behind them.

use super::{EACH, FIRST, Field, NAME, Namespace, Ready, Resource, Scope, Source, TEXTS};

/// An HTTP proxy. Not every rule has a backend; one may just redirect.
pub(super) const HTTP_PROXY: Resource = Resource {
    resource_type: "apis/networking.datumapis.com/v1alpha/httpproxies",
    scope: Scope::Project,
    namespace: Namespace::Named("default"),
    known_by: NAME,
    ready: Ready::ReadyElse(&["Accepted", "Programmed"]),
    failed: None,
    explained_by: None,
    pending_reasons: &[],
    fields: &[
        Field { name: "hostnames", from: Source::List(&["spec", "hostnames", TEXTS]) },
        Field {
            name: "endpoint",
            from: Source::Text(&["spec", "rules", EACH, "backends", FIRST, "endpoint"]),
        },
    ],
};
