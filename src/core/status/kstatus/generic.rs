//! The rules that hold for objects of every kind.

use super::facts::{Facts, Word};
use super::outcome::{Outcome, Report};

/// The rules that come before those of the kind: deletion, a status of another generation, and the first standard
/// condition that holds.
pub(super) fn before_kind(facts: &Facts<'_>) -> Option<Report> {
    if facts.terminating {
        return Some(Outcome::Terminating.into());
    }
    // Not only older ones: a status that is ahead of its object is not the object's either.
    if facts.has_generation()
        && facts.has_observed_generation()
        && facts.generation != facts.observed_generation
    {
        return Some(Outcome::GenerationNotObserved.into());
    }
    facts.conditions().filter(|condition| condition.is_true()).find_map(|condition| match condition.kind {
        Some(Word::Reconciling) => Some(Report::of_condition(Outcome::Reconciling, condition.index)),
        Some(Word::Stalled) => Some(Report::of_condition(Outcome::Stalled, condition.index)),
        _ => None,
    })
}

/// The rule for kinds without their own: what `Ready` says, else current, since nothing contradicts it.
pub(super) fn by_ready(facts: &Facts<'_>) -> Report {
    match facts.conditions().find(|condition| condition.kind == Some(Word::Ready)) {
        Some(ready) if ready.is_true() => Outcome::Ready.into(),
        Some(ready) => Report::of_condition(Outcome::Reconciling, ready.index),
        None => Outcome::NothingSaid.into(),
    }
}
