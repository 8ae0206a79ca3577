//! Waits in a browser: promises, timers, listeners, and callbacks that call back. The scenarios are JavaScript, in
//! `tests/watch/*.js`; each test runs the scenario of its name.
#![cfg(target_arch = "wasm32")]

mod scenarios;

use scenarios::scenarios;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/src/web/watch/wait-promise.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeWait)]
    fn make_wait(start: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = rejectAll)]
    fn reject_all(error: &JsValue);
}

#[wasm_bindgen(module = "/src/web/watch/source.js")]
extern "C" {
    #[wasm_bindgen(js_name = setWatchSource, catch)]
    fn set_watch_source(source: &JsValue) -> Result<(), JsValue>;
}

#[wasm_bindgen(module = "/tests/watch/support.js")]
extern "C" {
    fn provide(make_wait: JsValue, reject_all: JsValue, set_watch_source: JsValue, start_wait: JsValue);
}

#[wasm_bindgen(module = "/tests/watch/settling.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = run)]
    async fn settling(name: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/tests/watch/reading.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = run)]
    async fn reading(name: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/tests/watch/reentrancy.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = run)]
    async fn reentrancy(name: &str) -> Result<JsValue, JsValue>;
}

/// Provides the functions of the package that scenarios need, once.
fn prepare() {
    thread_local!(static ONCE: () = {
        let start = Closure::<dyn Fn(JsValue, JsValue)>::new(|options: JsValue, deferred: JsValue| {
            taskwatch::web::watch::start_wait(&options, deferred.unchecked_into());
        });
        let make = Closure::<dyn Fn(JsValue) -> JsValue>::new(|start: JsValue| make_wait(&start));
        let reject = Closure::<dyn Fn(JsValue)>::new(|error: JsValue| reject_all(&error));
        let set = Closure::<dyn Fn(JsValue) -> Result<(), JsValue>>::new(|source: JsValue| set_watch_source(&source));
        provide(make.into_js_value(), reject.into_js_value(), set.into_js_value(), start.into_js_value());
    });
    ONCE.with(|()| {});
}

scenarios! { settling:
    it_is_a_promise_that_carries_itself_and_cancel
    on_event_sees_its_target_and_resolves_with_the_object
    each_answer_of_on_event_settles_as_the_contract_says
    a_rejecting_answer_is_a_watch_error_with_code_rejected
    an_answer_that_is_none_is_a_type_error
    what_on_event_throws_rejects_that_wait_alone
    answers_that_are_promises_are_handled_in_order
    a_promise_answered_after_cancel_changes_nothing
    cancel_rejects_with_an_abort_error
    cancelling_raises_no_unhandled_rejection
    a_failure_that_nobody_awaits_is_reported
    an_aborted_signal_rejects_with_its_own_reason
    a_signal_aborted_before_subscribes_to_nothing
    a_timeout_says_conditions_time_and_appearance
    wrong_options_reject_with_a_type_error_that_names_them
    options_whose_getters_throw_reject
    without_a_source_the_rejection_names_set_watch_source
    set_watch_source_refuses_what_has_no_subscribe
    the_source_of_a_wait_wins_over_the_pages
    initial_is_judged_first_and_pins_its_uid
    deletion_rejects_and_can_be_waited_out
    other_names_and_namespaces_are_ignored
    bookmarks_and_errors_never_reach_on_event
    a_client_error_rejects_with_the_status
    a_task_gives_its_signal_and_gets_the_message
    a_start_that_throws_rejects_the_wait
    reject_all_ends_what_is_in_flight_and_unsubscribes
    every_ending_releases_everything
    ten_thousand_waits_leave_nothing
}

scenarios! { reading:
    the_object_is_read_after_subscribing
    a_wait_without_events_resolves_by_a_read
    an_own_read_wins_over_the_sources
    a_read_follows_the_schedule_and_stops_with_the_wait
    a_hanging_read_is_given_up
    a_read_overtaken_by_an_event_is_repeated
    a_missing_object_that_was_seen_is_deleted
    a_rejection_with_404_means_absent
    forbidden_reads_reject_after_the_grace
    the_last_read_before_a_timeout_can_resolve
    a_stream_error_leads_to_a_new_subscription
    an_event_of_a_closed_subscription_is_ignored
    after_a_suspension_a_wait_reads_before_it_times_out
    a_list_is_offered_object_by_object
    a_shown_page_reads_at_once_and_five_seconds_later
    a_timeout_beyond_the_longest_timer_holds
    a_clock_set_back_does_not_postpone_a_timeout
}

scenarios! { reentrancy:
    an_event_inside_subscribe_settles_and_unsubscribes_at_once
    on_event_cancels_its_own_wait
    on_event_starts_another_wait
    on_event_emits_another_event_which_is_handled_after
    an_unsubscribe_that_throws_harms_nothing
    an_unsubscribe_that_starts_a_wait_does_not_mix_them_up
    a_subscribe_that_throws_is_tried_again
    a_subscribe_that_returns_no_function_is_taken_as_it_is
    events_with_throwing_getters_are_passed_over
    objects_that_are_proxies_are_read_once_and_guarded
    a_reading_source_that_throws_is_no_end
    an_abort_inside_subscribe_ends_the_wait
    a_late_event_after_the_end_reaches_no_one
    nothing_is_thrown_into_the_source
    a_thenable_with_a_throwing_then_rejects
}
