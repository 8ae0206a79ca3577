//! What a queue does without a network: no attempt after the first starts, since it would fail like the one before.
//!
//! Whether there is a network is asked before each such start, so that nothing has to listen while there is none to start.

use super::scheduling::Phase;
use super::{Action, Queue, Status, TaskId};

impl Queue {
    /// Answers [`Poll::NeedsNetwork`](super::Poll::NeedsNetwork).
    pub fn set_network(&mut self, has_network: bool) {
        self.has_network = Some(has_network);
    }

    /// There is a network again: the tasks that waited for it are queued.
    pub fn came_online(&mut self) {
        self.offline_count = 0;
        for (id, run) in std::mem::take(&mut self.offline) {
            let waits = |task: &&super::Task| task.run == run && task.phase() == Some(Phase::Offline);
            if self.tasks.get(id).filter(waits).is_some() {
                self.between_attempts = self.between_attempts.saturating_sub(1);
                self.ready.join(&mut self.tasks, id);
            }
        }
    }

    /// Whether it must be known that there is a network before a task may start. Not for one that resumes an attempt.
    #[inline]
    pub(super) fn needs_network(&self, id: TaskId) -> bool {
        let Some(task) = self.tasks.get(id).filter(|task| task.attempt > 0) else { return false };
        task.scheduling.as_ref().is_some_and(|scheduling| !scheduling.is_resumed)
    }

    /// A queued task waits for the network instead.
    pub(super) fn hold(&mut self, id: TaskId) {
        self.ready.leave(&mut self.tasks, id);
        let Some(task) = self.tasks.get_mut(id).filter(|task| task.status == Status::Pending) else { return };
        let run = task.run;
        let Some(scheduling) = &mut task.scheduling else { return };
        scheduling.phase = Phase::Offline;
        self.between_attempts += 1;
        self.offline.push((id, run));
        self.offline_count += 1;
        if self.offline_count == 1 {
            self.aborts.push_back(Action::Network { is_awaited: true });
        }
    }

    /// A task that waited for the network has ended.
    pub(super) fn stop_holding(&mut self) {
        self.offline_count = self.offline_count.saturating_sub(1);
        if self.offline_count == 0 {
            self.offline.clear();
            self.aborts.push_back(Action::Network { is_awaited: false });
        }
    }
}
