//! When a StatefulSet is current. Its controller writes no conditions, so counts and revisions decide.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads {
        kind: "StatefulSet",
        groups: &["apps"],
        numbers: &[
            "spec.replicas",
            "status.replicas",
            "status.readyReplicas",
            "status.currentReplicas",
            "status.updatedReplicas",
            "spec.updateStrategy.rollingUpdate.partition",
        ],
        texts: &["spec.updateStrategy.type", "status.currentRevision", "status.updateRevision"],
        ..Reads::NOTHING
    },
    judge,
};

fn judge(facts: &Facts<'_>) -> Report {
    if facts.text(0).is(Word::OnDelete) {
        return Outcome::UserManaged.into();
    }
    let [wanted, total, ready, current, updated, partition] =
        facts.numbers([1.0, 0.0, 0.0, 0.0, 0.0, f64::NAN]);
    let lacking = Report::of_larger(&[
        (wanted, total, Outcome::LessReplicas),
        (wanted, ready, Outcome::LessReady),
        (total, wanted, Outcome::ExtraPods),
        // Compares as false without a partition.
        (wanted - partition, updated, Outcome::PartitionRollout),
    ]);
    if let Some(report) = lacking {
        report
    } else if !partition.is_nan() {
        // A pod below the partition keeps its revision, so the two revisions may differ permanently.
        Outcome::PartitionComplete.with(updated, 0.0)
    } else if wanted > current {
        Outcome::LessCurrent.with(current, wanted)
    } else if facts.text(1) != facts.text(2) {
        Outcome::RevisionMismatch.into()
    } else {
        Outcome::AllReady.with(total, 0.0)
    }
}
