//! Which ended task is forgotten next, and which unfinished one has a `dedupeKey`.

use super::*;

fn limited(history_limit: usize) -> World {
    World::with(Config { history_limit, concurrency: 9, ..CONFIG })
}

/// A task that ended at that moment.
fn ended(world: &mut World, at: f64) -> TaskId {
    let id = world.task(f64::INFINITY);
    world.now = at;
    world.settle(id, true);
    id
}

#[test]
fn the_task_that_ended_first_is_forgotten_once_there_are_too_many() {
    let mut world = limited(2);
    let first = ended(&mut world, 2_000.0);
    ended(&mut world, 3_000.0);
    assert_eq!(world.queue.excess().0, Excess::None);
    ended(&mut world, 4_000.0);
    assert_eq!(world.queue.excess(), (Excess::Own, first));
    world.queue.dismiss(first);
    assert_eq!(world.queue.excess().0, Excess::None);
}

#[test]
fn tasks_of_other_queues_count_and_go_by_the_time_of_their_end() {
    let mut world = limited(2);
    let own = ended(&mut world, 2_000.0);
    world.queue.note_other(0, 3_000.0);
    world.queue.note_other(1, 1_000.0);
    assert_eq!(world.queue.excess(), (Excess::Other, 1));
    world.queue.drop_other(1);
    assert_eq!(world.queue.excess().0, Excess::None);
    world.queue.note_other(1, 2_500.0);
    assert_eq!(world.queue.excess(), (Excess::Own, own));
    world.queue.dismiss(own);
    world.queue.note_other(2, 2_600.0);
    assert_eq!(world.queue.excess(), (Excess::Other, 1));
}

#[test]
fn an_end_at_an_unknown_time_is_the_last_one() {
    let mut world = limited(1);
    world.queue.note_other(0, f64::NAN);
    let own = ended(&mut world, 2_000.0);
    assert_eq!(world.queue.excess(), (Excess::Own, own));
    world.queue.dismiss(own);
    world.queue.note_other(1, 5_000.0);
    assert_eq!(world.queue.excess(), (Excess::Other, 1));
}

#[test]
fn an_end_that_is_noted_anew_counts_once() {
    let mut world = limited(1);
    for at in [3.0, 1.0, 2.0] {
        world.queue.note_other(0, at);
    }
    assert_eq!(world.queue.excess().0, Excess::None);
    world.queue.note_other(1, 1.5);
    assert_eq!(world.queue.excess(), (Excess::Other, 1));
}

#[test]
fn nothing_is_forgotten_without_a_limit_and_everything_with_one_of_zero() {
    let mut world = limited(usize::MAX);
    ended(&mut world, 2_000.0);
    assert_eq!(world.queue.excess().0, Excess::None);
    let mut world = limited(0);
    let id = ended(&mut world, 2_000.0);
    assert_eq!(world.queue.excess(), (Excess::Own, id));
}

fn named(dedupe_key: DedupeId) -> Spec {
    let options = SchedulingOptions { dedupe_key: Some(dedupe_key), ..SchedulingOptions::NONE };
    Spec { scheduling: Some(options), ..plain() }
}

#[test]
fn a_dedupe_key_is_found_until_its_task_has_ended() {
    let mut world = World::new(1);
    let id = world.enqueue(named(3));
    let waiting = world.enqueue(named(4));
    assert_eq!(world.queue.unfinished_like(3), Some(id));
    assert_eq!(world.queue.unfinished_like(4), Some(waiting));
    assert_eq!(world.queue.unfinished_like(5), None);
    world.queue.cancel(world.now(), waiting, false);
    assert_eq!(world.queue.unfinished_like(4), None);
    world.settle(id, true);
    assert_eq!(world.queue.unfinished_like(3), None);
}

#[test]
fn a_task_that_is_retried_stands_behind_the_one_that_came_meanwhile() {
    let mut world = World::new(9);
    let first = world.enqueue(named(0));
    world.settle(first, false);
    let second = world.enqueue(named(0));
    assert!(world.queue.retry(world.now(), first));
    assert_eq!(world.queue.unfinished_like(0), Some(second));
    world.pump();
    world.settle(second, true);
    assert_eq!(world.queue.unfinished_like(0), Some(first));
}

#[test]
fn a_queue_that_is_disposed_of_has_no_unfinished_task() {
    let mut world = World::new(1);
    world.enqueue(named(0));
    world.queue.dispose(world.now());
    assert_eq!(world.queue.unfinished_like(0), None);
    world.enqueue(named(0));
    assert_eq!(world.queue.unfinished_like(0), None);
}
