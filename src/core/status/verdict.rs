//! Whether an object is ready, still on its way, or has failed.

use super::finding::{Seen, Truth};
use super::{Facts, Generation, PROVISIONING, Statement, awaiting};

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
    /// A field.
    Field {
        /// Its path.
        path: String,
        /// The text that it was asked for, if it was one.
        says: Option<String>,
    },
    /// That the object is there, or is not.
    Object,
    /// Whoever defined the resource, or waits for it, said so.
    Declared,
    /// Nothing that could be named.
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
            | Self::Field { .. }
            | Self::Object
            | Self::Declared
            | Self::NothingAsked => None,
        }
    }
}

impl Verdict {
    /// The reason where it is not a condition's own.
    pub fn reason(&self) -> Option<&str> {
        match (&self.basis, self.state) {
            (Basis::Field { says, .. }, State::Ready | State::Failed) => says.as_deref(),
            _ => None,
        }
    }

    /// The message where it is not a condition's own.
    pub fn message(&self) -> Option<String> {
        match &self.basis {
            Basis::Condition(_) | Basis::Object | Basis::Declared | Basis::NothingAsked => None,
            Basis::Missing(kind) => Some(awaiting(kind)),
            Basis::NoStatus => Some(PROVISIONING.to_owned()),
            Basis::StaleStatus | Basis::StaleCondition(_) | Basis::OlderObject => {
                Some("Awaiting the latest change to be observed".to_owned())
            }
            Basis::Terminating => Some("Resource is being deleted".to_owned()),
            Basis::Field { path, says } => match (self.state, says) {
                (State::Pending, _) => Some(["Awaiting ", path].concat()),
                (State::Failed, Some(says)) => Some([path, " is ", says].concat()),
                (State::Failed, None) | (State::Ready, _) => None,
            },
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
        let mut all = Vec::new();
        for reason in own {
            all.push(reason.into());
        }
        Self { own: all }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        Self::COMMON.iter().copied().chain(self.own.iter().map(String::as_str))
    }

    /// Whether the reason is one of them, as it is written.
    pub fn has(&self, reason: &str) -> bool {
        Self::COMMON.contains(&reason) || self.own.iter().any(|own| own == reason)
    }
}

/// What versions of an object are judged by: of one kind, or in one wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What makes it ready.
    pub ready: Criterion,
    /// What fails it; it is looked at first.
    pub failed: Criterion,
    /// What else fails it.
    pub fails_by: FailsBy,
    /// The reasons that keep `False` from being a failure.
    pub pending_reasons: PendingReasons,
}

/// How something about a version is found out.
#[derive(Clone, Debug, PartialEq)]
pub enum Criterion {
    /// It is never so.
    Never,
    /// A function of the caller says so.
    Asked,
    /// It is so if this holds.
    Stated(Statement),
}

/// What a function of the caller is asked of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether it has failed.
    Failed,
    /// Whether it is ready.
    Ready,
}

/// What can fail an object besides what is said to fail it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailsBy {
    /// Each condition that readiness asks to be `True` outside of a `not`. A failure that an older
    /// generation left behind, or one of an object on its way out, is none.
    Conditions,
    /// Nothing. What is said to fail it does so with any version.
    Nothing,
}

impl Rules {
    /// Judges one version of an object. `ask` asks the functions of the caller.
    pub fn judge<E>(
        &self,
        facts: &Facts,
        min_generation: Option<Generation>,
        mut ask: impl FnMut(Question) -> Result<bool, E>,
    ) -> Result<Verdict, E> {
        let seen = Seen { facts, min_generation, pending_reasons: &self.pending_reasons };
        let not_yet = not_yet(&seen);
        let can_fail = self.fails_by == FailsBy::Conditions;
        if let (true, Some(basis)) = (can_fail, &not_yet) {
            return Ok(Verdict::pending(basis.clone()));
        }
        match &self.failed {
            Criterion::Stated(statement) => {
                let finding = statement.judge(&seen);
                if finding.truth == Truth::Holds {
                    return Ok(Verdict { state: State::Failed, basis: finding.basis });
                }
            }
            Criterion::Asked => {
                if self.may_ask_for_failure(&seen) && ask(Question::Failed)? {
                    return Ok(Verdict::declared(State::Failed));
                }
            }
            Criterion::Never => {}
        }
        let verdict = match &self.ready {
            Criterion::Stated(statement) => statement.judge(&seen).verdict(can_fail),
            Criterion::Asked if ask(Question::Ready)? => Verdict::declared(State::Ready),
            Criterion::Asked | Criterion::Never => Verdict::declared(State::Pending),
        };
        Ok(not_yet.map_or(verdict, Verdict::pending))
    }

    /// A definition's function speaks of the status, so it is only asked where that is there and not stale;
    /// or always, of a kind whose status nothing looks into.
    fn may_ask_for_failure(&self, seen: &Seen<'_>) -> bool {
        match (&self.fails_by, &self.ready) {
            (FailsBy::Conditions, Criterion::Stated(ready)) => {
                seen.blindness().is_none() || !ready.looks_into_status()
            }
            (FailsBy::Conditions | FailsBy::Nothing, _) => true,
        }
    }

    /// Whether the end of the object is what is waited for.
    pub fn is_ready_when_gone(&self) -> bool {
        matches!(&self.ready, Criterion::Stated(statement) if statement.holds_when_gone())
    }

    /// Whether the end of the object is said to fail it.
    pub fn has_failed_when_gone(&self) -> bool {
        matches!(&self.failed, Criterion::Stated(statement) if statement.holds_when_gone())
    }

    /// The statements among them.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        [&self.ready, &self.failed].into_iter().filter_map(|criterion| match criterion {
            Criterion::Stated(statement) => Some(statement),
            Criterion::Asked | Criterion::Never => None,
        })
    }
}

/// Why a version cannot be judged ready whatever its status says, if it cannot.
fn not_yet(seen: &Seen<'_>) -> Option<Basis> {
    if seen.facts.terminating {
        Some(Basis::Terminating)
    } else if seen.is_older() {
        Some(Basis::OlderObject)
    } else {
        None
    }
}
