//! One file per resource: what its object looks like, when it is ready, when it has failed.
//!
//! A resource is a description, not code: [`Resource`] says where it lives, [`Ready`] what it is judged
//! by, [`Field`] where its adapted fields come from. What is described here goes through the very
//! mechanism that `defineResource` offers to everyone.

mod adapter;
mod connector;
mod dns_record_set;
mod dns_zone;
mod domain;
mod export_policy;
mod http_proxy;
mod payment_method;
mod project;
mod secret;
mod service_account;
mod stripe_payment_method;
mod timestamp;

pub use adapter::{
    Adapted, EACH, FIRST, Field, KEYS, Misfit, Path, Readable, Source, TEXTS, WITHOUT, adapt_field, path_text,
};
pub use timestamp::epoch_millis;

pub use connector::CONNECTOR;
pub use dns_record_set::DNS_RECORD_SET;
pub use dns_zone::DNS_ZONE;
pub use domain::DOMAIN;
pub use export_policy::EXPORT_POLICY;
pub use http_proxy::HTTP_PROXY;
pub use payment_method::PAYMENT_METHOD;
pub use project::PROJECT;
pub use secret::SECRET;
pub use service_account::SERVICE_ACCOUNT;
pub use stripe_payment_method::STRIPE_PAYMENT_METHOD;

use crate::core::status::{Criterion, FailsBy, PendingReasons, Rules, Statement};

/// All kinds that the package knows, in the order in which `pkg/src/resources.js` counts them.
pub const RESOURCES: [&Resource; 11] = [
    &PROJECT,
    &DNS_ZONE,
    &DNS_RECORD_SET,
    &DOMAIN,
    &HTTP_PROXY,
    &EXPORT_POLICY,
    &CONNECTOR,
    &SECRET,
    &SERVICE_ACCOUNT,
    &PAYMENT_METHOD,
    &STRIPE_PAYMENT_METHOD,
];

/// A kind of object.
#[derive(Debug)]
pub struct Resource {
    /// Group, version and plural as the API's path has them.
    pub resource_type: &'static str,
    /// Whose control plane it is found in.
    pub scope: Scope,
    /// Where it is found there.
    pub namespace: Namespace,
    /// Where in the object the name is that it is asked for by. The collection is watched unless it is its own.
    pub known_by: Path,
    /// What makes it ready.
    pub ready: Ready,
    /// What fails it, besides the conditions that make it ready.
    pub failed: Option<FieldTest>,
    /// Where the object says why that has failed: a reason and a message.
    pub explained_by: Option<[Path; 2]>,
    /// Reasons that mean "still provisioning" for this kind, besides the common ones.
    pub pending_reasons: &'static [&'static str],
    /// The fields of the adapted object beyond the common ones. One of the same name takes its place.
    pub fields: &'static [Field],
}

/// Which control plane a resource lives in; its id is the first argument of a waiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// That of an organization.
    Organization,
    /// That of a project.
    Project,
    /// The signed-in user's.
    User,
    /// The one the source talks to by itself.
    Cluster,
}

impl Scope {
    /// The scope that a definition calls by this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "organization" => Some(Self::Organization),
            "project" => Some(Self::Project),
            "user" => Some(Self::User),
            "cluster" => Some(Self::Cluster),
            _ => None,
        }
    }
}

/// The namespace of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// The kind is cluster-scoped.
    None,
    /// It lives in this one.
    Named(&'static str),
    /// It lives in that of its organization, `organization-<id>`.
    OfOrganization,
}

/// What the namespace of an organization begins with, before its id.
pub const ORGANIZATION_NAMESPACE: &str = "organization-";

/// What makes a resource ready, in a form that a constant can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// All of these conditions are `True`, whatever others say.
    Conditions(&'static [&'static str]),
    /// `Ready` alone where it is present, else all of these.
    ReadyElse(&'static [&'static str]),
    /// The object is there.
    Exists,
    /// A field is this text.
    Is(Path, &'static str),
    /// A field is there, and is no empty text.
    Set(Path),
}

/// A field that is asked for: that it is there or, with a text, that it is this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldTest {
    /// Where it is.
    pub path: Path,
    /// What it has to be.
    pub is: Option<&'static str>,
}

impl Resource {
    /// What this kind is judged by. The fields that it asks for, each in its slot, are added to `fields`.
    pub fn rules(&self, fields: &mut Vec<FieldTest>) -> Rules {
        let mut ask = |path: Path, is: Option<&'static str>| {
            fields.push(FieldTest { path, is });
            Statement::Field {
                slot: fields.len() - 1,
                path: path_text(path),
                says: is.map(str::to_owned),
                is_of_status: path.first() == Some(&"status"),
            }
        };
        let ready = match self.ready {
            Ready::Conditions(kinds) => Statement::conditions(kinds.iter().copied()),
            Ready::ReadyElse(kinds) => Statement::ready_else(kinds.iter().copied()),
            Ready::Exists => Statement::Exists,
            Ready::Is(path, text) => ask(path, Some(text)),
            Ready::Set(path) => {
                let is_empty = ask(path, Some(""));
                Statement::AllOf(vec![ask(path, None), Statement::Not(Box::new(is_empty))])
            }
        };
        Rules {
            ready: Criterion::Stated(ready),
            failed: match self.failed {
                Some(test) => Criterion::Stated(ask(test.path, test.is)),
                None => Criterion::Never,
            },
            fails_by: FailsBy::Conditions,
            pending_reasons: PendingReasons::with(self.pending_reasons.iter().copied()),
        }
    }

    /// All fields of the adapted object, in the order in which it shows them.
    pub fn adapted_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let own = self.fields;
        let is_own = move |field: &&Field| own.iter().any(|it| it.name == field.name);
        COMMON_FIELDS.iter().filter(move |field| !is_own(field)).chain(own)
    }
}

/// What every adapted object has. A key of an object comes before one that means the same in prose:
/// a display name falls back to the description, then to the name.
const COMMON_FIELDS: &[Field] = &[
    Field { name: "uid", from: Source::TextOrEmpty(&["metadata", "uid"]) },
    Field { name: "name", from: Source::TextOrEmpty(NAME) },
    Field { name: "namespace", from: Source::TextOrEmpty(&["metadata", "namespace"]) },
    Field { name: "displayName", from: Source::FirstText(&[DISPLAY_NAME, DESCRIPTION, NAME]) },
    Field { name: "description", from: Source::Text(DESCRIPTION) },
    Field { name: "resourceVersion", from: Source::TextOrEmpty(&["metadata", "resourceVersion"]) },
    Field { name: "createdAt", from: Source::Date(&["metadata", "creationTimestamp"]) },
    Field { name: "deletionTimestamp", from: Source::Text(&["metadata", "deletionTimestamp"]) },
    Field { name: "status", from: Source::Object(&["status"]) },
];

/// Where the name of an object is.
pub const NAME: Path = &["metadata", "name"];
const DISPLAY_NAME: Path = &["metadata", "annotations", "kubernetes.io/display-name"];
const DESCRIPTION: Path = &["metadata", "annotations", "kubernetes.io/description"];

#[cfg(test)]
mod from_json;
#[cfg(test)]
mod tests;
