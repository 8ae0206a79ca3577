//! `transformControlPlaneStatus`.

use super::*;

/// `options` are those of the package, checked.
fn transform(status: &str, options: &str) -> Result<JsValue, JsValue> {
    let status = js(status);
    let options = js(options);
    let option = |key: &str| if options.is_undefined() { JsValue::UNDEFINED } else { get(&options, key) };
    Ok(transform_control_plane_status(
        &status,
        &option("requiredConditions"),
        option("includeConditionDetails").is_truthy(),
        option("terminalReasons").dyn_into().ok(),
    ))
}

#[wasm_bindgen_test]
fn it_is_one_word_one_line_and_the_rest_of_the_status() {
    let value = transform(
        "{ status: 'x', message: 'y', nameservers: ['a'], conditions: [{ type: 'Ready', status: 'True', message: 'ok' }] }",
        "undefined",
    );
    assert_eq!(json(&value.unwrap()), r#"{"status":"success","message":"","nameservers":["a"]}"#);
}

#[wasm_bindgen_test]
fn no_status_is_being_provisioned() {
    for status in ["undefined", "null", "{}", "{ conditions: null }", "{ conditions: [] }", "5"] {
        let value = transform(status, "{}").unwrap();
        let expected = r#"{"status":"pending","message":"Resource is being provisioned"}"#;
        assert_eq!(json(&value), expected, "{status}");
    }
}

#[wasm_bindgen_test]
fn details_are_given_when_asked_for() {
    let status = "globalThis.detailed = { conditions: [
        { type: 'Accepted', status: 'True', reason: 'Fine' },
        { type: 'Programmed', status: 'False', reason: 'Busy', message: 'not yet' },
    ], isProgrammed: 'overwritten' }";
    let value = transform(status, "{ includeConditionDetails: true }").unwrap();
    assert_eq!(text(&value, "message"), "not yet");
    assert!(holds("(v) => v.conditions === detailed.conditions && v.isProgrammed === false", &value));
    assert!(holds(
        "(v) => v.programmedReason === 'Busy' && v.isAccepted && v.acceptedReason === 'Fine'",
        &value
    ));
    let value = transform("null", "{ includeConditionDetails: true }").unwrap();
    assert!(holds(
        "(v) => v.conditions.length === 0 && v.isAccepted === false && v.acceptedReason === undefined",
        &value
    ));
}

#[wasm_bindgen_test]
fn required_conditions_and_terminal_reasons_are_the_callers() {
    let status = "{ conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Sync', status: 'False', reason: 'Denied', message: 'No' },
        { type: 'More', status: 'Unknown', message: 'no' },
    ] }";
    let summary = |options: &str| {
        let value = transform(status, options).unwrap();
        format!("{}: {}", text(&value, "status"), text(&value, "message"))
    };
    assert_eq!(summary("undefined"), "success: ");
    assert_eq!(summary("{ requiredConditions: null }"), "pending: No");
    assert_eq!(summary("{ requiredConditions: ['Sync', 'Gone'] }"), "pending: No; Awaiting gone");
    assert_eq!(summary("{ requiredConditions: ['Sync'], terminalReasons: ['Denied'] }"), "error: No");
}

#[wasm_bindgen_test]
fn messages_come_out_as_they_went_in() {
    let value = transform("{ conditions: [{ type: 'A', status: 'False', message: 'x\\ud800y' }] }", "{}");
    assert!(holds("(v) => v.message === 'x\\ud800y'", &value.unwrap()));
}

#[wasm_bindgen_test]
fn a_key_such_as_proto_stays_data() {
    let value = transform(r#"JSON.parse('{"__proto__": {"message": "evil"}, "constructor": 1}')"#, "{}");
    assert!(holds(
        "(v) => Object.getPrototypeOf(v) === Object.prototype && Object.hasOwn(v, '__proto__') && v.constructor === 1",
        &value.unwrap()
    ));
}

#[wasm_bindgen_test]
fn a_status_that_cannot_be_read_is_pending() {
    for status in [
        "{ get conditions() { throw new Error('mine'); } }",
        "{ conditions: 'x' }",
        "{ conditions: [{}, { get type() { throw 1; } }] }",
        "{ get other() { throw new Error('mine'); } }",
        "(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy; })()",
    ] {
        assert_eq!(text(&transform(status, "{}").unwrap(), "status"), "pending", "{status}");
    }
}
