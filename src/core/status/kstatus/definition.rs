//! When a CustomResourceDefinition is current: its names are accepted and its API is served.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads { kind: "CustomResourceDefinition", groups: &["apiextensions.k8s.io"], ..Reads::NOTHING },
    judge,
};

fn judge(facts: &Facts<'_>) -> Report {
    for condition in facts.conditions() {
        let has_failed = match condition.kind {
            Some(Word::NamesAccepted) => condition.is_false(),
            Some(Word::Established) if condition.is_true() => return Outcome::Established.into(),
            Some(Word::Established) => condition.is_false() && !condition.reason.is(Word::Installing),
            _ => false,
        };
        if has_failed {
            return Report::of_condition(Outcome::Stalled, condition.index);
        }
    }
    Outcome::Installing.into()
}
