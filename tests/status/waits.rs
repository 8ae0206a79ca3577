//! Waiters over a source, from the call to the promise.

use super::*;
use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/web/watch/wait-promise.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeWait)]
    fn make_wait(start: JsValue) -> Promise;
}

fn wait(start: impl FnOnce(JsValue) + 'static) -> Promise {
    make_wait(Closure::once_into_js(start))
}

/// A source that counts, as the global `source`; `emit(type, object)` reaches all subscribers.
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
        start_resource_ready(
            PROJECT,
            &"acme".into(),
            &"p".into(),
            js(options).unchecked_ref(),
            settle.unchecked_into(),
        );
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
    let expected =
        r#"{"resourceType":"apis/resourcemanager.miloapis.com/v1alpha1/projects","orgId":"acme","name":"p"}"#;
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
        start_resource_ready(
            DNS_ZONE,
            &"proj".into(),
            &"z".into(),
            options.unchecked_ref(),
            settle.unchecked_into(),
        );
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
    assert_eq!(error_of(&error), ("ResourceFailedError".to_owned(), String::new(), "m".to_owned()));
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
    assert_eq!(error_of(&JsFuture::from(wait).await.unwrap_err()).1, "status");
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
        start_resource(js(options).unchecked_ref(), settle.unchecked_into());
    });
    for (name, of, phase) in [("a", "other", "Failed"), ("b", "mine", "Pending"), ("b", "mine", "Running")] {
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
    let resource = DefinedResource::new(js(definition).unchecked_ref()).unwrap();
    let wait = wait(move |settle| {
        let options = js("{ source }");
        resource.start_ready(
            &JsValue::UNDEFINED,
            &"w".into(),
            options.unchecked_ref(),
            settle.unchecked_into(),
        );
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
