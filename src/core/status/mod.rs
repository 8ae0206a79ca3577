//! What an object says about itself: conditions, verdicts, and the status a control plane shows.
//!
//! Everything here is a function of [`Facts`], the few fields that a verdict needs. Who reads them
//! (from a JavaScript object, from JSON in a test) is no concern of this module, and neither is
//! what is done with a verdict. Field names follow the Kubernetes API conventions, "Typical status
//! properties".

mod control_plane;
mod facts;
mod finding;
mod generation;
pub mod kstatus;
mod statement;
mod verdict;

pub use control_plane::{
    ControlPlaneCondition, ControlPlaneReport, ControlPlaneState, MessagePart, Required, Said, USUAL_TYPES,
    control_plane_report,
};
pub use facts::{Condition, ConditionStatus, Facts, StatusFacts};
pub use generation::Generation;
pub use statement::Statement;
pub use verdict::{Basis, Criterion, FailsBy, PendingReasons, Question, Rules, State, Verdict};

/// What is said of an object that has no status, or a status without conditions.
pub const PROVISIONING: &str = "Resource is being provisioned";

/// What is said of a condition that is required and not there yet. Condition types are ASCII by the API
/// conventions.
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
