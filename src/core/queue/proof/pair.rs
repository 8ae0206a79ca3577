//! The real queue and the model side by side, driven as `pkg/src/queue/core-bridge.ts` drives it: an input, then whatever the queue
//! wants done, and further inputs from inside what that calls.

use super::super::*;
use super::inputs::{Input, New};
use super::model::{Call, Decide, Event, Model, NEVER};
use super::task::Task;

/// A body that has been called and has not settled: the task, its run as either counts it, an item's position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Body {
    pub(super) label: usize,
    run: RunId,
    pub(super) position: Option<usize>,
}

impl Body {
    /// Whether its run is the one that counts.
    pub(super) fn is_present(&self, model: &Model) -> bool {
        model.tasks[self.label].run == self.run && model.tasks[self.label].status == Status::Running
    }
}

/// A call into the queue that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    /// Whether it may start something: not inside a start.
    pub(super) may_start: bool,
    /// The user's code that it is calling.
    pub(super) at: Option<Call>,
    /// The queue had nothing more to do when that was called.
    rests: bool,
    /// All is done but to tell of endings.
    pub(super) is_telling: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) real: Queue,
    pub(super) model: Model,
    /// Ids of the real queue by label; `None` once dismissed.
    pub(super) ids: Vec<Option<TaskId>>,
    pub(super) bodies: Vec<Body>,
    runs: Vec<(usize, RunId)>,
    wall: f64,
    /// Calls under way, the outermost first.
    pub(super) levels: Vec<Level>,
    /// Ended tasks whose user is to be told, when the outermost call ends.
    pub(super) to_tell: Vec<usize>,
    /// What the queue wants done first, where the input's answer said it.
    said: Option<Action>,
    /// The queue has asked to hear when there is a network again.
    pub(super) listens: bool,
    /// Until when time is to pass.
    until: f64,
    /// Inputs given from inside something.
    pub(super) nested: u64,
    /// How often each task's handle has settled, and how often a new one was given.
    pub(super) settled: Vec<(u32, u32)>,
}

impl Pair {
    pub(super) fn new(config: Config, decide: Decide) -> Self {
        let now = 1_000_000.0;
        Self {
            real: Queue::new(config),
            model: Model::new(config, now, decide),
            ids: Vec::new(),
            bodies: Vec::new(),
            runs: Vec::new(),
            wall: 0.0,
            levels: Vec::new(),
            to_tell: Vec::new(),
            said: None,
            listens: false,
            until: now,
            nested: 0,
            settled: Vec::new(),
        }
    }

    fn now(&self) -> Now {
        Now { moment: self.model.now, wall: self.model.now + self.wall }
    }

    /// Gives both an input that nobody interrupts, and compares.
    pub(super) fn give(&mut self, input: Input) {
        self.finish();
        self.begin(input);
        self.finish();
    }

    /// Whether something of the user's is being called, from inside which the next input comes.
    pub(super) fn is_inside(&self) -> bool {
        !self.levels.is_empty()
    }

    /// Returns from everything.
    pub(super) fn finish(&mut self) {
        while self.is_inside() {
            self.come_back();
        }
    }

    /// What is being called returns; goes on until something else is called.
    pub(super) fn come_back(&mut self) {
        let Some(level) = self.levels.last_mut() else { return };
        let rests = std::mem::replace(&mut level.rests, false);
        let may_start = level.may_start;
        match level.at.take() {
            Some(Call::Ask(label, run, attempt)) => {
                let decision = self.model.decide(label, run, attempt);
                if let Some(id) = self.ids[label] {
                    self.real.decide(self.now(), id, run, decision);
                }
                self.push_level(may_start);
            }
            _ if rests => assert_eq!(self.poll(may_start), Poll::Nothing, "it said that it rests"),
            _ => {}
        }
        self.run();
    }

    fn push_level(&mut self, may_start: bool) {
        for level in &mut self.levels {
            level.rests = false;
        }
        self.levels.push(Level { may_start, at: None, rests: false, is_telling: false });
    }

    /// Gives both an input from where they are; goes on until something of the user's is called.
    pub(super) fn begin(&mut self, input: Input) {
        let may_start = self.levels.last().is_none_or(|level| {
            level.may_start && !matches!(level.at, Some(Call::Start(_) | Call::StartItem(..)))
        });
        self.nested += u64::from(self.is_inside());
        let now = self.now();
        match input {
            Input::Enqueue(new) => self.enqueue(new),
            Input::Settle { pick, ok } if !self.bodies.is_empty() => {
                let body = self.bodies.remove(pick % self.bodies.len());
                let id = self.ids[body.label];
                match body.position {
                    None => self.model.settle(body.label, body.run, ok),
                    Some(position) => self.model.settle_item(body.label, body.run, position, ok),
                }
                match (id, body.position) {
                    (Some(id), None) => self.real.settled(now, id, body.run, ok),
                    (Some(id), Some(position)) if ok && may_start => {
                        let (_, next) = self.real.item_succeeded(id, body.run, position);
                        let start = |position| Action::StartItem { task: id, run: body.run, position };
                        self.said = next.map(start);
                    }
                    (Some(id), Some(position)) => {
                        self.real.item_settled(id, body.run, position, ok);
                    }
                    (None, _) => {}
                }
            }
            Input::Report { pick, position, ok } if !self.runs.is_empty() => {
                // Recent runs are of most interest.
                let back = pick % self.runs.len().min(8);
                let (label, run) = self.runs[self.runs.len() - 1 - back];
                // A position is an item's, or there is none.
                let position = position.filter(|position| *position < self.model.tasks[label].items.len());
                if let Some(id) = self.ids[label] {
                    self.real.report(id, run, position, ok);
                    self.model.report(label, run, position, ok);
                }
            }
            Input::Cancel(pick) => {
                self.with(pick, |real, id| _ = real.cancel(now, id, false), Model::cancel);
            }
            Input::Retry(pick) => {
                if let Some(label) = self.with(pick, |real, id| _ = real.retry(now, id), Model::retry)
                    && self.model.tasks[label].retry_count > self.settled[label].1
                {
                    self.settled[label].1 += 1;
                }
            }
            Input::Dismiss(pick) => {
                if let Some(label) = self.with(pick, |real, id| _ = real.dismiss(id), Model::dismiss) {
                    self.forget(label);
                }
            }
            Input::Priority(pick, priority) => {
                let priority = priority.into();
                let real = |real: &mut Queue, id| _ = real.set_priority(id, priority);
                self.with(pick, real, |model, label| model.set_priority(label, priority));
            }
            Input::Pause(paused) => {
                self.model.config.paused = paused;
                if paused { self.real.pause() } else { self.real.resume() }
            }
            Input::Concurrency(concurrency) => {
                self.model.config.concurrency = concurrency;
                self.real.set_concurrency(concurrency);
            }
            // The timer fires when what is under way is over.
            Input::Pass(by) if self.is_inside() => self.model.now += f64::from(by),
            Input::Pass(by) => self.until = self.model.now + f64::from(by),
            Input::Sleep(by) => {
                let due = self.model.due();
                self.model.now += f64::from(by);
                self.fire(due.unwrap_or(NEVER));
            }
            Input::Wall(by) => self.wall += f64::from(by),
            Input::Network(is_online) => {
                self.model.network(is_online);
                if is_online && std::mem::replace(&mut self.listens, false) {
                    self.real.came_online();
                }
            }
            Input::Dispose => {
                self.real.dispose(now);
                self.model.dispose();
            }
            Input::Settle { .. } | Input::Report { .. } => {}
        }
        self.push_level(may_start);
        self.run();
    }

    fn with(
        &mut self,
        pick: usize,
        real: impl FnOnce(&mut Queue, TaskId),
        model: impl FnOnce(&mut Model, usize),
    ) -> Option<usize> {
        let label = pick.checked_rem(self.ids.len())?;
        real(&mut self.real, self.ids[label]?);
        model(&mut self.model, label);
        Some(label)
    }

    fn enqueue(&mut self, new: New) {
        let retry = (new.attempts > 0).then_some(RetryPolicy {
            attempts: new.attempts,
            min_delay: 100.0,
            max_delay: 250.0,
            factor: 2.0,
            jitter: 0.5,
        });
        let limit = |limit: Option<u32>| limit.map_or(NEVER, f64::from);
        let (priority, total_timeout) = (new.priority.into(), limit(new.total_timeout));
        let (key, dedupe_key) = (new.key, new.dedupe_key);
        let scheduling = SchedulingOptions { priority, key, total_timeout, retry, dedupe_key };
        let spec = Spec {
            timeout: limit(new.timeout),
            items: new.items,
            itemwise: new.itemwise,
            item_concurrency: new.item_concurrency,
            stop_on_error: new.stop_on_error,
            scheduling: new.is_special().then_some(scheduling),
        };
        let id = self.real.enqueue(self.now(), &spec);
        self.ids.push(Some(id));
        self.settled.push((0, 0));
        self.model.enqueue(Task::new(&new, &spec, &scheduling));
    }

    /// Goes on until something of the user's is called, or all is done and no time is left to pass.
    fn run(&mut self) {
        loop {
            self.go_on();
            if self.is_inside() {
                return;
            }
            let Some(due) = self.model.due().filter(|due| *due <= self.until) else { break };
            self.model.now = self.model.now.max(due);
            self.fire(due);
            self.push_level(true);
        }
        self.model.now = self.model.now.max(self.until);
    }

    fn fire(&mut self, due: f64) {
        let now = self.now();
        self.real.fired(now, due);
        self.model.fired(due);
    }

    fn poll(&mut self, may_start: bool) -> Poll {
        if let Some(action) = self.said.take() {
            return Poll::Do(action);
        }
        let rests = may_start && self.real.is_at_rest();
        let poll = match self.real.poll_action(None, may_start) {
            Poll::NeedsTime => self.real.poll_action(Some(self.now()), may_start),
            poll => poll,
        };
        let mut poll = poll;
        while poll == Poll::NeedsNetwork {
            self.model.asked_for_network();
            self.real.set_network(self.model.is_online);
            poll = self.real.poll_action(Some(self.now()), may_start);
        }
        assert!(!rests || poll == Poll::Nothing, "it said that it rests, and wants {poll:?}");
        poll
    }

    fn go_on(&mut self) {
        while let Some(mut level) = self.levels.pop() {
            if !level.is_telling
                && let Poll::Do(action) = self.poll(level.may_start)
            {
                level.at = self.perform(action, level.may_start);
                level.rests = matches!(action, Action::Start { .. } | Action::StartItem { .. })
                    && self.real.is_at_rest();
            } else if !level.is_telling && !self.levels.is_empty() {
                // Back in what the call came from.
                self.model.rests(level.may_start);
                self.compare();
                match self.levels.last() {
                    Some(Level { at: Some(_), .. }) => return,
                    _ => continue,
                }
            } else {
                if !level.is_telling {
                    self.model.rests(level.may_start);
                }
                level.is_telling = true;
                if self.to_tell.is_empty() {
                    self.keep_to_history();
                    self.compare();
                    continue;
                }
                level.at = Some(Call::Tell(self.to_tell.remove(0)));
            }
            self.levels.push(level);
            if level.at.is_some() {
                return;
            }
        }
    }

    pub(super) fn label(&self, id: TaskId) -> usize {
        self.ids.iter().position(|at| *at == Some(id)).unwrap()
    }

    /// Does what the queue wants done. What of the user's is to be called, if anything is.
    fn perform(&mut self, action: Action, may_start: bool) -> Option<Call> {
        let label = |id| self.label(id);
        let call = match action {
            Action::Start { task, run } => {
                let label = label(task);
                self.runs.push((label, run));
                if !self.model.tasks[label].itemwise {
                    self.bodies.push(Body { label, run, position: None });
                }
                Call::Start(label)
            }
            Action::StartItem { task, run, position } => {
                let label = label(task);
                self.bodies.push(Body { label, run, position: Some(position) });
                Call::StartItem(label, position)
            }
            Action::Abort { run, .. } => {
                let (label, _) = self.runs.iter().find(|(_, known)| *known == run).unwrap();
                Call::Abort(*label)
            }
            Action::AskRetry { task, run } => {
                Call::Ask(label(task), run, self.real.row(task).unwrap().attempt)
            }
            Action::Prolonged { .. } => return None,
            Action::Network { is_awaited } => {
                self.listens = is_awaited;
                return None;
            }
            Action::AttemptFailed { task, .. } => {
                self.model.ended(Event::AttemptFailed(label(task)), may_start);
                return None;
            }
            Action::Ended { task, status, .. } => {
                let label = label(task);
                self.settled[label].0 += 1;
                self.to_tell.push(label);
                self.model.ended(Event::Ended(label, status), may_start);
                return None;
            }
        };
        self.model.called(call, may_start);
        Some(call)
    }

    pub(super) fn forget(&mut self, label: usize) {
        if self.model.tasks[label].is_dismissed {
            self.ids[label] = None;
        }
    }
}
