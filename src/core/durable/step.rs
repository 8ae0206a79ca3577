//! What a call of `ctx.step` does.

use crate::core::numbered::numbered;

/// What is known of a step when it is called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepFacts {
    /// The run has ended, or was aborted.
    pub run_is_over: bool,
    /// The journal has its result.
    pub has_result: bool,
    /// The same run has called it, and that call has not ended.
    pub is_under_way: bool,
    /// The step's own function calls it, before it has returned anything.
    pub is_inside_itself: bool,
}

numbered! {
    /// What the call does.
    pub enum StepAction {
        /// Calls its function, once it is certain that the task is still this queue's.
        Call,
        /// Returns the stored result.
        Replay,
        /// Returns the promise of the call under way.
        Join,
        /// Rejects: the run is over.
        Refuse,
        /// Rejects: it would wait for itself.
        RefuseInside,
    }
}

impl StepFacts {
    /// What the call does. A run that is over gets nothing, not even a stored result: whatever it did next would overlap
    /// with the run that follows.
    pub const fn action(self) -> StepAction {
        match self {
            Self { run_is_over: true, .. } => StepAction::Refuse,
            Self { has_result: true, .. } => StepAction::Replay,
            Self { is_inside_itself: true, .. } => StepAction::RefuseInside,
            Self { is_under_way: true, .. } => StepAction::Join,
            _ => StepAction::Call,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: StepFacts =
        StepFacts { run_is_over: false, has_result: false, is_under_way: false, is_inside_itself: false };

    fn all() -> impl Iterator<Item = StepFacts> {
        (0_u32..16).map(|bits| {
            let [run_is_over, has_result, is_under_way, is_inside_itself] =
                [1, 2, 4, 8].map(|bit| bits & bit != 0);
            StepFacts { run_is_over, has_result, is_under_way, is_inside_itself }
        })
    }

    #[test]
    fn a_step_with_a_stored_result_is_never_called_again() {
        for facts in all().filter(|facts| facts.has_result) {
            assert_ne!(facts.action(), StepAction::Call, "{facts:?}");
        }
        assert_eq!(StepFacts { has_result: true, ..NEW }.action(), StepAction::Replay);
    }

    #[test]
    fn a_run_that_is_over_calls_and_is_given_nothing() {
        for facts in all().filter(|facts| facts.run_is_over) {
            assert_eq!(facts.action(), StepAction::Refuse, "{facts:?}");
        }
    }

    #[test]
    fn two_at_once_share_one_call() {
        assert_eq!(NEW.action(), StepAction::Call);
        assert_eq!(StepFacts { is_under_way: true, ..NEW }.action(), StepAction::Join);
    }

    #[test]
    fn a_step_that_calls_itself_does_not_wait_for_itself() {
        let inside = StepFacts { is_under_way: true, is_inside_itself: true, ..NEW };
        assert_eq!(inside.action(), StepAction::RefuseInside);
    }
}
