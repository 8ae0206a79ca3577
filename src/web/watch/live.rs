//! One live wait: does what the core asks for, with nothing borrowed while JavaScript runs.

use std::cell::{Cell, RefCell, RefMut};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::channel::{Channel, deleted_error, offer_gone, offer_read, refused_error, timeout_error};
use super::judge::{EventKind, Judge, Ruling};
use super::reading;
use super::start::Settle;
use super::table;
use crate::core::watch::{Action, Answer, Ending, Facts, Wait};

pub(super) struct Live {
    pub(super) id: u32,
    pub(super) wait: RefCell<Wait>,
    pub(super) channel: Channel,
    pub(super) settle: Settle,
    pub(super) judge: Option<Rc<dyn Judge>>,
    /// Named in the error.
    pub(super) timeout: f64,
    /// The deadline that the table knows of.
    pub(super) armed: Cell<f64>,
    /// Why it was cancelled.
    pub(super) reason: RefCell<JsValue>,
    /// The reads that are awaited: each by its ticket and its batch.
    pub(super) asks: RefCell<Vec<(u32, u32)>>,
}

/// A ruling as the channel is told of it; an answer, or that there is none.
pub(super) enum Ruled {
    Answer(Answer),
    Ignore,
}

impl Live {
    /// Gives the wait an input, then does what it asks for.
    pub(super) fn input(self: &Rc<Self>, input: impl FnOnce(&mut Wait)) {
        input(&mut self.caught_up());
        self.drive();
    }

    /// The wait, once it knows of the event that the channel kept back.
    pub(super) fn caught_up(&self) -> RefMut<'_, Wait> {
        let wall = self.channel.take_kept();
        if !wall.is_nan() {
            self.heard_at(wall);
        }
        self.wait.borrow_mut()
    }

    /// Tells the wait of an event that the channel kept back when the wall clock showed `wall`.
    pub(super) fn heard_at(&self, wall: f64) {
        let at = table::past(wall);
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
        table::note_deadline(self);
    }

    /// Asks the judge; the value of its ruling goes to the channel.
    pub(super) fn ask_judge(&self, kind: EventKind, object: &JsValue) -> Ruled {
        let Some(judge) = &self.judge else {
            return Ruled::Answer(Answer::Continue);
        };
        let (answer, value) = match judge.judge(kind, object) {
            Ruling::Ignore => return Ruled::Ignore,
            Ruling::Continue => return Ruled::Answer(Answer::Continue),
            Ruling::Resolve(value) => (Answer::Resolve, value),
            Ruling::Reject(error) => (Answer::Reject, error),
            Ruling::Failed(error) => (Answer::Failing, error),
        };
        self.channel.set_value(&value);
        Ruled::Answer(answer)
    }

    fn perform(self: &Rc<Self>, action: Action) {
        match action {
            Action::Subscribe => {
                let has_subscribed = self.channel.subscribe();
                let now = table::now();
                let mut wait = self.caught_up();
                if has_subscribed { wait.subscribed(now) } else { wait.subscribe_failed(now) }
            }
            Action::Unsubscribe => self.channel.release(),
            Action::Read { ticket, is_last } => reading::ask(self, ticket, is_last),
            Action::GiveUp(ticket) => reading::give_up(self, ticket),
            Action::Offer(ticket) => offer_read(&self.channel, ticket),
            Action::OfferGone(ticket) => offer_gone(&self.channel, ticket),
            Action::Settle(ending) => self.end(ending),
        }
    }

    /// Everything is given back before the promise settles. The id is free for another wait only after
    /// nothing can speak for it any more.
    fn end(&self, ending: Ending) {
        let outcome = self.outcome(ending);
        reading::give_up_all(self);
        self.channel.close();
        table::remove(self.id);
        match outcome {
            Ok(value) => self.settle.resolve(&value),
            Err(error) if ending == Ending::Cancelled => self.settle.reject_quietly(&error),
            Err(error) => self.settle.reject(&error),
        }
    }

    fn outcome(&self, ending: Ending) -> Result<JsValue, JsValue> {
        match ending {
            Ending::Resolved => Ok(self.channel.value()),
            Ending::Rejected => Err(self.channel.value()),
            Ending::Deleted => Err(deleted_error(&self.channel)),
            Ending::Gone => match &self.judge {
                Some(judge) => judge.gone(&self.channel.last()),
                None => Ok(self.channel.last()),
            },
            Ending::Refused => Err(refused_error(&self.channel)),
            Ending::TimedOut { since_last_event, has_appeared, reads, is_streaming } => Err(timeout_error(
                &self.channel,
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
