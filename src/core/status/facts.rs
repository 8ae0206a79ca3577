//! The fields of an object that a verdict is made of, and no others.

use std::rc::Rc;

use super::Generation;

/// One version of an object, as far as a verdict needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// `metadata.deletionTimestamp` is set: the object is on its way out.
    pub terminating: bool,
    /// `metadata.generation`, the version of what is wanted.
    pub generation: Option<Generation>,
    /// `status`, unless it is absent or an empty object.
    pub status: Option<StatusFacts>,
    /// For each field that is asked for, whether it is as it has to be.
    pub fields: Vec<bool>,
    /// There is no such object any more.
    pub is_gone: bool,
}

/// The part of `status` that a verdict needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusFacts {
    /// `status.observedGeneration`: the generation that the status as a whole speaks of.
    pub observed_generation: Option<Generation>,
    /// Whether there are conditions of any type.
    pub has_conditions: bool,
    /// The conditions that are asked for, the first of each type. Others may be left out.
    pub conditions: Vec<Condition>,
}

/// A condition, with the place where its owner keeps the object it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// `type`.
    pub kind: Rc<str>,
    /// `status`.
    pub status: ConditionStatus,
    /// `reason`. May be left out where it is none of those that mean "still provisioning" and none that is
    /// asked for.
    pub reason: Option<Rc<str>>,
    /// `observedGeneration`: the generation that this condition speaks of.
    pub observed_generation: Option<Generation>,
    /// Where whoever read it can find the raw condition again.
    pub position: usize,
}

/// `status` of a condition. Kubernetes knows three words; any other is nothing that can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionStatus {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// The controller cannot tell, the field is absent, or it is a word of its own.
    Unknown,
}

impl ConditionStatus {
    /// Reads the word as it is written in the API; it is case-sensitive there.
    pub fn read(word: Option<&str>) -> Self {
        match word {
            Some("True") => Self::True,
            Some("False") => Self::False,
            _ => Self::Unknown,
        }
    }
}

impl StatusFacts {
    /// The condition of that type, if the object has it.
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| &*condition.kind == kind)
    }
}
