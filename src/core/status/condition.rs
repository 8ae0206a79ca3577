//! Conditions: predicates over one version of an object, as small expression trees over its facts.

use super::evaluation::{Evaluation, Evaluator, Truth};
use super::verdict::Basis;
use super::{ConditionStatus, Facts, Reasons};

/// A predicate over one version of an object. Each leaf is evaluated by itself; a node combines its parts and passes on
/// the basis of the part that decided.
///
/// With a missing or stale status, a leaf that looks into `status` neither holds nor fails, and neither does its negation.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The object has a status condition of this type with this status and, if one is given, this reason.
    Status {
        /// `type`.
        kind: String,
        /// `status`.
        status: ConditionStatus,
        /// `reason`.
        reason: Option<String>,
    },
    /// A field is present or has a certain value; whoever reads the object compares it.
    Field {
        /// Its index in [`Facts::fields`].
        slot: usize,
        /// Its path, as people write it.
        path: String,
        /// The value it must have, where that is a string.
        text: Option<String>,
        /// Whether the path leads into `status`.
        is_of_status: bool,
    },
    /// The value at a path, judged as if it were the status.
    Nested {
        /// Its index in [`Facts::nested`].
        slot: usize,
        /// Its path, as people write it.
        path: String,
        /// Whether the path leads into `status`.
        is_of_status: bool,
        /// Whether the path leads to one value or a list, and for how many elements the condition must hold.
        over: Over,
        /// What must hold; its fields are relative to the path.
        part: Box<Condition>,
    },
    /// The object exists.
    Exists,
    /// The object is gone.
    Deleted,
    /// All parts hold. The first that has failed decides, else the first that does not hold, else the last.
    AllOf(Vec<Condition>),
    /// One part holds; else the first that has failed decides, else the first.
    AnyOf(Vec<Condition>),
    /// The part does not hold. Nothing inside can fail the object.
    Not(Box<Condition>),
    /// The status condition `Ready` decides alone if the object has it; otherwise the other condition does.
    ReadyElse(Box<Condition>),
}

/// Where a nested condition must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The single value at its path.
    One,
    /// Each element of the list there.
    Every,
    /// At least one element of the list there.
    Some,
}

/// The status condition that summarises all others, if a controller writes it.
const READY: &str = "Ready";

impl Condition {
    /// The status condition of this type is `True`.
    pub fn is_true(kind: impl Into<String>) -> Self {
        Self::Status { kind: kind.into(), status: ConditionStatus::True, reason: None }
    }

    /// The status conditions of all these types are `True`.
    pub fn all_true<T: Into<String>>(kinds: impl IntoIterator<Item = T>) -> Self {
        let mut all = Vec::new();
        for kind in kinds {
            all.push(Self::is_true(kind));
        }
        Self::AllOf(all)
    }

    /// `Ready` if the object has it, else the status conditions of all these types.
    pub fn ready_else<T: Into<String>>(kinds: impl IntoIterator<Item = T>) -> Self {
        Self::ReadyElse(Box::new(Self::all_true(kinds)))
    }

    /// Adds the types of the status conditions that it looks at, each once, and the reasons that it compares.
    pub(super) fn add_words<'a>(&'a self, kinds: &mut Vec<&'a str>, reasons: &mut Vec<&'a str>) {
        match self {
            Self::Status { kind, reason, .. } => {
                add_kind(kinds, kind);
                reasons.extend(reason.as_deref());
            }
            Self::AllOf(parts) | Self::AnyOf(parts) => {
                parts.iter().for_each(|part| part.add_words(kinds, reasons));
            }
            Self::Not(part) | Self::Nested { part, .. } => part.add_words(kinds, reasons),
            Self::ReadyElse(other) => {
                add_kind(kinds, READY);
                other.add_words(kinds, reasons);
            }
            Self::Field { .. } | Self::Exists | Self::Deleted => {}
        }
    }

    /// Whether it looks into `status` at all.
    pub(super) fn looks_into_status(&self) -> bool {
        match self {
            Self::Status { .. } | Self::ReadyElse(_) => true,
            Self::Field { is_of_status, .. } | Self::Nested { is_of_status, .. } => *is_of_status,
            Self::AllOf(parts) | Self::AnyOf(parts) => parts.iter().any(Self::looks_into_status),
            Self::Not(part) => part.looks_into_status(),
            Self::Exists | Self::Deleted => false,
        }
    }

    /// Whether it holds once the object is gone, whatever the object was like.
    pub fn holds_when_gone(&self) -> bool {
        let facts = Facts { is_gone: true, ..Facts::default() };
        let reasons = Reasons::default();
        let evaluator = Evaluator { facts: &facts, min_generation: None, reasons: &reasons };
        self.evaluate(&evaluator).truth == Truth::Holds
    }

    pub(super) fn evaluate(&self, evaluator: &Evaluator<'_>) -> Evaluation {
        match self {
            Self::Status { kind, status, reason } => {
                evaluator.status_condition(kind, *status, reason.as_deref())
            }
            Self::Field { slot, path, text, is_of_status } => {
                let basis = Basis::Field { path: path.clone(), text: text.clone() };
                evaluator.field(*slot, *is_of_status, basis)
            }
            Self::Exists => Evaluation::plain(!evaluator.facts.is_gone, Basis::Object),
            Self::Deleted => Evaluation::plain(evaluator.facts.is_gone, Basis::Object),
            Self::AllOf(parts) => Evaluation::all_of(&mut parts.iter().map(|part| part.evaluate(evaluator))),
            Self::AnyOf(parts) => Evaluation::any_of(&mut parts.iter().map(|part| part.evaluate(evaluator))),
            Self::Nested { slot, path, is_of_status, over, part } => {
                let nested = match evaluator.nested(*slot, *is_of_status, path) {
                    Ok(nested) => nested,
                    Err(basis) => return Evaluation::unknown(basis),
                };
                let mut each = nested.iter().map(|facts| part.evaluate(&Evaluator { facts, ..*evaluator }));
                match over {
                    Over::One | Over::Every => Evaluation::all_of(&mut each),
                    Over::Some => Evaluation::any_of(&mut each),
                }
            }
            Self::Not(part) => part.evaluate(evaluator).negated(),
            Self::ReadyElse(other) => {
                let status = evaluator.facts.status.as_ref();
                if status.is_some_and(|status| status.condition(READY).is_some()) {
                    evaluator.status_condition(READY, ConditionStatus::True, None)
                } else {
                    other.evaluate(evaluator)
                }
            }
        }
    }
}

/// Adds a type, unless it is already there, regardless of case.
pub(super) fn add_kind<'a>(kinds: &mut Vec<&'a str>, kind: &'a str) {
    if !kinds.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
        kinds.push(kind);
    }
}

#[cfg(test)]
mod nested_tests;
#[cfg(test)]
mod tests;
