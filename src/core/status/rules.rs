//! The rules by which versions of an object are judged: those of a kind, or those of one wait.

use super::condition::add_kind;
use super::evaluation::{Evaluator, Truth};
use super::verdict::{Basis, State, Verdict};
use super::{Condition, Facts, Generation};

/// What the reasons of a `False` condition mean. Case matters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    pending: Vec<String>,
    failed: Option<Vec<String>>,
}

impl Reasons {
    /// Those that mean "still provisioning" for every resource.
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

    /// The common reasons and `pending` mean "still provisioning", any other one means failure; or, where they are
    /// given, `failed` alone do.
    pub fn new(pending: Vec<String>, failed: Option<Vec<String>>) -> Self {
        Self { pending, failed }
    }

    /// Those that are told apart: the ones that mean something else than all others.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let (common, own) = match &self.failed {
            Some(failed) => (&[] as &[&str], failed),
            None => (&Self::COMMON as &[&str], &self.pending),
        };
        common.iter().copied().chain(own.iter().map(String::as_str))
    }

    /// Whether the reason means failure; `None` is one that is not among [`all`](Self::all).
    pub fn fail(&self, reason: Option<&str>) -> bool {
        let is_known = reason.is_some_and(|reason| self.all().any(|known| known == reason));
        is_known == self.failed.is_some()
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
    /// The reasons for which `False` is a failure.
    pub reasons: Reasons,
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
    /// Each status condition that readiness requires to be `True` outside a `not`, and `Stalled`. The failure of an older
    /// generation does not count, nor does that of an object being deleted. While `Reconciling` is `True` nothing fails
    /// but what is `Stalled`: the two are those of kstatus, which every controller may write.
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
        let evaluator = Evaluator { facts, min_generation, reasons: &self.reasons };
        let not_yet = not_yet(&evaluator);
        let can_fail = self.fails_by == FailsBy::Conditions;
        if let (true, Some(basis)) = (can_fail, &not_yet) {
            return Ok(Verdict::pending(basis.clone()));
        }
        let reconciling = if can_fail { evaluator.fresh_and_true(RECONCILING) } else { None };
        match &self.failed {
            _ if reconciling.is_some() => {}
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
        if can_fail && verdict.state != State::Ready {
            let is_excused = reconciling.is_some() || verdict.state == State::Pending;
            if let (true, Some(stalled)) = (is_excused, evaluator.fresh_and_true(STALLED)) {
                return Ok(Verdict { state: State::Failed, basis: stalled });
            }
            if let (State::Failed, Some(reconciling)) = (verdict.state, reconciling) {
                return Ok(Verdict::pending(reconciling));
            }
        }
        Ok(not_yet.map_or(verdict, Verdict::pending))
    }

    /// Adds the types of the status conditions that are looked at, and the reasons that are told apart, each once. A reader
    /// needs no other status condition and need not tell other reasons apart.
    pub fn add_words<'a>(&'a self, kinds: &mut Vec<&'a str>, reasons: &mut Vec<&'a str>) {
        reasons.extend(self.reasons.all());
        for condition in self.conditions() {
            condition.add_words(kinds, reasons);
        }
        if self.fails_by == FailsBy::Conditions {
            add_kind(kinds, RECONCILING);
            add_kind(kinds, STALLED);
        }
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
    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        [&self.ready, &self.failed].into_iter().filter_map(|predicate| match predicate {
            Predicate::Condition(condition) => Some(condition),
            Predicate::Function | Predicate::Never => None,
        })
    }
}

/// The conditions by which a controller says that it is at work, and that it is stuck (kstatus, "Standard Conditions").
const RECONCILING: &str = "Reconciling";
const STALLED: &str = "Stalled";

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
