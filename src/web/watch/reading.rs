//! Performs the reads of all waits, through `src/web/watch/reads.js`, and passes the results to the waits that requested
//! them.
//!
//! The core decides which reads are shared and when they begin. The number of a batch is never used again, so a late result
//! reaches no wait, not even one that has the id of an earlier one.

use std::rc::Rc;

use futures::future::{AbortHandle, Abortable};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::bridge::bridge;
use super::live_wait::LiveWait;
use super::registry;
use super::wait_host::WaitHost;
use crate::core::watch::sharing::{BeginningBatch, ReadRequest, Requester, SharedReads};
use crate::web::shared::timer;

#[wasm_bindgen(module = "/src/web/watch/reads.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = offerInitial)]
    pub(super) fn offer_initial(host: &WaitHost, object: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = sourceNumber)]
    fn source_number(host: &WaitHost) -> u32;
    #[wasm_bindgen(js_name = targetNumber)]
    fn target_number(host: &WaitHost) -> u32;
    #[wasm_bindgen(js_name = startRead)]
    fn start_read(host: &WaitHost) -> Promise;
    #[wasm_bindgen(js_name = abandonRead)]
    fn abandon_read(answer: &Promise);
    /// Calls `batchAnswered` or `batchRejected` of the bridge, guarded: a trap in it must reach the runtime.
    #[wasm_bindgen(js_name = batchEnded)]
    fn batch_ended(bridge: &JsValue, batch: u32, value: &JsValue, is_answer: bool);
    #[wasm_bindgen(js_name = readAnswered)]
    pub(super) fn read_answered(host: &WaitHost, ticket: u32, answer: &JsValue);
    #[wasm_bindgen(js_name = readRejected)]
    pub(super) fn read_rejected(host: &WaitHost, ticket: u32, error: &JsValue);
    #[wasm_bindgen(js_name = offerRead)]
    pub(super) fn offer_read(host: &WaitHost, ticket: u32);
    #[wasm_bindgen(js_name = offerGone)]
    pub(super) fn offer_gone(host: &WaitHost, ticket: u32);
}

pub(super) type Reads = SharedReads<Flight>;

/// A read in flight, for one wait or many. Dropping it ends the `await`: a promise that never settles holds nothing of
/// ours.
pub(super) struct Flight {
    handle: AbortHandle,
    answer: Promise,
}

impl Flight {
    /// Reads for all waits that requested `batch`; `host` belongs to one of them.
    fn begin(host: &WaitHost, batch: u32) -> Self {
        let (handle, registration) = AbortHandle::new_pair();
        let answer = start_read(host);
        let awaited = Abortable::new(JsFuture::from(answer.clone()), registration);
        spawn_local(async move {
            match awaited.await {
                Ok(Ok(answer)) => batch_ended(bridge(), batch, &answer, true),
                Ok(Err(error)) => batch_ended(bridge(), batch, &error, false),
                Err(_given_up) => {}
            }
        });
        Self { handle, answer }
    }

    /// No wait awaits it any more: aborts its request too, if it is one of ours.
    fn give_up(self) {
        abandon_read(&self.answer);
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

/// A wait requests a read.
pub(super) fn request(live: &Rc<LiveWait>, ticket: u32, is_last: bool) {
    drop(live.up_to_date());
    let (source, target) = (source_number(&live.host), target_number(&live.host));
    let requester = Requester { wait: live.id, ticket };
    let batch = registry::with_reads(|reads, now, moment| {
        if live.membership.get().is_none() {
            live.membership.set(Some((target, reads.add_member(target, live.id))));
        }
        let moment = live.starting.get().unwrap_or(moment);
        let seed = live.wait.borrow_mut().draw_seed();
        let batch = reads.request(now, ReadRequest { source, target, requester, is_last, moment, seed });
        if batch.has_begun {
            live.wait.borrow_mut().read_began(now, ticket, batch.seed);
        }
        batch
    });
    live.requests.borrow_mut().push((ticket, batch.number));
    begin();
}

/// A wait no longer awaits a read.
pub(super) fn give_up(live: &LiveWait, ticket: u32) {
    let at = live.requests.borrow().iter().position(|(requested, _)| *requested == ticket);
    if let Some(at) = at {
        let (_, batch) = live.requests.borrow_mut().swap_remove(at);
        withdraw(batch);
    }
}

/// A wait no longer reads. Runs no JavaScript of a caller.
pub(super) fn leave(live: &LiveWait) {
    if let Some((target, place)) = live.membership.take()
        && let Some(other) = registry::peek_reads(|reads| reads.remove_member(target, place))
        && let Some(other) = registry::get(other)
    {
        other.membership.set(Some((target, place)));
    }
    for (_, batch) in live.requests.take() {
        withdraw(batch);
    }
}

/// Begins the batches that may begin. Reading runs a caller's code, which may end waits or begin others.
pub(super) fn begin() {
    while let Some(begins) = registry::peek_reads(Reads::poll_start) {
        let BeginningBatch { number: batch, seed, requesters, members } = begins;
        let mut waits: Vec<_> = requesters.into_iter().filter_map(|it| requesting(it, batch)).collect();
        if waits.is_empty() {
            continue;
        }
        let now = timer::last_moment();
        for live in members.into_iter().filter_map(registry::get) {
            let Some(ticket) = live.up_to_date().share_read(now) else { continue };
            live.requests.borrow_mut().push((ticket, batch));
            let requester = Requester { wait: live.id, ticket };
            registry::peek_reads(|reads| reads.take_part(batch, requester));
            waits.push((live, ticket));
        }
        for (live, ticket) in &waits {
            live.up_to_date().read_began(now, *ticket, seed);
            registry::note_deadline(live);
        }
        if let Some((live, _)) = waits.first() {
            let flight = Flight::begin(&live.host, batch);
            give_up_flight(registry::peek_reads(|reads| reads.started(batch, flight)));
        }
    }
}

/// A read was answered or rejected: calls `notify` for each wait that requested it.
pub(super) fn ended(batch: u32, mut notify: impl FnMut(&WaitHost, u32)) {
    registry::now();
    let requesters = registry::with_reads(|reads, now, moment| reads.ended(now, batch, moment));
    for requester in requesters {
        if let Some((live, ticket)) = requesting(requester, batch) {
            live.requests.borrow_mut().retain(|request| *request != (ticket, batch));
            notify(&live.host, ticket);
        }
    }
    begin();
}

/// The wait that requested a batch, if it still awaits it.
fn requesting(requester: Requester, batch: u32) -> Option<(Rc<LiveWait>, u32)> {
    let live = registry::get(requester.wait)?;
    let is_requesting = live.requests.borrow().contains(&(requester.ticket, batch));
    is_requesting.then_some((live, requester.ticket))
}

fn withdraw(batch: u32) {
    give_up_flight(registry::with_reads(|reads, now, moment| reads.withdraw(now, batch, moment)));
}

fn give_up_flight(flight: Option<Flight>) {
    if let Some(flight) = flight {
        flight.give_up();
    }
}
