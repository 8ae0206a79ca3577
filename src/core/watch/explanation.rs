//! When to look for what else is known of an object that stays pending: its Kubernetes Events, for people to read. They
//! decide nothing.

use super::{Action, Wait};

/// An object is pending for longer than this before anyone looks.
const PATIENCE: f64 = 10_000.0;
/// How long what was found stands.
const PERIOD: f64 = 30_000.0;

/// The first time to look.
pub(super) fn first(began: f64, explains: bool) -> Option<f64> {
    explains.then_some(began + PATIENCE)
}

impl Wait {
    /// Looks if it is time to. An object that has not appeared yet has no Events.
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
