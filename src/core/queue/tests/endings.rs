//! Which error an ending has, whether it is listed among the failures, and whether an abort follows.

use super::*;

const RETRY: RetryPolicy =
    RetryPolicy { attempts: 2, min_delay: 10.0, max_delay: 10.0, factor: 1.0, jitter: 0.0 };

fn with_retry() -> Spec {
    Spec { scheduling: Some(SchedulingOptions { retry: Some(RETRY), ..SchedulingOptions::NONE }), ..plain() }
}

/// The one ending among the commands that are next.
fn ending(world: &mut World) -> Command {
    let is_ending =
        |command: &Command| matches!(command.kind, CommandKind::Ended | CommandKind::AttemptFailed);
    let endings: Vec<_> = world.commands().into_iter().filter(is_ending).collect();
    assert_eq!(endings.len(), 1, "{endings:?}");
    endings[0]
}

fn settled(world: &mut World, id: TaskId, ok: bool) -> Command {
    let run = world.run(id);
    world.queue.settled(world.now(), id, run, ok);
    ending(world)
}

#[test]
fn a_task_that_completes_has_no_error() {
    let mut world = World::new(1);
    let id = world.task(f64::INFINITY);
    let end = settled(&mut world, id, true);
    assert_eq!((end.status, end.error, end.is_listed), (Status::Completed, EndError::None, false));
    assert!(end.ended_by_itself);
}

#[test]
fn what_a_processor_throws_is_the_error_and_listed() {
    let mut world = World::new(1);
    let id = world.task(f64::INFINITY);
    let end = settled(&mut world, id, false);
    assert_eq!((end.status, end.error, end.is_listed), (Status::Failed, EndError::Thrown, true));
    assert!(end.ended_by_itself);
}

#[test]
fn a_failure_that_was_reported_is_the_error_of_a_processor_that_returns() {
    let mut world = World::new(1);
    let id = world.task(f64::INFINITY);
    let run = world.run(id);
    world.queue.report(id, run, None, false);
    let end = settled(&mut world, id, true);
    assert_eq!((end.status, end.error, end.is_listed), (Status::Failed, EndError::FirstFailure, false));
}

#[test]
fn an_item_that_throws_gives_the_error_and_one_that_is_reported_does_not() {
    for (throws, error) in [(true, EndError::Thrown), (false, EndError::FirstFailure)] {
        let mut world = World::new(1);
        let id = world.batch(2, 2, false);
        let run = world.run(id);
        world.queue.report(id, run, Some(0), false);
        world.queue.item_settled(id, run, 0, false);
        world.queue.item_settled(id, run, 1, !throws);
        assert_eq!(ending(&mut world).error, error, "{throws}");
    }
}

#[test]
fn an_item_that_threw_and_then_counts_as_succeeded_leaves_no_error() {
    let mut world = World::new(1);
    let id = world.batch(2, 2, false);
    let run = world.run(id);
    world.queue.item_settled(id, run, 0, false);
    world.queue.report(id, run, Some(0), true);
    world.queue.item_settled(id, run, 1, true);
    let end = ending(&mut world);
    assert_eq!((end.status, end.error), (Status::Completed, EndError::None));
}

#[test]
fn what_an_item_threw_in_an_earlier_attempt_is_no_error_of_this_one() {
    let mut world = World::new(1);
    let id = world.enqueue(Spec { items: Some(1), itemwise: true, ..with_retry() });
    let run = world.run(id);
    world.queue.item_settled(id, run, 0, false);
    assert_eq!(ending(&mut world).error, EndError::Thrown);
    world.queue.decide(world.now(), id, run, Decision { again: true, retry_after: 0.0, random: 0.0 });
    world.pass(1.0);
    let run = world.run(id);
    world.queue.report(id, run, Some(0), false);
    world.queue.item_settled(id, run, 0, true);
    assert_eq!(ending(&mut world).error, EndError::FirstFailure);
}

#[test]
fn a_timeout_says_its_limit_is_listed_and_is_followed_by_an_abort() {
    let mut world = World::new(1);
    let id = world.task(50.0);
    world.now += 50.0;
    world.queue.fired(world.now(), world.now);
    let commands = world.commands();
    let [end, abort] = commands[..] else { panic!("{commands:?}") };
    assert_eq!((end.kind, end.task, end.error), (CommandKind::Ended, id, EndError::TimedOut));
    assert_eq!((end.limit, end.is_listed, end.ended_by_itself), (50.0, true, false));
    assert_eq!((abort.kind, abort.run), (CommandKind::Abort, end.run));
}

#[test]
fn a_cancel_has_the_reason_given_or_none() {
    for (has_reason, error) in [(true, EndError::CancelReason), (false, EndError::Cancelled)] {
        let mut world = World::new(1);
        let running = world.task(f64::INFINITY);
        let waiting = world.task(f64::INFINITY);
        world.queue.cancel(world.now(), waiting, has_reason);
        assert_eq!(ending(&mut world).error, error);
        world.queue.cancel(world.now(), running, has_reason);
        let abort = world.commands()[0];
        assert_eq!((abort.kind, abort.error), (CommandKind::Abort, error));
        let end = settled(&mut world, running, false);
        assert_eq!((end.status, end.error, end.is_listed), (Status::Cancelled, error, false));
    }
}

#[test]
fn a_cancel_without_grace_has_its_reason_whatever_items_did() {
    let mut world = World::with(Config { cancel_grace: 0.0, ..CONFIG });
    let id = world.batch(3, 2, false);
    let run = world.run(id);
    world.queue.item_settled(id, run, 0, false);
    world.pump();
    world.queue.cancel(world.now(), id, true);
    assert_eq!(ending(&mut world).error, EndError::CancelReason);
}

#[test]
fn a_retry_forgets_the_reason_of_the_cancel() {
    let mut world = World::new(1);
    let running = world.task(f64::INFINITY);
    let id = world.task(f64::INFINITY);
    world.queue.cancel(world.now(), id, true);
    world.pump();
    world.queue.retry(world.now(), id);
    world.queue.dispose(world.now());
    let errors: Vec<_> = world.commands().iter().map(|command| (command.task, command.error)).collect();
    assert!(errors.contains(&(id, EndError::Disposed)), "{errors:?}");
    assert!(errors.contains(&(running, EndError::Disposed)), "{errors:?}");
}

#[test]
fn dispose_leaves_a_cancelled_task_its_reason() {
    let mut world = World::new(1);
    let id = world.task(f64::INFINITY);
    world.queue.cancel(world.now(), id, true);
    world.pump();
    world.queue.dispose(world.now());
    assert_eq!(ending(&mut world).error, EndError::CancelReason);
}

#[test]
fn a_task_that_is_not_tried_again_keeps_the_error_of_its_attempt() {
    let mut world = World::new(1);
    let id = world.enqueue(with_retry());
    let attempt = settled(&mut world, id, false);
    assert_eq!((attempt.kind, attempt.error), (CommandKind::AttemptFailed, EndError::Thrown));
    let again = Decision { again: false, retry_after: f64::NAN, random: 0.0 };
    world.queue.decide(world.now(), id, attempt.run, again);
    let end = ending(&mut world);
    assert_eq!((end.kind, end.error, end.is_listed), (CommandKind::Ended, EndError::LastAttempt, false));
}
