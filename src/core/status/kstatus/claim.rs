//! When a PersistentVolumeClaim is current: it is bound.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};
use super::rule::Rule;

pub(super) const RULE: Rule = Rule { reads: "PersistentVolumeClaim|/||status.phase|", judge };

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
