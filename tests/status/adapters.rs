//! Adapters, and their errors for objects that do not fit.

use super::*;

#[wasm_bindgen_test]
fn a_project_has_its_fields() {
    let raw = js("globalThis.raw = { metadata: { name: 'p', uid: 'u', resourceVersion: '7', deletionTimestamp: '2026-03-05T09:00:00Z',
        creationTimestamp: '2026-03-05T08:30:00Z', annotations: { 'kubernetes.io/display-name': 'P \\ud800' } },
        spec: { ownerRef: { name: 'acme' } }, status: { conditions: [] } }");
    let project = to_project(&raw).unwrap();
    assert!(holds(
        "(p) => p.uid === 'u' && p.name === 'p' && p.namespace === '' && p.displayName === 'P \\ud800' &&
            p.description === undefined && p.resourceVersion === '7' && p.organizationId === 'acme' &&
            p.createdAt instanceof Date && p.createdAt.toISOString() === '2026-03-05T08:30:00.000Z' &&
            p.deletionTimestamp.toISOString() === '2026-03-05T09:00:00.000Z' && p.status === raw.status",
        &project
    ));
}

#[wasm_bindgen_test]
fn a_zone_has_its_fields() {
    let zone =
        to_dns_zone(&js("Object.freeze({ __proto__: null, metadata: { name: 'z', namespace: 'default' },
        spec: { domainName: 'example.com', dnsZoneClassName: 'c' } })"))
        .unwrap();
    assert_eq!(
        json(&zone),
        r#"{"uid":"","name":"z","namespace":"default","displayName":"z","resourceVersion":"","labels":{},"annotations":{},"domainName":"example.com","dnsZoneClassName":"c"}"#
    );
}

#[wasm_bindgen_test]
fn what_does_not_fit_is_reported_with_path_expectation_and_finding() {
    for (raw, path, message) in [
        ("undefined", "", "the object: expected an object, found undefined"),
        ("'x'", "", "the object: expected an object, found a string"),
        ("[]", "", "the object: expected an object, found a list"),
        ("() => 1", "", "the object: expected an object, found a function"),
        (
            "{ metadata: { name: 5 } }",
            "metadata.name",
            "metadata.name: expected a string, found the number 5",
        ),
        (
            "{ metadata: { uid: true } }",
            "metadata.uid",
            "metadata.uid: expected a string, found the boolean true",
        ),
        (
            "{ metadata: { name: new String('x') } }",
            "metadata.name",
            "metadata.name: expected a string, found an object",
        ),
        ("{ metadata: 'x' }", "metadata", "metadata: expected an object, found a string"),
        (
            "{ metadata: { creationTimestamp: 'none 1' } }",
            "metadata.creationTimestamp",
            "metadata.creationTimestamp: expected a date as RFC 3339 has it, found the string \"none 1\"",
        ),
        (
            "{ metadata: { creationTimestamp: 5 } }",
            "metadata.creationTimestamp",
            "metadata.creationTimestamp: expected a date as RFC 3339 has it, found the number 5",
        ),
        ("{ spec: { ownerRef: [] } }", "spec.ownerRef", "spec.ownerRef: expected an object, found a list"),
        ("{ status: 7n }", "status", "status: expected an object, found the bigint 7"),
        (
            "{ metadata: { name: Symbol() } }",
            "metadata.name",
            "metadata.name: expected a string, found a symbol",
        ),
    ] {
        let error = to_project(&js(raw)).unwrap_err();
        let expected = ("AdapterError".to_owned(), path.to_owned(), message.to_owned());
        assert_eq!(error_of(&error), expected, "{raw}");
    }
}

#[wasm_bindgen_test]
fn what_throws_is_the_cause() {
    let error = to_project(&js(
        "{ metadata: { get name() { throw globalThis.mine = { toString() { throw 1; } }; } } }",
    ));
    let error = error.unwrap_err();
    assert_eq!(error_of(&error).1, "metadata.name");
    assert!(holds("(e) => e.cause === mine", &error));
    let revoked = "(() => { const r = Proxy.revocable([], {}); r.revoke(); return r.proxy; })()";
    assert_eq!(error_of(&to_project(&js(revoked)).unwrap_err()).0, "AdapterError");
    let error = to_project(&js(&format!("{{ status: {revoked} }}")));
    assert!(error.is_ok(), "a status is passed on unread");
}

#[wasm_bindgen_test]
fn a_proxy_that_throws_a_proxy_is_reported_too() {
    let raw = js(
        "new Proxy({}, { get() { throw new Proxy({}, { getPrototypeOf() { throw 1; }, get() { throw 2; } }); } })",
    );
    assert_eq!(error_of(&to_project(&raw).unwrap_err()).1, "metadata");
}
