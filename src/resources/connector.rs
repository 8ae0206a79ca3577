//! Connectors: devices that carry traffic into a private network.

use super::{Field, NAME, Namespace, Ready, Resource, Scope, Source};

/// A connector. Until its device has called in, it is not ready for the reason `ConnectorNotReady`.
pub(super) const CONNECTOR: Resource = Resource {
    resource_type: "apis/networking.datumapis.com/v1alpha1/connectors",
    scope: Scope::Project,
    namespace: Namespace::Named("default"),
    known_by: NAME,
    ready: Ready::Conditions(&["Ready"]),
    failed: None,
    explained_by: None,
    pending_reasons: &["ConnectorNotReady"],
    fields: &[
        Field { name: "connectorClassName", from: Source::Text(&["spec", "connectorClassName"]) },
        Field { name: "capabilities", from: Source::List(&["spec", "capabilities"]) },
        Field {
            name: "deviceName",
            from: Source::Text(&["metadata", "annotations", "datum.net/device-name"]),
        },
        Field { name: "deviceOs", from: Source::Text(&["metadata", "annotations", "datum.net/device-os"]) },
    ],
};
