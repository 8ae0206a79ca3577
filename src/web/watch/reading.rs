//! Has the reads of all waits made, through the glue, and hands what they give to whoever asked.
//!
//! The core decides what is shared and when it begins. A batch's number is never used again, so that what
//! comes late finds nobody, also where another wait has the id by now.

use std::rc::Rc;

use futures::future::{AbortHandle, Abortable};
use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::channel::{Channel, abandon_read, batch_ended, source_number, start_read, target_number};
use super::driver::driver;
use super::live::Live;
use super::table;
use crate::core::watch::sharing::{Ask, SharedReads, Taker};

pub(super) type Reads = SharedReads<Flight>;

/// A read under way, for however many waits. Once it is dropped it is awaited no more: a promise that never settles
/// holds nothing of ours.
pub(super) struct Flight {
    handle: AbortHandle,
    answer: Promise,
}

impl Flight {
    /// Reads for all who asked for `batch`, of whom `channel` is one.
    fn begin(channel: &Channel, batch: u32) -> Self {
        let (handle, registration) = AbortHandle::new_pair();
        let answer = start_read(channel);
        let awaited = Abortable::new(JsFuture::from(answer.clone()), registration);
        spawn_local(async move {
            // Through the glue, which sees to it that a trap on the way ends no more than it must.
            match awaited.await {
                Ok(Ok(answer)) => batch_ended(driver(), batch, &answer, true),
                Ok(Err(error)) => batch_ended(driver(), batch, &error, false),
                Err(_given_up) => {}
            }
        });
        Self { handle, answer }
    }

    /// Nobody awaits it any more: its request ends too, if it is one of ours.
    fn give_up(self) {
        abandon_read(&self.answer);
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

/// A wait asks for a read.
pub(super) fn ask(live: &Rc<Live>, ticket: u32, is_last: bool) {
    drop(live.caught_up());
    let (source, target) = (source_number(&live.channel), target_number(&live.channel));
    let taker = Taker { wait: live.id, ticket };
    let asked = table::with_reads(|reads, now, moment| {
        let asked = reads.ask(now, Ask { source, target, taker, is_last, moment });
        if asked.has_begun {
            live.wait.borrow_mut().read_began(now, ticket);
        }
        asked
    });
    live.asks.borrow_mut().push((ticket, asked.batch));
    begin();
}

/// A wait does not await a read any more.
pub(super) fn give_up(live: &Live, ticket: u32) {
    let at = live.asks.borrow().iter().position(|(asked, _)| *asked == ticket);
    if let Some(at) = at {
        let (_, batch) = live.asks.borrow_mut().swap_remove(at);
        withdraw(batch);
    }
}

/// The same for all that a wait has asked for. No JavaScript of anyone else's runs in it.
pub(super) fn give_up_all(live: &Live) {
    for (_, batch) in live.asks.take() {
        withdraw(batch);
    }
}

/// Begins what can begin. Reading is a caller's code, which may end waits or begin others.
pub(super) fn begin() {
    while let Some((batch, takers)) = table::with_reads(|reads, _, _| reads.poll_start()) {
        let takers: Vec<_> = takers.into_iter().filter_map(|taker| asking(taker, batch)).collect();
        let now = table::with_reads(|_, now, _| now);
        for (live, ticket) in &takers {
            live.caught_up().read_began(now, *ticket);
            table::note_deadline(live);
        }
        if let Some((live, _)) = takers.first() {
            let flight = Flight::begin(&live.channel, batch);
            give_up_flight(table::with_reads(|reads, _, _| reads.started(batch, flight)));
        }
    }
}

/// A read was answered or rejected: `tell` each who asked for it.
pub(super) fn ended(batch: u32, mut tell: impl FnMut(&Channel, u32)) {
    table::now();
    let takers = table::with_reads(|reads, now, moment| reads.ended(now, batch, moment));
    for taker in takers {
        if let Some((live, ticket)) = asking(taker, batch) {
            live.asks.borrow_mut().retain(|ask| *ask != (ticket, batch));
            tell(&live.channel, ticket);
        }
    }
    begin();
}

/// The wait that asked, if it still does.
fn asking(taker: Taker, batch: u32) -> Option<(Rc<Live>, u32)> {
    let live = table::get(taker.wait)?;
    let is_asking = live.asks.borrow().contains(&(taker.ticket, batch));
    is_asking.then_some((live, taker.ticket))
}

fn withdraw(batch: u32) {
    give_up_flight(table::with_reads(|reads, now, moment| reads.withdraw(now, batch, moment)));
}

fn give_up_flight(flight: Option<Flight>) {
    if let Some(flight) = flight {
        flight.give_up();
    }
}
