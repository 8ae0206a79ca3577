//! What makes an object ready, as a small tree over its facts.

use super::verdict::{Basis, PendingReasons, State, Verdict};
use super::{Condition, ConditionStatus, Facts, Generation, StatusFacts};

/// A statement about one version of an object. Each leaf is judged by itself; a node combines what
/// its children say and passes on the one that decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Readiness {
    /// The condition of this type is `True`. `False` can fail the object.
    Condition(String),
    /// All of them hold. The first that failed decides, else the first that is pending, else the last.
    AllOf(Vec<Readiness>),
    /// `Ready` decides alone where the object has it, and the other statement where it has not.
    ReadyElse(Box<Readiness>),
}

/// The condition that sums up all others where a controller writes it.
const READY: &str = "Ready";

impl Readiness {
    /// Every condition of the list is `True`.
    pub fn conditions<T: Into<String>>(kinds: impl IntoIterator<Item = T>) -> Self {
        Self::AllOf(kinds.into_iter().map(|kind| Self::Condition(kind.into())).collect())
    }

    /// `Ready` where the object has it, else every condition of the list.
    pub fn ready_else<T: Into<String>>(kinds: impl IntoIterator<Item = T>) -> Self {
        Self::ReadyElse(Box::new(Self::conditions(kinds)))
    }

    /// The condition types it looks at, each once: no other condition has to be read.
    pub fn condition_types(&self) -> Vec<&str> {
        let mut kinds = Vec::new();
        self.collect_types(&mut kinds);
        kinds
    }

    fn collect_types<'a>(&'a self, kinds: &mut Vec<&'a str>) {
        let mut add = |kind: &'a str| {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        };
        match self {
            Self::Condition(kind) => add(kind),
            Self::AllOf(parts) => parts.iter().for_each(|part| part.collect_types(kinds)),
            Self::ReadyElse(other) => {
                add(READY);
                other.collect_types(kinds);
            }
        }
    }

    /// Whether it looks at conditions at all.
    pub(super) fn names_conditions(&self) -> bool {
        match self {
            Self::Condition(_) | Self::ReadyElse(_) => true,
            Self::AllOf(parts) => parts.iter().any(Self::names_conditions),
        }
    }

    /// Judges a version whose status is there and is not stale as a whole.
    pub(super) fn judge(&self, seen: &Seen<'_>) -> Verdict {
        match self {
            Self::Condition(kind) => seen.judge_condition(kind),
            Self::AllOf(parts) => all_of(parts.iter().map(|part| part.judge(seen))),
            Self::ReadyElse(other) => match seen.status.condition(READY) {
                Some(ready) => seen.judge_present(ready),
                None => other.judge(seen),
            },
        }
    }
}

/// One version of an object together with what it is judged by.
pub(super) struct Seen<'a> {
    pub(super) facts: &'a Facts,
    pub(super) status: &'a StatusFacts,
    pub(super) min_generation: Option<Generation>,
    pub(super) pending_reasons: &'a PendingReasons,
}

impl Seen<'_> {
    /// An observation is stale if it was made of an older generation than the object's or the one asked for.
    pub(super) fn is_stale(&self, observed: Option<Generation>) -> bool {
        let Some(observed) = observed else {
            return false;
        };
        // `None` is less than any generation: an unknown one makes nothing stale.
        Some(observed) < self.facts.generation || Some(observed) < self.min_generation
    }

    fn judge_condition(&self, kind: &str) -> Verdict {
        match self.status.condition(kind) {
            Some(condition) => self.judge_present(condition),
            None => Verdict::pending(Basis::Missing(kind.to_owned())),
        }
    }

    fn judge_present(&self, condition: &Condition) -> Verdict {
        if self.is_stale(condition.observed_generation) {
            return Verdict::pending(Basis::StaleCondition(condition.position));
        }
        let state = match condition.status {
            ConditionStatus::True => State::Ready,
            ConditionStatus::Unknown => State::Pending,
            ConditionStatus::False => match &condition.reason {
                Some(reason) if self.pending_reasons.has(reason) => State::Pending,
                _ => State::Failed,
            },
        };
        Verdict { state, basis: Basis::Condition(condition.position) }
    }
}

fn all_of(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut decided = Verdict { state: State::Ready, basis: Basis::NothingAsked };
    for verdict in verdicts {
        match (decided.state, verdict.state) {
            (_, State::Failed) => return verdict,
            (State::Ready, _) => decided = verdict,
            (State::Pending | State::Failed, _) => {}
        }
    }
    decided
}
