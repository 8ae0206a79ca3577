//! The judge of a wait, version by version. The wait around it has tests of its own.

use std::rc::Rc;

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::Definition;
use super::adapter::Adapter;
use super::judge::{Match, ResourceJudge};
use super::rules::ReadinessRules;
use super::waiter::WaitOptions;
use crate::core::status::Generation;
use crate::resources::KINDS;
use crate::web::watch::judge::{EventKind, Judge, Ruling};

wasm_bindgen_test_configure!(run_in_browser);

fn js(expression: &str) -> JsValue {
    Function::new_no_args(&format!("return ({expression});")).call0(&JsValue::NULL).unwrap()
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_default()
}

fn described(kind: &str) -> Definition {
    Definition::described(KINDS.iter().find(|(name, _)| *name == kind).unwrap().1)
}

/// A judge of a kind, which reports its verdicts to the global list `reported`.
fn judge_of(definition: Definition, min_generation: Option<Generation>) -> ResourceJudge {
    js("globalThis.reported = []");
    let adapter = definition.adapter.clone();
    let on_status = js("(v) => { reported.push([v.state, v.reason, v.message].join('|')); }");
    let on_status = Some(on_status.unchecked_into());
    ResourceJudge::new(definition.rules, Match::Any, adapter, min_generation, 250.0, on_status)
}

fn judge_until(options: &str) -> ResourceJudge {
    let options = js(options);
    let rules = Rc::new(ReadinessRules::of_wait(options.unchecked_ref::<WaitOptions>()).unwrap());
    let matches = get(&options, "match").dyn_into().map_or(Match::Any, Match::Picked);
    ResourceJudge::new(rules, matches, Adapter::AsFound, None, 0.0, None)
}

fn ruling(judge: &ResourceJudge, object: &str) -> Ruling {
    judge.judge(EventKind::Modified, 1, &js(object))
}

fn project(status: &str, reason: &str, message: &str) -> String {
    format!(
        "{{ metadata: {{ name: 'p', generation: 2 }}, status: {{ conditions: [
            {{ type: 'Ready', status: '{status}', reason: '{reason}', message: '{message}' }}] }} }}"
    )
}

fn reported() -> Vec<String> {
    js("reported").unchecked_into::<js_sys::Array>().iter().filter_map(|line| line.as_string()).collect()
}

#[wasm_bindgen_test]
fn ready_resolves_with_the_adapted_object() {
    let judge = judge_of(described("Project"), None);
    assert!(matches!(ruling(&judge, &project("Unknown", "Pending", "soon")), Ruling::Continue));
    assert_eq!(judge.message(), "soon");
    let Ruling::Resolve(value) = ruling(&judge, &project("True", "Ready", "")) else { panic!() };
    assert_eq!(text(&value, "displayName"), "p");
}

#[wasm_bindgen_test]
fn failure_carries_reason_message_condition_and_object() {
    let judge = judge_of(described("Project"), None);
    let object = js(&project("False", "QuotaExceeded", "no more\\udc00"));
    let Ruling::Failed(error) = judge.judge(EventKind::Added, 1, &object) else { panic!() };
    assert_eq!(text(&error, "name"), "ResourceFailedError");
    assert_eq!(text(&error, "reason"), "QuotaExceeded");
    assert_eq!(get(&error, "message"), js("'no more\\udc00'"));
    assert_eq!(get(&error, "object"), object);
    assert_eq!(text(&get(&error, "condition"), "type"), "Ready");
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(judge.failure_grace(), 250.0);
}

#[wasm_bindgen_test]
fn a_verdict_is_reported_once_per_change() {
    let judge = judge_of(described("DnsZone"), None);
    let zone = |conditions: &str| format!("{{ status: {{ conditions: [{conditions}] }} }}");
    let accepted = "{ type: 'Accepted', status: 'True', lastTransitionTime: Math.random() }";
    for conditions in [
        "",
        "",
        accepted,
        accepted,
        "{ type: 'Accepted', status: 'False', reason: 'Pending', message: 'a' }",
        "{ type: 'Accepted', status: 'False', reason: 'Pending', message: 'b' }",
        "{ type: 'Accepted', status: 'False', reason: 'Denied', message: 'b' }",
        "{ type: 'Accepted', status: 'False', reason: 'Denied', message: 'b' }",
        accepted,
    ] {
        ruling(&judge, &zone(conditions));
    }
    assert_eq!(
        reported(),
        [
            "pending||Resource is being provisioned",
            "pending||Awaiting programmed",
            "pending|Pending|a",
            "pending|Pending|b",
            "failed|Denied|b",
            "pending||Awaiting programmed",
        ]
    );
}

#[wasm_bindgen_test]
fn an_error_of_on_status_does_not_end_the_wait() {
    let on_status = js("() => { throw new Error('thrown on purpose by a test'); }");
    let rules = described("Project").rules;
    let on_status = Some(on_status.unchecked_into());
    let judge = ResourceJudge::new(rules, Match::Any, Adapter::AsFound, None, 0.0, on_status);
    assert!(matches!(ruling(&judge, &project("True", "Ready", "")), Ruling::Resolve(_)));
}

#[wasm_bindgen_test]
fn a_callers_function_may_call_back_into_the_judge() {
    let judge = Rc::new(judge_until("{ until: () => globalThis.again() }"));
    let inner = judge.clone();
    let again = Closure::<dyn FnMut() -> bool>::new(move || {
        inner.message();
        matches!(inner.judge(EventKind::Deleted, 1, &JsValue::UNDEFINED), Ruling::Continue)
    });
    Reflect::set(&js_sys::global(), &"again".into(), again.as_ref()).unwrap();
    assert!(matches!(ruling(&judge, "{}"), Ruling::Resolve(_)));
}

#[wasm_bindgen_test]
fn the_generation_of_initial_is_the_least_that_counts() {
    let judge = judge_of(described("Project"), Generation::from_text("1"));
    judge.begin(&js("{ metadata: { generation: '3' } }"));
    assert!(matches!(ruling(&judge, &project("True", "Ready", "")), Ruling::Continue));
    judge.begin(&js("{ get metadata() { throw 1; } }"));
    let newer = project("True", "Ready", "").replace("generation: 2", "generation: 3n");
    assert!(matches!(ruling(&judge, &newer), Ruling::Resolve(_)));
}

#[wasm_bindgen_test]
fn a_deleted_object_is_never_ready() {
    let judge = judge_of(described("Project"), None);
    let object = js(&project("True", "Ready", ""));
    assert!(matches!(judge.judge(EventKind::Deleted, 1, &object), Ruling::Continue));
    assert!(reported().is_empty());
}

#[wasm_bindgen_test]
fn an_object_that_cannot_be_read_or_adapted_rejects() {
    let judge = judge_of(described("Project"), None);
    let Ruling::Reject(error) = ruling(&judge, "{ status: 'x' }") else { panic!() };
    assert_eq!(text(&error, "path"), "status");
    let wrong = project("True", "Ready", "").replace("name: 'p'", "name: 5");
    let Ruling::Reject(error) = ruling(&judge, &wrong) else { panic!() };
    assert_eq!(text(&error, "path"), "metadata.name");
}

#[wasm_bindgen_test]
fn functions_decide_over_the_version_as_it_is() {
    let judge = judge_until("{ until: (o) => o.phase === 'Active', failWhen: (o) => o.broken }");
    assert!(matches!(ruling(&judge, "{ phase: 'New' }"), Ruling::Continue));
    assert!(matches!(ruling(&judge, "{ phase: 'Active' }"), Ruling::Resolve(_)));
    let Ruling::Failed(error) = ruling(&judge, "{ phase: 'Active', broken: 1 }") else { panic!() };
    assert_eq!(text(&error, "message"), "The resource has failed");
    let terminating = "{ phase: 'Active', metadata: { deletionTimestamp: 'x' } }";
    assert!(matches!(ruling(&judge, terminating), Ruling::Continue));
}

#[wasm_bindgen_test]
fn fail_when_is_asked_first_and_until_not_after_it() {
    js("globalThis.asked = []");
    let judge = judge_until("{ until: () => asked.push('until'), failWhen: () => asked.push('failWhen') }");
    ruling(&judge, "{}");
    assert_eq!(js("asked.join()"), "failWhen");
}

#[wasm_bindgen_test]
fn an_object_that_does_not_match_is_ignored() {
    let judge = judge_until("{ until: () => { throw 1; }, match: (o) => o.mine }");
    assert!(matches!(ruling(&judge, "{}"), Ruling::Ignore));
    assert!(matches!(ruling(&judge, "{ mine: true }"), Ruling::Reject(_)));
}

#[wasm_bindgen_test]
fn a_promise_is_not_an_answer() {
    let judge = judge_until("{ until: async () => false }");
    let Ruling::Reject(error) = ruling(&judge, "{}") else { panic!() };
    assert!(text(&error, "message").contains("`until`"));
}
