//! Which kinds have a rule of their own.

use super::facts::Facts;
use super::outcome::Report;
use super::{
    claim, daemon_set, definition, deployment, job, pod, replica_set, service, stateful_set, unconditional,
};

/// The rule of a built-in kind.
pub struct Rule {
    /// What it is for and what it reads, as one line so that it crosses as one text, with bars between: the
    /// kind; the API groups that have it, each after a slash; the dotted paths of its whole numbers; those of
    /// its texts; `containers` where it looks at why these wait. Lists have spaces between.
    ///
    /// An object that names no `apiVersion`, as the items of a list do not, is known by its kind alone.
    pub reads: &'static str,
    pub(super) judge: fn(&Facts<'_>) -> Report,
}

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
