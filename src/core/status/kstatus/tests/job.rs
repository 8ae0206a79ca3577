//! Job and CronJob.

use serde_json::json;

use super::*;

fn job(spec: Value, status: Value) -> Value {
    object("batch/v1", "Job", json!({ "spec": spec, "status": status }))
}

fn ended(kind: &str, status: &str) -> Value {
    json!({ "startTime": "2026-01-01T00:00:00Z", "succeeded": 2, "failed": 1, "conditions": [condition(kind, status, "x")] })
}

#[test]
fn a_job_that_has_not_started_is_in_progress() {
    for status in [json!(null), json!({}), json!({ "startTime": "" }), json!({ "active": 1 })] {
        assert_in_progress(&job(json!({}), status), "JobNotStarted", "The job has not started yet");
    }
}

#[test]
fn a_running_job_is_current() {
    let status = json!({ "startTime": "2026-01-01T00:00:00Z", "active": 3, "succeeded": 2 });
    assert_current(
        &job(json!({ "completions": 5 }), status),
        "The job is running; pods succeeded: 2, active: 3",
    );
}

#[test]
fn a_completed_job_is_current() {
    assert_current(
        &job(json!({ "completions": 2 }), ended("Complete", "True")),
        "The job has completed; pods succeeded: 2 of 2",
    );
}

#[test]
fn a_job_completes_as_many_pods_as_it_runs_in_parallel_where_it_does_not_say() {
    assert_current(
        &job(json!({ "parallelism": 4 }), ended("Complete", "True")),
        "The job has completed; pods succeeded: 2 of 4",
    );
    assert_current(
        &job(json!({}), ended("Complete", "True")),
        "The job has completed; pods succeeded: 2 of 1",
    );
    assert_current(
        &job(json!({ "parallelism": 4, "completions": 0 }), ended("Complete", "True")),
        "The job has completed; pods succeeded: 2 of 0",
    );
}

#[test]
fn a_failed_job_has_failed() {
    let object = job(json!({ "completions": 3 }), ended("Failed", "True"));
    assert_says(&object, "Failed", "JobFailed", "The job has failed; pods failed: 1, to complete: 3");
}

#[test]
fn a_suspended_job_is_current_though_it_has_not_started() {
    let status = json!({ "conditions": [condition("Suspended", "True", "JobSuspended")] });
    assert_current(&job(json!({ "suspend": true }), status), "The job is suspended");
}

#[test]
fn a_job_that_was_resumed_and_has_not_started_is_in_progress() {
    let conditions = json!([condition("Suspended", "True", "JobSuspended")]);
    let status = json!({ "conditions": conditions });
    let resumed = job(json!({ "suspend": false }), status.clone());
    assert_in_progress(&resumed, "JobNotStarted", "The job has not started yet");
    // Nothing says that it was resumed.
    assert_current(&job(json!({}), status), "The job is suspended");
    let started = json!({ "startTime": "2026-01-01T00:00:00Z", "conditions": conditions });
    assert_current(&job(json!({ "suspend": false }), started), "The job is suspended");
}

#[test]
fn an_ending_that_does_not_hold_is_none() {
    for kind in ["Complete", "Failed", "Suspended"] {
        for status in ["False", "Unknown"] {
            assert_current(
                &job(json!({}), ended(kind, status)),
                "The job is running; pods succeeded: 2, active: 0",
            );
        }
    }
}

#[test]
fn of_two_endings_the_first_decides() {
    let list = json!([condition("Failed", "True", "x"), condition("Complete", "True", "x")]);
    assert_eq!(report(&job(json!({}), json!({ "conditions": list }))).0, "Failed");
}

#[test]
fn a_cron_job_is_always_current() {
    let object = object("batch/v1", "CronJob", json!({ "status": { "active": [{}] } }));
    assert_current(&object, "A resource of this kind is always current");
}
