//! Whether the real queue and the model say the same, and what has to hold whatever they say.

use super::super::task::Task as RealTask;
use super::super::{Excess, Status};
use super::inputs::Input;
use super::model::NEVER;
use super::pair::Pair;

impl Pair {
    /// Everything that can be seen from outside.
    pub(super) fn compare(&mut self) {
        if self.levels.is_empty() {
            assert_eq!(self.listens, self.model.is_holding(), "who listens to the network");
            let due = self.real.next_deadline();
            assert_eq!(due, self.model.due(), "the timer");
            let nothing_before = self.real.nothing_before();
            assert!(
                nothing_before.is_none_or(|early| due.is_none_or(|due| early <= due)),
                "the timer comes too late"
            );
        }
        assert_eq!(self.real.running(), self.model.count(Status::Running), "running");
        assert_eq!(self.real.waiting(), self.model.count(Status::Pending), "waiting");
        for (label, id) in self.ids.iter().enumerate() {
            let Some(id) = *id else { continue };
            let (row, task) = (self.real.row(id).unwrap(), &self.model.tasks[label]);
            let shown =
                (row.status, row.completed, row.failed, row.attempt, row.retry_count, row.cancel_requested);
            let (completed, failed) = (task.completed(), task.failed());
            let expected =
                (task.status, completed, failed, task.attempt, task.retry_count, task.cancel_requested);
            assert_eq!(shown, expected, "task {label}");
            assert_eq!(row.priority, task.priority, "the priority of task {label}");
            assert_eq!(
                row.next_attempt_at.is_nan(),
                task.pausing_until.is_none_or(|until| until == NEVER) && !self.is_in_line_again(label),
                "the next attempt of task {label}"
            );
            let has_deadline = task.status == Status::Running && !task.cancel_requested && task.due < NEVER;
            assert_eq!(!row.deadline_at.is_nan(), has_deadline, "the deadline of task {label}");
            assert_eq!(row.status.is_ended(), !row.completed_at.is_nan());
            for (position, item) in task.items.iter().enumerate() {
                assert_eq!(
                    self.real.item_state(id, position),
                    Some(item.state),
                    "item {position} of task {label}"
                );
            }
        }
        for key in self.model.tasks.iter().filter_map(|task| task.dedupe_key) {
            let found = self.real.unfinished_like(key).map(|id| self.label(id));
            assert_eq!(found, self.model.unfinished_like(key), "who has the dedupeKey {key}");
        }
        self.check_invariants();
    }

    pub(super) fn keep_to_history(&mut self) {
        while let Some(oldest) = self.model.beyond_history() {
            let (excess, id) = self.real.excess();
            assert_eq!(excess, Excess::Own);
            let label = self.label(id);
            // What ends together by a dispose has no order among itself.
            assert!(label == oldest || self.model.is_disposed, "task {oldest} has to go from the history");
            self.model.dismiss(label);
            self.real.dismiss(id);
            self.forget(label);
        }
        assert_eq!(self.real.excess().0, Excess::None);
    }

    /// Its pause is over and it waits for a slot: the view goes on to say when it was to start.
    fn is_in_line_again(&self, label: usize) -> bool {
        let task = &self.model.tasks[label];
        task.status == Status::Pending && task.attempt > 0 && task.pausing_until.is_none()
    }

    /// What holds whatever the model says.
    fn check_invariants(&self) {
        let running: Vec<&RealTask> = self
            .ids
            .iter()
            .flatten()
            .filter_map(|id| self.real.tasks.get(*id))
            .filter(|task| task.status == Status::Running)
            .collect();
        let key = |task: &&&RealTask| task.scheduling.as_ref().and_then(|scheduling| scheduling.key);
        let mut keys: Vec<_> = running.iter().filter_map(|task| key(&task)).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|two| two[0] != two[1]), "two tasks of one key run");
        for (label, (settled, given)) in self.settled.iter().enumerate() {
            let ended = self.model.tasks[label].status.is_ended();
            assert_eq!(*settled, given + u32::from(ended), "the handle of task {label} settles once");
        }
    }

    /// Nothing is left to happen: what runs returns, and time passes, until all has ended.
    pub(super) fn run_out(&mut self) {
        self.give(Input::Pause(false));
        self.give(Input::Network(true));
        self.give(Input::Concurrency(3));
        for _ in 0..10_000 {
            if self.real.running() == 0 && self.real.waiting() == 0 {
                assert_eq!(self.real.next_deadline(), None, "a timer while nothing is to happen");
                assert_eq!(self.real.deadlines.len(), 0);
                return;
            }
            if self.bodies.is_empty() {
                self.give(Input::Pass(1_000));
            } else {
                self.give(Input::Settle { pick: 0, ok: true });
            }
        }
        panic!("a task never ends");
    }
}
