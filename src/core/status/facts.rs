//! The fields of an object that a verdict rests on, and no others.
//!
//! Facts reach the core as numbers in a buffer; the enums here say which number is where, and are part of the protocol.

use std::rc::Rc;

use super::Generation;
use crate::core::numbered::{Numbered, numbered};

/// One version of an object, as far as a verdict needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// `metadata.deletionTimestamp` is set: the object is being deleted.
    pub terminating: bool,
    /// `metadata.generation`, the version of the desired state.
    pub generation: Option<Generation>,
    /// `status`, unless it is absent or an empty object.
    pub status: Option<StatusFacts>,
    /// For each field that the rules name, whether it is as required.
    pub fields: Vec<bool>,
    /// For each path with a nested condition, the facts of each value there, which takes the place of the status; the
    /// generation is the object's. Empty if there is no value, or an empty list.
    pub nested: Vec<Vec<Facts>>,
    /// The object no longer exists.
    pub is_gone: bool,
}

/// The part of `status` that a verdict needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusFacts {
    /// `status.observedGeneration`: the generation that the status as a whole describes.
    pub observed_generation: Option<Generation>,
    /// Whether there are conditions of any type.
    pub has_conditions: bool,
    /// The conditions that the rules name, the first of each type. Others may be left out.
    pub conditions: Vec<StatusCondition>,
}

/// An entry of `status.conditions`.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusCondition {
    /// `type`.
    pub kind: Rc<str>,
    /// `status`.
    pub status: ConditionStatus,
    /// Whether there is a reason: a string that is not empty.
    pub has_reason: bool,
    /// `reason`, if the rules distinguish it from others; may be left out otherwise.
    pub reason: Option<Rc<str>>,
    /// `observedGeneration`: the generation that this condition describes.
    pub observed_generation: Option<Generation>,
    /// Where the reader of the object can find the raw condition again.
    pub position: usize,
}

/// `status` of a condition. Kubernetes knows three values; any other counts as `Unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionStatus {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// The controller cannot tell, the field is absent, or its value is not Kubernetes'.
    Unknown,
}

impl ConditionStatus {
    /// Parses the value as the API writes it, case-sensitively.
    pub fn read(word: Option<&str>) -> Self {
        match word {
            Some("True") => Self::True,
            Some("False") => Self::False,
            _ => Self::Unknown,
        }
    }

    /// Parses the value without regard to case, as `kubectl wait` does; `None` if it is not Kubernetes'.
    pub fn of_any_case(word: &str) -> Option<Self> {
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        if is("True") {
            Some(Self::True)
        } else if is("False") {
            Some(Self::False)
        } else {
            is("Unknown").then_some(Self::Unknown)
        }
    }
}

impl StatusFacts {
    /// The condition of that type, regardless of case, if the object has it.
    pub fn condition(&self, kind: &str) -> Option<&StatusCondition> {
        self.conditions.iter().find(|condition| condition.kind.eq_ignore_ascii_case(kind))
    }
}

numbered! {
    /// The numbers that come first in the buffer. They are followed by those of each condition type ([`ConditionFact`]), then
/// one for each field, 1 if it is as required.
    pub enum VerdictFact {
        /// 1 if there is a deletion timestamp.
        Terminating,
        /// The generation; infinity if it is not a number, NaN if it is absent.
        Generation,
        /// The observed generation of the status, likewise.
        ObservedGeneration,
        /// How many conditions there are; NaN without a status.
        ConditionCount,
    }
}

numbered! {
    /// The numbers of the first condition of a type; all NaN if there is none.
    pub enum ConditionFact {
        /// The index of its status among the known words, regardless of case; -1 for any other.
        Status,
        /// The index of its reason, case-sensitively; NaN if it has none.
        Reason,
        /// Its observed generation, as [`VerdictFact::Generation`].
        ObservedGeneration,
    }
}

numbered! {
    /// The values that the reader keeps as they are, in its list. They are followed by those of each condition type
/// ([`KeptOfCondition`]).
    pub enum Kept {
        /// The generation.
        Generation,
        /// The observed generation of the status.
        ObservedGeneration,
        /// The numbers of nested values: for each path, how many values there are, and for each its observed generation,
/// its count of conditions, those of each condition type, those of its fields, and of the values nested in it.
/// The kept values of each come at the end: its observed generation, as if it were a condition's, then its conditions.
        Nested,
    }
}

numbered! {
    /// The values kept of the first condition of a type.
    pub enum KeptOfCondition {
        /// The condition itself.
        Condition,
        /// Its reason.
        Reason,
        /// Its message.
        Message,
        /// Its observed generation.
        ObservedGeneration,
    }
}

impl KeptOfCondition {
    /// Its index in the list, for the condition at this position.
    pub fn at(self, position: usize) -> usize {
        Kept::ALL.len() + Self::ALL.len() * position + self as usize
    }
}
