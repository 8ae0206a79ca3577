//! All that can happen in small worlds: every interleaving of every move with three tasks, each state once.
//!
//! In some of them callbacks call the queue, too: being inside a callback is a state like any other, and to return
//! from it a move. In each state the queue is what the model is, the invariants hold, and all handles settle if what runs returns and
//! time passes. Time moves from one deadline to the next, which are the only moments that matter.

use std::collections::HashMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::{Config, Decision, RateLimit, Status};
use super::inputs::{Input, New};
use super::model::Call;
use super::pair::Pair;

struct World {
    name: &'static str,
    config: Config,
    tasks: [New; 3],
    /// How many calls may be under way in one another; the last task is then enqueued at any time.
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
enum Move {
    Give(Input),
    /// From what is being called.
    ComeBack,
}

/// Two tasks a world, of which one is retried, unless `FUZZ_WORLDS` is set: then three, which take minutes.
fn is_large() -> bool {
    std::env::var_os("FUZZ_WORLDS").is_some()
}

const ONE_AT_A_TIME: Config =
    Config { concurrency: 1, cancel_grace: 50.0, paused: false, history_limit: usize::MAX, rate_limit: None };
const TWO_AT_A_TIME: Config = Config { concurrency: 2, ..ONE_AT_A_TIME };
/// The grace of worlds in which laptops sleep.
const SLEEPY: f64 = 60.0;
const TIMED: New = New { timeout: Some(100), ..New::PLAIN };
const BATCH: New = New { items: Some(2), itemwise: true, timeout: Some(100), ..New::PLAIN };

fn worlds() -> Vec<World> {
    let rate_limit = Some(RateLimit { limit: 1, interval: 70.0 });
    let keyed = New { key: Some(0), ..TIMED };
    let same = New { dedupe_key: Some(0), ..New::PLAIN };
    let again = New { attempts: 2, total_timeout: Some(250), ..TIMED };
    vec![
        World {
            name: "timeouts and suspensions, one at a time",
            config: Config { cancel_grace: SLEEPY, ..ONE_AT_A_TIME },
            tasks: [TIMED, TIMED, TIMED],
            depth: 1,
        },
        World {
            name: "a key, two at a time",
            config: TWO_AT_A_TIME,
            tasks: [keyed, keyed, New::PLAIN],
            depth: 1,
        },
        World {
            name: "a dedupeKey",
            config: TWO_AT_A_TIME,
            tasks: [same, New { attempts: 2, ..same }, same],
            depth: 1,
        },
        World {
            name: "attempts",
            config: ONE_AT_A_TIME,
            tasks: [again, New { priority: 1, ..TIMED }, New::PLAIN],
            depth: 1,
        },
        World {
            name: "attempts under a key",
            config: TWO_AT_A_TIME,
            tasks: [New { key: Some(0), ..again }, keyed, New { key: Some(0), priority: 1, ..New::PLAIN }],
            depth: 1,
        },
        World {
            name: "a batch",
            config: TWO_AT_A_TIME,
            tasks: [New { item_concurrency: 2, ..BATCH }, New::PLAIN, New::PLAIN],
            depth: 1,
        },
        World {
            name: "a batch that stops and is tried again",
            config: ONE_AT_A_TIME,
            tasks: [New { stop_on_error: true, attempts: 2, ..BATCH }, New::PLAIN, TIMED],
            depth: 1,
        },
        World {
            name: "a rate limit and a history of one",
            config: Config { rate_limit, history_limit: 1, cancel_grace: 0.0, ..TWO_AT_A_TIME },
            tasks: [TIMED, again, New::PLAIN],
            depth: 1,
        },
        World {
            name: "calls from callbacks, one at a time",
            config: Config { history_limit: 2, ..ONE_AT_A_TIME },
            tasks: [TIMED, New { attempts: 2, ..New::PLAIN }, New { priority: 1, ..New::PLAIN }],
            depth: 3,
        },
        World {
            name: "calls from callbacks, under a key and a rate limit",
            config: Config {
                rate_limit: Some(RateLimit { limit: 2, interval: 70.0 }),
                cancel_grace: 0.0,
                ..TWO_AT_A_TIME
            },
            tasks: [keyed, New { attempts: 2, ..keyed }, keyed],
            depth: 2,
        },
        World {
            name: "calls from the callbacks of a batch",
            config: TWO_AT_A_TIME,
            tasks: [BATCH, New::PLAIN, New::PLAIN],
            depth: 2,
        },
    ]
}

fn decide(_: usize, _: u32) -> Decision {
    Decision { again: true, retry_after: f64::NAN, random: 0.0 }
}

#[test]
fn small_worlds_hold_no_surprise() {
    let (mut states, mut moves, mut violations) = (0, 0, Vec::new());
    for world in worlds() {
        let found = explore(&world);
        println!(
            "small world, {}: {} states, {} moves, {} violations",
            world.name,
            found.0,
            found.1,
            found.2.len()
        );
        states += found.0;
        moves += found.1;
        violations.extend(found.2);
    }
    println!("small worlds: {states} states, {moves} moves, {} violations", violations.len());
    assert!(violations.is_empty(), "{}", violations[0]);
}

/// States, moves between them, and what went wrong, with the way there.
fn explore(world: &World) -> (usize, usize, Vec<String>) {
    let mut first = Pair::new(world.config, decide);
    let count = if is_large() { world.tasks.len() } else { 2 };
    let at_first = if world.depth > 1 { count - 1 } else { count };
    for task in world.tasks.into_iter().take(at_first) {
        first.give(Input::Enqueue(task));
    }
    let mut seen = HashMap::from([(key(&first), 0_usize)]);
    // Each with the state it was reached from, and by which move.
    let mut way: Vec<(usize, Option<Move>)> = vec![(0, None)];
    let mut open = vec![(0, first)];
    let (mut moves, mut violations) = (0, Vec::new());
    while let Some((at, pair)) = open.pop() {
        let end = catch_unwind(AssertUnwindSafe(|| pair.clone().run_out()));
        if end.is_err() {
            violations.push(describe(world, &way, at, None));
        }
        for step in possible(&pair, world) {
            moves += 1;
            let mut next = pair.clone();
            let made = catch_unwind(AssertUnwindSafe(|| match step {
                Move::ComeBack => next.come_back(),
                Move::Give(input) => {
                    next.begin(input);
                    if world.depth == 1 {
                        next.finish();
                    }
                }
            }));
            if made.is_err() {
                violations.push(describe(world, &way, at, Some(step)));
                continue;
            }
            let number = way.len();
            if *seen.entry(key(&next)).or_insert(number) == number {
                way.push((at, Some(step)));
                open.push((number, next));
            }
        }
    }
    (seen.len(), moves, violations)
}

fn describe(world: &World, way: &[(usize, Option<Move>)], at: usize, last: Option<Move>) -> String {
    let mut moves: Vec<Move> = last.into_iter().collect();
    let mut at = at;
    while let (from, Some(step)) = way[at] {
        moves.push(step);
        at = from;
    }
    moves.reverse();
    format!("{}: {moves:?}", world.name)
}

fn possible(pair: &Pair, world: &World) -> Vec<Move> {
    if !pair.is_inside() {
        return inputs(pair, world).into_iter().map(Move::Give).collect();
    }
    let may_call = pair.levels.len() < world.depth;
    let calls = inputs(pair, world).into_iter().filter(|input| may_call && input.comes_from_inside());
    std::iter::once(Move::ComeBack).chain(calls.map(Move::Give)).collect()
}

fn inputs(pair: &Pair, world: &World) -> Vec<Input> {
    let model = &pair.model;
    let mut inputs = Vec::new();
    for pick in 0..pair.bodies.len() {
        inputs.extend([true, false].map(|ok| Input::Settle { pick, ok }));
    }
    if world.depth > 1 && model.tasks.len() < if is_large() { 3 } else { 2 } {
        inputs.push(Input::Enqueue(world.tasks[model.tasks.len()]));
    }
    for (label, task) in model.tasks.iter().enumerate() {
        if !task.status.is_ended() && !task.cancel_requested {
            inputs.push(Input::Cancel(label));
        } else if matches!(task.status, Status::Failed | Status::Cancelled)
            && task.retry_count == 0
            && (label == 0 || (is_large() && world.depth == 1))
        {
            inputs.push(Input::Retry(label));
        }
    }
    if let Some(due) = model.due().filter(|_| !pair.is_inside()) {
        inputs.push(Input::Pass((due - model.now) as u32));
        if model.config.cancel_grace == SLEEPY {
            inputs.push(Input::Sleep((due - model.now) as u32 + 40_000));
        }
    }
    if !model.is_disposed {
        inputs.push(Input::Dispose);
    }
    inputs
}

/// A state in words; times from now on, places by their order.
fn key(pair: &Pair) -> String {
    let model = &pair.model;
    let mut text = String::new();
    let order = |place: u64, all: &dyn Fn(&super::task::Task) -> u64| {
        model.tasks.iter().filter(|task| all(task) < place).count()
    };
    for task in &model.tasks {
        let item = |item: &super::task::Item| (item.state as u8, item.in_flight, item.spoke, item.late);
        let items: Vec<_> = task.items.iter().map(item).collect();
        let from_now = [task.due, task.total_due, task.pausing_until.unwrap_or(0.0)]
            .map(|at| (at - model.now).max(-1.0));
        let numbers = (task.status as u8, task.attempt, task.retry_count, task.others, task.is_dismissed);
        let place = if task.status == Status::Pending { order(task.place, &|task| task.place) } else { 0 };
        let ended = if task.status.is_ended() { order(task.ended_as, &|task| task.ended_as) } else { 0 };
        let is_like_others = task.dedupe_key.is_some() && !task.status.is_ended();
        let began = if is_like_others { order(task.began, &|task| task.began) } else { 0 };
        let _ =
            write!(text, "{numbers:?}{}{items:?}{from_now:?}{place},{ended},{began};", task.cancel_requested);
    }
    let mut bodies: Vec<_> =
        pair.bodies.iter().map(|body| (body.label, body.is_present(model), body.position)).collect();
    bodies.sort_unstable();
    let counts =
        |start: &&f64| model.config.rate_limit.is_some_and(|rate| **start + rate.interval > model.now);
    let starts: Vec<_> = model.starts.iter().filter(counts).map(|start| start - model.now).collect();
    let _ = write!(text, "{bodies:?}{starts:?}{}", model.is_disposed);
    let levels: Vec<_> = pair
        .levels
        .iter()
        .map(|level| (level.may_start, level.at.map(without_run), level.is_telling))
        .collect();
    let calls: Vec<_> = model.calls.iter().copied().map(without_run).collect();
    let _ = write!(text, "{levels:?}{:?}{calls:?}", pair.to_tell);
    text
}

/// Runs are counted up and never the same again.
fn without_run(call: Call) -> Call {
    match call {
        Call::Ask(label, _, attempt) => Call::Ask(label, 0, attempt),
        _ => call,
    }
}
