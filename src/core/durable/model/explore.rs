//! Goes through worlds: all of small ones, each state once, and at random through large ones.

use std::collections::{HashMap, VecDeque};

use super::{Left, Status, World};
use crate::core::rng::Rng;

/// How many worlds there are, and that the task can end in each.
fn explore<const TABS: usize>(first: World<TABS>) -> usize {
    let mut numbers = HashMap::from([(first.clone(), 0_usize)]);
    let mut before: Vec<Vec<usize>> = vec![Vec::new()];
    let mut ended = Vec::new();
    let mut waiting = VecDeque::from([first]);
    while let Some(world) = waiting.pop_front() {
        let from = numbers[&world];
        if world.entry.status != Status::Open {
            ended.push(from);
        }
        for next in world.next() {
            let count = numbers.len();
            let number = *numbers.entry(next.clone()).or_insert(count);
            if number == count {
                before.push(Vec::new());
                waiting.push_back(next);
            }
            before[number].push(from);
        }
    }
    let mut can_end = vec![false; before.len()];
    let mut left = ended;
    while let Some(number) = left.pop() {
        if !std::mem::replace(&mut can_end[number], true) {
            left.extend(&before[number]);
        }
    }
    let is_stuck = |world: &World<TABS>| {
        let nobody = world.tabs.iter().all(|tab| !tab.is_alive) && world.left.reloads == 0;
        !nobody && !can_end[numbers[world]]
    };
    let stuck = numbers.keys().find(|world| is_stuck(world));
    assert_eq!(stuck, None, "nobody ever ends the task");
    numbers.len()
}

/// Random things that happen to four tabs, and then none that go wrong until the task has ended. Prints what was done.
fn walk(seed: u64, operations: usize) {
    const FAULTS: Left = Left::all(3);
    let mut rng = Rng::new(seed);
    let (mut done, mut tasks, mut longest) = (0, 0, 0);
    while done < operations {
        let mut world = World::<4>::first(FAULTS);
        let faulty = rng.next() % 200;
        for _ in 0..faulty {
            let next = world.next();
            let nobody_is_left = next.is_empty();
            if !nobody_is_left {
                world = pick(&mut rng, next);
            }
            if nobody_is_left || rng.next().is_multiple_of(50) {
                world.left = FAULTS;
            }
        }
        world.left = Left { reloads: u8::MAX, ..Left::all(0) };
        let mut steps = 0;
        while world.entry.status == Status::Open {
            world = pick(&mut rng, world.next());
            steps += 1;
            assert!(steps < 10_000, "nobody ends the task with seed {seed}: {world:?}");
        }
        done += faulty as usize + steps;
        tasks += 1;
        longest = longest.max(steps);
    }
    println!(
        "{done} operations on {tasks} tasks in four tabs, seed {seed}; at most {longest} until a task ended"
    );
}

fn pick<const TABS: usize>(rng: &mut Rng, mut worlds: Vec<World<TABS>>) -> World<TABS> {
    let at = rng.next() as usize % worlds.len();
    worlds.swap_remove(at)
}

/// One of each fault that another test has not.
const ONE: Left = Left { retries: 0, slow_answers: 0, ..Left::all(1) };

#[test]
fn no_step_runs_twice_or_in_two_tabs_and_every_task_can_end() {
    let worlds = explore(World::<2>::first(ONE));
    println!("{worlds} worlds of two tabs and three steps");
    assert!(worlds > 10_000);
}

#[test]
fn likewise_with_a_retry_and_a_slow_store() {
    let left = Left { reloads: 0, lost_writes: 0, ..Left::all(1) };
    println!("{} worlds with a retry and a slow store", explore(World::<2>::first(left)));
}

#[test]
fn likewise_in_random_walks() {
    walk(1, 20_000);
}

#[test]
#[ignore = "takes minutes: make fuzz-durable"]
fn likewise_with_two_of_each_fault() {
    let two = Left { losses: 1, cancels: 1, lost_writes: 1, ..Left::all(2) };
    let left = Left { retries: 0, slow_answers: 0, ..two };
    println!("{} worlds with two of each fault", explore(World::<2>::first(left)));
    println!("{} worlds with one of each and a retry", explore(World::<2>::first(Left::all(1))));
    println!(
        "{} worlds of three tabs",
        explore(World::<3>::first(Left { crashes: 1, losses: 1, ..Left::all(0) }))
    );
}

#[test]
#[ignore = "takes minutes: make fuzz-durable"]
fn likewise_in_a_million_random_operations() {
    walk(2, 1_000_000);
}
