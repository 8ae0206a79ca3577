//! When a Job is current: from its start on, unless it fails. A job is done being reconciled once it runs;
//! whether its work is done is another question.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads {
        kind: "Job",
        groups: &["batch"],
        numbers: &[
            "spec.parallelism",
            "spec.completions",
            "status.succeeded",
            "status.active",
            "status.failed",
        ],
        texts: &["status.startTime"],
        flags: &["spec.suspend"],
        ..Reads::NOTHING
    },
    judge,
};

fn judge(facts: &Facts<'_>) -> Report {
    let [parallelism, completions, succeeded, active, failed, suspend] =
        facts.numbers([1.0, f64::NAN, 0.0, 0.0, 0.0, f64::NAN]);
    let has_started = !facts.text(0).is_blank();
    let wanted = if completions.is_nan() { parallelism } else { completions };
    for condition in facts.conditions().filter(|condition| condition.is_true()) {
        match condition.kind {
            Some(Word::Complete) => return Outcome::JobComplete.with(succeeded, wanted),
            Some(Word::Failed) => return Outcome::JobFailed.with(failed, wanted),
            // A Job that was resumed, which its controller has not seen yet, has not started.
            Some(Word::Suspended) if suspend == 0.0 && !has_started => {}
            Some(Word::Suspended) => return Outcome::JobSuspended.into(),
            _ => {}
        }
    }
    if has_started { Outcome::JobRunning.with(succeeded, active) } else { Outcome::JobNotStarted.into() }
}
