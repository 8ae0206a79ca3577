//! What an object of any kind says of its own reconciling, in the six words of kstatus.
//!
//! The rules are those that `sigs.k8s.io/cli-utils/pkg/kstatus` publishes: deletion, then generations, then
//! the standard conditions `Reconciling` and `Stalled`, then the rule of a built-in kind, then `Ready`. One
//! file has the rule of a kind; each [`Rule`] says which few fields it needs, so that whoever reads the object
//! reads no others. This describes one object at one moment. It is not what waiters use.

mod claim;
mod daemon_set;
mod definition;
mod deployment;
mod facts;
mod generic;
mod job;
mod outcome;
mod pod;
mod replica_set;
mod rule;
mod service;
mod stateful_set;
mod unconditional;

pub use facts::{Facts, Word};
pub use outcome::{Outcome, Report, STANDARD_CONDITIONS};
pub use rule::{RULES, Rule};

/// The report on one version of an object.
pub fn report(facts: &Facts<'_>) -> Report {
    if let Some(report) = generic::before_kind(facts) {
        return report;
    }
    match RULES.get(facts.rule) {
        Some(rule) => (rule.judge)(facts),
        None => generic::by_ready(facts),
    }
}

#[cfg(test)]
pub(super) mod from_json;
#[cfg(test)]
mod tests;
