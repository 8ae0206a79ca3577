//! Conditions as values: statements about one version of an object, as a small tree over its facts.

use super::finding::{Finding, Seen, Truth};
use super::verdict::Basis;
use super::{ConditionStatus, Facts, PendingReasons};

/// A statement about one version of an object. Each leaf is judged by itself; a node combines what its
/// parts say and passes on the one that decided.
///
/// A leaf that looks into `status` says neither yes nor no where that is missing or stale, and neither does
/// its opposite.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// The condition of this type has this status and, if one is asked for, this reason.
    Condition {
        /// `type`.
        kind: String,
        /// `status`.
        status: ConditionStatus,
        /// `reason`.
        reason: Option<String>,
    },
    /// A field is as it has to be, which whoever reads the object finds out.
    Field {
        /// Its place in [`Facts::fields`].
        slot: usize,
        /// Its path, as one reads it.
        path: String,
        /// The text that it has to be, if it is one.
        says: Option<String>,
        /// Whether the path leads into `status`.
        is_of_status: bool,
    },
    /// The object is there.
    Exists,
    /// The object is gone.
    Deleted,
    /// All of them hold. The first that failed decides, else the first that does not hold, else the last.
    AllOf(Vec<Statement>),
    /// One of them holds; else the first that failed decides, else the first.
    AnyOf(Vec<Statement>),
    /// It does not hold. What is in here can fail nothing.
    Not(Box<Statement>),
    /// `Ready` decides alone where the object has it, and the other statement where it has not.
    ReadyElse(Box<Statement>),
}

/// The condition that sums up all others where a controller writes it.
const READY: &str = "Ready";

impl Statement {
    /// The condition of this type is `True`.
    pub fn condition(kind: impl Into<String>) -> Self {
        Self::Condition { kind: kind.into(), status: ConditionStatus::True, reason: None }
    }

    /// Every condition of the list is `True`.
    pub fn conditions<T: Into<String>>(kinds: impl IntoIterator<Item = T>) -> Self {
        let mut all = Vec::new();
        for kind in kinds {
            all.push(Self::condition(kind));
        }
        Self::AllOf(all)
    }

    /// `Ready` where the object has it, else every condition of the list.
    pub fn ready_else<T: Into<String>>(kinds: impl IntoIterator<Item = T>) -> Self {
        Self::ReadyElse(Box::new(Self::conditions(kinds)))
    }

    /// Adds the condition types it looks at, and the reasons it asks for, to those that are there; each
    /// once. No other condition has to be read, and no other reason told apart.
    pub fn add_words<'a>(&'a self, kinds: &mut Vec<&'a str>, reasons: &mut Vec<&'a str>) {
        fn add<'a>(words: &mut Vec<&'a str>, word: &'a str) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        match self {
            Self::Condition { kind, reason, .. } => {
                add(kinds, kind);
                if let Some(reason) = reason {
                    add(reasons, reason);
                }
            }
            Self::AllOf(parts) | Self::AnyOf(parts) => {
                parts.iter().for_each(|part| part.add_words(kinds, reasons));
            }
            Self::Not(part) => part.add_words(kinds, reasons),
            Self::ReadyElse(other) => {
                add(kinds, READY);
                other.add_words(kinds, reasons);
            }
            Self::Field { .. } | Self::Exists | Self::Deleted => {}
        }
    }

    /// Whether it looks into `status` at all.
    pub(super) fn looks_into_status(&self) -> bool {
        match self {
            Self::Condition { .. } | Self::ReadyElse(_) => true,
            Self::Field { is_of_status, .. } => *is_of_status,
            Self::AllOf(parts) | Self::AnyOf(parts) => parts.iter().any(Self::looks_into_status),
            Self::Not(part) => part.looks_into_status(),
            Self::Exists | Self::Deleted => false,
        }
    }

    /// Whether the end of the object makes it hold, whatever the object was like.
    pub fn holds_when_gone(&self) -> bool {
        let facts = Facts { is_gone: true, ..Facts::default() };
        let pending_reasons = PendingReasons::default();
        let seen = Seen { facts: &facts, min_generation: None, pending_reasons: &pending_reasons };
        self.judge(&seen).truth == Truth::Holds
    }

    pub(super) fn judge(&self, seen: &Seen<'_>) -> Finding {
        match self {
            Self::Condition { kind, status, reason } => seen.condition(kind, *status, reason.as_deref()),
            Self::Field { slot, path, says, is_of_status } => {
                let basis = Basis::Field { path: path.clone(), says: says.clone() };
                seen.field(*slot, *is_of_status, basis)
            }
            Self::Exists => Finding::plain(!seen.facts.is_gone, Basis::Object),
            Self::Deleted => Finding::plain(seen.facts.is_gone, Basis::Object),
            Self::AllOf(parts) => Finding::all_of(parts.iter().map(|part| part.judge(seen))),
            Self::AnyOf(parts) => Finding::any_of(parts.iter().map(|part| part.judge(seen))),
            Self::Not(part) => part.judge(seen).opposite(),
            Self::ReadyElse(other) => {
                let has_ready = seen.facts.status.as_ref().is_some_and(|it| it.condition(READY).is_some());
                if has_ready { seen.condition(READY, ConditionStatus::True, None) } else { other.judge(seen) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
