//! How a wait ends: at once, or at its timeout after a last read.

use super::{Action, Config, Ending, OnDeleted, StreamState, Wait};
use crate::core::clock::AFTER_SUSPENSION;

/// How long the last read before a timeout may take.
const LAST_READ: f64 = 5_000.0;
/// How long before a task's deadline the object is read a last time.
const BEFORE_TASK_DEADLINE: f64 = 2_000.0;

/// The time is up, and only the last read can still resolve the wait.
#[derive(Debug)]
pub(super) struct Closing {
    pub(super) since: f64,
    pub(super) until: f64,
    /// The page has just resumed from a suspension; the network may not be back yet.
    pub(super) is_after_suspension: bool,
}

/// When to read a last time before the deadline of the task: two seconds before it. Half way there, if the wait began too
/// late for that, or if that moment has passed.
pub(super) fn last_call(now: f64, began: f64, config: &Config) -> Option<f64> {
    let deadline = config.task_deadline.filter(|deadline| *deadline > now && config.is_readable)?;
    let at = deadline - BEFORE_TASK_DEADLINE.min((deadline - began) / 2.0);
    Some(if at > now { at } else { deadline - (deadline - now) / 2.0 })
}

impl Wait {
    /// The deadline of the task that awaits this wait has moved, or stands still. A last read that was due comes all the same.
    pub fn task_deadline_moved(&mut self, now: f64, deadline: Option<f64>) {
        let former = self.config.task_deadline.unwrap_or(f64::INFINITY);
        // Each sleep reports the deadline, also where another sleep or `totalTimeout` decides it.
        if (deadline.unwrap_or(f64::INFINITY) - former).abs() < 1.0 {
            return;
        }
        if self.last_call.is_some_and(|at| at <= now) && !self.is_over {
            self.begin_last_read(now);
        }
        self.config.task_deadline = deadline;
        self.last_call = last_call(now, self.began, &self.config);
        self.was_last_called = false;
    }

    /// The time is up: reads a last time, if there is a `read`. After a suspension it also waits for events that
    /// the stream has not delivered yet.
    pub(super) fn close(&mut self, now: f64) {
        let is_after_suspension = self.woken_at == Some(now);
        if !self.config.is_readable && !is_after_suspension {
            return self.time_out(now);
        }
        let patience = if is_after_suspension { AFTER_SUSPENSION } else { LAST_READ };
        self.closing = Some(Closing { since: now, until: now + patience, is_after_suspension });
        if self.config.is_readable {
            self.begin_last_read(now);
        }
    }

    pub(super) fn time_out(&mut self, now: f64) {
        self.finish(Ending::TimedOut {
            since_last_event: self.last_event.map(|at| (now - at).max(0.0)),
            has_appeared: self.identity.has_appeared(),
            reads: self.reads,
            is_streaming: self.is_streaming(),
        });
    }

    pub(super) fn finish_gone(&mut self) {
        self.finish(match self.config.on_deleted {
            OnDeleted::Resolve => Ending::Gone,
            OnDeleted::Reject | OnDeleted::Continue | OnDeleted::Count => Ending::Deleted,
        });
    }

    /// The server refused for good.
    pub(super) fn refuse(&mut self, now: f64) {
        self.finish(Ending::Refused);
        if self.actions.pop_back().is_some() {
            self.note_stream(now, StreamState::Refused, None);
            self.act(Action::Settle(Ending::Refused));
        }
    }

    pub(super) fn finish(&mut self, ending: Ending) {
        if !self.is_over {
            self.is_over = true;
            self.actions.clear();
            self.act(Action::Settle(ending));
        }
    }
}
