//! `transformControlPlaneStatus`: the state and the message of a status, as a table of resources shows them.
//!
//! It describes and never judges: a `False` condition is merely pending, unless the caller lists its reason as terminal.
//! The report names the conditions whose messages make up the line; the strings themselves are never copied here.

use super::ConditionStatus;
use crate::core::numbered::numbered;

numbered! {
    /// The state a table shows.
    pub enum ControlPlaneState {
        /// All required conditions are `True`.
        Success,
        /// A required condition is `False` with a terminal reason.
        Error,
        /// Anything else.
        Pending,
    }
}

impl ControlPlaneState {
    /// Its name in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error => "error",
            Self::Pending => "pending",
        }
    }
}

/// A condition as this report needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPlaneCondition<'a> {
    /// `type`; may be left out if no caller can require it by name.
    pub kind: Option<&'a str>,
    /// `status`.
    pub status: ConditionStatus,
}

impl ControlPlaneCondition<'_> {
    /// Whether it is of this type, regardless of case.
    pub fn is_of(&self, kind: &str) -> bool {
        self.kind.is_some_and(|own| own.eq_ignore_ascii_case(kind))
    }
}

/// The texts of a condition, read only if it is not `True`. An absent string is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConditionText {
    /// `reason`.
    pub reason: String,
    /// `message` in lower case; for comparison only.
    pub message: String,
}

/// Which conditions must be `True`.
#[derive(Clone, Debug, PartialEq)]
pub enum Required {
    /// `Ready` if present, else `Accepted` with `Programmed`, else `Accepted`, else the first.
    Default,
    /// Every condition that is present.
    AllPresent,
    /// These.
    Listed(Vec<String>),
}

/// One part of the message, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessagePart {
    /// There are no conditions, or none that are not `True` have a message.
    Provisioning,
    /// The message of the condition at this index.
    Condition(usize),
    /// A required condition of this type is missing.
    Awaiting(String),
}

/// The summary of a status.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPlaneReport {
    /// The state.
    pub state: ControlPlaneState,
    /// The line; empty on success.
    pub message: Vec<MessagePart>,
}

/// The condition types that matter if the caller requires none, and that the details show.
pub const USUAL_TYPES: [&str; 3] = ["Ready", "Accepted", "Programmed"];

/// Summarises the conditions of a status; a missing status has none. `texts_of` reads the texts of the condition at an index.
pub fn control_plane_report(
    conditions: &[ControlPlaneCondition<'_>],
    required: &Required,
    terminal_reasons: &[String],
    texts_of: &dyn Fn(usize) -> ConditionText,
) -> ControlPlaneReport {
    if conditions.is_empty() {
        let message = vec![MessagePart::Provisioning];
        return ControlPlaneReport { state: ControlPlaneState::Pending, message };
    }
    let mut is_terminal = false;
    let mut is_met = true;
    // Sorted, for the search: a set would add 5 kB to the wasm for what are rarely more than three.
    let mut evaluator: Vec<String> = Vec::new();
    let mut message = Vec::new();
    for requirement in requirements(conditions, required) {
        let (text, part) = match requirement {
            Requirement::Present { status: ConditionStatus::True, .. } => continue,
            Requirement::Present { index, status } => {
                let ConditionText { reason, message } = texts_of(index);
                is_terminal |= status == ConditionStatus::False && terminal_reasons.contains(&reason);
                (message, MessagePart::Condition(index))
            }
            Requirement::Missing(kind) => {
                let text = super::awaiting(kind).to_ascii_lowercase();
                (text, MessagePart::Awaiting(kind.to_owned()))
            }
        };
        is_met = false;
        if !text.is_empty()
            && let Err(place) = evaluator.binary_search(&text)
        {
            evaluator.insert(place, text);
            message.push(part);
        }
    }
    if !is_met && message.is_empty() {
        message.push(MessagePart::Provisioning);
    }
    let state = match (is_met, is_terminal) {
        (true, _) => ControlPlaneState::Success,
        (false, true) => ControlPlaneState::Error,
        (false, false) => ControlPlaneState::Pending,
    };
    ControlPlaneReport { state, message }
}

/// A required condition: its index and status, or that it is missing.
enum Requirement<'a> {
    Present { index: usize, status: ConditionStatus },
    Missing(&'a str),
}

fn requirements<'a>(
    conditions: &[ControlPlaneCondition<'_>],
    required: &'a Required,
) -> Vec<Requirement<'a>> {
    let at = |index: usize| {
        conditions.get(index).map(|condition| Requirement::Present { index, status: condition.status })
    };
    let find = |kind: &str| at(conditions.iter().position(|condition| condition.is_of(kind))?);
    let mut all = Vec::new();
    match required {
        Required::Listed(kinds) => {
            for kind in kinds {
                all.push(find(kind).unwrap_or(Requirement::Missing(kind)));
            }
        }
        Required::AllPresent => {
            for index in 0..conditions.len() {
                all.extend(at(index));
            }
        }
        Required::Default => {
            let [ready, accepted, programmed] = USUAL_TYPES;
            all.extend(find(ready));
            if all.is_empty() {
                all.extend(find(accepted));
                if !all.is_empty() {
                    all.extend(find(programmed));
                }
            }
            if all.is_empty() {
                all.extend(at(0));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests;
