//! Items: which are in flight, which a retry is given, and what reports about them change.

use super::*;

#[test]
fn a_batch_keeps_its_item_concurrency_and_ends_with_its_last_item() {
    let mut world = World::new(1);
    let id = world.batch(5, 2, false);
    assert_eq!(world.in_flight(id), [0, 1]);
    world.settle_item(id, 1, true);
    assert_eq!(world.in_flight(id), [0, 2]);
    world.settle_item(id, 0, false);
    world.settle_item(id, 2, true);
    assert_eq!(world.in_flight(id), [3, 4]);
    assert_eq!(world.row(id).progress, 0.6);
    world.settle_item(id, 3, true);
    world.settle_item(id, 4, true);
    let row = world.row(id);
    assert_eq!((row.status, row.completed, row.failed), (Status::Failed, 4, 1));
}

#[test]
fn a_batch_that_stops_on_errors_awaits_what_is_in_flight() {
    let mut world = World::new(1);
    let id = world.batch(5, 2, true);
    world.settle_item(id, 0, false);
    assert_eq!(world.in_flight(id), [1]);
    assert_eq!(world.status(id), Status::Running);
    world.settle_item(id, 1, true);
    let row = world.row(id);
    assert_eq!((row.status, row.completed, row.failed), (Status::Failed, 1, 1));
}

/// It went on only when another item settled.
#[test]
fn a_batch_that_stops_on_errors_goes_on_once_the_failure_is_taken_back() {
    let mut world = World::new(1);
    let id = world.batch(3, 2, true);
    let run = world.run(id);
    world.settle_item(id, 0, false);
    assert_eq!(world.in_flight(id), [1]);
    assert_eq!(world.queue.report(id, run, Some(0), true), Reported::FailedBecameSucceeded);
    world.pump();
    assert_eq!(world.in_flight(id), [1, 2]);
}

#[test]
fn an_empty_batch_completes() {
    let mut world = World::new(1);
    let id = world.batch(0, 1, false);
    assert_eq!(world.status(id), Status::Completed);
    assert_eq!(world.queue.running(), 0);
}

#[test]
fn a_retry_is_given_failed_and_untried_positions_and_goes_on_counting() {
    let mut world = World::new(1);
    let id = world.batch(4, 1, true);
    world.settle_item(id, 0, true);
    world.settle_item(id, 1, false);
    assert_eq!(world.queue.unfinished_items(id), [1, 2, 3]);
    assert!(world.queue.retry(world.now(), id));
    world.pump();
    assert_eq!(world.in_flight(id), [1]);
    for position in [1, 2, 3] {
        world.settle_item(id, position, true);
    }
    let row = world.row(id);
    assert_eq!((row.status, row.completed, row.failed), (Status::Completed, 4, 0));
}

#[test]
fn an_item_in_flight_at_the_timeout_is_tried_again() {
    let mut world = World::new(1);
    let id =
        world.enqueue(Spec { timeout: 50.0, items: Some(2), itemwise: true, item_concurrency: 2, ..plain() });
    let old = world.run(id);
    world.settle_item(id, 0, true);
    world.pass(50.0);
    assert_eq!(world.row(id).completed, 1);
    world.queue.retry(world.now(), id);
    world.pump();
    assert_eq!(world.in_flight(id), [1]);
    world.queue.item_settled(id, old, 1, true);
    assert_eq!(world.in_flight(id), [1], "the old body is nobody's");
    world.settle_item(id, 1, true);
    assert_eq!(world.status(id), Status::Completed);
}

#[test]
fn a_late_success_is_not_given_to_a_retry_and_counts_then() {
    let mut world = World::new(1);
    let id = world.enqueue(Spec { timeout: 50.0, items: Some(2), ..plain() });
    let run = world.run(id);
    world.queue.report(id, run, Some(0), true);
    world.pass(50.0);
    assert_eq!(world.queue.report(id, run, Some(1), true), Reported::Nothing);
    assert_eq!(world.row(id).completed, 1);
    world.queue.retry(world.now(), id);
    let (status, cause) = (Status::Completed, Cause::NothingLeft);
    assert_eq!(world.pump(), [Action::Ended { task: id, run, status, cause }]);
    assert_eq!(world.row(id).completed, 2);
}

/// Reported between the retry and its start, it was given to the run again.
#[test]
fn a_late_success_counts_also_while_the_retry_waits() {
    let mut world = World::new(1);
    let id = world.enqueue(Spec { timeout: 50.0, items: Some(2), ..plain() });
    let old = world.run(id);
    let ahead = world.task(f64::INFINITY);
    world.pass(50.0);
    world.queue.retry(world.now(), id);
    world.pump();
    world.queue.report(id, old, Some(0), true);
    assert_eq!(world.row(id).completed, 0);
    world.settle(ahead, true);
    assert_eq!((world.status(id), world.row(id).completed), (Status::Running, 1));
    assert_eq!(world.queue.unfinished_items(id), [1]);
}

#[test]
fn the_last_word_about_an_item_decides() {
    let mut world = World::new(1);
    let id = world.batch(2, 2, false);
    let run = world.run(id);
    assert_eq!(world.queue.report(id, run, Some(0), false), Reported::Failed);
    assert_eq!(world.queue.report(id, run, Some(0), true), Reported::FailedBecameSucceeded);
    world.settle_item(id, 0, false);
    assert_eq!(world.queue.report(id, run, Some(1), true), Reported::Succeeded);
    assert_eq!(world.queue.report(id, run, Some(1), false), Reported::SucceededBecameFailed);
    world.settle_item(id, 1, true);
    let row = world.row(id);
    assert_eq!((row.status, row.completed, row.failed), (Status::Failed, 1, 1));
}

#[test]
fn an_item_that_returns_after_the_cancel_without_a_word_is_untried() {
    let mut world = World::new(1);
    let id = world.batch(3, 2, false);
    let run = world.run(id);
    world.queue.cancel(world.now(), id, false);
    world.pump();
    world.queue.report(id, run, Some(1), true);
    world.settle_item(id, 0, true);
    world.settle_item(id, 1, true);
    assert_eq!((world.status(id), world.row(id).completed), (Status::Cancelled, 1));
    assert_eq!(world.queue.unfinished_items(id), [0, 2]);
}

#[test]
fn an_item_that_throws_after_the_cancel_without_a_word_is_untried_too() {
    let mut world = World::new(1);
    let id = world.batch(3, 2, false);
    let run = world.run(id);
    world.settle_item(id, 0, false);
    world.queue.cancel(world.now(), id, false);
    world.pump();
    world.queue.report(id, run, Some(2), false);
    world.settle_item(id, 1, false);
    world.settle_item(id, 2, false);
    assert_eq!((world.status(id), world.row(id).failed), (Status::Cancelled, 2));
    assert_eq!(world.queue.item_state(id, 1), Some(ItemState::Untried));
}
