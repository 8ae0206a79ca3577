//! Verdicts, rule by rule. Each test names the sentence of the contract it holds to.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn rules(ready: Condition) -> Rules {
    Rules {
        ready: Predicate::Condition(ready),
        failed: Predicate::Never,
        fails_by: FailsBy::Conditions,
        reasons: Reasons::new(vec!["Verifying".to_owned()], None),
    }
}

fn judge(object: &Value, ready: Condition) -> Verdict {
    judge_since(object, ready, None)
}

fn judge_since(object: &Value, ready: Condition, min_generation: Option<&str>) -> Verdict {
    let rules = rules(ready);
    let min_generation = min_generation.and_then(Generation::from_text);
    let facts = from_json::facts(object, &rules);
    rules.judge(&facts, min_generation, |_| Ok::<_, ()>(false)).unwrap()
}

fn ready() -> Condition {
    Condition::all_true(["Ready"])
}

fn accepted_and_programmed() -> Condition {
    Condition::all_true(["Accepted", "Programmed"])
}

fn object(conditions: Value) -> Value {
    json!({ "metadata": { "generation": 3 }, "status": { "conditions": conditions } })
}

fn condition(kind: &str, status: &str, reason: &str) -> Value {
    json!({ "type": kind, "status": status, "reason": reason, "message": "m" })
}

fn verdict(state: State, basis: Basis) -> Verdict {
    Verdict { state, basis }
}

#[test]
fn true_is_ready_and_the_condition_decides() {
    let object = object(json!([condition("Other", "False", "Broken"), condition("Ready", "True", "Ok")]));
    assert_eq!(judge(&object, ready()), verdict(State::Ready, Basis::Condition(1)));
}

#[test]
fn unknown_is_pending_whatever_its_reason() {
    let object = object(json!([condition("Ready", "Unknown", "Crashed")]));
    assert_eq!(judge(&object, ready()), verdict(State::Pending, Basis::Condition(0)));
}

#[test]
fn false_is_pending_for_each_reason_that_means_still_provisioning() {
    for reason in Reasons::COMMON.iter().chain(&["Verifying"]) {
        let object = object(json!([condition("Ready", "False", reason)]));
        assert_eq!(judge(&object, ready()).state, State::Pending, "{reason}");
    }
}

#[test]
fn false_is_failed_for_any_other_reason() {
    for reason in ["QuotaExceeded", "pending", "Pending "] {
        let object = object(json!([condition("Ready", "False", reason)]));
        assert_eq!(judge(&object, ready()), verdict(State::Failed, Basis::Condition(0)), "{reason}");
    }
}

#[test]
fn false_without_a_reason_is_pending() {
    for reason in [json!(""), json!(null), json!(5)] {
        let object = object(json!([{ "type": "Ready", "status": "False", "reason": reason }]));
        assert_eq!(judge(&object, ready()), Verdict::pending(Basis::Condition(0)), "{reason}");
    }
    let object = object(json!([{ "type": "Ready", "status": "False" }]));
    assert_eq!(judge(&object, ready()), Verdict::pending(Basis::Condition(0)));
}

#[test]
fn types_and_statuses_are_compared_without_regard_to_case() {
    for (kind, status, state) in [
        ("ready", "True", State::Ready),
        ("READY", "tRUE", State::Ready),
        ("Ready", "FALSE", State::Failed),
        ("rEADY", "unknown", State::Pending),
    ] {
        let object = object(json!([condition(kind, status, "Broken")]));
        for asked in ["Ready", "ready"] {
            let verdict = judge(&object, Condition::all_true([asked]));
            assert_eq!((verdict.state, verdict.basis), (state, Basis::Condition(0)), "{kind} {status}");
        }
    }
}

#[test]
fn with_failed_reasons_only_these_fail() {
    let rules = Rules {
        reasons: Reasons::new(
            vec!["Both".to_owned()],
            Some(vec!["Lost".to_owned(), "Both".to_owned(), "Pending".to_owned()]),
        ),
        ..rules(ready())
    };
    for (reason, state) in [
        ("Lost", State::Failed),
        ("Both", State::Failed),
        ("Pending", State::Failed),
        ("AddressNotAssigned", State::Pending),
        ("lost", State::Pending),
        ("", State::Pending),
    ] {
        let object = object(json!([condition("Ready", "False", reason)]));
        let verdict = rules.judge(&from_json::facts(&object, &rules), None, |_| Ok::<_, ()>(false)).unwrap();
        assert_eq!(verdict.state, state, "{reason}");
    }
    assert!(!Reasons::new(vec![], Some(vec![])).fail(None));
}

#[test]
fn nothing_fails_while_it_is_reconciling_and_what_is_stalled_has_failed() {
    let ready_is = |status| condition("Ready", status, "Broken");
    let is = |kind, status| condition(kind, status, "Why");
    let (soft, missing) = (condition("Ready", "False", "Pending"), is("Other", "True"));
    let (at_work, stuck) = (is("Reconciling", "True"), is("Stalled", "True"));
    for (conditions, state, position) in [
        // Positions are those in the list.
        (vec![ready_is("False"), at_work.clone()], State::Pending, Some(1)),
        (vec![ready_is("False"), is("reconciling", "true")], State::Pending, Some(1)),
        (vec![ready_is("False"), is("Reconciling", "False")], State::Failed, Some(0)),
        (vec![ready_is("False"), is("Reconciling", "Unknown")], State::Failed, Some(0)),
        (vec![soft.clone(), at_work.clone()], State::Pending, Some(0)),
        (vec![ready_is("False"), at_work.clone(), stuck.clone()], State::Failed, Some(2)),
        (vec![ready_is("False"), stuck.clone()], State::Failed, Some(0)),
        (vec![soft, stuck.clone()], State::Failed, Some(1)),
        (vec![ready_is("Unknown"), stuck.clone()], State::Failed, Some(1)),
        (vec![missing.clone(), stuck.clone()], State::Failed, Some(1)),
        (vec![missing, is("Stalled", "False")], State::Pending, None),
        (vec![ready_is("True"), at_work, stuck], State::Ready, Some(0)),
    ] {
        let object = object(json!(conditions));
        let verdict = judge(&object, ready());
        assert_eq!((verdict.state, verdict.basis.position()), (state, position), "{object}");
    }
}

#[test]
fn a_stale_word_on_work_or_a_stall_says_nothing() {
    let stale =
        |kind: &str| json!({ "type": kind, "status": "True", "reason": "Why", "observedGeneration": 2 });
    let failing = object(json!([condition("Ready", "False", "Broken"), stale("Reconciling")]));
    assert_eq!(judge(&failing, ready()).state, State::Failed);
    let waiting = object(json!([condition("Ready", "Unknown", "Broken"), stale("Stalled")]));
    assert_eq!(judge(&waiting, ready()).state, State::Pending);
    let mut stale_status =
        object(json!([condition("Ready", "Unknown", "Why"), condition("Stalled", "True", "Why")]));
    stale_status["status"]["observedGeneration"] = 2.into();
    assert_eq!(judge(&stale_status, ready()), Verdict::pending(Basis::StaleStatus));
}

#[test]
fn a_resources_own_word_on_failure_does_not_count_while_it_is_reconciling() {
    let rules = Rules { failed: Predicate::Function, ..rules(ready()) };
    let says = |object: &Value| {
        rules.judge(&from_json::facts(object, &rules), None, |_| Ok::<_, ()>(true)).unwrap().state
    };
    let at_work = condition("Reconciling", "True", "Why");
    assert_eq!(says(&object(json!([condition("Ready", "Unknown", "Why"), at_work]))), State::Pending);
    assert_eq!(says(&object(json!([condition("Ready", "True", "Why"), at_work]))), State::Ready);
    let stuck = condition("Stalled", "True", "Why");
    assert_eq!(says(&object(json!([condition("Ready", "Unknown", "Why"), at_work, stuck]))), State::Failed);
}

#[test]
fn a_stale_verdict_says_so() {
    let mut object = object(json!([condition("Ready", "True", "Ok")]));
    object["status"]["observedGeneration"] = 2.into();
    assert!(judge(&object, ready()).message().unwrap().contains("stale"));
    assert!(judge_since(&object, ready(), Some("4")).message().unwrap().contains("stale"));
    object["status"] =
        json!({ "conditions": [{ "type": "Ready", "status": "True", "observedGeneration": 1 }] });
    assert!(judge(&object, ready()).message().unwrap().contains("stale"));
}

#[test]
fn a_status_word_that_kubernetes_does_not_know_is_pending() {
    for status in [json!("Yes"), json!(true), json!(" True"), json!(null), json!({})] {
        let object = object(json!([{ "type": "Ready", "status": status, "reason": "Broken" }]));
        assert_eq!(judge(&object, ready()).state, State::Pending, "{status}");
    }
}

#[test]
fn only_named_conditions_can_fail_it() {
    let object = object(json!([
        condition("Ready", "False", "Broken"),
        condition("Accepted", "True", "Ok"),
        condition("Programmed", "True", "Ok")
    ]));
    assert_eq!(judge(&object, accepted_and_programmed()), verdict(State::Ready, Basis::Condition(2)));
}

#[test]
fn of_several_the_first_failed_decides_then_the_first_pending_then_the_last() {
    let all = |accepted: (&str, &str), programmed: (&str, &str)| {
        let object = object(json!([
            condition("Accepted", accepted.0, accepted.1),
            condition("Programmed", programmed.0, programmed.1),
        ]));
        judge(&object, accepted_and_programmed())
    };
    let (ok, soft, bad) = (("True", "Ok"), ("False", "Pending"), ("False", "Broken"));
    assert_eq!(all(bad, bad), verdict(State::Failed, Basis::Condition(0)));
    assert_eq!(all(soft, bad), verdict(State::Failed, Basis::Condition(1)));
    assert_eq!(all(soft, soft), verdict(State::Pending, Basis::Condition(0)));
    assert_eq!(all(ok, soft), verdict(State::Pending, Basis::Condition(1)));
    assert_eq!(all(ok, ok), verdict(State::Ready, Basis::Condition(1)));
}

#[test]
fn a_missing_condition_is_awaited_by_name() {
    let object = object(json!([condition("Accepted", "True", "Ok")]));
    let verdict = judge(&object, accepted_and_programmed());
    assert_eq!(verdict.state, State::Pending);
    assert_eq!(verdict.message().as_deref(), Some("Awaiting programmed"));
}

#[test]
fn no_status_and_no_conditions_are_pending() {
    for object in [json!({}), json!({ "status": null }), json!({ "status": {} }), object(json!([]))] {
        let verdict = judge(&object, ready());
        assert_eq!(verdict, Verdict::pending(Basis::NoStatus), "{object}");
        assert_eq!(verdict.message().as_deref(), Some(PROVISIONING));
    }
}

#[test]
fn ready_alone_decides_where_it_is_allowed_and_present() {
    let readiness = || Condition::ready_else(["Accepted", "Programmed"]);
    let conditions = json!([condition("Accepted", "False", "Broken"), condition("Ready", "True", "Ok")]);
    assert_eq!(judge(&object(conditions), readiness()).state, State::Ready);
    let conditions = json!([condition("Accepted", "False", "Broken")]);
    assert_eq!(judge(&object(conditions), readiness()).state, State::Failed);
}

#[test]
fn a_terminating_object_is_neither_ready_nor_failed() {
    for status in ["True", "False"] {
        let mut object = object(json!([condition("Ready", status, "Deleting")]));
        object["metadata"]["deletionTimestamp"] = "2026-03-05T08:30:00Z".into();
        assert_eq!(judge(&object, ready()), Verdict::pending(Basis::Terminating));
    }
}

#[test]
fn a_status_of_an_older_generation_is_stale() {
    for (observed, stale) in [
        (json!(2), true),
        (json!("2"), true),
        (json!(3), false),
        (json!("3"), false),
        (json!(4), false),
        (json!(null), false),
    ] {
        let mut object = object(json!([condition("Ready", "True", "Ok")]));
        object["status"]["observedGeneration"] = observed.clone();
        let expected = if stale {
            Verdict::pending(Basis::StaleStatus)
        } else {
            verdict(State::Ready, Basis::Condition(0))
        };
        assert_eq!(judge(&object, ready()), expected, "{observed}");
    }
}

#[test]
fn a_condition_of_an_older_generation_neither_readies_nor_fails() {
    for status in ["True", "False"] {
        let mut stale = condition("Ready", status, "Broken");
        stale["observedGeneration"] = 2.into();
        let object = object(json!([stale]));
        assert_eq!(judge(&object, ready()), Verdict::pending(Basis::StaleCondition(0)));
    }
}

#[test]
fn a_stale_condition_leaves_the_fresh_one_its_failure() {
    let mut stale = condition("Accepted", "True", "Ok");
    stale["observedGeneration"] = 1.into();
    let object = object(json!([stale, condition("Programmed", "False", "Broken")]));
    assert_eq!(judge(&object, accepted_and_programmed()), verdict(State::Failed, Basis::Condition(1)));
}

#[test]
fn generations_beyond_what_a_double_holds_are_told_apart() {
    let object = json!({
        "metadata": { "generation": "9007199254740993" },
        "status": { "observedGeneration": 9_007_199_254_740_992_u64, "conditions": [condition("Ready", "True", "Ok")] },
    });
    assert_eq!(judge(&object, ready()), Verdict::pending(Basis::StaleStatus));
}

#[test]
fn status_older_than_the_generation_asked_for_is_stale() {
    let mut object = object(json!([condition("Ready", "True", "Ok")]));
    object["metadata"] = json!({});
    object["status"]["observedGeneration"] = 3.into();
    assert_eq!(judge_since(&object, ready(), Some("3")).state, State::Ready);
    assert_eq!(judge_since(&object, ready(), Some("4")).basis, Basis::StaleStatus);
}

#[test]
fn an_object_older_than_the_generation_asked_for_is_not_the_one_that_is_waited_for() {
    let object = object(json!([condition("Ready", "True", "Ok")]));
    assert_eq!(judge_since(&object, ready(), Some("3")).state, State::Ready);
    assert_eq!(judge_since(&object, ready(), Some("4")), Verdict::pending(Basis::OlderObject));
}

#[test]
fn the_first_of_two_conditions_of_a_type_counts() {
    let object = object(json!([condition("Ready", "True", "Ok"), condition("Ready", "False", "Broken")]));
    assert_eq!(judge(&object, ready()).state, State::Ready);
}

#[test]
fn an_empty_list_asks_for_nothing_but_a_status() {
    let none = || Condition::all_true(Vec::<String>::new());
    let object = object(json!([condition("Ready", "False", "Broken")]));
    assert_eq!(judge(&object, none()), verdict(State::Ready, Basis::Nothing));
}

#[test]
fn a_resources_own_word_on_failure_wins_over_its_conditions() {
    let rules = Rules { failed: Predicate::Function, ..rules(ready()) };
    let says = |object: &Value, failed| rules.judge(&from_json::facts(object, &rules), None, |_| failed);
    let fresh = object(json!([condition("Ready", "True", "Ok")]));
    assert_eq!(says(&fresh, Ok(true)), Ok(Verdict::by_function(State::Failed)));
    assert_eq!(says(&fresh, Err("thrown")), Err("thrown"));
    let without_conditions = json!({ "status": { "phase": "Broken" } });
    assert_eq!(says(&without_conditions, Ok(true)), Ok(Verdict::by_function(State::Failed)));
    assert_eq!(says(&json!({}), Ok(true)), Ok(Verdict::pending(Basis::NoStatus)));
    let mut stale = fresh;
    stale["status"]["observedGeneration"] = 1.into();
    assert_eq!(says(&stale, Ok(true)), Ok(Verdict::pending(Basis::StaleStatus)));
}

#[test]
fn of_a_kind_whose_status_nothing_looks_into_failure_is_asked_without_one() {
    let rules = Rules { failed: Predicate::Function, ..rules(Condition::Exists) };
    let verdict = rules.judge(&from_json::facts(&json!({}), &rules), None, |_| Ok::<_, ()>(true));
    assert_eq!(verdict, Ok(Verdict::by_function(State::Failed)));
}

#[test]
fn functions_are_believed_but_for_readiness_of_a_terminating_or_older_object() {
    let rules = Rules {
        ready: Predicate::Function,
        failed: Predicate::Function,
        fails_by: FailsBy::Nothing,
        ..rules(ready())
    };
    let says = |facts: &Facts, failed, ready| {
        let answer = |question| Ok::<_, ()>(if question == Question::Failed { failed } else { ready });
        rules.judge(facts, Generation::from_text("2"), answer).unwrap().state
    };
    let fresh = Facts { generation: Generation::from_text("2"), ..Facts::default() };
    assert_eq!(says(&fresh, false, true), State::Ready);
    assert_eq!(says(&fresh, false, false), State::Pending);
    assert_eq!(says(&fresh, true, true), State::Failed);
    for facts in [
        Facts { terminating: true, ..fresh.clone() },
        Facts { generation: Generation::from_text("1"), ..fresh.clone() },
    ] {
        assert_eq!(says(&facts, false, true), State::Pending);
        assert_eq!(says(&facts, true, false), State::Failed);
    }
}

#[test]
fn each_condition_is_named_once() {
    let (mut kinds, mut reasons) = (Vec::new(), Vec::new());
    let rules = rules(Condition::ready_else(["ready", "Accepted", "aCCEPTED"]));
    rules.add_words(&mut kinds, &mut reasons);
    assert_eq!(kinds, ["Ready", "Accepted", "Reconciling", "Stalled"]);
    let mut kinds = Vec::new();
    let rules = Rules { fails_by: FailsBy::Nothing, ..rules.clone() };
    rules.add_words(&mut kinds, &mut reasons);
    assert_eq!(kinds, ["Ready", "Accepted"]);
}

fn any_condition() -> impl Strategy<Value = StatusCondition> {
    let status = prop_oneof![
        Just(ConditionStatus::True),
        Just(ConditionStatus::False),
        Just(ConditionStatus::Unknown)
    ];
    let reason = prop::option::of(prop_oneof![Just("Pending"), Just("Broken")].prop_map(std::rc::Rc::from));
    (
        prop_oneof![Just("Ready"), Just("Accepted"), Just("Programmed")],
        status,
        reason,
        any_generation(),
        0_usize..9,
    )
        .prop_map(|(kind, status, reason, observed_generation, position)| StatusCondition {
            kind: kind.into(),
            status,
            has_reason: reason.is_some(),
            reason,
            observed_generation,
            position,
        })
}

fn any_generation() -> impl Strategy<Value = Option<Generation>> {
    prop::option::of((0_u8..4).prop_map(|number| Generation::from_number(number.into()).unwrap()))
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let status = (any_generation(), prop::collection::vec(any_condition(), 0..4)).prop_map(
        |(observed_generation, conditions)| StatusFacts {
            observed_generation,
            has_conditions: !conditions.is_empty(),
            conditions,
        },
    );
    (any::<bool>(), any_generation(), prop::option::of(status)).prop_map(
        |(terminating, generation, status)| Facts { terminating, generation, status, ..Facts::default() },
    )
}

proptest! {
    #[test]
    fn what_is_decided_rests_on_a_fresh_condition(facts in any_facts(), min in any_generation()) {
        for readiness in [ready(), accepted_and_programmed(), Condition::ready_else(["Accepted"])] {
            let verdict = rules(readiness).judge(&facts, min, |_| Ok::<_, ()>(false)).unwrap();
            if verdict.state == State::Pending {
                continue;
            }
            prop_assert!(!facts.terminating);
            let status = facts.status.as_ref().unwrap();
            let Basis::Condition(position) = verdict.basis else { panic!("{verdict:?}") };
            let wanted = if verdict.state == State::Ready { ConditionStatus::True } else { ConditionStatus::False };
            let is_fresh = |observed: Option<Generation>| {
                observed.is_none() || observed >= facts.generation.max(min)
            };
            prop_assert!(is_fresh(status.observed_generation));
            prop_assert!(status.conditions.iter().any(|condition| condition.position == position
                && condition.status == wanted && is_fresh(condition.observed_generation)));
        }
    }
}
