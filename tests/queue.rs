//! The queue in a browser: real timers and promises, callbacks that call back, and what is left behind. The
//! scenarios are written where their subject lives, in `tests/queue/*.js`; each test runs the one of its name.
#![cfg(target_arch = "wasm32")]

mod scenarios;

use scenarios::scenarios;
use taskwatch::core::numbered::Numbered;
use taskwatch::core::queue::command::{CommandField, CommandKind, RECORD_LENGTH};
use taskwatch::web::queue::QueueCore;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/target/test-modules/package.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeTaskQueue)]
    fn make_task_queue(runtime: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/tests/queue/support.js")]
extern "C" {
    fn provide(make_task_queue: JsValue, new_core: JsValue);
}

#[wasm_bindgen(module = "/tests/queue/numbers.js")]
extern "C" {
    /// A timer's host, which throws.
    fn host() -> JsValue;
}

#[wasm_bindgen(module = "/tests/queue/timing.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = run)]
    async fn timing(name: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/tests/queue/reentrancy.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = run)]
    async fn reentrancy(name: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/tests/queue/leaks.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = run)]
    async fn leaks(name: &str) -> Result<JsValue, JsValue>;
}

/// What a scenario needs of the package, given once.
fn prepare() {
    thread_local!(static ONCE: () = {
        let make = Closure::<dyn Fn(JsValue) -> JsValue>::new(|runtime: JsValue| make_task_queue(&runtime));
        let new_core = Closure::<dyn Fn(f64, f64, bool, f64, f64, f64, f64) -> JsValue>::new(
            |concurrency, grace, paused, history_limit, limit, interval, record| {
                JsValue::from(QueueCore::new(concurrency, grace, paused, history_limit, limit, interval, record))
            },
        );
        provide(make.into_js_value(), new_core.into_js_value());
    });
    ONCE.with(|()| {});
}

scenarios! { timing:
    a_hanging_processor_times_out_and_the_next_task_runs
    one_timer_serves_all_and_none_is_armed_while_nothing_runs
    a_timeout_above_the_longest_delay_does_not_fire_at_once
    a_cancelled_task_that_reacts_leaves_its_slot_before_the_next_macrotask
    the_grace_of_a_cancel_is_real_time
    listeners_are_told_before_the_next_macrotask_and_not_inside_the_call
    a_burst_of_ten_thousand_tasks_tells_listeners_seldom_and_ends_with_the_truth
    a_timer_of_a_page_that_was_blocked_ends_what_is_due
    a_pause_drains_in_real_time
}

scenarios! { reentrancy:
    a_cleanup_dismisses_its_task
    a_cleanup_retries_its_task
    a_cleanup_disposes_of_the_queue
    a_cleanup_replaces_its_task
    an_abort_listener_that_throws_harms_nobody_else
    what_callbacks_throw_goes_to_the_console_alone
    rejections_that_nobody_asked_for_are_none
    thenables_of_all_kinds_settle_the_task
    values_of_another_realm_are_taken_as_they_are
    signals_of_the_platform_cancel_with_their_reason
    a_start_inside_a_start_nests_ten_thousand_deep
    a_body_that_settles_after_everything_is_gone_harms_nothing
}

scenarios! { leaks:
    every_ending_lets_go_of_its_timer_and_its_signal
    tasks_that_were_dismissed_leave_the_linear_memory_flat
    queues_that_were_disposed_of_leave_no_timer_and_no_listener
    an_unused_queue_arms_nothing_and_takes_no_linear_memory
    a_large_batch_gives_its_memory_to_the_next_one
}

/// A number that is drawn from another one.
fn next(seed: &mut u32) -> u32 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    *seed
}

/// Every export with every kind of number: nobody's task, nobody's run, no position, no number at all.
#[wasm_bindgen_test]
fn no_number_that_crosses_can_trap() {
    let mut seed = 20_260_725;
    for paused in [false, true] {
        let core = QueueCore::new(f64::NAN, f64::NEG_INFINITY, paused, f64::INFINITY, 3.0, 0.0, 20.0);
        let mut things_done = 0;
        for round in 0..20_000_u32 {
            let task = if next(&mut seed).is_multiple_of(4) { next(&mut seed) } else { next(&mut seed) % 8 };
            let run = next(&mut seed) % 64;
            let position =
                if next(&mut seed).is_multiple_of(4) { next(&mut seed) } else { next(&mut seed) % 4 };
            let limits = [0.0, 5.0, -1.0, f64::NAN, f64::INFINITY, f64::MAX];
            let limit = limits.get((round % 6) as usize).copied().unwrap_or_default();
            match next(&mut seed) % 22 {
                0 | 1 => {
                    let count = if round % 3 == 0 { u32::MAX } else { position % 5 };
                    let wall = f64::from(round);
                    core.add(limit, count, limit, round % 2 == 0, round % 5 == 0, wall);
                }
                18 => core.prepare(limit, task % 8, run % 8, limit, limit, limit, limit, limit, limit),
                19 => core.decide(task, run, round % 2 == 0, limit, limit),
                20 => drop(core.set_priority(task, limit)),
                21 => drop((
                    core.note_other(task, limit),
                    core.drop_other(run),
                    core.excess(),
                    core.unfinished_like(task),
                    core.group_summary(&[f64::from(task), limit, limit]),
                )),
                2 => core.settled(task, run, round % 2 == 0, f64::from(round), round % 3 == 0),
                3 => drop(core.item_settled(task, run, position, round % 2 == 0)),
                4 => drop(core.report(task, run, position, round % 2 == 0)),
                5 => drop(core.set_progress(task, run, limit)),
                6 => drop(core.cancel(task, round % 2 == 0)),
                7 => drop(core.retry(task)),
                8 => drop(core.dismiss(task)),
                9 => core.set_concurrency(limit),
                10 => drop(core.unfinished_items(task)),
                11 => drop((core.item_state(task, position), core.item_succeeded(task, run, position, true))),
                12 => core.want_save(),
                13 => drop(core.fired()),
                14 if round % 64 == 0 => core.pause(),
                15 => core.resume(),
                16 => drop((
                    core.until_timer(),
                    core.row(task),
                    core.notification_turn(round % 2 == 0),
                    core.recorded(),
                )),
                _ => things_done += pump(&core, round % 2 == 0),
            }
            assert!(core.running() <= 20_000);
        }
        assert!(things_done > 1_000, "{things_done}");
        core.dispose();
        pump(&core, true);
        assert_eq!((core.running(), core.waiting()), (0, 0));
    }
}

/// What kind of command a core has left in memory.
fn kind(core: &QueueCore) -> Option<CommandKind> {
    let memory: js_sys::WebAssembly::Memory = core.memory().unchecked_into();
    let numbers = js_sys::Float64Array::new_with_byte_offset_and_length(
        &memory.buffer(),
        core.command_at() as u32,
        RECORD_LENGTH as u32,
    );
    CommandKind::from_number(numbers.get_index(CommandField::Kind as u32) as u32)
}

/// Executes all commands, by doing nothing. How many there were.
fn pump(core: &QueueCore, may_start: bool) -> u32 {
    let mut things_done = 0;
    loop {
        core.poll(may_start);
        match kind(core) {
            Some(CommandKind::Nothing) => return things_done,
            Some(CommandKind::Arm) => core.arm(host().unchecked_into()),
            _ => things_done += 1,
        }
    }
}
