//! Status and resources in a browser: what crosses, and what callers' objects can do.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{Function, JSON, Reflect};
use taskwatch::web::resource::built_in::{
    start_dns_zone_ready, start_project_ready, to_dns_zone, to_project, verdict_of_dns_zone,
    verdict_of_project,
};
use taskwatch::web::resource::defined::DefinedResource;
use taskwatch::web::resource::waiter::start_resource;
use taskwatch::web::status::transform_control_plane_status;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Evaluates an expression; `u` is `undefined`.
fn js(expression: &str) -> JsValue {
    Function::new_no_args(&format!("return ({expression});")).call0(&JsValue::NULL).unwrap()
}

/// What `check`, an arrow function, says of `value`.
fn holds(check: &str, value: &JsValue) -> bool {
    js(check).unchecked_into::<Function>().call1(&JsValue::NULL, value).unwrap().is_truthy()
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_default()
}

fn json(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

/// Name, path and message of an error.
fn told(error: &JsValue) -> (String, String, String) {
    (text(error, "name"), text(error, "path"), text(error, "message"))
}

mod transform {
    use super::*;

    fn transform(status: &str, options: &str) -> Result<JsValue, JsValue> {
        transform_control_plane_status(&js(status), &js(options))
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
    fn wrong_options_are_named() {
        for (options, name) in [
            ("5", "options"),
            ("[]", "options"),
            ("{ requiredConditions: 'Ready' }", "requiredConditions"),
            ("{ requiredConditions: ['Ready', 5] }", "requiredConditions"),
            ("{ terminalReasons: {} }", "terminalReasons"),
            ("{ includeConditionDetails: 'yes' }", "includeConditionDetails"),
            ("{ get terminalReasons() { throw new Error('mine'); } }", "terminalReasons"),
        ] {
            let (kind, _, message) = told(&transform("{}", options).unwrap_err());
            assert_eq!(kind, "TypeError");
            assert!(message.contains(&format!("`{name}`")), "{options}: {message}");
        }
    }

    #[wasm_bindgen_test]
    fn a_status_that_cannot_be_read_is_told_with_its_path() {
        for (status, path) in [
            ("{ get conditions() { throw new Error('mine'); } }", "status.conditions"),
            ("{ conditions: 'x' }", "status.conditions"),
            ("{ conditions: [{}, { get type() { throw 1; } }] }", "status.conditions[1]"),
            ("{ get other() { throw new Error('mine'); } }", "status"),
            (
                "(() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy; })()",
                "status.conditions",
            ),
        ] {
            let (kind, found, _) = told(&transform(status, "{}").unwrap_err());
            assert_eq!((kind.as_str(), found.as_str()), ("AdapterError", path), "{status}");
        }
    }
}

mod adapters {
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
                p.deletionTimestamp === '2026-03-05T09:00:00Z' && p.status === raw.status",
            &project
        ));
    }

    #[wasm_bindgen_test]
    fn a_zone_has_its_fields() {
        let zone = to_dns_zone(&js(
            "Object.freeze({ __proto__: null, metadata: { name: 'z', namespace: 'default' },
            spec: { domainName: 'example.com', dnsZoneClassName: 'c' } })",
        ))
        .unwrap();
        assert_eq!(
            json(&zone),
            r#"{"uid":"","name":"z","namespace":"default","displayName":"z","resourceVersion":"","domainName":"example.com","dnsZoneClassName":"c"}"#
        );
    }

    #[wasm_bindgen_test]
    fn what_does_not_fit_is_told_with_path_expectation_and_finding() {
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
            (
                "{ spec: { ownerRef: [] } }",
                "spec.ownerRef",
                "spec.ownerRef: expected an object, found a list",
            ),
            ("{ status: 7n }", "status", "status: expected an object, found the bigint 7"),
            (
                "{ metadata: { name: Symbol() } }",
                "metadata.name",
                "metadata.name: expected a string, found a symbol",
            ),
        ] {
            let error = to_project(&js(raw)).unwrap_err();
            let expected = ("AdapterError".to_owned(), path.to_owned(), message.to_owned());
            assert_eq!(told(&error), expected, "{raw}");
        }
    }

    #[wasm_bindgen_test]
    fn what_throws_is_the_cause() {
        let error = to_project(&js(
            "{ metadata: { get name() { throw globalThis.mine = { toString() { throw 1; } }; } } }",
        ));
        let error = error.unwrap_err();
        assert_eq!(told(&error).1, "metadata.name");
        assert!(holds("(e) => e.cause === mine", &error));
        let revoked = "(() => { const r = Proxy.revocable([], {}); r.revoke(); return r.proxy; })()";
        assert_eq!(told(&to_project(&js(revoked)).unwrap_err()).0, "AdapterError");
        let error = to_project(&js(&format!("{{ status: {revoked} }}")));
        assert!(error.is_ok(), "a status is passed on unread");
    }

    #[wasm_bindgen_test]
    fn a_proxy_that_throws_itself_is_told_too() {
        let raw = js(
            "new Proxy({}, { get() { throw new Proxy({}, { getPrototypeOf() { throw 1; }, get() { throw 2; } }); } })",
        );
        assert_eq!(told(&to_project(&raw).unwrap_err()).1, "metadata");
    }
}

mod verdicts {
    use super::*;

    fn summary(verdict: Result<JsValue, JsValue>) -> String {
        match verdict {
            Ok(verdict) => ["state", "reason", "message"].map(|key| text(&verdict, key)).join("|"),
            Err(error) => told(&error).0 + " " + &told(&error).1,
        }
    }

    #[wasm_bindgen_test]
    fn a_verdict_carries_the_very_condition() {
        let raw = js(
            "globalThis.raw = { status: { conditions: [null, { type: 'Ready', status: 'False', reason: 'Denied', message: 'm\\udc00' }] } }",
        );
        let verdict = verdict_of_project(&raw).unwrap();
        assert!(holds(
            "(v) => v.condition === raw.status.conditions[1] && v.message === 'm\\udc00'",
            &verdict
        ));
        assert!(holds("(v) => Object.keys(v).join() === 'state,reason,message,condition'", &verdict));
        assert_eq!(text(&verdict, "state"), "failed");
    }

    #[wasm_bindgen_test]
    fn what_no_condition_decides_has_none() {
        let verdict =
            verdict_of_dns_zone(&js("{ status: { conditions: [{ type: 'Accepted', status: 'True' }] } }"));
        let verdict = verdict.unwrap();
        assert!(holds("(v) => v.condition === undefined && v.reason === undefined", &verdict));
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
            (
                "{ status: { conditions: [{ get type() { throw 1; } }] } }",
                "AdapterError status.conditions[0]",
            ),
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
}

mod defined {
    use super::*;

    const CERTIFICATE: &str = "globalThis.definition = {
        resourceType: 'apis/cert-manager.io/v1/certificates', scope: 'project', namespace: 'default',
        adapt: (raw) => ({ id: raw.metadata.uid }), ready: ['Issued'], pendingReasons: ['Ordering'],
        failed: (raw) => raw.status.phase === 'Broken',
    }";

    fn state(resource: &DefinedResource, raw: &str) -> String {
        text(&resource.verdict(&js(raw)).unwrap(), "state")
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
        assert_eq!(resource.verdict(&js("{ status: { conditions: [{}] } }")).unwrap_err(), "mine");
    }

    #[wasm_bindgen_test]
    fn it_stays_what_it_was() {
        let resource = DefinedResource::new(&js(CERTIFICATE)).unwrap();
        js("definition.ready.push('Other'), definition.adapt = undefined");
        assert_eq!(
            state(&resource, "{ status: { conditions: [{ type: 'Issued', status: 'True' }] } }"),
            "ready"
        );
        let again = DefinedResource::new(&resource.source()).unwrap();
        assert_eq!(
            state(&again, "{ status: { conditions: [{ type: 'Issued', status: 'True' }] } }"),
            "ready"
        );
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
}

/// What `defineResource` returns, over instances that can be replaced.
mod replaced_instance {
    use super::*;

    #[wasm_bindgen(module = "/src/web/glue/resource.js")]
    extern "C" {
        #[wasm_bindgen(js_name = definedResource)]
        fn defined_resource(definition: &JsValue, bindings: &JsValue, make_wait: &JsValue) -> JsValue;
    }

    #[wasm_bindgen_test]
    fn a_definition_moves_to_the_next_instance_and_no_sooner() {
        let bindings = js("globalThis.bindings = () => globalThis.live");
        js("globalThis.made = [], globalThis.instance = (name) => ({ DefinedResource: class {
            constructor(definition) { made.push(name + ':' + definition); this.source = 'taken'; }
            adapt() { return name; }
        } }), globalThis.live = instance('first')");
        let resource = defined_resource(&"given".into(), &bindings, &JsValue::UNDEFINED);
        let adapt = || holds("(r) => r.adapt({}) === (live.name ?? 'first')", &resource);
        assert!(adapt() && adapt());
        js("globalThis.live = Object.assign(instance('second'), { name: 'second' })");
        assert!(adapt() && adapt());
        assert_eq!(json(&js("made")), r#"["first:given","second:taken"]"#);
    }
}

/// What is wrong with a waiter's arguments rejects and starts nothing.
mod arguments {
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
                rejection(|settle| start_project_ready(&id, &name, &options, settle.unchecked_into())),
                rejection(|settle| start_dns_zone_ready(&id, &name, &options, settle.unchecked_into())),
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
}

/// Waiters over a source, from the call to the promise.
mod waits {
    use super::*;
    use js_sys::Promise;
    use wasm_bindgen_futures::JsFuture;

    #[wasm_bindgen(module = "/src/web/glue/watch.js")]
    extern "C" {
        #[wasm_bindgen(js_name = makeWait)]
        fn make_wait(start: JsValue) -> Promise;
    }

    fn wait(start: impl FnOnce(JsValue) + 'static) -> Promise {
        make_wait(Closure::once_into_js(start))
    }

    /// A source that counts, as the global `source`; `emit(type, object)` reaches whoever listens.
    fn source() {
        js("globalThis.source = {
            live: new Set(), opened: [],
            subscribe(options, onEvent) {
                this.opened.push(options);
                this.live.add(onEvent);
                return () => this.live.delete(onEvent);
            },
        }");
        js("globalThis.emit = (type, object) => [...source.live].forEach((on) => on({ type, object }))");
    }

    fn project(options: &'static str) -> Promise {
        wait(move |settle| {
            start_project_ready(&"acme".into(), &"p".into(), &js(options), settle.unchecked_into());
        })
    }

    fn emit(object: &str) {
        js(&format!("emit('MODIFIED', {object})"));
    }

    fn ready(status: &str, reason: &str) -> String {
        format!(
            "{{ metadata: {{ name: 'p', uid: 'u', generation: 1 }}, status: {{ conditions: [
                {{ type: 'Ready', status: '{status}', reason: '{reason}', message: 'm' }}] }} }}"
        )
    }

    async fn turn() {
        JsFuture::from(js("new Promise((done) => setTimeout(done, 20))").unchecked_into::<Promise>())
            .await
            .unwrap();
    }

    #[wasm_bindgen_test]
    async fn a_project_is_watched_in_its_organization_until_it_is_ready() {
        source();
        js("globalThis.heard = []");
        let wait = project("{ source, onStatus: (v) => heard.push(v.state + ' ' + v.reason) }");
        emit(&ready("False", "Provisioning"));
        emit(&ready("False", "Provisioning"));
        emit(&ready("True", "Ready"));
        let value = JsFuture::from(wait).await.unwrap();
        assert_eq!(text(&value, "uid"), "u");
        assert_eq!(json(&js("heard")), r#"["pending Provisioning","ready Ready"]"#);
        let expected = r#"{"resourceType":"apis/resourcemanager.miloapis.com/v1alpha1/projects","orgId":"acme","namespace":null,"name":"p"}"#;
        let opened = js(
            "(({ resourceType, orgId, namespace, name, ...rest }) => ({ resourceType, orgId, namespace, name, ...rest }))(source.opened[0])",
        );
        assert_eq!(json(&opened), expected);
        assert!(js("source.opened.length === 1 && source.live.size === 0").is_truthy());
    }

    #[wasm_bindgen_test]
    async fn a_zone_is_watched_in_its_project_and_namespace() {
        source();
        let wait = wait(|settle| {
            let options = js("{ source, adapt: (raw) => raw.metadata.uid }");
            start_dns_zone_ready(&"proj".into(), &"z".into(), &options, settle.unchecked_into());
        });
        let zone = |namespace: &str| {
            format!(
                "{{ metadata: {{ name: 'z', namespace: '{namespace}', uid: 'in {namespace}' }}, status: {{ conditions: [
                    {{ type: 'Accepted', status: 'True' }}, {{ type: 'Programmed', status: 'True' }}] }} }}"
            )
        };
        emit(&zone("other"));
        emit(&zone("default"));
        assert_eq!(JsFuture::from(wait).await.unwrap(), "in default");
        assert_eq!(text(&js("source.opened[0]"), "namespace"), "default");
        assert_eq!(text(&js("source.opened[0]"), "projectId"), "proj");
    }

    #[wasm_bindgen_test]
    async fn a_failure_rejects_at_once_without_grace() {
        source();
        let wait = project("{ source }");
        emit(&ready("False", "QuotaExceeded"));
        let error = JsFuture::from(wait).await.unwrap_err();
        assert_eq!(told(&error), ("ResourceFailedError".to_owned(), String::new(), "m".to_owned()));
        assert_eq!(text(&error, "reason"), "QuotaExceeded");
        assert!(js("source.live.size === 0").is_truthy());
    }

    #[wasm_bindgen_test]
    async fn a_failure_within_its_grace_can_recover() {
        source();
        let wait = project("{ source, failureGrace: 60_000 }");
        emit(&ready("False", "QuotaExceeded"));
        turn().await;
        emit(&ready("True", "Ready"));
        assert_eq!(text(&JsFuture::from(wait).await.unwrap(), "name"), "p");
    }

    #[wasm_bindgen_test]
    async fn a_failure_that_lasts_rejects_after_its_grace() {
        source();
        js("globalThis.began = performance.now()");
        let wait = project("{ source, failureGrace: 60 }");
        emit(&ready("False", "QuotaExceeded"));
        let error = JsFuture::from(wait).await.unwrap_err();
        assert_eq!(text(&error, "name"), "ResourceFailedError");
        assert!(js("performance.now() - began >= 55").is_truthy());
    }

    #[wasm_bindgen_test]
    async fn an_object_that_does_not_fit_rejects_with_its_path() {
        source();
        let wait = project("{ source }");
        emit("{ metadata: { name: 'p' }, status: 'Ready' }");
        assert_eq!(told(&JsFuture::from(wait).await.unwrap_err()).1, "status");
    }

    #[wasm_bindgen_test]
    async fn initial_is_judged_first_and_its_generation_is_the_least() {
        source();
        let wait = project("{ source, initial: { metadata: { name: 'p', uid: 'u', generation: 2 } } }");
        emit(&ready("True", "Ready"));
        turn().await;
        assert!(js("source.live.size === 1").is_truthy());
        emit(&ready("True", "Ready").replace("generation: 1", "generation: 2"));
        JsFuture::from(wait).await.unwrap();
    }

    #[wasm_bindgen_test]
    async fn a_task_shows_the_message_of_its_condition() {
        source();
        js("globalThis.lines = []");
        let wait = project("{ source, task: { setMessage: (line) => lines.push(line) } }");
        emit("{ metadata: { name: 'p', uid: 'u' } }");
        emit(&ready("Unknown", "Pending"));
        emit(&ready("True", "Ready"));
        JsFuture::from(wait).await.unwrap();
        let lines = json(&js("lines"));
        assert!(lines.starts_with(r#"["Resource is being provisioned","m""#), "{lines}");
    }

    #[wasm_bindgen_test]
    async fn wait_for_resource_picks_its_object_out_of_a_collection() {
        source();
        let wait = wait(|settle| {
            let options =
                "{ source, resourceType: 'api/v1/pods', projectId: 'x', match: (o) => o.spec.of === 'mine',
                until: (o) => o.status?.phase === 'Running', failWhen: (o) => o.status?.phase === 'Failed',
                adapt: (o) => o.metadata.name }";
            start_resource(&js(options), settle.unchecked_into());
        });
        for (name, of, phase) in
            [("a", "other", "Failed"), ("b", "mine", "Pending"), ("b", "mine", "Running")]
        {
            emit(&format!(
                "{{ metadata: {{ name: '{name}', uid: '{name}' }}, spec: {{ of: '{of}' }}, status: {{ phase: '{phase}' }} }}"
            ));
        }
        assert_eq!(JsFuture::from(wait).await.unwrap(), "b");
    }

    #[wasm_bindgen_test]
    async fn a_defined_resource_waits_like_the_packages_own() {
        source();
        let definition = "{ resourceType: 'apis/example.org/v1/widgets', scope: 'user', namespace: null,
            ready: ['Synced'], adapt: (raw) => ({ id: raw.metadata.name }) }";
        let resource = DefinedResource::new(&js(definition)).unwrap();
        let wait = wait(move |settle| {
            let options = js("{ source }");
            resource.start_ready(&JsValue::UNDEFINED, &"w".into(), &options, settle.unchecked_into());
        });
        emit("{ metadata: { name: 'w' }, status: { conditions: [{ type: 'Synced', status: 'True' }] } }");
        assert_eq!(json(&JsFuture::from(wait).await.unwrap()), r#"{"id":"w"}"#);
        assert!(js("source.opened[0].userScoped === true && !('orgId' in source.opened[0])").is_truthy());
    }

    #[wasm_bindgen_test]
    async fn what_the_callers_functions_throw_rejects_the_wait() {
        source();
        let wait = project("{ source, adapt: () => { throw 'mine'; } }");
        emit(&ready("True", "Ready"));
        assert_eq!(JsFuture::from(wait).await.unwrap_err(), "mine");
    }

    #[wasm_bindgen_test]
    async fn an_object_that_comes_back_is_not_the_one_that_was_waited_for() {
        source();
        let wait = project("{ source }");
        emit(&ready("Unknown", "Pending"));
        emit(&ready("True", "Ready").replace("uid: 'u'", "uid: 'another'"));
        assert_eq!(text(&JsFuture::from(wait).await.unwrap_err(), "name"), "ResourceDeletedError");
    }
}
