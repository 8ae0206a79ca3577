//! What an object says about itself: verdicts on its readiness, the status a control plane shows, and kstatus.
//!
//! Verdicts follow from [`Facts`], the few fields of one version of an object that [`Rules`] need. This module neither
//! reads them (from a JavaScript object, or from JSON in a test) nor acts on a verdict.
//!
//! The word condition has two meanings in Kubernetes, and two types keep them apart:
//! - a [`StatusCondition`] is data: an entry of an object's `status.conditions` with a type, a status and a reason, as the
//!   Kubernetes API conventions define it ("Typical status properties");
//! - a [`Condition`] is a predicate: something that holds for a version of an object or does not, as in kube-runtime. It
//!   is what a caller builds with `condition`, `allOf`, `not` and so on. Many require a status condition, but it may just
//!   as well require a field, or that the object is gone.

mod condition;
mod control_plane;
mod evaluation;
mod facts;
mod generation;
pub mod kstatus;
mod rules;
mod verdict;

pub use condition::{Condition, Over};
pub use control_plane::{
    ConditionText, ControlPlaneCondition, ControlPlaneReport, ControlPlaneState, MessagePart, Required,
    USUAL_TYPES, control_plane_report,
};
pub use facts::{
    ConditionFact, ConditionStatus, Facts, Kept, KeptOfCondition, StatusCondition, StatusFacts, VerdictFact,
};
pub use generation::{Generation, oldest_observation};
pub use rules::{FailsBy, Predicate, Question, Reasons, Rules};
pub use verdict::{Basis, State, TextSource, Verdict};

/// The message for an object that has no status, or a status without conditions.
pub const PROVISIONING: &str = "Resource is being provisioned";

/// The message for a required condition that is missing. Condition types are ASCII by the API conventions.
pub fn awaiting(kind: &str) -> String {
    let mut text = String::from("Awaiting ");
    text.push_str(&kind.to_ascii_lowercase());
    text
}

#[cfg(test)]
pub(crate) mod from_json;
#[cfg(test)]
mod tests;

#[cfg(test)]
mod arbitrary;
