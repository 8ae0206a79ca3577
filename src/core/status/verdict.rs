//! Whether an object is ready, still on its way, or has failed.

use super::readiness::Seen;
use super::{Facts, Generation, PROVISIONING, Readiness, awaiting};

/// The three states of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What was waited for is there.
    Ready,
    /// Not yet; nothing says that it will not be.
    Pending,
    /// It will not be, as far as the object says.
    Failed,
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

/// A judgement on one version of an object and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Ready, pending or failed.
    pub state: State,
    /// What decided it.
    pub basis: Basis,
}

/// What a verdict rests on. Positions are those of [`super::Condition::position`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A condition that speaks of the present generation: its reason and message are the verdict's.
    Condition(usize),
    /// A condition that speaks of an older generation: its reason and message say nothing of this one.
    StaleCondition(usize),
    /// The condition of this type is not there yet.
    Missing(String),
    /// The whole status speaks of an older generation.
    StaleStatus,
    /// There is no status, or one without the conditions that are asked for.
    NoStatus,
    /// The object itself is older than the generation asked for.
    OlderObject,
    /// The object is being deleted.
    Terminating,
    /// Whoever defined the resource, or waits for it, said so.
    Declared,
    /// No condition is asked for.
    NothingAsked,
}

impl Verdict {
    /// Not yet, for this reason.
    pub fn pending(basis: Basis) -> Self {
        Self { state: State::Pending, basis }
    }

    /// What a function of the caller said about the object.
    pub fn declared(state: State) -> Self {
        Self { state, basis: Basis::Declared }
    }
}

impl Basis {
    /// The condition that decided, if one did.
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Condition(position) | Self::StaleCondition(position) => Some(*position),
            Self::Missing(_)
            | Self::StaleStatus
            | Self::NoStatus
            | Self::OlderObject
            | Self::Terminating
            | Self::Declared
            | Self::NothingAsked => None,
        }
    }

    /// The verdict's message where it is not the condition's own.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Condition(_) | Self::Declared | Self::NothingAsked => None,
            Self::Missing(kind) => Some(awaiting(kind)),
            Self::NoStatus => Some(PROVISIONING.to_owned()),
            Self::StaleStatus | Self::StaleCondition(_) | Self::OlderObject => {
                Some("Awaiting the latest change to be observed".to_owned())
            }
            Self::Terminating => Some("Resource is being deleted".to_owned()),
        }
    }
}

/// The reasons with which `False` means "still provisioning".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PendingReasons {
    own: Vec<String>,
}

impl PendingReasons {
    /// Those that mean it for every resource.
    pub const COMMON: [&'static str; 9] = [
        "Pending",
        "Provisioning",
        "Unknown",
        "Waiting",
        "Creating",
        "Initializing",
        "Reconciling",
        "InProgress",
        "Progressing",
    ];

    /// The common ones and a resource's own.
    pub fn with<T: Into<String>>(own: impl IntoIterator<Item = T>) -> Self {
        Self { own: own.into_iter().map(Into::into).collect() }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        Self::COMMON.into_iter().chain(self.own.iter().map(String::as_str))
    }

    /// Whether the reason is one of them, as it is written.
    pub fn has(&self, reason: &str) -> bool {
        self.all().any(|known| known == reason)
    }
}

/// What one resource is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdicts {
    /// What makes it ready.
    pub readiness: Readiness,
    /// The reasons that keep `False` from being a failure.
    pub pending_reasons: PendingReasons,
}

impl Verdicts {
    /// Judges one version of an object.
    ///
    /// `has_failed` is the resource's own word on failure; it is asked only where the status is one
    /// that can be judged, for a failure that an older generation left behind is none of this one.
    pub fn judge<E>(
        &self,
        facts: &Facts,
        min_generation: Option<Generation>,
        has_failed: impl FnOnce() -> Result<bool, E>,
    ) -> Result<Verdict, E> {
        if let Some(verdict) = not_yet(facts, min_generation) {
            return Ok(verdict);
        }
        let Some(status) = &facts.status else {
            return Ok(Verdict::pending(Basis::NoStatus));
        };
        let seen = Seen { facts, status, min_generation, pending_reasons: &self.pending_reasons };
        if seen.is_stale(status.observed_generation) {
            return Ok(Verdict::pending(Basis::StaleStatus));
        }
        if has_failed()? {
            return Ok(Verdict::declared(State::Failed));
        }
        if !status.has_conditions && self.readiness.names_conditions() {
            return Ok(Verdict::pending(Basis::NoStatus));
        }
        Ok(self.readiness.judge(&seen))
    }
}

/// Why a version cannot be judged ready whatever its status says, if it cannot.
///
/// An object on its way out fails no one either: one that was already terminating when a wait began
/// is not the one that is waited for.
pub(super) fn not_yet(facts: &Facts, min_generation: Option<Generation>) -> Option<Verdict> {
    if facts.terminating {
        Some(Verdict::pending(Basis::Terminating))
    } else if facts.generation.is_some() && facts.generation < min_generation {
        Some(Verdict::pending(Basis::OlderObject))
    } else {
        None
    }
}

impl Verdict {
    /// The verdict where functions of the caller decide. What they said was said of the version as it
    /// is; failure is believed in any case, readiness not of one that is terminating or too old.
    pub fn of_functions(
        facts: &Facts,
        min_generation: Option<Generation>,
        has_failed: bool,
        is_ready: bool,
    ) -> Self {
        if has_failed {
            return Self::declared(State::Failed);
        }
        not_yet(facts, min_generation)
            .unwrap_or_else(|| Self::declared(if is_ready { State::Ready } else { State::Pending }))
    }
}
