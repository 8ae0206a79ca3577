//! Verdicts on objects of all kinds.

use super::*;

fn summary(verdict: Result<JsValue, JsValue>) -> String {
    match verdict {
        Ok(verdict) => ["state", "reason", "message"].map(|key| text(&verdict, key)).join("|"),
        Err(error) => error_of(&error).0 + " " + &error_of(&error).1,
    }
}

#[wasm_bindgen_test]
fn a_verdict_carries_the_very_condition() {
    let raw = js(
        "globalThis.raw = { status: { conditions: [null, { type: 'Ready', status: 'False', reason: 'Denied', message: 'm\\udc00' }] } }",
    );
    let verdict = verdict_of_project(&raw).unwrap();
    assert!(holds("(v) => v.condition === raw.status.conditions[1] && v.message === 'm\\udc00'", &verdict));
    assert!(holds("(v) => Object.keys(v).join() === 'state,reason,message,condition'", &verdict));
    assert_eq!(text(&verdict, "state"), "failed");
}

#[wasm_bindgen_test]
fn what_no_condition_decides_has_none() {
    let verdict =
        verdict_of_dns_zone(&js("{ status: { conditions: [{ type: 'Accepted', status: 'True' }] } }"));
    let verdict = verdict.unwrap();
    assert!(holds("(v) => v.condition === undefined && v.reason === ''", &verdict));
    assert_eq!(summary(Ok(verdict)), "pending||Awaiting programmed");
    assert_eq!(summary(verdict_of_project(&js("{}"))), "pending||Resource is being provisioned");
}

#[wasm_bindgen_test]
fn generations_are_numbers_strings_or_bigints() {
    for (generation, observed, state) in [
        ("2", "1", "pending"),
        ("2", "'1'", "pending"),
        ("2", "1n", "pending"),
        ("2", "2n", "ready"),
        ("'10'", "9", "pending"),
        ("9007199254740993n", "'9007199254740992'", "pending"),
        ("9007199254740993n", "'9007199254740993'", "ready"),
        ("2", "null", "ready"),
        ("undefined", "1", "ready"),
        ("2", "{}", "ready"),
        ("10n ** 60n", "1", "pending"),
    ] {
        let condition = "{ type: 'Ready', status: 'True', reason: 'r' }";
        let raw = format!(
            "{{ metadata: {{ generation: {generation} }}, status: {{ observedGeneration: {observed}, conditions: [{condition}] }} }}"
        );
        let verdict = verdict_of_project(&js(&raw)).unwrap();
        assert_eq!(text(&verdict, "state"), state, "{generation} {observed}");
        let raw = format!(
            "{{ metadata: {{ generation: {generation} }}, status: {{ conditions: [{{ type: 'Ready', status: 'True', observedGeneration: {observed} }}] }} }}"
        );
        let verdict = verdict_of_project(&js(&raw)).unwrap();
        assert_eq!(text(&verdict, "state"), state, "condition {generation} {observed}");
    }
}

#[wasm_bindgen_test]
fn of_ten_thousand_conditions_the_named_one_is_found() {
    let raw = js(
        "{ status: { conditions: [...Array.from({ length: 10000 }, (_, i) => ({ type: 'T' + i, status: 'False' })), { type: 'Ready', status: 'True' }] } }",
    );
    assert_eq!(summary(verdict_of_project(&raw)), "ready||");
}

#[wasm_bindgen_test]
fn hostile_objects_give_a_verdict_or_a_path() {
    for (raw, expected) in [
        ("undefined", "AdapterError "),
        ("5", "AdapterError "),
        ("{ metadata: [] }", "AdapterError metadata"),
        ("{ get metadata() { throw 1; } }", "AdapterError metadata"),
        ("{ status: 'Ready' }", "AdapterError status"),
        ("{ status: { conditions: {} } }", "AdapterError status.conditions"),
        ("{ status: { get observedGeneration() { throw 1; } } }", "AdapterError status"),
        ("{ status: { conditions: [{ get type() { throw 1; } }] } }", "AdapterError status.conditions[0]"),
        (
            "{ status: { conditions: [5, 'x', null, [], { type: 5 }, { type: {} }] } }",
            "pending||Awaiting ready",
        ),
        ("{ status: { conditions: [{ type: 'Ready' }] } }", "pending||"),
        ("{ status: { conditions: [{ type: 'Ready', status: true }] } }", "pending||"),
        (
            "{ status: { conditions: [{ type: 'Ready', status: 'True', reason: 5, message: {} }] } }",
            "ready||",
        ),
        ("{ metadata: null, status: null }", "pending||Resource is being provisioned"),
        ("Object.freeze({ __proto__: null })", "pending||Resource is being provisioned"),
        (
            "{ metadata: { deletionTimestamp: 'x' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }",
            "pending||Resource is being deleted",
        ),
        (
            "{ status: { conditions: new Proxy([{ type: 'Ready', status: 'True' }], { get(t, k) { if (k === '0') throw 1; return t[k]; } }) } }",
            "AdapterError status.conditions[0]",
        ),
    ] {
        assert_eq!(summary(verdict_of_project(&js(raw))), expected, "{raw}");
    }
}
