//! The rules by which versions of an object are judged: those of a kind, or those of one wait.

use super::evaluation::{Evaluator, Truth};
use super::verdict::{Basis, State, Verdict};
use super::{Condition, Facts, Generation};

/// The reasons for which a `False` condition means "still provisioning".
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

    /// Whether the reason is one of them. Case matters.
    pub fn has(&self, reason: &str) -> bool {
        Self::COMMON.contains(&reason) || self.own.iter().any(|own| own == reason)
    }
}

/// What versions of an object are judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What makes it ready.
    pub ready: Predicate,
    /// What fails it; checked first.
    pub failed: Predicate,
    /// What else fails it.
    pub fails_by: FailsBy,
    /// The reasons for which `False` is no failure.
    pub pending_reasons: PendingReasons,
}

/// How something about a version is decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// It is never so.
    Never,
    /// By a function of the caller.
    Function,
    /// It is so if this holds.
    Condition(Condition),
}

/// What a function of the caller is asked about a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether it has failed.
    Failed,
    /// Whether it is ready.
    Ready,
}

/// What can fail an object besides [`Rules::failed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailsBy {
    /// Each status condition that readiness requires to be `True` outside a `not`. The failure of an older generation
    /// does not count, nor does that of an object being deleted.
    Conditions,
    /// Nothing. [`Rules::failed`] applies to every version.
    Nothing,
}

impl Rules {
    /// Judges one version of an object. `ask` calls the functions of the caller.
    pub fn judge<E>(
        &self,
        facts: &Facts,
        min_generation: Option<Generation>,
        mut ask: impl FnMut(Question) -> Result<bool, E>,
    ) -> Result<Verdict, E> {
        let evaluator = Evaluator { facts, min_generation, pending_reasons: &self.pending_reasons };
        let not_yet = not_yet(&evaluator);
        let can_fail = self.fails_by == FailsBy::Conditions;
        if let (true, Some(basis)) = (can_fail, &not_yet) {
            return Ok(Verdict::pending(basis.clone()));
        }
        match &self.failed {
            Predicate::Condition(condition) => {
                let evaluation = condition.evaluate(&evaluator);
                if evaluation.truth == Truth::Holds {
                    return Ok(Verdict { state: State::Failed, basis: evaluation.basis });
                }
            }
            Predicate::Function => {
                if self.may_ask_for_failure(&evaluator) && ask(Question::Failed)? {
                    return Ok(Verdict::by_function(State::Failed));
                }
            }
            Predicate::Never => {}
        }
        let verdict = match &self.ready {
            Predicate::Condition(condition) => condition.evaluate(&evaluator).verdict(can_fail),
            Predicate::Function if ask(Question::Ready)? => Verdict::by_function(State::Ready),
            Predicate::Function | Predicate::Never => Verdict::by_function(State::Pending),
        };
        Ok(not_yet.map_or(verdict, Verdict::pending))
    }

    /// A definition's function judges the status, so it is only called where that is present and not stale; or always,
    /// for a kind whose readiness does not depend on the status.
    fn may_ask_for_failure(&self, evaluator: &Evaluator<'_>) -> bool {
        match (&self.fails_by, &self.ready) {
            (FailsBy::Conditions, Predicate::Condition(ready)) => {
                evaluator.unusable_status().is_none() || !ready.looks_into_status()
            }
            (FailsBy::Conditions | FailsBy::Nothing, _) => true,
        }
    }

    /// Whether the wait is for the object to be gone.
    pub fn is_ready_when_gone(&self) -> bool {
        matches!(&self.ready, Predicate::Condition(condition) if condition.holds_when_gone())
    }

    /// Whether the object fails by being gone.
    pub fn has_failed_when_gone(&self) -> bool {
        matches!(&self.failed, Predicate::Condition(condition) if condition.holds_when_gone())
    }

    /// The conditions among them.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        [&self.ready, &self.failed].into_iter().filter_map(|predicate| match predicate {
            Predicate::Condition(condition) => Some(condition),
            Predicate::Function | Predicate::Never => None,
        })
    }
}

/// Why a version cannot be judged ready whatever its status says, if it cannot.
fn not_yet(evaluator: &Evaluator<'_>) -> Option<Basis> {
    if evaluator.facts.terminating {
        Some(Basis::Terminating)
    } else if evaluator.is_older() {
        Some(Basis::OlderObject)
    } else {
        None
    }
}
