//! One file per resource: what its object looks like, when it is ready, when it has failed.
//!
//! A resource is a description, not code: [`Resource`] says where it lives, [`Ready`] what it is judged
//! by, [`Field`] where its adapted fields come from. What is described here goes through the very
//! mechanism that `defineResource` offers to everyone.

mod adapter;
mod dns_zone;
mod project;
mod timestamp;

pub use adapter::{Adapted, Field, Misfit, Path, Readable, Source, adapt_field, path_text};
pub use dns_zone::DNS_ZONE;
pub use project::PROJECT;
pub use timestamp::epoch_millis;

use crate::core::status::{Criterion, FailsBy, PendingReasons, Rules, Statement};

/// A kind of object.
#[derive(Debug)]
pub struct Resource {
    /// Group, version and plural as the API's path has them.
    pub resource_type: &'static str,
    /// Whose control plane it is found in.
    pub scope: Scope,
    /// Where it is found there.
    pub namespace: Namespace,
    /// What makes it ready.
    pub ready: Ready,
    /// Reasons that mean "still provisioning" for this kind, besides the common ones.
    pub pending_reasons: &'static [&'static str],
    /// The fields of the adapted object beyond the common ones.
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
}

/// What makes a resource ready, in a form that a constant can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// All of these conditions are `True`, whatever others say.
    Conditions(&'static [&'static str]),
    /// `Ready` alone where it is present, else all of these.
    ReadyElse(&'static [&'static str]),
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
        let _ = fields;
        let ready = match self.ready {
            Ready::Conditions(kinds) => Statement::conditions(kinds.iter().copied()),
            Ready::ReadyElse(kinds) => Statement::ready_else(kinds.iter().copied()),
        };
        Rules {
            ready: Criterion::Stated(ready),
            failed: Criterion::Never,
            fails_by: FailsBy::Conditions,
            pending_reasons: PendingReasons::with(self.pending_reasons.iter().copied()),
        }
    }

    /// All fields of the adapted object, in the order in which it shows them.
    pub fn adapted_fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        COMMON_FIELDS.iter().chain(self.fields)
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

const NAME: Path = &["metadata", "name"];
const DISPLAY_NAME: Path = &["metadata", "annotations", "kubernetes.io/display-name"];
const DESCRIPTION: Path = &["metadata", "annotations", "kubernetes.io/description"];

#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod from_json;
#[cfg(not(target_arch = "wasm32"))]
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
