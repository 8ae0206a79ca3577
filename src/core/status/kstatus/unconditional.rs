//! The kinds that are always current.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

/// Its generations have been compared when the rule is asked, and its controller observes one only by
/// computing the disruptions.
pub(super) const DISRUPTION_BUDGET: Rule = Rule {
    reads: Reads { kind: "PodDisruptionBudget", groups: &["policy"], ..Reads::NOTHING },
    judge: |_| Outcome::DisruptionsComputed.into(),
};

pub(super) const CRON_JOB: Rule =
    Rule { reads: Reads { kind: "CronJob", groups: &["batch"], ..Reads::NOTHING }, judge: always };
pub(super) const SECRET: Rule =
    Rule { reads: Reads { kind: "Secret", groups: &[""], ..Reads::NOTHING }, judge: always };
pub(super) const CONFIG_MAP: Rule =
    Rule { reads: Reads { kind: "ConfigMap", groups: &[""], ..Reads::NOTHING }, judge: always };

/// kstatus has no rule for it: the phase says no more than the deletion timestamp.
pub(super) const NAMESPACE: Rule = Rule {
    reads: Reads { kind: "Namespace", groups: &[""], texts: &["status.phase"], ..Reads::NOTHING },
    judge: namespace,
};

fn always(_: &Facts<'_>) -> Report {
    Outcome::AlwaysCurrent.into()
}

fn namespace(facts: &Facts<'_>) -> Report {
    if facts.text(0).is(Word::Terminating) {
        Outcome::Terminating.into()
    } else {
        Outcome::NothingSaid.into()
    }
}
