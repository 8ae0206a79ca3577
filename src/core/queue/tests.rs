mod batches;
mod endings;
mod keeping;
mod network;

use super::command::{Command, CommandKind};
use super::*;

/// A queue with a clock of its own; actions are collected as they come.
struct World {
    queue: Queue,
    now: f64,
    is_offline: bool,
    log: Vec<Action>,
}

impl World {
    fn new(concurrency: usize) -> Self {
        Self::with(Config { concurrency, ..CONFIG })
    }

    fn with(config: Config) -> Self {
        Self { queue: Queue::new(config), now: 1_000.0, is_offline: false, log: Vec::new() }
    }

    fn now(&self) -> Now {
        Now { moment: self.now, wall: self.now }
    }

    fn pump(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        while let Some(action) = self.poll(true) {
            actions.push(action);
        }
        self.log.extend(&actions);
        actions
    }

    fn poll(&mut self, may_start: bool) -> Option<Action> {
        let now = self.now();
        // Without the time nothing but that it is needed may come out differently.
        let mut poll = self.queue.poll_action(None, may_start);
        if poll == Poll::NeedsTime {
            poll = self.queue.poll_action(Some(now), may_start);
        }
        while poll == Poll::NeedsNetwork {
            self.queue.set_network(!self.is_offline);
            poll = self.queue.poll_action(Some(now), may_start);
        }
        match poll {
            Poll::Do(action) => Some(action),
            Poll::Nothing => None,
            Poll::NeedsTime | Poll::NeedsNetwork => panic!("it was given"),
        }
    }

    /// The commands for what is to be done, each taken when it is handed out.
    fn commands(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        while let Some(action) = self.poll(true) {
            self.log.push(action);
            commands.push(self.queue.command(action));
        }
        commands
    }

    fn enqueue(&mut self, spec: Spec) -> TaskId {
        let id = self.queue.enqueue(self.now(), &spec);
        self.pump();
        id
    }

    fn task(&mut self, timeout: f64) -> TaskId {
        self.enqueue(Spec { timeout, ..plain() })
    }

    fn batch(&mut self, items: usize, item_concurrency: usize, stop_on_error: bool) -> TaskId {
        let items = Some(items);
        self.enqueue(Spec { items, itemwise: true, item_concurrency, stop_on_error, ..plain() })
    }

    fn run(&self, id: TaskId) -> RunId {
        let run = |action: &Action| match *action {
            Action::Start { task, run } if task == id => Some(run),
            _ => None,
        };
        self.log.iter().rev().find_map(run).unwrap()
    }

    fn settle(&mut self, id: TaskId, ok: bool) -> Vec<Action> {
        let run = self.run(id);
        self.queue.settled(self.now(), id, run, ok);
        self.pump()
    }

    fn settle_item(&mut self, id: TaskId, position: usize, ok: bool) -> Vec<Action> {
        let run = self.run(id);
        self.queue.item_settled(id, run, position, ok);
        self.pump()
    }

    /// Lets time pass as a timer does that fires on time.
    fn pass(&mut self, by: f64) -> Vec<Action> {
        let end = self.now + by;
        let mut all = Vec::new();
        while let Some(due) = self.queue.next_deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.queue.fired(self.now(), due);
            all.extend(self.pump());
        }
        self.now = end;
        all
    }

    fn status(&self, id: TaskId) -> Status {
        self.queue.row(id).unwrap().status
    }

    fn row(&self, id: TaskId) -> Row {
        self.queue.row(id).unwrap()
    }

    fn in_flight(&self, id: TaskId) -> Vec<usize> {
        let state = |at: &usize| self.queue.item_state(id, *at) == Some(ItemState::InFlight);
        (0..100).filter(state).collect()
    }
}

const CONFIG: Config = Config {
    concurrency: 1,
    cancel_grace: 5_000.0,
    paused: false,
    history_limit: usize::MAX,
    rate_limit: None,
};

fn plain() -> Spec {
    Spec {
        timeout: f64::INFINITY,
        items: None,
        itemwise: false,
        item_concurrency: 1,
        stop_on_error: false,
        scheduling: None,
    }
}

#[test]
fn tasks_start_in_the_order_of_enqueue_up_to_the_concurrency() {
    let mut world = World::new(2);
    let ids: Vec<_> = (0..4).map(|_| world.task(f64::INFINITY)).collect();
    let statuses: Vec<_> = ids.iter().map(|id| world.status(*id)).collect();
    use Status::*;
    assert_eq!(statuses, [Running, Running, Pending, Pending]);
    world.settle(ids[1], true);
    assert_eq!(world.status(ids[2]), Running);
    assert_eq!(world.status(ids[3]), Pending);
    assert_eq!((world.queue.running(), world.queue.waiting()), (2, 1));
}

#[test]
fn a_run_that_times_out_frees_its_slot_in_the_same_turn() {
    let mut world = World::new(1);
    let slow = world.task(50.0);
    let next = world.task(f64::INFINITY);
    let actions = world.pass(50.0);
    let run = 1;
    let (status, cause) = (Status::Failed, Cause::TimedOut { limit: 50.0 });
    assert_eq!(
        actions,
        [
            Action::Ended { task: slow, run, status, cause },
            Action::Abort { task: slow, run },
            Action::Start { task: next, run: 2 },
        ]
    );
    assert_eq!(world.row(slow).failed, 1);
}

#[test]
fn the_deadline_is_counted_from_the_start_and_off_at_the_end() {
    let mut world = World::new(1);
    let first = world.task(100.0);
    let second = world.task(100.0);
    world.pass(60.0);
    assert_eq!(world.queue.next_deadline(), Some(1_100.0));
    world.settle(first, true);
    assert_eq!(world.queue.next_deadline(), Some(1_160.0));
    assert_eq!(world.row(second).deadline_at, 1_160.0);
    world.settle(second, true);
    assert_eq!(world.queue.next_deadline(), None);
    assert!(world.row(second).deadline_at.is_nan());
}

#[test]
fn no_deadline_is_kept_while_nothing_runs() {
    let mut world = World::new(1);
    let id = world.task(100.0);
    world.settle(id, false);
    assert_eq!(world.status(id), Status::Failed);
    assert_eq!(world.queue.next_deadline(), None);
    assert_eq!(world.queue.deadlines.len(), 0);
}

#[test]
fn old_deadlines_do_not_pile_up_behind_a_long_run() {
    let mut world = World::new(2);
    world.task(300_000.0);
    for _ in 0..10_000 {
        let id = world.task(300_000.0);
        world.settle(id, true);
        assert!(world.queue.dismiss(id));
    }
    assert!(world.queue.deadlines.len() < 200, "{} entries", world.queue.deadlines.len());
}

#[test]
fn a_pending_task_that_is_cancelled_never_starts() {
    let mut world = World::new(1);
    let first = world.task(f64::INFINITY);
    let second = world.task(f64::INFINITY);
    assert!(world.queue.cancel(world.now(), second, false));
    let (status, cause) = (Status::Cancelled, Cause::Cancelled);
    assert_eq!(world.pump(), [Action::Ended { task: second, run: 0, status, cause }]);
    world.settle(first, true);
    assert_eq!(world.queue.running(), 0);
}

#[test]
fn cancel_while_running_ends_with_the_processor_by_any_means() {
    for ok in [true, false] {
        let mut world = World::new(1);
        let id = world.task(100.0);
        assert!(world.queue.cancel(world.now(), id, false));
        assert_eq!(world.pump(), [Action::Abort { task: id, run: 1 }]);
        assert!(world.row(id).cancel_requested);
        assert!(world.row(id).deadline_at.is_nan());
        assert!(!world.queue.cancel(world.now(), id, false), "once is enough");
        world.pass(200.0);
        assert_eq!(world.status(id), Status::Running, "its deadline is off");
        world.settle(id, ok);
        assert_eq!((world.status(id), world.row(id).failed), (Status::Cancelled, 0));
    }
}

#[test]
fn cancel_while_running_frees_the_slot_after_the_grace() {
    let mut world = World::new(1);
    let hanging = world.task(f64::INFINITY);
    let next = world.task(f64::INFINITY);
    world.queue.cancel(world.now(), hanging, false);
    world.pass(4_999.0);
    assert_eq!(world.status(hanging), Status::Running);
    world.pass(1.0);
    assert_eq!(world.status(hanging), Status::Cancelled);
    assert_eq!(world.status(next), Status::Running);
}

#[test]
fn a_grace_of_zero_ends_a_cancelled_run_at_once_and_an_infinite_one_waits() {
    for (cancel_grace, expected) in [(0.0, Status::Cancelled), (f64::INFINITY, Status::Running)] {
        let mut world = World::with(Config { concurrency: 1, cancel_grace, ..CONFIG });
        let id = world.task(f64::INFINITY);
        world.queue.cancel(world.now(), id, false);
        world.pump();
        world.pass(1e9);
        assert_eq!(world.status(id), expected);
        assert_eq!(world.queue.next_deadline(), None);
    }
}

#[test]
fn what_an_ended_run_says_changes_nothing() {
    let mut world = World::new(1);
    let id = world.task(50.0);
    let run = world.run(id);
    world.pass(50.0);
    let before = world.row(id);
    world.queue.settled(world.now(), id, run, true);
    assert_eq!(world.queue.report(id, run, None, true), Reported::Nothing);
    assert!(!world.queue.set_progress(id, run, 0.5));
    assert_eq!(format!("{before:?}"), format!("{:?}", world.row(id)));
}

#[test]
fn progress_that_is_shown_already_is_no_news() {
    let mut world = World::new(1);
    let id = world.task(50.0);
    let run = world.run(id);
    assert!(world.queue.set_progress(id, run, 2.0));
    for same in [1.0, 3.0, f64::NAN] {
        assert!(!world.queue.set_progress(id, run, same));
    }
    assert!(world.queue.set_progress(id, run, 0.5));
}

#[test]
fn an_old_run_never_touches_a_later_one() {
    let mut world = World::new(1);
    let id = world.task(50.0);
    let old = world.run(id);
    world.pass(50.0);
    assert!(world.queue.retry(world.now(), id));
    world.pump();
    world.queue.settled(world.now(), id, old, true);
    assert_eq!(world.status(id), Status::Running);
    assert_eq!((world.row(id).retry_count, world.row(id).attempt), (1, 1));
    world.settle(id, true);
    assert_eq!(world.status(id), Status::Completed);
}

#[test]
fn only_failed_and_cancelled_tasks_are_retried() {
    let mut world = World::new(1);
    let running = world.task(f64::INFINITY);
    let pending = world.task(f64::INFINITY);
    assert!(!world.queue.retry(world.now(), running));
    assert!(!world.queue.retry(world.now(), pending));
    world.settle(running, true);
    assert!(!world.queue.retry(world.now(), running));
    assert!(!world.queue.retry(world.now(), 99));
}

/// A cleanup that dismissed another task of the same dispose made its handle hang.
#[test]
fn all_endings_are_told_before_any_signal_is_aborted() {
    let mut world = World::new(3);
    let ids: Vec<_> = (0..3).map(|_| world.task(50.0)).collect();
    let actions = world.pass(50.0);
    let is_end = |action: &Action| matches!(action, Action::Ended { .. });
    assert!(actions[..3].iter().all(is_end));
    assert!(!actions[3..].iter().any(is_end));
    assert_eq!(actions.len(), 2 * ids.len());
}

#[test]
fn no_time_of_a_task_is_before_an_earlier_one_where_the_clock_was_set_back() {
    let mut world = World::new(1);
    let back = |moment: f64, wall: f64| Now { moment, wall };
    let retry = RetryPolicy { min_delay: 10.0, jitter: 0.0, ..RetryPolicy::DEFAULT };
    let scheduling = SchedulingOptions { retry: Some(retry), ..SchedulingOptions::NONE };
    let id = world
        .queue
        .enqueue(back(1_000.0, 9_000.0), &Spec { timeout: 100.0, scheduling: Some(scheduling), ..plain() });
    world.now = 1_001.0;
    let Poll::Do(Action::Start { run, .. }) = world.queue.poll_action(Some(back(1_001.0, 5_000.0)), true)
    else {
        panic!("it starts")
    };
    let row = world.row(id);
    assert_eq!((row.created_at, row.started_at, row.deadline_at), (9_000.0, 9_000.0, 9_100.0));
    world.queue.settled(back(1_002.0, 4_000.0), id, run, false);
    world.pump();
    let decision = Decision { again: true, retry_after: f64::NAN, random: 0.0 };
    world.queue.decide(back(1_003.0, 4_000.0), id, run, decision);
    assert_eq!(world.row(id).next_attempt_at, 9_010.0);
    world.queue.cancel(back(1_004.0, 3_000.0), id, false);
    assert_eq!(world.row(id).completed_at, 9_000.0);
}

#[test]
fn a_paused_queue_starts_nothing_and_lets_what_runs_go_on() {
    let mut world = World::new(1);
    let running = world.batch(2, 1, false);
    world.queue.pause();
    let waiting = world.task(f64::INFINITY);
    world.settle_item(running, 0, true);
    world.settle_item(running, 1, true);
    assert_eq!(world.status(running), Status::Completed);
    assert_eq!(world.status(waiting), Status::Pending);
    world.queue.resume();
    world.pump();
    assert_eq!(world.status(waiting), Status::Running);
}

#[test]
fn dispose_ends_everything_at_once_and_what_comes_later() {
    let mut world = World::new(1);
    let running = world.task(100.0);
    let pending = world.task(100.0);
    world.queue.dispose(world.now());
    let actions = world.pump();
    assert!(matches!(actions[..], [Action::Ended { .. }, Action::Ended { .. }, Action::Abort { .. }]));
    assert_eq!(world.status(running), Status::Cancelled);
    assert_eq!(world.status(pending), Status::Cancelled);
    assert_eq!(world.queue.next_deadline(), None);
    let late = world.task(100.0);
    assert_eq!(world.status(late), Status::Cancelled);
    assert!(world.queue.retry(world.now(), running));
    world.pump();
    assert_eq!(world.status(running), Status::Cancelled);
}

#[test]
fn after_a_suspension_deadlines_that_passed_hold_fifteen_seconds_more() {
    let mut world = World::new(2);
    let passed = world.task(60_000.0);
    let far = world.task(10_000_000.0);
    world.now += 3_600_000.0;
    world.queue.fired(world.now(), 61_000.0);
    // A view that was taken before would go on to show the deadline that has passed.
    assert_eq!(world.pump(), [Action::Prolonged { task: passed, run: 1 }]);
    assert_eq!(world.row(passed).deadline_at, world.now + 15_000.0);
    assert_eq!(world.row(far).deadline_at, 10_001_000.0);
    world.pass(15_000.0);
    assert_eq!(world.status(passed), Status::Failed);
    assert_eq!(world.status(far), Status::Running);
}

#[test]
fn a_timer_that_is_a_little_late_gives_nothing_away() {
    let mut world = World::new(1);
    let id = world.task(60_000.0);
    world.now += 89_000.0;
    world.queue.fired(world.now(), 61_000.0);
    world.pump();
    assert_eq!(world.status(id), Status::Failed);
}

#[test]
fn nothing_is_started_while_starts_are_held_back() {
    let mut world = World::new(2);
    let id = world.queue.enqueue(world.now(), &plain());
    assert_eq!(world.poll(false), None);
    assert_eq!(world.status(id), Status::Pending);
    assert!(matches!(world.poll(true), Some(Action::Start { .. })));
}

#[test]
fn places_of_dismissed_tasks_are_used_again() {
    let mut world = World::new(1);
    let first = world.task(f64::INFINITY);
    assert!(!world.queue.dismiss(first), "it has not ended");
    world.settle(first, true);
    assert!(world.queue.dismiss(first));
    assert!(!world.queue.dismiss(first));
    assert_eq!(world.task(f64::INFINITY), first);
}

#[test]
fn a_task_that_is_cancelled_after_its_pause_is_not_said_to_start_again() {
    let mut world = World::new(1);
    let retry = Some(RetryPolicy { attempts: 2, min_delay: 10.0, max_delay: 10.0, factor: 1.0, jitter: 0.0 });
    let id = world.enqueue(Spec {
        scheduling: Some(SchedulingOptions { retry, ..SchedulingOptions::NONE }),
        ..plain()
    });
    world.settle(id, false);
    let run = world.run(id);
    world.queue.decide(world.now(), id, run, Decision { again: true, retry_after: f64::NAN, random: 0.0 });
    assert_eq!(world.row(id).next_attempt_at, world.now + 10.0);
    world.task(f64::INFINITY);
    world.pass(10.0);
    assert_eq!((world.status(id), world.queue.waiting()), (Status::Pending, 1));
    world.queue.cancel(world.now(), id, false);
    assert!(world.row(id).next_attempt_at.is_nan());
}

/// The one that had waited for the key with it started after tasks that came later.
#[test]
fn a_task_that_falls_behind_another_of_its_key_lets_that_one_go_first() {
    let mut world = World::new(2);
    let keyed =
        Spec { scheduling: Some(SchedulingOptions { key: Some(1), ..SchedulingOptions::NONE }), ..plain() };
    let ids: Vec<_> = (0..3).map(|_| world.enqueue(keyed)).collect();
    world.queue.pause();
    world.settle(ids[0], true);
    let later = world.enqueue(plain());
    world.queue.resume();
    world.queue.set_concurrency(1);
    let blocking = world.queue.running();
    assert_eq!(blocking, 0);
    assert!(world.queue.set_priority(ids[1], -1.0));
    world.pump();
    assert_eq!((world.status(ids[2]), world.status(later)), (Status::Running, Status::Pending));
}
