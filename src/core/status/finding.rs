//! What a statement comes to on one version of an object, and how findings combine.

use super::verdict::{Basis, State, Verdict};
use super::{Condition, ConditionStatus, Facts, Generation, PendingReasons};

/// Whether a statement holds. Nothing can be said of a status that is missing or stale, nor of its opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Holds,
    Fails,
    Unknown,
}

/// What a statement comes to.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) truth: Truth,
    /// Whether a condition that it names says that it will never hold.
    pub(super) has_failed: bool,
    pub(super) basis: Basis,
}

impl Finding {
    pub(super) fn plain(holds: bool, basis: Basis) -> Self {
        let truth = if holds { Truth::Holds } else { Truth::Fails };
        Self { truth, has_failed: false, basis }
    }

    fn unknown(basis: Basis) -> Self {
        Self { truth: Truth::Unknown, has_failed: false, basis }
    }

    pub(super) fn all_of(findings: impl Iterator<Item = Self>) -> Self {
        findings.fold(Self::plain(true, Basis::NothingAsked), |decided, next| {
            let truth = match (decided.truth, next.truth) {
                (Truth::Holds, truth) | (truth, Truth::Holds) => truth,
                (Truth::Fails, _) | (_, Truth::Fails) => Truth::Fails,
                (Truth::Unknown, Truth::Unknown) => Truth::Unknown,
            };
            let is_decided = decided.has_failed || (decided.truth != Truth::Holds && !next.has_failed);
            Self { truth, ..if is_decided { decided } else { next } }
        })
    }

    pub(super) fn any_of(findings: impl Iterator<Item = Self>) -> Self {
        let decided = findings.reduce(|decided, next| {
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
        decided.unwrap_or_else(|| Self::plain(false, Basis::NothingAsked))
    }

    pub(super) fn opposite(self) -> Self {
        let truth = match self.truth {
            Truth::Holds => Truth::Fails,
            Truth::Fails => Truth::Holds,
            Truth::Unknown => Truth::Unknown,
        };
        // What is missing, as it has to be, is not awaited.
        let basis = match (truth, self.basis) {
            (Truth::Holds, Basis::Missing(_) | Basis::NoStatus) => Basis::NothingAsked,
            // Nor is the field what it must not be.
            (_, Basis::Field { path, .. }) => Basis::Field { path, says: None },
            (_, basis) => basis,
        };
        Self { truth, has_failed: false, basis }
    }

    /// The verdict, where the conditions that a statement names can fail it or cannot.
    pub(super) fn verdict(self, can_fail: bool) -> Verdict {
        let state = match self.truth {
            Truth::Holds => State::Ready,
            Truth::Fails | Truth::Unknown if can_fail && self.has_failed => State::Failed,
            Truth::Fails | Truth::Unknown => State::Pending,
        };
        Verdict { state, basis: self.basis }
    }
}

/// One version of an object together with what it is judged by.
pub(super) struct Seen<'a> {
    pub(super) facts: &'a Facts,
    pub(super) min_generation: Option<Generation>,
    pub(super) pending_reasons: &'a PendingReasons,
}

impl Seen<'_> {
    /// Why nothing can be said of the status, if nothing can.
    pub(super) fn blindness(&self) -> Option<Basis> {
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

    /// The object itself is older than the generation asked for.
    pub(super) fn is_older(&self) -> bool {
        self.facts.generation.is_some() && self.facts.generation < self.min_generation
    }

    /// An observation is stale if it was made of an older generation than the object's or the one asked for.
    fn is_stale(&self, observed: Option<Generation>) -> bool {
        let Some(observed) = observed else {
            return false;
        };
        // `None` is less than any generation: an unknown one makes nothing stale.
        Some(observed) < self.facts.generation || Some(observed) < self.min_generation
    }

    pub(super) fn condition(&self, kind: &str, wanted: ConditionStatus, reason: Option<&str>) -> Finding {
        if let Some(basis) = self.blindness() {
            return Finding::unknown(basis);
        }
        let status = self.facts.status.as_ref();
        match status.and_then(|status| status.condition(kind)) {
            Some(condition) => self.present(condition, wanted, reason),
            None if status.is_some_and(|status| status.has_conditions) => {
                Finding::plain(false, Basis::Missing(kind.to_owned()))
            }
            None => Finding::plain(false, Basis::NoStatus),
        }
    }

    fn present(&self, condition: &Condition, wanted: ConditionStatus, reason: Option<&str>) -> Finding {
        if self.is_stale(condition.observed_generation) {
            return Finding::unknown(Basis::StaleCondition(condition.position));
        }
        let is_hopeless = match (wanted, condition.status) {
            (ConditionStatus::True, ConditionStatus::False) => {
                !condition.reason.as_ref().is_some_and(|reason| self.pending_reasons.has(reason))
            }
            (
                ConditionStatus::True | ConditionStatus::False | ConditionStatus::Unknown,
                ConditionStatus::True | ConditionStatus::False | ConditionStatus::Unknown,
            ) => false,
        };
        let holds = condition.status == wanted && (reason.is_none() || reason == condition.reason.as_deref());
        let finding = Finding::plain(holds, Basis::Condition(condition.position));
        Finding { has_failed: is_hopeless, ..finding }
    }

    pub(super) fn field(&self, slot: usize, is_of_status: bool, basis: Basis) -> Finding {
        if self.facts.is_gone {
            // A field of nothing neither is nor lacks anything.
            return Finding::unknown(basis);
        }
        match self.blindness() {
            Some(reason) if is_of_status => Finding::unknown(reason),
            Some(_) | None => Finding::plain(self.facts.fields.get(slot) == Some(&true), basis),
        }
    }
}
