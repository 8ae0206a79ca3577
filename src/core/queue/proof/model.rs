//! What a queue is, as plainly as it can be said: everything is found by looking at all tasks.

use super::super::{Config, Decision, ItemState, Status};
use super::task::{Item, Task};

pub(super) const NEVER: f64 = f64::INFINITY;

/// What has ended, by label, and is to be told before anybody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    AttemptFailed(usize),
    Ended(usize, Status),
}

/// A call of a user's code, by label, from within which there may be further inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Start(usize),
    StartItem(usize, usize),
    Abort(usize),
    /// Whether another attempt is to follow this one, of this run.
    Ask(usize, u32, u32),
    /// That the task has ended.
    Tell(usize),
}

/// Says what is decided after a failed attempt of a task.
pub(super) type Decide = fn(label: usize, attempt: u32) -> Decision;

#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) config: Config,
    pub(super) tasks: Vec<Task>,
    pub(super) now: f64,
    pub(super) starts: Vec<f64>,
    pub(super) events: Vec<Event>,
    /// Who is to be called, in order, whether or not anything may start: aborts and questions.
    pub(super) calls: Vec<Call>,
    decide: Decide,
    pub(super) is_disposed: bool,
    pub(super) is_online: bool,
    runs: u32,
    places: u64,
    ends: u64,
}

impl Model {
    pub(super) fn new(config: Config, now: f64, decide: Decide) -> Self {
        let (tasks, starts, events) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            config,
            tasks,
            now,
            starts,
            events,
            calls: Vec::new(),
            decide,
            is_disposed: false,
            is_online: true,
            runs: 0,
            places: 0,
            ends: 0,
        }
    }

    pub(super) fn enqueue(&mut self, mut task: Task) {
        self.places += 1;
        (task.place, task.began) = (self.places, self.places);
        self.tasks.push(task);
        if self.is_disposed {
            self.end(self.tasks.len() - 1, Status::Cancelled);
        }
    }

    pub(super) fn settle(&mut self, label: usize, run: u32, ok: bool) {
        if !self.is_present(label, run) {
            return;
        }
        self.tasks[label].others.1 += usize::from(!ok && !self.tasks[label].cancel_requested);
        self.end_run(label);
    }

    pub(super) fn settle_item(&mut self, label: usize, run: u32, position: usize, ok: bool) {
        if !self.is_present(label, run) {
            return;
        }
        let is_aborted = self.tasks[label].cancel_requested;
        let item = &mut self.tasks[label].items[position];
        item.in_flight = false;
        if !item.spoke {
            item.state = match (ok, is_aborted) {
                (_, true) => ItemState::Untried,
                (true, false) => ItemState::Succeeded,
                (false, false) => ItemState::Failed,
            };
        }
        item.spoke = false;
    }

    pub(super) fn report(&mut self, label: usize, run: u32, position: Option<usize>, ok: bool) {
        let is_present = self.is_present(label, run);
        let task = &mut self.tasks[label];
        let item = position.and_then(|position| task.items.get_mut(position));
        match (item, position) {
            (Some(item), _) if is_present => {
                item.spoke |= item.state == ItemState::InFlight;
                item.state = if ok { ItemState::Succeeded } else { ItemState::Failed };
            }
            (Some(item), _) => item.late |= ok,
            (None, None) if is_present && ok => task.others.0 += 1,
            (None, None) if is_present => task.others.1 += 1,
            // There is no such item.
            (None, _) => {}
        }
    }

    pub(super) fn cancel(&mut self, label: usize) {
        let grace = self.config.cancel_grace;
        let task = &mut self.tasks[label];
        if task.status.is_ended() || task.cancel_requested {
            return;
        }
        task.cancel_requested = true;
        if task.status == Status::Pending {
            self.end(label, Status::Cancelled);
            return;
        }
        task.due = self.now + grace;
        let is_over = task.itemwise && !task.items.iter().any(|item| item.in_flight);
        self.calls.push(Call::Abort(label));
        if grace <= 0.0 || is_over {
            self.end(label, Status::Cancelled);
        }
    }

    pub(super) fn retry(&mut self, label: usize) {
        let task = &mut self.tasks[label];
        if !matches!(task.status, Status::Failed | Status::Cancelled) {
            return;
        }
        self.places += 1;
        (task.place, task.began) = (self.places, self.places);
        task.status = Status::Pending;
        task.cancel_requested = false;
        task.attempt = 0;
        task.held = None;
        task.retry_count += 1;
        task.total_due = NEVER;
        task.clear();
        let is_left = task.take_late();
        if self.is_disposed {
            self.end(label, Status::Cancelled);
        } else if !is_left {
            self.end(label, Status::Completed);
        }
    }

    pub(super) fn dismiss(&mut self, label: usize) {
        self.tasks[label].is_dismissed |= self.tasks[label].status.is_ended();
    }

    pub(super) fn set_priority(&mut self, label: usize, priority: f64) {
        if self.tasks[label].status == Status::Pending {
            self.tasks[label].priority = priority;
        }
    }

    pub(super) fn dispose(&mut self) {
        self.is_disposed = true;
        for label in 0..self.tasks.len() {
            let task = &self.tasks[label];
            if task.is_dismissed || task.status.is_ended() {
                continue;
            }
            if task.status == Status::Running && !task.cancel_requested {
                self.calls.push(Call::Abort(label));
            }
            self.end(label, Status::Cancelled);
        }
    }

    /// A timer has fired that was due at `due`.
    pub(super) fn fired(&mut self, due: f64) {
        let slept = self.now - due > 30_000.0;
        let more = self.now + 15_000.0;
        loop {
            let all = (0..self.tasks.len()).filter(|label| self.tasks[*label].due <= self.now);
            let key = |label: &usize| (self.tasks[*label].due, self.tasks[*label].run);
            let Some(label) = all.min_by(|one, other| key(one).partial_cmp(&key(other)).unwrap()) else {
                return;
            };
            let now = self.now;
            let task = &mut self.tasks[label];
            let all_attempts_are_over = task.total_due <= now;
            if all_attempts_are_over && slept && !task.cancel_requested {
                task.total_due = more;
            }
            match task.status {
                Status::Running if task.cancel_requested => self.end(label, Status::Cancelled),
                Status::Running if slept => {
                    task.due = more;
                    task.total_due = task.total_due.max(more);
                }
                Status::Running => {
                    task.others.1 += 1;
                    self.calls.push(Call::Abort(label));
                    if all_attempts_are_over {
                        self.end(label, Status::Failed);
                    } else {
                        self.fail(label);
                    }
                }
                _ if all_attempts_are_over && !slept => {
                    task.others.1 += 1;
                    self.end(label, Status::Failed);
                }
                _ => {
                    if task.pausing_until.is_some_and(|until| until <= now) {
                        task.pausing_until = None;
                        self.places += 1;
                        task.place = self.places;
                    }
                    task.due = task.total_due.min(task.pausing_until.unwrap_or(NEVER));
                }
            }
        }
    }

    /// The queue reports that one has ended. Batches, and tasks with nothing left to do, end when their turn comes; the
    /// model knows in advance of all others.
    pub(super) fn ended(&mut self, event: Event, may_start: bool) {
        self.forget_questions();
        if !self.events.contains(&event) && may_start && self.calls.is_empty() {
            let label = match event {
                Event::AttemptFailed(label) | Event::Ended(label, _) => label,
            };
            if self.is_done(label) {
                self.end_run(label);
            } else if self.next_to_start() == Some(label)
                && !self.is_at_its_rate()
                && !self.has_items_to_start()
            {
                let task = &mut self.tasks[label];
                if !task.prepare() {
                    self.end(label, Status::Completed);
                }
            }
        }
        let at = self.events.iter().position(|known| *known == event);
        self.events
            .remove(at.unwrap_or_else(|| panic!("{event:?} has not happened; what has: {:?}", self.events)));
    }

    /// The queue calls somebody: it must be his turn.
    pub(super) fn called(&mut self, call: Call, may_start: bool) {
        assert_eq!(self.events, [], "what has ended is told before {call:?}");
        self.forget_questions();
        match call {
            Call::Abort(_) | Call::Ask(..) => {
                // What ends together by a dispose has no order among itself.
                let at = self.calls.iter().position(|known| *known == call);
                assert!(
                    at == Some(0) || (at.is_some() && self.is_disposed),
                    "{call:?}, and not {:?}",
                    self.calls
                );
                self.calls.remove(at.unwrap());
                return;
            }
            Call::Tell(_) => return,
            Call::Start(_) | Call::StartItem(..) => {}
        }
        assert!(may_start, "{call:?} from inside a start");
        assert_eq!(self.calls, [], "to be called before {call:?}");
        if let Call::StartItem(label, position) = call {
            assert_eq!(self.item_to_start(label), Some(position), "{call:?}");
            let item = &mut self.tasks[label].items[position];
            *item = Item { state: ItemState::InFlight, in_flight: true, late: item.late, ..Item::NEW };
        } else if let Call::Start(label) = call {
            assert!(!self.has_items_to_start(), "items start before {call:?}");
            assert_eq!(self.next_to_start(), Some(label));
            assert!(self.is_online || self.tasks[label].attempt == 0, "{call:?} without a network");
            assert!(!self.is_at_its_rate());
            let (run, now) = (self.runs + 1, self.now);
            let task = &mut self.tasks[label];
            assert!(task.prepare(), "nothing is left of task {label}");
            task.run = run;
            task.status = Status::Running;
            task.attempt += 1;
            if task.total_due == NEVER {
                task.total_due = now + task.total_timeout;
            }
            task.due = (now + task.timeout).min(task.total_due);
            self.runs = run;
            self.starts.push(now);
        }
    }

    /// The queue asks for the network: for the task whose turn it is, which leaves the line if there is none.
    pub(super) fn asked_for_network(&mut self) {
        let label = self.next_to_start().filter(|label| self.tasks[*label].attempt > 0);
        let label = label.unwrap_or_else(|| panic!("nobody whose turn it is needs a network"));
        if !self.is_online {
            self.places += 1;
            self.tasks[label].held = Some(self.places);
        }
    }

    /// What has left the line stands in it again, behind all others.
    pub(super) fn network(&mut self, is_online: bool) {
        self.is_online = is_online;
        let mut held: Vec<_> = self.tasks.iter_mut().filter(|task| task.held.is_some()).collect();
        held.sort_by_key(|task| task.held);
        for task in held.into_iter().filter(|_| is_online) {
            self.places += 1;
            (task.held, task.place) = (None, self.places);
        }
    }

    pub(super) fn is_holding(&self) -> bool {
        self.tasks.iter().any(|task| task.status == Status::Pending && task.held.is_some())
    }

    /// The queue has nothing to do.
    pub(super) fn rests(&mut self, may_start: bool) {
        self.forget_questions();
        assert_eq!((&self.events[..], &self.calls[..]), (&[][..], &[][..]), "what is left to do");
        if may_start {
            assert!(!self.has_items_to_start(), "items are left to start");
            let next = self.next_to_start().filter(|_| !self.is_at_its_rate());
            assert_eq!(next, None, "a task is left to start");
        }
    }

    /// Of a task that was ended meanwhile nobody is asked whether it is to be tried again.
    fn forget_questions(&mut self) {
        let tasks = &self.tasks;
        self.calls.retain(|call| match call {
            Call::Ask(label, run, _) => tasks[*label].is_asked_about(*run),
            _ => true,
        });
    }

    /// The processor or the last item has settled.
    fn end_run(&mut self, label: usize) {
        match &self.tasks[label] {
            task if task.cancel_requested => self.end(label, Status::Cancelled),
            task if task.failed() > 0 => self.fail(label),
            _ => self.end(label, Status::Completed),
        }
    }

    fn fail(&mut self, label: usize) {
        let task = &mut self.tasks[label];
        if task.retry.is_none_or(|policy| task.attempt >= policy.attempts) {
            self.end(label, Status::Failed);
            return;
        }
        task.abandon();
        task.status = Status::Pending;
        (task.pausing_until, task.due) = (Some(NEVER), NEVER);
        let ask = Call::Ask(label, task.run, task.attempt);
        self.events.push(Event::AttemptFailed(label));
        self.calls.push(ask);
    }

    /// Whoever was asked has answered.
    pub(super) fn decide(&mut self, label: usize, run: u32, attempt: u32) -> Decision {
        let decision = (self.decide)(label, attempt);
        let Decision { again, retry_after, random } = decision;
        let now = self.now;
        let task = &mut self.tasks[label];
        let Some(policy) = task.retry.filter(|_| task.is_asked_about(run)) else { return decision };
        if !again {
            self.end(label, Status::Failed);
            return decision;
        }
        let grown = policy.min_delay * policy.factor.powi(attempt as i32 - 1);
        let capped = grown.min(policy.max_delay);
        let pause = capped.max((capped * (1.0 + policy.jitter * random)).floor());
        let until = now + if retry_after.is_nan() { pause } else { retry_after };
        task.pausing_until = Some(until);
        task.due = until.min(task.total_due);
        decision
    }

    fn end(&mut self, label: usize, status: Status) {
        self.ends += 1;
        let task = &mut self.tasks[label];
        task.abandon();
        task.status = status;
        task.due = NEVER;
        task.pausing_until = None;
        task.ended_as = self.ends;
        self.events.push(Event::Ended(label, status));
    }
}
