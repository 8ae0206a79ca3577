//! kstatus: the state of an object's reconciliation, for any kind.
//!
//! The rules are those that `sigs.k8s.io/cli-utils/pkg/kstatus` publishes: deletion, then generations, then the standard
//! conditions `Reconciling` and `Stalled`, then the rule of a built-in kind, then `Ready`. Each kind's rule has its own file;
//! each [`Rule`] lists the few fields it needs, and no others are read. This describes one object at one
//! moment. Waiters never use it.

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

pub use facts::{Facts, KstatusFact, NoFacts, Word};
pub use outcome::{KstatusResult, Outcome, Report, STANDARD_CONDITIONS};
pub use rule::{RULES, Reads, Rule};

/// The report on one version of an object.
pub fn report(facts: &Facts<'_>) -> Report {
    if let Some(report) = generic::before_kind(facts) {
        return report;
    }
    match rule::JUDGES.get(facts.rule) {
        Some(judge) => judge(facts),
        None => generic::by_ready(facts),
    }
}

#[cfg(test)]
pub(super) mod from_json;
#[cfg(test)]
mod tests;
