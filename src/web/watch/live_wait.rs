//! One live wait: performs the actions of the core, with nothing borrowed while JavaScript runs.

use std::cell::{Cell, RefCell, RefMut};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::endings::{deleted_error, refused_error, timeout_error};
use super::judge::{EventKind, Judge, Ruling};
use super::reading::{self, offer_gone, offer_read};
use super::registry;
use super::start::Deferred;
use super::wait_host::{WaitHost, explain};
use crate::core::watch::{Action, Answer, AnswerCode, Ending, Facts, StreamReport, Uid, Wait};
use crate::web::shared::timer::wall;

pub(super) struct LiveWait {
    pub(super) id: u32,
    pub(super) wait: RefCell<Wait>,
    pub(super) host: WaitHost,
    pub(super) deferred: Deferred,
    pub(super) judge: Option<Rc<dyn Judge>>,
    /// For the error's message.
    pub(super) timeout: f64,
    /// The deadline that the registry has noted.
    pub(super) noted_deadline: Cell<f64>,
    /// Why it was cancelled.
    pub(super) reason: RefCell<JsValue>,
    /// The moment of its start, while it is starting.
    pub(super) starting: Cell<Option<u64>>,
    /// The reads that it awaits: the ticket and the batch of each.
    pub(super) requests: RefCell<Vec<(u32, u32)>>,
    /// The target that it has read, and its place among the waits of that.
    pub(super) membership: Cell<Option<(u32, u32)>>,
}

impl LiveWait {
    /// Gives the wait an input, then performs its actions.
    pub(super) fn input(self: &Rc<Self>, input: impl FnOnce(&mut Wait)) {
        input(&mut self.up_to_date());
        self.drive();
    }

    /// The wait, after it was notified of coalesced events.
    pub(super) fn up_to_date(&self) -> RefMut<'_, Wait> {
        let wall = self.host.take_coalesced();
        if !wall.is_nan() {
            self.coalesced(wall);
        }
        self.wait.borrow_mut()
    }

    /// Notifies the wait of coalesced events; the last one came when the wall clock showed `wall`.
    pub(super) fn coalesced(&self, wall: f64) {
        let at = registry::past(wall);
        self.wait.borrow_mut().judged(at, Facts::UNREMARKABLE, Answer::Continue);
    }

    pub(super) fn drive(self: &Rc<Self>) {
        loop {
            let action = self.wait.borrow_mut().poll_action();
            match action {
                Some(action) => self.perform(action),
                None => break,
            }
        }
        registry::note_deadline(self);
    }

    /// Asks the judge; the value of its ruling goes to the host.
    pub(super) fn ask_judge(&self, kind: EventKind, uid: Uid, object: &JsValue) -> AnswerCode {
        let Some(judge) = &self.judge else {
            return AnswerCode::Continue;
        };
        self.keep(judge.judge(kind, uid, object))
    }

    /// Decides about a collection as it is now, after a read or at the end of a turn with events.
    pub(super) fn conclude(self: &Rc<Self>, is_read: bool) {
        let Some(judge) = &self.judge else {
            return;
        };
        if is_read {
            judge.read_ended(true);
        }
        if let Some(answer) = self.keep(judge.conclude()).answer() {
            let now = registry::now();
            self.input(|wait| wait.concluded(now, answer));
        }
    }

    /// The code of a ruling; its value goes to the host.
    fn keep(&self, ruling: Ruling) -> AnswerCode {
        let (answer, value) = match ruling {
            Ruling::Ignore => return AnswerCode::Ignore,
            Ruling::Continue => return AnswerCode::Continue,
            Ruling::Resolve(value) => (AnswerCode::Resolve, value),
            Ruling::Reject(error) => (AnswerCode::Reject, error),
            Ruling::Failed(error) => (AnswerCode::Failing, error),
        };
        self.host.set_value(&value);
        answer
    }

    fn perform(self: &Rc<Self>, action: Action) {
        match action {
            Action::Subscribe => {
                let has_subscribed = self.host.subscribe();
                let now = registry::now();
                let mut wait = self.up_to_date();
                if has_subscribed { wait.subscribed(now) } else { wait.subscribe_failed(now) }
            }
            Action::ReportStream(StreamReport { state, since, retry_at }) => {
                self.host.stream_changed(state as u8, wall(since), retry_at.map(|at| wall(at).ceil()));
            }
            Action::Explain => explain(&self.host),
            Action::Unsubscribe => {
                self.host.release();
                if let Some(judge) = &self.judge {
                    judge.gap();
                }
            }
            Action::Read { ticket, is_last } => reading::request(self, ticket, is_last),
            Action::GiveUp(ticket) => reading::give_up(self, ticket),
            Action::Offer(ticket) => offer_read(&self.host, ticket),
            Action::OfferGone(ticket) => offer_gone(&self.host, ticket),
            Action::Settle(ending) => self.end(ending),
        }
    }

    /// Releases everything before the promise settles. The id is free for another wait only when nothing uses it for
    /// this one any more.
    fn end(&self, ending: Ending) {
        let outcome = self.outcome(ending);
        reading::leave(self);
        self.host.close(outcome.as_ref().err().unwrap_or(&JsValue::UNDEFINED));
        registry::remove(self.id);
        match outcome {
            Ok(value) => self.deferred.resolve(&value),
            Err(error) if ending == Ending::Cancelled => self.deferred.reject_quietly(&error),
            Err(error) => self.deferred.reject(&error),
        }
    }

    fn outcome(&self, ending: Ending) -> Result<JsValue, JsValue> {
        match ending {
            Ending::Resolved => Ok(self.host.value()),
            Ending::Rejected => Err(self.host.value()),
            Ending::Deleted => Err(deleted_error(&self.host)),
            Ending::Gone => match &self.judge {
                Some(judge) => judge.gone(&self.host.last()),
                None => Ok(self.host.last()),
            },
            Ending::Refused => Err(refused_error(&self.host)),
            Ending::TimedOut { since_last_event, has_appeared, reads, is_streaming } => Err(timeout_error(
                &self.host,
                self.timeout,
                since_last_event,
                has_appeared,
                reads,
                is_streaming,
            )),
            Ending::Cancelled => Err(self.reason.take()),
        }
    }
}
