//! Inputs drawn at random, thousands of cases of them; one that fails is made as short as it gets.

use std::cell::Cell;
use std::time::Instant;

use proptest::prelude::*;
use proptest::test_runner::{Config as Runner, TestRunner};

use super::super::{Config, Decision, RateLimit};
use super::inputs::{Input, New, Step};
use super::pair::Pair;

/// Inputs given unless `FUZZ_OPERATIONS` says how many.
const OPERATIONS: u64 = 100_000;
const LONGEST_CASE: usize = 120;

/// What is decided after an attempt: any of all, the same each time.
fn decide(label: usize, attempt: u32) -> Decision {
    let draw = (label * 7 + attempt as usize * 3) % 8;
    let retry_after = if draw == 2 { 70.0 } else { f64::NAN };
    Decision { again: draw != 0, retry_after, random: draw as f64 / 7.0 }
}

fn milliseconds() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![
        2 => Just(None), 4 => (1u32..400).prop_map(Some), 1 => Just(Some(2_592_000_000)), 1 => Just(Some(60_000)),
    ]
}

fn new_task() -> impl Strategy<Value = New> {
    let plain = || milliseconds().prop_map(|timeout| New { timeout, ..New::PLAIN });
    let names = (proptest::option::of(0u32..3), proptest::option::weighted(0.3, 0u32..2));
    let scheduling = (-1i8..3, names, 0u32..4, proptest::option::of(50u32..900));
    let scheduling = (plain(), scheduling).prop_map(|(plain, (priority, names, attempts, total_timeout))| {
        let (key, dedupe_key) = names;
        New { priority, key, dedupe_key, attempts, total_timeout, ..plain }
    });
    let tasks = prop_oneof![2 => plain(), 3 => scheduling];
    let items = proptest::option::weighted(0.4, (0usize..5, any::<bool>(), 1usize..4, any::<bool>()));
    (tasks, items).prop_map(|(new, items)| match items {
        None => new,
        Some((count, itemwise, item_concurrency, stop_on_error)) => {
            New { items: Some(count), itemwise, item_concurrency, stop_on_error, ..new }
        }
    })
}

fn input() -> impl Strategy<Value = Input> {
    let pick = 0usize..64;
    prop_oneof![
        60 => new_task().prop_map(Input::Enqueue),
        90 => (pick.clone(), any::<bool>()).prop_map(|(pick, ok)| Input::Settle { pick, ok }),
        40 => (pick.clone(), proptest::option::weighted(0.8, 0usize..5), any::<bool>())
            .prop_map(|(pick, position, ok)| Input::Report { pick, position, ok }),
        30 => pick.clone().prop_map(Input::Cancel),
        35 => pick.clone().prop_map(Input::Retry),
        15 => pick.clone().prop_map(Input::Dismiss),
        15 => (pick, -2i8..3).prop_map(|(pick, priority)| Input::Priority(pick, priority)),
        12 => any::<bool>().prop_map(Input::Pause),
        10 => (1usize..4).prop_map(Input::Concurrency),
        50 => (0u32..300).prop_map(Input::Pass),
        4 => (0u32..200_000).prop_map(Input::Sleep),
        4 => (-100_000i32..100_000).prop_map(Input::Wall),
        12 => any::<bool>().prop_map(Input::Network),
        1 => Just(Input::Dispose),
    ]
}

/// Half of them come from inside what the one before has called, if it has called anything.
fn step() -> impl Strategy<Value = Step> {
    let back = prop_oneof![3 => Just(None), 2 => Just(Some(0)), 1 => (1u8..4).prop_map(Some)];
    (input(), back).prop_map(|(input, back)| Step { back: back.filter(|_| input.comes_from_inside()), input })
}

fn config() -> impl Strategy<Value = Config> {
    let grace = prop_oneof![Just(0.0), Just(50.0), Just(f64::INFINITY)];
    let rate = proptest::option::weighted(0.3, (1usize..4, 1u32..400));
    let history = prop_oneof![3 => Just(usize::MAX), 1 => 0usize..4];
    (1usize..4, grace, rate, history).prop_map(|(concurrency, cancel_grace, rate, history_limit)| Config {
        concurrency,
        cancel_grace,
        paused: false,
        history_limit,
        rate_limit: rate.map(|(limit, interval)| RateLimit { limit, interval: interval.into() }),
    })
}

#[test]
fn the_queue_does_what_the_model_does() {
    let wanted =
        std::env::var("FUZZ_OPERATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(OPERATIONS);
    let (given, nested, cases, began) = (Cell::new(0), Cell::new(0), Cell::new(0), Instant::now());
    let strategy = (config(), proptest::collection::vec(step(), 1..LONGEST_CASE));
    while given.get() < wanted {
        let mut runner = TestRunner::new(Runner {
            cases: 100,
            failure_persistence: None,
            max_shrink_iters: 20_000,
            ..Runner::default()
        });
        let result = runner.run(&strategy, |(config, steps)| {
            let mut pair = Pair::new(config, decide);
            for Step { back, input } in &steps {
                match back {
                    None => pair.finish(),
                    Some(back) => (0..*back).for_each(|_| pair.come_back()),
                }
                pair.begin(*input);
            }
            pair.finish();
            if steps.iter().all(|step| step.input != Input::Dispose) {
                pair.run_out();
            }
            given.set(given.get() + steps.len() as u64);
            nested.set(nested.get() + pair.nested);
            cases.set(cases.get() + 1);
            Ok(())
        });
        if let Err(failure) = result {
            panic!("{failure}");
        }
    }
    let (given, nested, cases, time) =
        (given.get(), nested.get(), cases.get(), began.elapsed().as_secs_f64());
    println!(
        "queue against model: {given} inputs in {cases} cases, {nested} of them from inside a callback, {time:.1} s, no difference"
    );
}
