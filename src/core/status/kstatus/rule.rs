//! The kinds that have their own rule.

use super::facts::Facts;
use super::outcome::Report;
use super::{
    claim, daemon_set, definition, deployment, job, pod, replica_set, service, stateful_set, unconditional,
};

/// The rule of a built-in kind.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The kind, and what the rule reads. Only the other half needs it.
    pub reads: Reads,
    pub(super) judge: Judge,
}

/// Reports on an object of the rule's kind.
pub(super) type Judge = fn(&Facts<'_>) -> Report;

/// The kind a rule is for, and the fields it needs besides the conditions.
#[derive(Clone, Copy, Debug)]
pub struct Reads {
    /// `kind`. An object without `apiVersion`, such as an item of a list, is known by its kind alone.
    pub kind: &'static str,
    /// The API groups that have the kind; the core group is `""`.
    pub groups: &'static [&'static str],
    /// The dotted paths of the whole numbers it needs.
    pub numbers: &'static [&'static str],
    /// Those of the booleans it needs, which follow the numbers as 0 and 1.
    pub flags: &'static [&'static str],
    /// Those of the texts it needs.
    pub texts: &'static [&'static str],
    /// Whether it needs to know why containers wait, and the age of the object.
    pub has_containers: bool,
}

impl Reads {
    /// No field but the conditions.
    pub(super) const NOTHING: Self =
        Self { kind: "", groups: &[""], numbers: &[], flags: &[], texts: &[], has_containers: false };
}

/// Only the functions of the rules, so that the wasm does not contain what only the other half needs.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, for which a wrong index is an error")]
pub(super) const JUDGES: [Judge; RULES.len()] = {
    let mut judges = [RULES[0].judge; RULES.len()];
    let mut at = 0;
    while at < RULES.len() {
        judges[at] = RULES[at].judge;
        at += 1;
    }
    judges
};

/// The rules, each kind once.
pub const RULES: [Rule; 14] = [
    deployment::RULE,
    stateful_set::RULE,
    daemon_set::RULE,
    replica_set::RULE,
    pod::RULE,
    job::RULE,
    claim::RULE,
    service::RULE,
    definition::RULE,
    unconditional::DISRUPTION_BUDGET,
    unconditional::CRON_JOB,
    unconditional::SECRET,
    unconditional::CONFIG_MAP,
    unconditional::NAMESPACE,
];
