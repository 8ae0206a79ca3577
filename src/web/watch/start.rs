//! From a caller's options to a live wait.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use super::bridge::bridge;
use super::judge::Judge;
use super::live_wait::LiveWait;
use super::options::{Options, Refusal};
use super::page::is_visible;
use super::reading::offer_initial;
use super::registry;
use super::source::Source;
use super::wait_host::WaitHost;
use crate::core::watch::{Config, Wait};

#[wasm_bindgen]
extern "C" {
    /// The promise of a wait and the functions that settle it, made by `makeWait` in `src/web/watch/wait-promise.js`. The
    /// first call wins, later ones do nothing.
    pub type Deferred;

    /// Resolves the promise.
    #[wasm_bindgen(method)]
    pub(crate) fn resolve(this: &Deferred, value: &JsValue);

    /// Rejects the promise.
    #[wasm_bindgen(method)]
    pub(crate) fn reject(this: &Deferred, error: &JsValue);

    /// Rejects the promise for an ending that the caller asked for: it never counts as an unhandled rejection.
    #[wasm_bindgen(method, js_name = rejectQuietly)]
    pub(crate) fn reject_quietly(this: &Deferred, error: &JsValue);

    #[wasm_bindgen(method)]
    fn attach(this: &Deferred, host: &WaitHost);
}

/// Starts the wait of `waitForWatch(options)`, whose `onEvent` decides. Never throws: what is wrong rejects `deferred`.
#[wasm_bindgen(js_name = startWait)]
pub fn start_wait(options: &JsValue, deferred: Deferred) {
    begin(options, deferred, None);
}

/// Starts a wait that `judge` decides. Of `options` it reads those of every watch and every wait, but not `onEvent`. Never
/// throws: what is wrong rejects `deferred`.
pub(crate) fn start_wait_with(options: &JsValue, deferred: Deferred, judge: Rc<dyn Judge>) {
    // Opaque, since the compiler would see that there is one type of judges, and `begin` would call that directly: what
    // judges would then be in the part of the wasm that every page loads.
    begin(options, deferred, Some(std::hint::black_box(judge)));
}

fn begin(options: &JsValue, deferred: Deferred, judge: Option<Rc<dyn Judge>>) {
    let prepared =
        Options::read(options, judge.is_some()).and_then(|options| Ok((Source::of(&options)?, options)));
    match prepared {
        Err(Refusal::Wrong(error)) => deferred.reject(&error),
        Err(Refusal::Aborted(reason)) => deferred.reject_quietly(&reason),
        Ok((source, options)) => {
            let config = Config {
                is_named: options.is_named,
                is_readable: options.has_own_read || source.is_readable,
                is_consistent: source.is_consistent,
                reports_stream: source.reports_stream,
                is_observed: options.is_observed,
                explains: options.is_explained && source.is_readable,
                on_deleted: match &judge {
                    Some(judge) => judge.on_deleted(options.on_deleted),
                    None => options.on_deleted,
                },
                pins_answers: judge.is_some(),
                timeout: options.timeout,
                task_deadline: options.task_deadline.map(|at| registry::now() + (at - Date::now())),
                forbidden_grace: options.forbidden_grace,
                failure_grace: judge.as_ref().map_or(0.0, |judge| judge.failure_grace()),
                is_visible: is_visible(),
                seed: Math::random().to_bits(),
            };
            if let Some(judge) = &judge {
                judge.source(config.is_readable, config.is_consistent);
            }
            run(options, &source.object, config, deferred, judge);
        }
    }
}

fn run(options: Options, source: &JsValue, config: Config, deferred: Deferred, judge: Option<Rc<dyn Judge>>) {
    let timeout = config.timeout.unwrap_or_default();
    let wait = Wait::new(registry::now(), config);
    let live = registry::insert(|id| {
        let host = WaitHost::new(id, bridge(), &options.checked, source);
        deferred.attach(&host);
        LiveWait {
            id,
            wait: RefCell::new(wait),
            host,
            deferred,
            judge,
            timeout,
            noted_deadline: Cell::new(f64::INFINITY),
            reason: RefCell::new(JsValue::UNDEFINED),
            starting: Cell::new(None),
            requests: RefCell::new(Vec::new()),
            membership: Cell::new(None),
        }
    });
    if let Err(error) = start(&live, &options) {
        live.host.set_value(&error);
        live.input(Wait::failed);
    }
}

fn start(live: &Rc<LiveWait>, options: &Options) -> Result<(), JsValue> {
    for signal in options.signals.iter().flatten() {
        live.host.join(signal)?;
    }
    if options.is_observed {
        live.host.observe(&options.checked);
    }
    let initial = &options.initial;
    if let Some(judge) = &live.judge {
        live.host.set_members(&judge.members());
        judge.begin(initial);
    }
    if !initial.is_undefined() {
        offer_initial(&live.host, initial)?;
    }
    live.starting.set(Some(registry::moment_of_start()));
    live.input(Wait::start);
    live.starting.set(None);
    Ok(())
}
