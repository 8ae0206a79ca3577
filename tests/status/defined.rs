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
fn it_adapts_and_judges_as_it_is_told() {
    let resource = DefinedResource::new(&js(CERTIFICATE)).unwrap();
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
    let resource = DefinedResource::new(&js(CERTIFICATE)).unwrap();
    assert!(resource.adapt(&js("{}")).unwrap_err().is_instance_of::<js_sys::TypeError>());
    js("definition.failed = () => { throw 'mine'; }");
    let resource = DefinedResource::new(&js("definition")).unwrap();
    assert_eq!(resource.verdicts().verdict(&js("{ status: { conditions: [{}] } }")).unwrap_err(), "mine");
}

#[wasm_bindgen_test]
fn it_stays_what_it_was() {
    let resource = DefinedResource::new(&js(CERTIFICATE)).unwrap();
    js("definition.ready.push('Other'), definition.adapt = undefined");
    assert_eq!(state(&resource, "{ status: { conditions: [{ type: 'Issued', status: 'True' }] } }"), "ready");
    let again = DefinedResource::new(&resource.source()).unwrap();
    assert_eq!(state(&again, "{ status: { conditions: [{ type: 'Issued', status: 'True' }] } }"), "ready");
}

#[wasm_bindgen_test]
fn a_wrong_definition_is_named() {
    for (change, name) in [
        ("resourceType: ''", "resourceType"),
        ("resourceType: 5", "resourceType"),
        ("scope: 'galaxy'", "scope"),
        ("scope: undefined", "scope"),
        ("scope: { organization: 1 }", "scope"),
        ("namespace: 5", "namespace"),
        ("adapt: undefined", "adapt"),
        ("adapt: {}", "adapt"),
        ("ready: undefined", "ready"),
        ("ready: []", "ready"),
        ("ready: 'Ready'", "ready"),
        ("ready: [5]", "ready"),
        ("failed: 'x'", "failed"),
        ("pendingReasons: [null]", "pendingReasons"),
        ("get ready() { throw 1; }", "ready"),
    ] {
        js(CERTIFICATE);
        let definition = js(&format!("{{ ...definition, {change} }}"));
        let (kind, _, message) = told(&DefinedResource::new(&definition).err().unwrap());
        assert_eq!(kind, "TypeError", "{change}");
        assert!(message.contains(&format!("`{name}`")), "{change}: {message}");
    }
    for definition in ["undefined", "null", "5", "[]"] {
        let (kind, _, message) = told(&DefinedResource::new(&js(definition)).err().unwrap());
        assert_eq!(kind, "TypeError");
        assert!(message.contains("`definition`"), "{message}");
    }
}
