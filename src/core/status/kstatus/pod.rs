//! When a Pod is current: it is ready, or has run to its end.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads {
        kind: "Pod",
        groups: &[""],
        texts: &["status.phase"],
        has_containers: true,
        ..Reads::NOTHING
    },
    judge,
};

/// How long a pod may be without a node before it is said to have failed, in milliseconds. The scheduler
/// writes `Unschedulable` after its first try, and nodes come late.
const SCHEDULE_WINDOW: f64 = 15_000.0;

fn judge(facts: &Facts<'_>) -> Report {
    let phase = facts.text(0);
    let outcome = match phase.word() {
        Some(Word::Succeeded) => Outcome::PodSucceeded,
        Some(Word::Failed) => Outcome::PodFailed,
        Some(Word::Running) => running(facts),
        Some(Word::Pending) => pending(facts),
        _ if phase.is_blank() => Outcome::PodNotObserved,
        _ => Outcome::PodPhaseUnknown,
    };
    outcome.into()
}

fn running(facts: &Facts<'_>) -> Outcome {
    if facts.find(Word::Ready, Word::True).is_some() {
        Outcome::PodReady
    } else if facts.waits_for(Word::CrashLoopBackOff) {
        Outcome::CrashLooping
    } else {
        Outcome::PodNotReady
    }
}

fn pending(facts: &Facts<'_>) -> Outcome {
    match facts.find(Word::PodScheduled, Word::False) {
        Some(condition) if condition.reason.is(Word::Unschedulable) => {
            if facts.age < SCHEDULE_WINDOW {
                Outcome::PodNotScheduled
            } else {
                Outcome::PodUnschedulable
            }
        }
        _ => Outcome::PodPending,
    }
}
