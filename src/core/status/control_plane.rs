//! `transformControlPlaneStatus`: one word and one line for a status, as a table of resources shows it.
//!
//! It describes and never decides: `False` alone is pending here, since the reason why is the
//! caller's to judge. Only which conditions and messages make up the answer is said; the strings
//! themselves stay where they are.
use super::ConditionStatus;

/// What a table shows of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlPlaneState {
    /// All that is required is `True`.
    Success,
    /// Something required is `False` for a reason that the caller called terminal.
    Error,
    /// Anything else.
    Pending,
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
    /// `type`; may be left out where it is none that could be asked for by name.
    pub kind: Option<&'a str>,
    /// `status`.
    pub status: ConditionStatus,
}

/// What a condition says, asked for only where it is not `True`. An absent string is an empty one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// `reason`.
    pub reason: String,
    /// `message` in lower case; it is compared and never shown.
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

/// The condition types that are looked for when nothing is said of what is required, and with details.
pub const USUAL_TYPES: [&str; 3] = ["Ready", "Accepted", "Programmed"];

/// Sums up the conditions of a status; no status is one without conditions. `said` gives the texts of
/// the condition at a place.
pub fn control_plane_report(
    conditions: &[ControlPlaneCondition<'_>],
    required: &Required,
    terminal_reasons: &[String],
    said: &dyn Fn(usize) -> Said,
) -> ControlPlaneReport {
    if conditions.is_empty() {
        let message = vec![MessagePart::Provisioning];
        return ControlPlaneReport { state: ControlPlaneState::Pending, message };
    }
    let mut is_terminal = false;
    let mut is_met = true;
    // Sorted, for the search: a set would add 5 kB to the wasm for what is seldom more than three.
    let mut seen: Vec<String> = Vec::new();
    let mut message = Vec::new();
    for requirement in requirements(conditions, required) {
        let (text, part) = match requirement {
            Requirement::Present { status: ConditionStatus::True, .. } => continue,
            Requirement::Present { index, status } => {
                let said = said(index);
                is_terminal |= status == ConditionStatus::False && terminal_reasons.contains(&said.reason);
                (said.message, MessagePart::Condition(index))
            }
            Requirement::Missing(kind) => {
                let text = super::awaiting(kind).to_ascii_lowercase();
                (text, MessagePart::Awaiting(kind.to_owned()))
            }
        };
        is_met = false;
        if !text.is_empty()
            && let Err(place) = seen.binary_search(&text)
        {
            seen.insert(place, text);
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

/// A required condition: where it is and what it says, or that it is not there.
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
    let find = |kind: &str| at(conditions.iter().position(|condition| condition.kind == Some(kind))?);
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
