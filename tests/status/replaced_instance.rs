//! A defined resource, over instances that can be replaced.

use super::*;

#[wasm_bindgen(module = "/target/test-modules/package.js")]
extern "C" {
    #[wasm_bindgen(js_name = definedResource)]
    fn defined_resource(
        definition: &JsValue,
        bindings: &JsValue,
        make_wait: &JsValue,
        guard: &JsValue,
    ) -> JsValue;
}

#[wasm_bindgen_test]
fn a_definition_moves_to_the_next_instance_and_no_sooner() {
    let bindings = js("globalThis.bindings = () => globalThis.live");
    js("globalThis.made = [], globalThis.instance = (name) => ({ DefinedResource: class {
        constructor(definition) { made.push([name, definition.resourceType, definition.ready]); }
        adapt() { return name; }
    } }), globalThis.live = instance('first')");
    let definition = js("globalThis.given = { resourceType: 'api/v1/things', scope: 'cluster', adapt() {},
        ready: ['Ready'] }");
    let resource = defined_resource(&definition, &bindings, &JsValue::UNDEFINED, &js("(call) => call()"));
    js("given.resourceType = 'other', given.ready.push('Other')");
    let adapt = || holds("(r) => r.adapt({}) === (live.name ?? 'first')", &resource);
    assert!(adapt() && adapt());
    js("globalThis.live = Object.assign(instance('second'), { name: 'second' })");
    assert!(adapt() && adapt());
    let expected = r#"[["first","api/v1/things",["Ready"]],["second","api/v1/things",["Ready"]]]"#;
    assert_eq!(json(&js("made")), expected);
}
