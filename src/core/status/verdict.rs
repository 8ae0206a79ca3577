//! Whether an object is ready, pending, or has failed.

use super::{PROVISIONING, awaiting};
use crate::core::numbered::numbered;

numbered! {
    /// The three states of a verdict.
    pub enum State {
        /// The object satisfies the rules.
        Ready,
        /// Not ready yet, and nothing says that it never will be.
        Pending,
        /// The object says that it never will be.
        Failed,
    }
}

impl State {
    /// Its name in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Pending => "pending",
            Self::Failed => "failed",
        }
    }
}

/// A judgement on one version of an object, and its basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Ready, pending or failed.
    pub state: State,
    /// What decided.
    pub basis: Basis,
}

/// The basis of a verdict. Positions are those of [`super::StatusCondition::position`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A status condition of the current generation: its reason and message are the verdict's.
    Condition(usize),
    /// A status condition of an older generation: its reason and message do not apply to this one.
    StaleCondition(usize),
    /// The status condition of this type is not there yet.
    Missing(String),
    /// The whole status describes an older generation.
    StaleStatus,
    /// There is no status, or one without the required conditions.
    NoStatus,
    /// The object itself is older than the required generation.
    OlderObject,
    /// The object is being deleted.
    Terminating,
    /// A field.
    Field {
        /// Its path.
        path: String,
        /// The value it must have, where that is a string.
        text: Option<String>,
    },
    /// The object exists, or does not.
    Object,
    /// A caller's function decided.
    Function,
    /// Nothing that has a name.
    Nothing,
}

numbered! {
    /// Where the reason and the message of a verdict come from.
    pub enum TextSource {
        /// The rules, with a fixed text.
        Rules,
        /// The status condition that decided.
        Condition,
        /// The fields in which the object explains its failure, if its kind has any; else the rules.
        Object,
    }
}

impl Verdict {
    /// Not yet, for this reason.
    pub fn pending(basis: Basis) -> Self {
        Self { state: State::Pending, basis }
    }

    /// The decision of a caller's function.
    pub fn by_function(state: State) -> Self {
        Self { state, basis: Basis::Function }
    }

    /// Where its reason and message come from.
    pub fn text_source(&self) -> TextSource {
        match (&self.basis, self.state) {
            (Basis::Condition(_), _) => TextSource::Condition,
            (Basis::Field { .. }, State::Failed) => TextSource::Object,
            _ => TextSource::Rules,
        }
    }

    /// The reason, unless it is a status condition's own.
    pub fn reason(&self) -> Option<&str> {
        match (&self.basis, self.state) {
            (Basis::Field { text, .. }, State::Ready | State::Failed) => text.as_deref(),
            _ => None,
        }
    }

    /// The message, unless it is a status condition's own.
    pub fn message(&self) -> Option<String> {
        match &self.basis {
            Basis::Condition(_) | Basis::Object | Basis::Function | Basis::Nothing => None,
            Basis::Missing(kind) => Some(awaiting(kind)),
            Basis::NoStatus => Some(PROVISIONING.to_owned()),
            Basis::StaleStatus | Basis::StaleCondition(_) | Basis::OlderObject => Some(STALE.to_owned()),
            Basis::Terminating => Some("Resource is being deleted".to_owned()),
            Basis::Field { path, text } => match (self.state, text) {
                (State::Pending, _) => Some(["Awaiting ", path].concat()),
                (State::Failed, Some(text)) => Some([path, " is ", text].concat()),
                (State::Failed, None) | (State::Ready, _) => None,
            },
        }
    }
}

const STALE: &str = "Awaiting the latest change to be observed: the status is stale, of an older generation";

impl Basis {
    /// The position of the status condition that decided, if one did.
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Condition(position) | Self::StaleCondition(position) => Some(*position),
            Self::Missing(_)
            | Self::StaleStatus
            | Self::NoStatus
            | Self::OlderObject
            | Self::Terminating
            | Self::Field { .. }
            | Self::Object
            | Self::Function
            | Self::Nothing => None,
        }
    }
}
