//! When a ReplicaSet is current.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads {
        kind: "ReplicaSet",
        groups: &["apps", "extensions"],
        numbers: &[
            "spec.replicas",
            "status.replicas",
            "status.fullyLabeledReplicas",
            "status.availableReplicas",
            "status.readyReplicas",
        ],
        ..Reads::NOTHING
    },
    judge,
};

fn judge(facts: &Facts<'_>) -> Report {
    // The controller keeps trying, so this is not a failure.
    if facts.find(Word::ReplicaFailure, Word::True).is_some() {
        return Outcome::ReplicaFailure.into();
    }
    let [wanted, total, labelled, available, ready] = facts.numbers([1.0, 0.0, 0.0, 0.0, 0.0]);
    let lacking = Report::of_larger(&[
        (wanted, labelled, Outcome::LessLabelled),
        (wanted, available, Outcome::LessAvailable),
        (wanted, ready, Outcome::LessReady),
        (total, wanted, Outcome::ExtraPods),
    ]);
    lacking.unwrap_or_else(|| Outcome::AllReady.with(total, 0.0))
}
