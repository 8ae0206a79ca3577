//! Conditions as values, sentence by sentence of the contract.

use proptest::prelude::*;

use super::super::*;
use super::Condition;

fn condition(kind: &str) -> Condition {
    Condition::is_true(kind)
}

fn with_status(kind: &str, status: ConditionStatus) -> Condition {
    Condition::Status { kind: kind.into(), status, reason: None }
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

/// Slot 0 is of `status`, slot 1 is not.
fn field(slot: usize) -> Condition {
    let is_of_status = slot == 0;
    let path = if is_of_status { "status.phase" } else { "spec.size" };
    Condition::Field { slot, path: path.into(), text: Some("Active".into()), is_of_status }
}

/// `A` is `True`, `F` is `False` for a reason that means failure, `P` for one that does not.
fn facts(fields: [bool; 2]) -> Facts {
    let condition = |position, kind: &str, status, reason: &str| StatusCondition {
        kind: kind.into(),
        status,
        has_reason: true,
        reason: Some(reason.into()),
        observed_generation: None,
        position,
    };
    let conditions = vec![
        condition(0, "A", ConditionStatus::True, "Good"),
        condition(1, "F", ConditionStatus::False, "Broken"),
        condition(2, "P", ConditionStatus::False, "Pending"),
    ];
    let status = StatusFacts { has_conditions: true, conditions, ..StatusFacts::default() };
    let generation = Generation::from_number(2.0);
    Facts { generation, status: Some(status), fields: fields.into(), ..Facts::default() }
}

fn missing(mut facts: Facts) -> Facts {
    facts.status = None;
    facts
}

fn stale(mut facts: Facts) -> Facts {
    facts.status.as_mut().unwrap().observed_generation = Generation::from_number(1.0);
    facts
}

fn rules(ready: Condition, fails_by: FailsBy) -> Rules {
    let reasons = Reasons::default();
    Rules { ready: Predicate::Condition(ready), failed: Predicate::Never, fails_by, reasons }
}

/// As a wait judges it.
fn until(condition: Condition, facts: &Facts) -> Verdict {
    rules(condition, FailsBy::Nothing).judge(facts, None, |_| Err(())).unwrap()
}

/// As a defined resource judges it.
fn ready(condition: Condition, facts: &Facts) -> Verdict {
    rules(condition, FailsBy::Conditions).judge(facts, None, |_| Err(())).unwrap()
}

fn holds(condition: Condition, facts: &Facts) -> bool {
    until(condition, facts).state == State::Ready
}

#[test]
fn a_condition_asks_for_a_status_and_perhaps_a_reason() {
    let facts = facts([false; 2]);
    assert!(holds(condition("A"), &facts));
    assert!(!holds(condition("F"), &facts));
    assert!(holds(with_status("F", ConditionStatus::False), &facts));
    assert!(!holds(with_status("A", ConditionStatus::Unknown), &facts));
    assert!(!holds(with_status("Missing", ConditionStatus::Unknown), &facts));
    for (reason, expected) in [("Good", true), ("Bad", false)] {
        let condition = Condition::Status {
            kind: "A".into(),
            status: ConditionStatus::True,
            reason: Some(reason.into()),
        };
        assert_eq!(holds(condition, &facts), expected, "{reason}");
    }
}

#[test]
fn a_missing_condition_does_not_hold_and_its_opposite_does() {
    let facts = facts([false; 2]);
    assert_eq!(until(condition("Missing"), &facts), Verdict::pending(Basis::Missing("Missing".into())));
    let verdict = until(not(condition("Missing")), &facts);
    assert_eq!((verdict.state, verdict.message()), (State::Ready, None));
}

#[test]
fn nothing_that_looks_into_a_missing_or_stale_status_holds_its_opposite_included() {
    for (facts, basis) in
        [(missing(facts([true; 2])), Basis::NoStatus), (stale(facts([true; 2])), Basis::StaleStatus)]
    {
        for condition in [condition("A"), condition("F"), condition("Missing"), field(0)] {
            assert_eq!(until(condition.clone(), &facts), Verdict::pending(basis.clone()));
            assert_eq!(until(not(condition.clone()), &facts), Verdict::pending(basis.clone()));
            assert!(!holds(not(not(condition.clone())), &facts));
            assert!(!holds(not(Condition::AllOf(vec![condition.clone(), field(1)])), &facts));
            assert!(!holds(not(Condition::AnyOf(vec![condition, not(field(1))])), &facts));
        }
    }
}

#[test]
fn what_does_not_look_into_status_needs_none() {
    for facts in [missing(facts([true; 2])), stale(facts([true; 2]))] {
        for condition in [
            field(1),
            Condition::Exists,
            not(Condition::Deleted),
            Condition::AnyOf(vec![condition("A"), field(1)]),
            not(Condition::AllOf(vec![condition("A"), not(field(1))])),
        ] {
            assert!(holds(condition, &facts));
        }
    }
}

#[test]
fn a_stale_condition_says_nothing_and_neither_does_its_opposite() {
    let mut facts = facts([true; 2]);
    for condition in &mut facts.status.as_mut().unwrap().conditions {
        condition.observed_generation = Generation::from_number(1.0);
    }
    for condition in [condition("A"), not(condition("F")), not(condition("A"))] {
        assert!(matches!(until(condition, &facts).basis, Basis::StaleCondition(_)));
    }
    assert!(holds(field(0), &facts));
}

#[test]
fn the_status_of_an_object_older_than_the_generation_asked_for_says_nothing() {
    let rules = rules(not(condition("F")), FailsBy::Nothing);
    let min = Generation::from_number(3.0);
    let verdict = rules.judge(&facts([true; 2]), min, |_| Err(())).unwrap();
    assert_eq!(verdict, Verdict::pending(Basis::OlderObject));
    let failed = Predicate::Condition(with_status("F", ConditionStatus::False));
    let rules = Rules { failed, ..rules };
    assert_eq!(rules.judge(&facts([true; 2]), min, |_| Err(())).unwrap().state, State::Pending);
}

#[test]
fn every_condition_outside_of_a_not_can_fail_a_resource_and_none_a_wait() {
    let facts = facts([false; 2]);
    let all = |kind| Condition::AllOf(vec![condition("P"), condition(kind)]);
    for condition in [
        condition("F"),
        all("F"),
        Condition::AnyOf(vec![condition("P"), condition("F")]),
        Condition::AnyOf(vec![field(0), all("F")]),
    ] {
        let verdict = ready(condition.clone(), &facts);
        assert_eq!((verdict.state, verdict.basis), (State::Failed, Basis::Condition(1)));
        assert_eq!(until(condition, &facts).state, State::Pending);
    }
    for condition in [
        condition("P"),
        not(not(condition("F"))),
        Condition::AllOf(vec![condition("P"), not(not(condition("F")))]),
        with_status("F", ConditionStatus::Unknown),
    ] {
        assert_eq!(ready(condition, &facts).state, State::Pending);
    }
}

#[test]
fn what_holds_is_ready_although_another_way_has_failed() {
    let condition = Condition::AnyOf(vec![condition("F"), condition("A")]);
    let verdict = ready(condition, &facts([false; 2]));
    assert_eq!((verdict.state, verdict.basis), (State::Ready, Basis::Condition(0)));
}

#[test]
fn a_field_says_what_is_awaited_and_what_has_failed() {
    let pending = until(field(0), &facts([false; 2]));
    assert_eq!(pending.message().as_deref(), Some("Awaiting status.phase"));
    assert_eq!(pending.reason(), None);
    let ready = until(field(0), &facts([true; 2]));
    assert_eq!((ready.reason(), ready.message()), (Some("Active"), None));
    let rules = Rules { failed: Predicate::Condition(field(0)), ..rules(condition("A"), FailsBy::Nothing) };
    let failed = rules.judge(&facts([true; 2]), None, |_| Err(())).unwrap();
    assert_eq!(failed.state, State::Failed);
    assert_eq!(
        (failed.reason(), failed.message().as_deref()),
        (Some("Active"), Some("status.phase is Active"))
    );
    let opposite = until(not(field(0)), &facts([false; 2]));
    assert_eq!((opposite.state, opposite.reason()), (State::Ready, None));
}

#[test]
fn what_fails_is_looked_at_before_what_is_ready() {
    for fails_by in [FailsBy::Conditions, FailsBy::Nothing] {
        let failed = Predicate::Condition(with_status("F", ConditionStatus::False));
        let rules = Rules { failed, ..rules(condition("A"), fails_by) };
        let verdict = rules.judge(&facts([true; 2]), None, |_| Err(())).unwrap();
        assert_eq!((verdict.state, verdict.basis), (State::Failed, Basis::Condition(1)));
        let verdict = rules.judge(&stale(facts([true; 2])), None, |_| Err(())).unwrap();
        assert_eq!(verdict.state, State::Pending);
    }
}

#[test]
fn a_terminating_object_is_never_ready() {
    let facts = Facts { terminating: true, ..facts([true; 2]) };
    for condition in [condition("A"), field(1), Condition::Exists, not(condition("F"))] {
        assert_eq!(until(condition.clone(), &facts), Verdict::pending(Basis::Terminating));
        assert_eq!(ready(condition, &facts), Verdict::pending(Basis::Terminating));
    }
}

#[test]
fn only_what_the_end_of_the_object_makes_hold_waits_for_it() {
    for condition in [
        Condition::Deleted,
        not(Condition::Exists),
        Condition::AnyOf(vec![condition("A"), Condition::Deleted]),
        Condition::AllOf(vec![Condition::Deleted, not(Condition::Exists)]),
    ] {
        assert!(condition.holds_when_gone());
    }
    for condition in [
        Condition::Exists,
        not(Condition::Deleted),
        condition("A"),
        not(condition("A")),
        field(1),
        not(field(1)),
        Condition::AllOf(vec![condition("A"), Condition::Deleted]),
    ] {
        assert!(!condition.holds_when_gone(), "{condition:?}");
    }
}

fn any_statement() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        Just(condition("A")),
        Just(condition("F")),
        Just(with_status("P", ConditionStatus::False)),
        Just(field(0)),
        Just(field(1)),
        Just(Condition::Exists),
        Just(Condition::Deleted),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts.clone().prop_map(Condition::AllOf),
            parts.prop_map(Condition::AnyOf),
            inner.prop_map(not),
        ]
    })
}

proptest! {
    #[test]
    fn a_statement_and_its_opposite_never_both_hold(condition in any_statement(), fields: [bool; 2], case in 0..3) {
        let facts = match case {
            0 => facts(fields),
            1 => stale(facts(fields)),
            _ => missing(facts(fields)),
        };
        let both = holds(condition.clone(), &facts) && holds(not(condition.clone()), &facts);
        prop_assert!(!both);
        if case == 0 {
            prop_assert!(holds(condition.clone(), &facts) || holds(not(condition), &facts));
        }
    }

    #[test]
    fn negation_passes_through_all_of_and_any_of(parts in prop::collection::vec(any_statement(), 1..4), case in 0..2) {
        let facts = if case == 0 { facts([true, false]) } else { stale(facts([true, false])) };
        let outside = not(Condition::AllOf(parts.clone()));
        let inside = Condition::AnyOf(parts.into_iter().map(not).collect());
        prop_assert_eq!(holds(outside, &facts), holds(inside, &facts));
    }
}
