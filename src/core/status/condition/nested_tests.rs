//! Conditions on what is nested in an object: `within`, `every` and `some`.

use proptest::prelude::*;

use super::super::*;
use super::{Condition, Over};

fn nested(slot: usize, over: Over, part: Condition) -> Condition {
    let path = ["status.v1beta2", "status.parents", "spec.listeners"][slot];
    let is_of_status = path.starts_with("status");
    Condition::Nested { slot, path: path.into(), is_of_status, over, part: Box::new(part) }
}

fn within(part: Condition) -> Condition {
    nested(0, Over::One, part)
}

fn every(part: Condition) -> Condition {
    nested(1, Over::Every, part)
}

fn some(part: Condition) -> Condition {
    nested(1, Over::Some, part)
}

fn not(part: Condition) -> Condition {
    Condition::Not(Box::new(part))
}

fn ready() -> Condition {
    Condition::is_true("Ready")
}

fn field(slot: usize) -> Condition {
    Condition::Field { slot, path: "status.parents[*].name".into(), text: None, is_of_status: true }
}

/// A thing that is judged as if it were a status: `True`, `False` for this reason, or without any condition.
fn thing(ready: Option<Result<(), &str>>, position: usize) -> Facts {
    let condition = ready.map(|ready| StatusCondition {
        kind: "Ready".into(),
        status: if ready.is_ok() { ConditionStatus::True } else { ConditionStatus::False },
        has_reason: true,
        reason: ready.err().map(Into::into),
        observed_generation: None,
        position,
    });
    let conditions: Vec<_> = condition.into_iter().collect();
    let status = StatusFacts { has_conditions: !conditions.is_empty(), conditions, ..StatusFacts::default() };
    Facts { generation: Generation::from_number(2.0), status: Some(status), ..Facts::default() }
}

fn good(position: usize) -> Facts {
    thing(Some(Ok(())), position)
}

fn bad(position: usize) -> Facts {
    thing(Some(Err("Broken")), position)
}

fn soft(position: usize) -> Facts {
    thing(Some(Err("Pending")), position)
}

/// An object whose own status is fresh, with these things at the three paths.
fn object(one: Vec<Facts>, list: Vec<Facts>, listeners: Vec<Facts>) -> Facts {
    Facts { nested: vec![one, list, listeners], ..thing(None, 0) }
}

fn listed(list: Vec<Facts>) -> Facts {
    object(vec![], list, vec![])
}

fn judge(condition: Condition, facts: &Facts, fails_by: FailsBy, min: Option<f64>) -> Verdict {
    let (ready, failed) = (Predicate::Condition(condition), Predicate::Never);
    let rules = Rules { ready, failed, fails_by, reasons: Reasons::default() };
    rules.judge(facts, min.and_then(Generation::from_number), |_| Err(())).unwrap()
}

fn until(condition: Condition, facts: &Facts) -> Verdict {
    judge(condition, facts, FailsBy::Nothing, None)
}

fn holds(condition: Condition, facts: &Facts) -> bool {
    until(condition, facts).state == State::Ready
}

#[test]
fn within_judges_what_is_there_as_if_it_were_the_status() {
    let facts = object(vec![good(7)], vec![], vec![]);
    assert_eq!(until(within(ready()), &facts), Verdict { state: State::Ready, basis: Basis::Condition(7) });
    assert!(!holds(ready(), &facts), "its conditions are not the object's");
    assert!(holds(not(within(ready())), &object(vec![bad(7)], vec![], vec![])));
    assert!(holds(not(within(Condition::is_true("Missing"))), &facts));
}

#[test]
fn every_holds_if_all_do_and_some_if_one_does() {
    for (list, all, one) in [
        (vec![good(1), good(2)], true, true),
        (vec![good(1), bad(2)], false, true),
        (vec![soft(1), bad(2)], false, false),
        (vec![good(1)], true, true),
    ] {
        let facts = listed(list);
        assert_eq!(holds(every(ready()), &facts), all);
        assert_eq!(holds(some(ready()), &facts), one);
        assert_eq!(holds(not(every(ready())), &facts), !all);
        assert_eq!(holds(not(some(ready())), &facts), !one);
    }
}

#[test]
fn of_an_absent_or_empty_one_neither_they_nor_their_not_hold() {
    for facts in [listed(vec![]), Facts { nested: vec![], ..good(0) }] {
        for condition in
            [within(ready()), every(ready()), some(ready()), every(not(ready())), some(not(ready()))]
        {
            let verdict = until(condition.clone(), &facts);
            let path = if matches!(condition, Condition::Nested { slot: 0, .. }) {
                "status.v1beta2"
            } else {
                "status.parents"
            };
            assert_eq!(verdict, Verdict::pending(Basis::Field { path: path.into(), text: None }));
            assert_eq!(verdict.message(), Some(["Awaiting ", path].concat()));
            assert!(!holds(not(condition.clone()), &facts));
            assert!(!holds(not(not(condition)), &facts));
        }
    }
}

#[test]
fn an_element_that_is_nothing_says_nothing() {
    let nothing = Facts { generation: Generation::from_number(2.0), ..Facts::default() };
    for list in [vec![good(1), nothing.clone()], vec![nothing.clone()]] {
        assert!(!holds(every(ready()), &listed(list.clone())));
        assert!(!holds(not(every(ready())), &listed(list)));
    }
    assert!(holds(some(ready()), &listed(vec![nothing, good(1)])));
}

#[test]
fn a_stale_or_missing_status_makes_none_of_it_hold() {
    let mut stale = object(vec![good(1)], vec![good(1)], vec![good(1)]);
    stale.status.as_mut().unwrap().observed_generation = Generation::from_number(1.0);
    let missing = Facts { status: None, ..stale.clone() };
    for (facts, basis) in [(stale, Basis::StaleStatus), (missing, Basis::NoStatus)] {
        for condition in [within(ready()), every(ready()), some(ready())] {
            assert_eq!(until(condition.clone(), &facts), Verdict::pending(basis.clone()));
            assert_eq!(until(not(condition), &facts), Verdict::pending(basis.clone()));
        }
        assert!(holds(nested(2, Over::Every, ready()), &facts), "what is not in the status needs none");
    }
}

#[test]
fn what_is_inside_has_an_observed_generation_of_its_own() {
    let old = Generation::from_number(1.0);
    let mut stale_condition = good(3);
    stale_condition.status.as_mut().unwrap().conditions[0].observed_generation = old;
    let mut stale_thing = good(3);
    stale_thing.status.as_mut().unwrap().observed_generation = old;
    for (thing, basis) in [(stale_condition, Basis::StaleCondition(3)), (stale_thing, Basis::StaleStatus)] {
        let facts = listed(vec![good(1), thing]);
        for condition in [every(ready()), not(every(ready())), every(not(ready()))] {
            assert_eq!(until(condition, &facts).state, State::Pending);
        }
        assert_eq!(until(every(ready()), &facts).basis, basis);
        assert!(holds(some(ready()), &facts));
    }
    let verdict = judge(every(ready()), &listed(vec![good(1)]), FailsBy::Nothing, Some(3.0));
    assert_eq!(verdict.state, State::Pending);
}

#[test]
fn each_condition_inside_and_outside_of_a_not_can_fail_a_resource() {
    let fails = |condition, facts: &Facts| judge(condition, facts, FailsBy::Conditions, None);
    let failed = Verdict { state: State::Failed, basis: Basis::Condition(2) };
    let facts = listed(vec![soft(1), bad(2)]);
    assert_eq!(fails(every(ready()), &facts), failed);
    assert_eq!(fails(some(ready()), &facts), failed);
    assert_eq!(fails(within(ready()), &object(vec![bad(2)], vec![], vec![])), failed);
    assert_eq!(fails(not(every(not(ready()))), &facts).state, State::Pending);
    assert_eq!(fails(every(ready()), &listed(vec![soft(1)])), Verdict::pending(Basis::Condition(1)));
    assert_eq!(until(every(ready()), &facts).state, State::Pending, "and never a wait");
}

#[test]
fn fields_inside_are_those_of_each() {
    let with = |fields: &[bool]| Facts { fields: fields.into(), ..good(1) };
    let facts = listed(vec![with(&[true, false]), with(&[true, true])]);
    assert!(holds(every(field(0)), &facts));
    assert!(!holds(every(field(1)), &facts));
    assert!(holds(some(field(1)), &facts));
    assert!(holds(some(not(field(1))), &facts));
    assert!(!holds(not(some(field(1))), &facts));
}

#[test]
fn they_nest() {
    let listener = Facts { nested: vec![vec![], vec![good(4), bad(5)]], ..thing(None, 0) };
    let facts = object(vec![], vec![], vec![listener]);
    assert!(holds(nested(2, Over::Every, some(ready())), &facts));
    assert!(!holds(nested(2, Over::Every, every(ready())), &facts));
    assert!(holds(nested(2, Over::Some, not(every(ready()))), &facts));
}

#[test]
fn of_an_object_that_is_gone_nothing_inside_is_known() {
    for part in [Condition::Deleted, not(Condition::Exists), ready(), not(ready())] {
        assert!(!every(part.clone()).holds_when_gone());
        assert!(!not(some(part)).holds_when_gone());
    }
}

proptest! {
    /// `every` is an `allOf`, and `some` an `anyOf`, of what each element says.
    #[test]
    fn a_list_is_judged_as_its_elements_are(kinds in prop::collection::vec(0..5_u8, 1..5), negate: bool) {
        let element = |kind: &u8| match kind {
            0 => good(1),
            1 => bad(2),
            2 => soft(3),
            3 => thing(None, 0),
            _ => Facts::default(),
        };
        let part = || if negate { not(ready()) } else { ready() };
        let each: Vec<_> = kinds.iter().map(|kind| {
            let facts = element(kind);
            (holds(part(), &facts), holds(not(part()), &facts))
        }).collect();
        let facts = listed(kinds.iter().map(element).collect());
        prop_assert_eq!(holds(every(part()), &facts), each.iter().all(|it| it.0));
        prop_assert_eq!(holds(some(part()), &facts), each.iter().any(|it| it.0));
        prop_assert_eq!(holds(not(every(part())), &facts), each.iter().any(|it| it.1));
        prop_assert_eq!(holds(not(some(part())), &facts), each.iter().all(|it| it.1));
    }
}
