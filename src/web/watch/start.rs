//! From a caller's options to a live wait.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use super::channel::{Channel, current_source, is_visible, offer_initial, source_traits};
use super::driver::driver;
use super::judge::Judge;
use super::live::Live;
use super::options::{Options, Refusal};
use super::table;
use crate::core::watch::{Config, OnDeleted, Wait};
use crate::web::shared::error::error;

#[wasm_bindgen]
extern "C" {
    /// The settle functions of a wait's promise, made by `makeWait` in `src/web/watch/wait-promise.js`. The first
    /// call wins, later ones do nothing.
    pub type Settle;

    /// Resolves the wait's promise.
    #[wasm_bindgen(method)]
    pub(crate) fn resolve(this: &Settle, value: &JsValue);

    /// Rejects the wait's promise, for options found wrong before the wait began.
    #[wasm_bindgen(method)]
    pub(crate) fn reject(this: &Settle, error: &JsValue);

    /// Rejects it with what was asked for, so that no one need be told.
    #[wasm_bindgen(method, js_name = rejectQuietly)]
    pub(crate) fn reject_quietly(this: &Settle, error: &JsValue);

    #[wasm_bindgen(method)]
    fn attach(this: &Settle, channel: &Channel);
}

/// Starts the wait of `waitForWatch(options)`, whose `onEvent` decides. Never throws: whatever is wrong
/// rejects through `settle`.
#[wasm_bindgen(js_name = startWait)]
pub fn start_wait(options: &JsValue, settle: Settle) {
    begin(options, settle, None);
}

/// Starts a wait that `judge` decides over. `options` are those of the watch and the wait but
/// `onEvent`; others in it are ignored. Never throws: whatever is wrong rejects through `settle`.
pub(crate) fn start_wait_with(options: &JsValue, settle: Settle, judge: Rc<dyn Judge>) {
    begin(options, settle, Some(judge));
}

fn begin(options: &JsValue, settle: Settle, judge: Option<Rc<dyn Judge>>) {
    let prepared = Options::read(options, judge.is_some())
        .and_then(|options| Ok((source_of(&options)?, options)))
        .and_then(|(source, options)| Ok((source_traits(&source)?, source, options)));
    match prepared {
        Err(Refusal::Wrong(error)) => settle.reject(&error),
        Err(Refusal::Aborted(reason)) => settle.reject_quietly(&reason),
        Ok((traits, source, options)) => {
            let config = Config {
                is_named: options.is_named,
                is_readable: options.has_own_read || traits.is_readable,
                is_consistent: traits.is_consistent,
                misses_ends: traits.misses_ends,
                on_deleted: match &judge {
                    Some(judge) if judge.is_until_deleted() => OnDeleted::Resolve,
                    Some(_) | None => options.on_deleted,
                },
                pins_answers: judge.is_some(),
                timeout: options.timeout,
                task_deadline: options.task_deadline.map(|at| table::now() + (at - Date::now())),
                forbidden_grace: options.forbidden_grace,
                failure_grace: judge.as_ref().map_or(0.0, |judge| judge.failure_grace()),
                is_visible: is_visible(),
                seed: Math::random().to_bits(),
            };
            run(options, &source, config, settle, judge);
        }
    }
}

fn run(options: Options, source: &JsValue, config: Config, settle: Settle, judge: Option<Rc<dyn Judge>>) {
    let timeout = config.timeout.unwrap_or_default();
    let wait = Wait::new(table::now(), config);
    let live = table::insert(|id| {
        let channel = Channel::new(id, driver(), &options.taken, source);
        settle.attach(&channel);
        Live {
            id,
            wait: RefCell::new(wait),
            channel,
            settle,
            judge,
            timeout,
            armed: Cell::new(f64::INFINITY),
            reason: RefCell::new(JsValue::UNDEFINED),
            asks: RefCell::new(Vec::new()),
        }
    });
    if let Err(error) = set_going(&live, &options) {
        live.channel.set_value(&error);
        live.input(Wait::failed);
    }
}

fn set_going(live: &Rc<Live>, options: &Options) -> Result<(), JsValue> {
    for signal in &options.signals {
        live.channel.join(signal)?;
    }
    let initial = if options.has_initial { options.taken.initial() } else { JsValue::UNDEFINED };
    if let Some(judge) = &live.judge {
        judge.begin(&initial);
    }
    if options.has_initial {
        offer_initial(&live.channel, &initial)?;
    }
    live.input(Wait::start);
    Ok(())
}

fn source_of(options: &Options) -> Result<JsValue, JsValue> {
    let source = options.source.clone().unwrap_or_else(current_source);
    if !source.is_undefined() {
        return Ok(source);
    }
    let message =
        "There is no watch source: call `setWatchSource(source)` once, or give `source` to the wait";
    let fields = JsValue::UNDEFINED;
    Err(error("WatchError", message, &fields, &JsValue::UNDEFINED))
}
