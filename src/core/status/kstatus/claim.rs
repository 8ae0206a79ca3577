//! When a PersistentVolumeClaim is current: it is bound.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::{Reads, Rule};

pub(super) const RULE: Rule = Rule {
    reads: Reads { kind: "PersistentVolumeClaim", groups: &[""], texts: &["status.phase"], ..Reads::NOTHING },
    judge,
};

fn judge(facts: &Facts<'_>) -> Report {
    let phase = facts.text(0);
    let outcome = if phase.is(Word::Bound) {
        Outcome::ClaimBound
    } else if phase.is_blank() {
        Outcome::ClaimNotBound
    } else {
        Outcome::ClaimPhase
    };
    outcome.into()
}
