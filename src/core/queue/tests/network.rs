//! Attempts while there is no network.

use super::*;

const RETRY: RetryPolicy =
    RetryPolicy { attempts: 5, min_delay: 10.0, max_delay: 10.0, factor: 1.0, jitter: 0.0 };
const AWAITED: Action = Action::Network { is_awaited: true };
const IGNORED: Action = Action::Network { is_awaited: false };

/// A task whose first attempt has failed, and whose pause passes without a network.
fn held(world: &mut World, total_timeout: f64) -> TaskId {
    let scheduling = SchedulingOptions { retry: Some(RETRY), total_timeout, ..SchedulingOptions::NONE };
    let id = world.enqueue(Spec { scheduling: Some(scheduling), ..plain() });
    world.is_offline = true;
    fail(world, id);
    id
}

fn fail(world: &mut World, id: TaskId) {
    let run = world.run(id);
    world.settle(id, false);
    world.queue.decide(world.now(), id, run, Decision { again: true, retry_after: f64::NAN, random: 0.0 });
    world.pump();
}

#[test]
fn no_attempt_after_the_first_starts_without_a_network_and_it_starts_when_there_is_one() {
    let mut world = World::new(1);
    let id = held(&mut world, f64::INFINITY);
    assert_eq!(world.pass(1_000.0), [AWAITED]);
    assert_eq!((world.status(id), world.row(id).attempt, world.queue.waiting()), (Status::Pending, 1, 1));
    assert_eq!(world.queue.next_deadline(), None);
    let other = world.task(f64::INFINITY);
    assert_eq!(world.status(other), Status::Running);
    world.settle(other, true);
    // Reported too early: it keeps waiting.
    world.queue.came_online();
    assert_eq!(world.pump(), [AWAITED]);
    world.is_offline = false;
    world.queue.came_online();
    world.pump();
    assert_eq!((world.status(id), world.row(id).attempt), (Status::Running, 2));
}

#[test]
fn the_time_for_all_attempts_goes_on_without_a_network() {
    let mut world = World::new(1);
    let id = held(&mut world, 500.0);
    let actions = world.pass(1_000.0);
    assert_eq!(world.status(id), Status::Failed);
    assert!(actions.contains(&AWAITED) && actions.last() == Some(&IGNORED), "{actions:?}");
}

#[test]
fn a_manual_retry_starts_without_a_network_and_nobody_listens_for_one_any_more() {
    let mut world = World::new(1);
    let id = held(&mut world, f64::INFINITY);
    world.pass(100.0);
    world.queue.cancel(world.now(), id, false);
    assert_eq!(world.pump().last(), Some(&IGNORED));
    assert!(world.queue.retry(world.now(), id));
    world.pump();
    assert_eq!((world.status(id), world.row(id).attempt), (Status::Running, 1));
    world.queue.came_online();
    assert_eq!(world.pump(), []);
}

#[test]
fn what_waits_for_the_network_survives_a_recording() {
    let mut world = World::new(1);
    let id = held(&mut world, f64::INFINITY);
    world.pass(100.0);
    let dump = world.queue.dump();
    world.queue = Queue::restore(&dump).unwrap();
    assert_eq!(world.queue.offline, [(id, 1)]);
    world.is_offline = false;
    world.queue.came_online();
    world.pump();
    assert_eq!(world.status(id), Status::Running);
}
