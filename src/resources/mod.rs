//! One file per resource: what its object looks like, when it is ready, when it has failed.
//!
//! A resource is a description, not code: [`Resource`] says where it lives, [`Ready`] when it is ready, [`Field`] where its
//! adapted fields come from. What is described here goes through the same mechanism as the definitions of callers
//! (`defineResource`).
//!
//! A new kind is a file, a line in [`KINDS`], and its types in `pkg/types/resources.d.ts`.

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
    Adapted, EACH, FIRST, Field, KEYS, Mismatch, OWN, Path, REPEATING, Readable, Shown, Source, TEXTS,
    WITHOUT, adapt_field, path_text,
};
pub use timestamp::epoch_millis;

use crate::core::status::{Condition, FailsBy, Predicate, Reasons, Rules};

/// All kinds that the package knows, by the names under which it exports them: `toProject`, `verdictOfProject`,
/// `waitForProjectReady`. `crate::protocol` writes those exports.
pub const KINDS: [(&str, &Resource); 11] = [
    ("Project", &project::PROJECT),
    ("DnsZone", &dns_zone::DNS_ZONE),
    ("DnsRecordSet", &dns_record_set::DNS_RECORD_SET),
    ("Domain", &domain::DOMAIN),
    ("HttpProxy", &http_proxy::HTTP_PROXY),
    ("ExportPolicy", &export_policy::EXPORT_POLICY),
    ("Connector", &connector::CONNECTOR),
    ("Secret", &secret::SECRET),
    ("ServiceAccount", &service_account::SERVICE_ACCOUNT),
    ("PaymentMethod", &payment_method::PAYMENT_METHOD),
    ("StripePaymentMethod", &stripe_payment_method::STRIPE_PAYMENT_METHOD),
];

/// What the kinds are called, each with its resource type: a table of its own, since every page needs it, and few need more.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, for which a wrong index is an error")]
pub const KIND_NAMES: [(&str, &str); KINDS.len()] = {
    let mut names = [("", ""); KINDS.len()];
    let mut at = 0;
    while at < KINDS.len() {
        names[at] = (KINDS[at].0, KINDS[at].1.resource_type);
        at += 1;
    }
    names
};

/// The resources alone, in the same order: the wasm knows them by number.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, for which a wrong index is an error")]
pub const RESOURCES: [&Resource; KINDS.len()] = {
    let mut resources = [KINDS[0].1; KINDS.len()];
    let mut at = 0;
    while at < KINDS.len() {
        resources[at] = KINDS[at].1;
        at += 1;
    }
    resources
};

/// A kind of object.
#[derive(Debug)]
pub struct Resource {
    /// Group, version and plural as the API's path has them.
    pub resource_type: &'static str,
    /// The control plane it lives in.
    pub scope: Scope,
    /// The namespace it lives in.
    pub namespace: Namespace,
    /// Where the object has the name that waiters are given. Unless it is its own, they watch the collection.
    pub known_by: Path,
    /// When it is ready.
    pub ready: Ready,
    /// When it has failed, besides the conditions that make it ready.
    pub failed: Option<FieldTest>,
    /// Where the object explains that failure: a reason and a message.
    pub explained_by: Option<[Path; 2]>,
    /// Reasons that mean "still provisioning" for this kind, besides the common ones.
    pub pending_reasons: &'static [&'static str],
    /// The fields of the adapted object besides the common ones. One of the same name replaces a common one.
    pub fields: &'static [Field],
}

/// Which control plane a resource lives in. Its id is the first argument of a waiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// That of an organization.
    Organization,
    /// That of a project.
    Project,
    /// The signed-in user's.
    User,
    /// The one the source talks to by default.
    Cluster,
}

impl Scope {
    /// The scope that a definition calls by this name. Its rule in `core::options` knows the same names.
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
    /// This one.
    Named(&'static str),
    /// That of its organization, `organization-<id>`.
    OfOrganization,
}

/// The namespace of an organization is this and its id.
pub const ORGANIZATION_NAMESPACE: &str = "organization-";

/// When a resource is ready, in a form that a constant can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// All of these status conditions are `True`, whatever the status of others.
    Conditions(&'static [&'static str]),
    /// `Ready` alone if it is present, else all of these.
    ReadyElse(&'static [&'static str]),
    /// It exists.
    Exists,
    /// A field has this value.
    Is(Path, &'static str),
    /// A field is present and not empty.
    Set(Path),
}

/// A test of a field: that it is present or, with a text, that it has this value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldTest {
    /// Its path.
    pub path: Path,
    /// The value it must have.
    pub is: Option<&'static str>,
}

impl Resource {
    /// The rules of this kind. Adds the tests of fields that they need, each at its slot, to `fields`.
    pub fn rules(&self, fields: &mut Vec<FieldTest>) -> Rules {
        let mut ask = |path: Path, is: Option<&'static str>| {
            fields.push(FieldTest { path, is });
            Condition::Field {
                slot: fields.len() - 1,
                path: path_text(path),
                text: is.map(str::to_owned),
                is_of_status: path.first() == Some(&"status"),
            }
        };
        let ready = match self.ready {
            Ready::Conditions(kinds) => Condition::all_true(kinds.iter().copied()),
            Ready::ReadyElse(kinds) => Condition::ready_else(kinds.iter().copied()),
            Ready::Exists => Condition::Exists,
            Ready::Is(path, text) => ask(path, Some(text)),
            Ready::Set(path) => {
                let is_empty = ask(path, Some(""));
                Condition::AllOf(vec![ask(path, None), Condition::Not(Box::new(is_empty))])
            }
        };
        Rules {
            ready: Predicate::Condition(ready),
            failed: match self.failed {
                Some(test) => Predicate::Condition(ask(test.path, test.is)),
                None => Predicate::Never,
            },
            fails_by: FailsBy::Conditions,
            reasons: Reasons::new(self.pending_reasons.iter().copied().map(str::to_owned).collect(), None),
        }
    }

    /// All fields of the adapted object, in their order.
    pub fn adapted_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        let own = self.fields;
        let is_own = move |field: &&Field| own.iter().any(|it| it.name == field.name);
        COMMON_FIELDS.iter().filter(move |field| !is_own(field)).chain(own)
    }
}

/// What every adapted object has. A display name falls back to the description, then to the name.
const COMMON_FIELDS: &[Field] = &[
    Field { name: "uid", from: Source::TextOrEmpty(&["metadata", "uid"]) },
    Field { name: "name", from: Source::TextOrEmpty(NAME) },
    Field { name: "namespace", from: Source::TextOrEmpty(&["metadata", "namespace"]) },
    Field { name: "displayName", from: Source::FirstText(&[DISPLAY_NAME, DESCRIPTION, NAME]) },
    Field { name: "description", from: Source::Text(DESCRIPTION) },
    Field { name: "resourceVersion", from: Source::TextOrEmpty(&["metadata", "resourceVersion"]) },
    Field { name: "createdAt", from: Source::Date(&["metadata", "creationTimestamp"]) },
    Field { name: "deletionTimestamp", from: Source::Date(&["metadata", "deletionTimestamp"]) },
    Field { name: "labels", from: Source::Texts(&["metadata", "labels", TEXTS]) },
    Field { name: "annotations", from: Source::Texts(&["metadata", "annotations", TEXTS]) },
    Field { name: "status", from: Source::Object(&["status"]) },
];

/// Where an object has its name.
pub const NAME: Path = &["metadata", "name"];
const DISPLAY_NAME: Path = &["metadata", "annotations", "kubernetes.io/display-name"];
const DESCRIPTION: Path = &["metadata", "annotations", "kubernetes.io/description"];

#[cfg(test)]
mod from_json;
#[cfg(test)]
mod tests;
