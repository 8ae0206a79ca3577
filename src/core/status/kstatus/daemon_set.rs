//! When a DaemonSet is current: every node that should run its pod does.

use super::facts::Facts;
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads {
        kind: "DaemonSet",
        groups: &["apps", "extensions"],
        numbers: &[
            "status.desiredNumberScheduled",
            "status.currentNumberScheduled",
            "status.updatedNumberScheduled",
            "status.numberAvailable",
            "status.numberReady",
        ],
        ..Reads::NOTHING
    },
    judge,
};

fn judge(facts: &Facts<'_>) -> Report {
    // A status that its controller never wrote looks like the finished status of no pods.
    if !facts.has_generation() {
        return Outcome::NoGeneration.into();
    }
    if !facts.has_observed_generation() {
        return Outcome::NoObservedGeneration.into();
    }
    let [wanted, scheduled, updated, available, ready] = facts.numbers([f64::NAN, 0.0, 0.0, 0.0, 0.0]);
    if wanted.is_nan() {
        return Outcome::NoDesiredNumber.into();
    }
    let lacking = Report::of_larger(&[
        (wanted, scheduled, Outcome::LessScheduled),
        (wanted, updated, Outcome::LessUpdated),
        (wanted, available, Outcome::LessAvailable),
        (wanted, ready, Outcome::LessReady),
    ]);
    lacking.unwrap_or_else(|| Outcome::AllReady.with(wanted, 0.0))
}
