//! Any sequence of states, losses, duplicates, overtaken reads and reconnects in which only the final state is decisive
//! ends with the verdict on the final state.
//!
//! A simulated API server, an unreliable stream, and reads that are slow, fail and are shared drive one to three waits.
//! A seed determines everything, so that the same tests run natively and in a browser and a failure is known by its number.

mod script;
mod stage;

use script::Script;
use stage::Stage;

/// The failure of a seed, reduced to the smallest script that shows it.
fn failure(seed: u64) -> Option<String> {
    let fails = |script: &Script| Stage::new(script.clone()).run().err();
    let mut script = Script::draw(seed);
    let mut problem = fails(&script)?;
    while let Some((smaller, words)) = first_failure(script.smaller(), fails) {
        (script, problem) = (smaller, words);
    }
    Some(format!("seed {seed}: {problem}\n{script:#?}"))
}

fn first_failure(
    scripts: Vec<Script>,
    fails: impl Fn(&Script) -> Option<String>,
) -> Option<(Script, String)> {
    scripts.into_iter().find_map(|script| fails(&script).map(|words| (script, words)))
}

fn check(seeds: std::ops::Range<u64>) {
    if let Some(words) = seeds.into_iter().find_map(failure) {
        panic!("{words}");
    }
}

/// `TASKWATCH_SEEDS=from..to` sets other seeds.
#[test]
fn the_final_state_decides_in_120_000_sequences() {
    let given = std::env::var("TASKWATCH_SEEDS").ok();
    let seeds = given
        .as_deref()
        .and_then(|it| it.split_once(".."))
        .map(|(from, to)| from.parse().unwrap_or_default()..to.parse().unwrap_or_default());
    let seeds = seeds.unwrap_or(0..120_000);
    let middle = seeds.start + (seeds.end - seeds.start) / 2;
    let (first, second) = (seeds.start..middle, middle..seeds.end);
    let other = std::thread::spawn(|| check(first));
    check(second);
    other.join().expect("the first half has failed");
}

/// The same in a browser, where numbers and time are JavaScript's.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen_test::wasm_bindgen_test]
fn the_final_state_decides_in_3_000_sequences() {
    check(0..3_000);
}
