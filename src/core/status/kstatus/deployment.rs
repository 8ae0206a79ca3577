//! When a Deployment is current: its pods are, and its controller reports it.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads {
        kind: "Deployment",
        groups: &["apps", "extensions"],
        numbers: &[
            "spec.progressDeadlineSeconds",
            "spec.replicas",
            "status.replicas",
            "status.updatedReplicas",
            "status.availableReplicas",
            "status.readyReplicas",
        ],
        ..Reads::NOTHING
    },
    judge,
};

/// With this deadline, the largest there is, or none, the controller writes no `Progressing` condition.
const NO_DEADLINE: f64 = i32::MAX as f64;

fn judge(facts: &Facts<'_>) -> Report {
    let [deadline, wanted, total, updated, available, ready] =
        facts.numbers([NO_DEADLINE, 1.0, 0.0, 0.0, 0.0, 0.0]);
    let mut is_rolled_out = deadline == NO_DEADLINE;
    let mut is_available = false;
    for condition in facts.conditions() {
        match condition.kind {
            Some(Word::Progressing) if condition.reason.is(Word::ProgressDeadlineExceeded) => {
                return Report::of_condition(Outcome::ProgressDeadlineExceeded, condition.index);
            }
            Some(Word::Progressing) if condition.is_true() => {
                is_rolled_out |= condition.reason.is(Word::NewReplicaSetAvailable);
            }
            Some(Word::Available) => is_available |= condition.is_true(),
            _ => {}
        }
    }
    // In the order in which a rollout goes, so that the message says what is missing first.
    let lacking = Report::of_larger(&[
        (wanted, total, Outcome::LessReplicas),
        (wanted, updated, Outcome::LessUpdated),
        (total, wanted, Outcome::ExtraPods),
        (updated, available, Outcome::LessAvailable),
        (wanted, ready, Outcome::LessReady),
    ]);
    match lacking {
        Some(report) => report,
        None if !is_rolled_out => Outcome::ReplicaSetNotAvailable.into(),
        None if !is_available => Outcome::DeploymentNotAvailable.into(),
        None => Outcome::AllReady.with(total, 0.0),
    }
}
