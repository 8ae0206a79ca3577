//! `defineResource`.

use super::*;

const CERTIFICATE: &str = "globalThis.definition = {
    resourceType: 'apis/cert-manager.io/v1/certificates', scope: 'project', namespace: 'default',
    adapt: (raw) => ({ id: raw.metadata.uid }), ready: ['Issued'], pendingReasons: ['Ordering'],
    failed: (raw) => raw.status.phase === 'Broken',
}";

fn state(resource: &DefinedResource, raw: &str) -> String {
    text(&resource.verdicts().verdict(&js(raw)).unwrap(), "state")
}

#[wasm_bindgen_test]
fn it_adapts_and_judges_by_its_definition() {
    let resource = DefinedResource::new(js(CERTIFICATE).unchecked_ref()).unwrap();
    assert_eq!(json(&resource.adapt(&js("{ metadata: { uid: 'u' } }")).unwrap()), r#"{"id":"u"}"#);
    let status = |status: &str, reason: &str| {
        format!(
            "{{ status: {{ conditions: [{{ type: 'Issued', status: '{status}', reason: '{reason}' }}, {{ type: 'Ready', status: 'False' }}] }} }}"
        )
    };
    assert_eq!(state(&resource, &status("True", "Ok")), "ready");
    assert_eq!(state(&resource, &status("False", "Ordering")), "pending");
    assert_eq!(state(&resource, &status("False", "Denied")), "failed");
    assert_eq!(state(&resource, "{ status: { phase: 'Broken' } }"), "failed");
}

#[wasm_bindgen_test]
fn what_the_callers_functions_throw_comes_out_as_it_is() {
    let resource = DefinedResource::new(js(CERTIFICATE).unchecked_ref()).unwrap();
    assert!(resource.adapt(&js("{}")).unwrap_err().is_instance_of::<js_sys::TypeError>());
    js("definition.failed = () => { throw 'mine'; }");
    let resource = DefinedResource::new(js("definition").unchecked_ref()).unwrap();
    assert_eq!(resource.verdicts().verdict(&js("{ status: { conditions: [{}] } }")).unwrap_err(), "mine");
}
