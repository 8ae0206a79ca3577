//! Evaluating conditions on one version of an object, and combining the results.

use super::verdict::{Basis, State, Verdict};
use super::{ConditionStatus, Facts, Generation, Reasons, StatusCondition};

/// Whether a condition holds. It and its negation are `Unknown` if it looks into a missing or stale status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Holds,
    Fails,
    Unknown,
}

/// The result of evaluating a condition.
#[derive(Debug)]
pub(super) struct Evaluation {
    pub(super) truth: Truth,
    /// Whether a status condition that it requires says that it will never hold.
    pub(super) has_failed: bool,
    pub(super) basis: Basis,
}

impl Evaluation {
    pub(super) fn plain(holds: bool, basis: Basis) -> Self {
        let truth = if holds { Truth::Holds } else { Truth::Fails };
        Self { truth, has_failed: false, basis }
    }

    pub(super) fn unknown(basis: Basis) -> Self {
        Self { truth: Truth::Unknown, has_failed: false, basis }
    }

    pub(super) fn all_of(parts: &mut dyn Iterator<Item = Self>) -> Self {
        parts.fold(Self::plain(true, Basis::Nothing), |decided, next| {
            let truth = match (decided.truth, next.truth) {
                (Truth::Holds, truth) | (truth, Truth::Holds) => truth,
                (Truth::Fails, _) | (_, Truth::Fails) => Truth::Fails,
                (Truth::Unknown, Truth::Unknown) => Truth::Unknown,
            };
            let is_decided = decided.has_failed || (decided.truth != Truth::Holds && !next.has_failed);
            Self { truth, ..if is_decided { decided } else { next } }
        })
    }

    pub(super) fn any_of(parts: &mut dyn Iterator<Item = Self>) -> Self {
        let decided = parts.reduce(|decided, next| {
            let truth = match (decided.truth, next.truth) {
                (Truth::Fails, truth) | (truth, Truth::Fails) => truth,
                (Truth::Holds, _) | (_, Truth::Holds) => Truth::Holds,
                (Truth::Unknown, Truth::Unknown) => Truth::Unknown,
            };
            let is_decided = match (decided.truth, next.truth) {
                (Truth::Holds, _) => true,
                (_, Truth::Holds) => false,
                (Truth::Fails | Truth::Unknown, _) => decided.has_failed || !next.has_failed,
            };
            Self { truth, ..if is_decided { decided } else { next } }
        });
        decided.unwrap_or_else(|| Self::plain(false, Basis::Nothing))
    }

    pub(super) fn negated(self) -> Self {
        let truth = match self.truth {
            Truth::Holds => Truth::Fails,
            Truth::Fails => Truth::Holds,
            Truth::Unknown => Truth::Unknown,
        };
        let basis = match (truth, self.basis) {
            // A field that must be missing, and is, is not awaited.
            (Truth::Holds, Basis::Missing(_) | Basis::NoStatus) => Basis::Nothing,
            // This is the value that the field must not have, so no message names it.
            (_, Basis::Field { path, .. }) => Basis::Field { path, text: None },
            (_, basis) => basis,
        };
        Self { truth, has_failed: false, basis }
    }

    /// The verdict. `can_fail`: whether the status conditions that it requires can fail the object.
    pub(super) fn verdict(self, can_fail: bool) -> Verdict {
        let state = match self.truth {
            Truth::Holds => State::Ready,
            Truth::Fails | Truth::Unknown if can_fail && self.has_failed => State::Failed,
            Truth::Fails | Truth::Unknown => State::Pending,
        };
        Verdict { state, basis: self.basis }
    }
}

/// Evaluates the leaves of conditions on one version of an object.
pub(super) struct Evaluator<'a> {
    pub(super) facts: &'a Facts,
    pub(super) min_generation: Option<Generation>,
    pub(super) reasons: &'a Reasons,
}

impl Evaluator<'_> {
    /// Why the status decides nothing: it is missing or stale. `None` if it counts.
    pub(super) fn unusable_status(&self) -> Option<Basis> {
        let Some(status) = &self.facts.status else {
            return Some(Basis::NoStatus);
        };
        if self.is_older() {
            Some(Basis::OlderObject)
        } else if self.is_stale(status.observed_generation) {
            Some(Basis::StaleStatus)
        } else {
            None
        }
    }

    /// Whether the object itself is older than the required generation.
    pub(super) fn is_older(&self) -> bool {
        self.facts.generation.is_some() && self.facts.generation < self.min_generation
    }

    /// Whether an observation describes an older generation than the object's or the required one.
    fn is_stale(&self, observed: Option<Generation>) -> bool {
        let Some(observed) = observed else {
            return false;
        };
        // `None` is less than any generation: an unknown one makes nothing stale.
        Some(observed) < self.facts.generation || Some(observed) < self.min_generation
    }

    pub(super) fn status_condition(
        &self,
        kind: &str,
        wanted: ConditionStatus,
        reason: Option<&str>,
    ) -> Evaluation {
        if let Some(basis) = self.unusable_status() {
            return Evaluation::unknown(basis);
        }
        let status = self.facts.status.as_ref();
        match status.and_then(|status| status.condition(kind)) {
            Some(condition) => self.present(condition, wanted, reason),
            None if status.is_some_and(|status| status.has_conditions) => {
                Evaluation::plain(false, Basis::Missing(kind.to_owned()))
            }
            None => Evaluation::plain(false, Basis::NoStatus),
        }
    }

    fn present(
        &self,
        condition: &StatusCondition,
        wanted: ConditionStatus,
        reason: Option<&str>,
    ) -> Evaluation {
        if self.is_stale(condition.observed_generation) {
            return Evaluation::unknown(Basis::StaleCondition(condition.position));
        }
        let has_failed = match (wanted, condition.status) {
            (ConditionStatus::True, ConditionStatus::False) => {
                // Without a reason, nothing says that this is final.
                condition.has_reason && self.reasons.fail(condition.reason.as_deref())
            }
            (
                ConditionStatus::True | ConditionStatus::False | ConditionStatus::Unknown,
                ConditionStatus::True | ConditionStatus::False | ConditionStatus::Unknown,
            ) => false,
        };
        let holds = condition.status == wanted && (reason.is_none() || reason == condition.reason.as_deref());
        Evaluation { has_failed, ..Evaluation::plain(holds, Basis::Condition(condition.position)) }
    }

    /// The status condition of this type, if it is `True` and not stale.
    pub(super) fn fresh_and_true(&self, kind: &str) -> Option<Basis> {
        let condition = self.facts.status.as_ref()?.condition(kind)?;
        let is_true = condition.status == ConditionStatus::True
            && !self.is_stale(condition.observed_generation)
            && self.unusable_status().is_none();
        is_true.then_some(Basis::Condition(condition.position))
    }

    /// The values at a path, at least one; or why they are unknown.
    pub(super) fn nested(&self, slot: usize, is_of_status: bool, path: &str) -> Result<&[Facts], Basis> {
        match (self.unusable_status(), self.facts.nested.get(slot)) {
            (Some(reason), _) if is_of_status => Err(reason),
            (_, Some(nested)) if !nested.is_empty() => Ok(nested),
            _ => Err(Basis::Field { path: path.to_owned(), text: None }),
        }
    }

    pub(super) fn field(&self, slot: usize, is_of_status: bool, basis: Basis) -> Evaluation {
        if self.facts.is_gone {
            // There is no value whose field could be present or missing.
            return Evaluation::unknown(basis);
        }
        match self.unusable_status() {
            Some(reason) if is_of_status => Evaluation::unknown(reason),
            Some(_) | None => Evaluation::plain(self.facts.fields.get(slot) == Some(&true), basis),
        }
    }
}
