//! The rules by which versions of an object are judged: of a kind, or of a single wait.

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

    /// The common reasons and `pending` mean "still provisioning", any other reason means failure; if `failed` is given,
    /// only those mean failure.
    pub fn new(pending: Vec<String>, failed: Option<Vec<String>>) -> Self {
        Self { pending, failed }
    }

    /// The reasons that are distinguished, because they do not mean the same as all others.
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

/// The rules for versions of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// What makes it ready.
    pub ready: Predicate,
    /// What fails it; checked first.
    pub failed: Predicate,
    /// What else can fail it.
    pub fails_by: FailsBy,
    /// The reasons for which `False` is a failure.
    pub reasons: Reasons,
}

/// How something about a version is decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// Never true.
    Never,
    /// By a caller's function.
    Function,
    /// True if this condition holds.
    Condition(Condition),
}

/// The question to a caller's function about a version.
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
    /// Each status condition that readiness requires to be `True` outside a `not`, and `Stalled`. A failure of an older
    /// generation, or of an object being deleted, does not count. While `Reconciling` is `True`, only `Stalled` fails
    /// the object: both are kstatus' own conditions, which every controller may write.
    Conditions,
    /// Nothing. [`Rules::failed`] applies to every version.
    Nothing,
}

impl Rules {
    /// Judges one version of an object. `ask` calls the caller's functions.
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

    /// Adds the types of the status conditions that matter, and the reasons that are distinguished, each once. A reader
    /// needs no other status condition and need not distinguish other reasons.
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

    /// A definition's function judges the status, so it is only called if that is present and not stale, or always
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

/// The conditions by which a controller reports that it is at work, or stuck (kstatus, "Standard Conditions").
const RECONCILING: &str = "Reconciling";
const STALLED: &str = "Stalled";

/// If a version cannot be ready whatever its status says, why not.
fn not_yet(evaluator: &Evaluator<'_>) -> Option<Basis> {
    if evaluator.facts.terminating {
        Some(Basis::Terminating)
    } else if evaluator.is_older() {
        Some(Basis::OlderObject)
    } else {
        None
    }
}
