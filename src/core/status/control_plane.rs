//! `transformControlPlaneStatus`: one word and one line for a status, as a table of resources shows it.
//!
//! It describes and never decides: `False` alone is pending here, since the reason why is the
//! caller's to judge. Only which conditions and messages make up the answer is said; the strings
//! themselves stay where they are.

use super::ConditionStatus;

/// What a table shows of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ControlPlaneState {
    /// All that is required is `True`.
    Success,
    /// Something required is `False` for a reason that the caller called terminal.
    Error,
    /// Anything else.
    Pending,
}

/// A condition as this report needs it. An absent string is an empty one.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPlaneCondition {
    /// `type`.
    pub kind: String,
    /// `status`.
    pub status: ConditionStatus,
    /// `reason`.
    pub reason: String,
    /// `message`.
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

/// One piece of the message, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessagePart {
    /// There is no condition to speak of, or none that says anything.
    Provisioning,
    /// The message of the condition at this place.
    Condition(usize),
    /// A required condition of this type is missing.
    Awaiting(String),
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlPlaneReport {
    /// One word.
    pub state: ControlPlaneState,
    /// What the line says; empty on success.
    pub message: Vec<MessagePart>,
}

/// Sums up the conditions of a status; no status is one without conditions.
pub fn control_plane_report(
    conditions: &[ControlPlaneCondition],
    required: &Required,
    terminal_reasons: &[String],
) -> ControlPlaneReport {
    use ControlPlaneState::{Error, Pending, Success};

    if conditions.is_empty() {
        return ControlPlaneReport { state: Pending, message: vec![MessagePart::Provisioning] };
    }
    let unmet: Vec<Requirement<'_>> = requirements(conditions, required)
        .into_iter()
        .filter(|requirement| !requirement.is_met(conditions))
        .collect();
    if unmet.is_empty() {
        return ControlPlaneReport { state: Success, message: Vec::new() };
    }
    let is_terminal = unmet.iter().any(|requirement| {
        requirement.found.and_then(|index| conditions.get(index)).is_some_and(|condition| {
            condition.status == ConditionStatus::False && terminal_reasons.contains(&condition.reason)
        })
    });
    ControlPlaneReport {
        state: if is_terminal { Error } else { Pending },
        message: distinct_messages(conditions, &unmet),
    }
}

/// A required condition and where it is, if it is there.
struct Requirement<'a> {
    kind: &'a str,
    found: Option<usize>,
}

impl Requirement<'_> {
    fn is_met(&self, conditions: &[ControlPlaneCondition]) -> bool {
        self.found
            .and_then(|index| conditions.get(index))
            .is_some_and(|condition| condition.status == ConditionStatus::True)
    }
}

fn requirements<'a>(conditions: &'a [ControlPlaneCondition], required: &'a Required) -> Vec<Requirement<'a>> {
    let find = |kind: &'a str| Requirement {
        kind,
        found: conditions.iter().position(|condition| condition.kind == kind),
    };
    let all = || {
        conditions
            .iter()
            .enumerate()
            .map(|(index, condition)| Requirement { kind: condition.kind.as_str(), found: Some(index) })
    };
    match required {
        Required::Listed(kinds) => kinds.iter().map(|kind| find(kind)).collect(),
        Required::AllPresent => all().collect(),
        Required::Default => {
            for choice in [&["Ready"][..], &["Accepted", "Programmed"], &["Accepted"]] {
                let found: Vec<_> = choice.iter().map(|kind| find(kind)).collect();
                if found.iter().all(|requirement| requirement.found.is_some()) {
                    return found;
                }
            }
            all().take(1).collect()
        }
    }
}

fn distinct_messages(conditions: &[ControlPlaneCondition], unmet: &[Requirement<'_>]) -> Vec<MessagePart> {
    let mut said = std::collections::HashSet::new();
    let mut parts = Vec::new();
    for requirement in unmet {
        let (text, part) = match requirement.found.and_then(|index| Some((index, conditions.get(index)?))) {
            Some((index, condition)) => (condition.message.clone(), MessagePart::Condition(index)),
            None => (super::awaiting(requirement.kind), MessagePart::Awaiting(requirement.kind.to_owned())),
        };
        if !text.is_empty() && said.insert(text.to_lowercase()) {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        parts.push(MessagePart::Provisioning);
    }
    parts
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
