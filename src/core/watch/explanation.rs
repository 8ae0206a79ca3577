//! When to read the Kubernetes Events of an object that stays pending. They are for people to read and decide nothing.

use super::{Action, Wait};

/// How long an object must have been pending before its Events are read.
const PATIENCE: f64 = 10_000.0;
/// The time between two such reads.
const PERIOD: f64 = 30_000.0;

/// The time of the first such read.
pub(super) fn first(began: f64, explains: bool) -> Option<f64> {
    explains.then_some(began + PATIENCE)
}

impl Wait {
    /// Requests the Events if they are due. An object that has not appeared yet has none.
    pub(super) fn explain(&mut self, now: f64) {
        if self.explain_at.is_none_or(|at| at > now) || self.closing.is_some() {
            return;
        }
        let has_appeared = self.identity.has_appeared();
        self.explain_at = Some(now + if has_appeared { PERIOD } else { PATIENCE });
        if has_appeared {
            self.act(Action::Explain);
        }
    }
}
