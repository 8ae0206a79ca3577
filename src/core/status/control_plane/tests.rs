//! The rules of `transformControlPlaneStatus`, one by one.

use serde_json::{Value, json};

use super::ControlPlaneState::{Error, Pending, Success};
use super::*;
use crate::core::status::{PROVISIONING, awaiting, from_json};

fn report(status: &Value, required: Required, terminal: &[&str]) -> (ControlPlaneState, String) {
    let listed: Vec<Value> = status["conditions"].as_array().cloned().unwrap_or_default();
    let conditions = from_json::control_plane_conditions(&listed);
    let text = |index: usize, key: &str| listed[index][key].as_str().unwrap_or_default().to_owned();
    let terminal: Vec<String> = terminal.iter().map(|reason| (*reason).to_owned()).collect();
    let report = control_plane_report(&conditions, &required, &terminal, &|index| ConditionText {
        reason: text(index, "reason"),
        message: text(index, "message").to_lowercase(),
    });
    let message: Vec<String> = report
        .message
        .iter()
        .map(|part| match part {
            MessagePart::Provisioning => PROVISIONING.to_owned(),
            MessagePart::Condition(index) => text(*index, "message"),
            MessagePart::Awaiting(kind) => awaiting(kind),
        })
        .collect();
    (report.state, message.join("; "))
}

fn by_default(status: &Value) -> (ControlPlaneState, String) {
    report(status, Required::Default, &[])
}

fn listed(kinds: &[&str]) -> Required {
    Required::Listed(kinds.iter().map(|kind| (*kind).to_owned()).collect())
}

fn status(conditions: &[(&str, &str, &str)]) -> Value {
    let conditions: Vec<Value> = conditions
        .iter()
        .map(|(kind, status, message)| {
            json!({ "type": kind, "status": status, "message": message, "reason": "Broken" })
        })
        .collect();
    json!({ "conditions": conditions })
}

fn says(state: ControlPlaneState, message: &str) -> (ControlPlaneState, String) {
    (state, message.to_owned())
}

#[test]
fn no_status_or_no_conditions_is_being_provisioned() {
    for status in [json!(null), json!({}), json!({ "conditions": null }), json!({ "conditions": [] })] {
        assert_eq!(by_default(&status), says(Pending, PROVISIONING), "{status}");
    }
}

#[test]
fn ready_is_asked_first() {
    let status = status(&[("Accepted", "False", "no"), ("Ready", "True", "fine")]);
    assert_eq!(by_default(&status), says(Success, ""));
}

#[test]
fn without_ready_both_accepted_and_programmed_are_asked() {
    let both = status(&[("Programmed", "False", "not programmed"), ("Accepted", "True", "yes")]);
    assert_eq!(by_default(&both), says(Pending, "not programmed"));
    let accepted = status(&[("Other", "False", "no"), ("Accepted", "True", "yes")]);
    assert_eq!(by_default(&accepted), says(Success, ""));
}

#[test]
fn without_any_of_them_the_first_is_asked() {
    let status = status(&[("Verified", "False", "not yet"), ("Programmed", "True", "")]);
    assert_eq!(by_default(&status), says(Pending, "not yet"));
}

#[test]
fn null_asks_for_all_that_are_present() {
    let conditions = status(&[("Ready", "True", "a"), ("Other", "Unknown", "b"), ("More", "False", "c")]);
    assert_eq!(report(&conditions, Required::AllPresent, &[]), says(Pending, "b; c"));
}

#[test]
fn a_list_asks_for_what_it_names_in_its_order() {
    let conditions = status(&[("B", "False", "b"), ("A", "False", "a"), ("Ready", "False", "r")]);
    assert_eq!(report(&conditions, listed(&["A", "B"]), &[]), says(Pending, "a; b"));
    assert_eq!(report(&conditions, listed(&[]), &[]), says(Success, ""));
}

#[test]
fn what_is_required_and_missing_is_awaited() {
    let conditions = status(&[("Accepted", "True", "yes")]);
    assert_eq!(
        report(&conditions, listed(&["Accepted", "CertificateReady"]), &[]),
        says(Pending, "Awaiting certificateready")
    );
}

#[test]
fn types_and_statuses_may_be_written_in_any_case() {
    let conditions = status(&[("ready", "TRUE", ""), ("Other", "false", "o")]);
    assert_eq!(by_default(&conditions), says(Success, ""));
    assert_eq!(report(&conditions, listed(&["READY", "other"]), &["Broken"]), says(Error, "o"));
}

#[test]
fn messages_that_differ_in_case_alone_are_one() {
    let conditions = status(&[
        ("A", "False", "Not Ready"),
        ("B", "False", "not ready"),
        ("C", "False", "ÄÖ"),
        ("D", "False", "äö"),
    ]);
    assert_eq!(report(&conditions, Required::AllPresent, &[]), says(Pending, "Not Ready; ÄÖ"));
}

#[test]
fn conditions_without_a_message_add_none() {
    let some = status(&[("A", "False", ""), ("B", "False", "b")]);
    assert_eq!(report(&some, Required::AllPresent, &[]), says(Pending, "b"));
    assert_eq!(
        report(&status(&[("A", "False", "")]), Required::AllPresent, &[]),
        says(Pending, PROVISIONING)
    );
}

#[test]
fn error_needs_false_and_a_reason_called_terminal() {
    let state =
        |word: &str, terminal: &[&str]| report(&status(&[("Ready", word, "m")]), Required::Default, terminal);
    assert_eq!(state("False", &["Broken"]), says(Error, "m"));
    assert_eq!(state("False", &["Other"]), says(Pending, "m"));
    assert_eq!(state("False", &[]), says(Pending, "m"));
    assert_eq!(state("Unknown", &["Broken"]), says(Pending, "m"));
}

#[test]
fn a_condition_that_is_not_required_is_no_error() {
    let conditions = status(&[("Other", "False", "o"), ("Ready", "True", "r")]);
    assert_eq!(report(&conditions, Required::Default, &["Broken"]), says(Success, ""));
}
