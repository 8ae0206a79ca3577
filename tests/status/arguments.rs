//! What is wrong with a waiter's arguments rejects and starts nothing.

use super::*;

fn rejection(start: impl FnOnce(JsValue)) -> (String, String) {
    let settle = js("({ reject(error) { this.error = error; } })");
    start(settle.clone());
    let error = get(&settle, "error");
    (text(&error, "name"), text(&error, "message"))
}

#[wasm_bindgen_test]
fn wrong_arguments_are_named() {
    for (id, name, options, field) in [
        ("undefined", "'n'", "undefined", "Id"),
        ("''", "'n'", "undefined", "Id"),
        ("5", "'n'", "undefined", "Id"),
        ("'o'", "undefined", "undefined", "`name`"),
        ("'o'", "''", "{}", "`name`"),
        ("'o'", "'n'", "5", "`options`"),
        ("'o'", "'n'", "'x'", "`options`"),
        ("'o'", "'n'", "{ minGeneration: 'x' }", "`minGeneration`"),
        ("'o'", "'n'", "{ minGeneration: 1.5 }", "`minGeneration`"),
        ("'o'", "'n'", "{ failureGrace: -1 }", "`failureGrace`"),
        ("'o'", "'n'", "{ failureGrace: NaN }", "`failureGrace`"),
        ("'o'", "'n'", "{ adapt: {} }", "`adapt`"),
        ("'o'", "'n'", "{ onStatus: 5 }", "`onStatus`"),
        ("'o'", "'n'", "{ get signal() { throw 1; } }", "`signal`"),
    ] {
        let (id, name, options) = (js(id), js(name), js(options));
        for (kind, message) in [
            rejection(|settle| start_resource_ready(PROJECT, &id, &name, &options, settle.unchecked_into())),
            rejection(|settle| start_resource_ready(DNS_ZONE, &id, &name, &options, settle.unchecked_into())),
        ] {
            assert_eq!(kind, "TypeError", "{field}");
            assert!(message.contains(field), "{field}: {message}");
        }
    }
}

#[wasm_bindgen_test]
fn wrong_options_of_wait_for_resource_are_named() {
    for (options, field) in [
        ("undefined", "`options`"),
        ("{}", "`until`"),
        ("{ until: ['Ready'] }", "`until`"),
        ("{ until() {}, failWhen: 5 }", "`failWhen`"),
        ("{ until() {}, match: 'x' }", "`match`"),
    ] {
        let (kind, message) = rejection(|settle| start_resource(&js(options), settle.unchecked_into()));
        assert_eq!(kind, "TypeError");
        assert!(message.contains(field), "{options}: {message}");
    }
}
