//! One wait and the state that the web half keeps for it.

use std::collections::VecDeque;

use crate::core::watch::{
    Answer, Config, Ending, EventKind, Facts, OnDeleted, Origin, StreamState, Uid, Wait,
};

#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    Version(Facts, Answer),
    /// All objects of the read with this ticket have been offered.
    EndOf(u32),
}

pub(super) struct Actor {
    pub(super) wait: Wait,
    pub(super) has_begun: bool,
    pub(super) subscription: Option<u32>,
    pub(super) last_delivery: u64,
    pub(super) requests: Vec<(u32, u32)>,
    /// The object of the read that is being offered: a uid and a verdict.
    pub(super) answered: Option<(Uid, u8)>,
    pub(super) asking: Option<Item>,
    pub(super) has_seen_first: bool,
    /// Whether it has read before.
    pub(super) is_member: bool,
    pub(super) ending: Option<Ending>,
    has_seen_any: bool,
    mailbox: VecDeque<Item>,
    last_unsubscribe: Option<u64>,
}

impl Actor {
    pub(super) fn new(begins: f64, config: Config) -> Self {
        Self {
            wait: Wait::new(begins, config),
            has_begun: false,
            subscription: None,
            last_delivery: 0,
            requests: Vec::new(),
            answered: None,
            asking: None,
            has_seen_first: false,
            is_member: false,
            ending: None,
            has_seen_any: false,
            mailbox: VecDeque::new(),
            last_unsubscribe: None,
        }
    }

    pub(super) fn subscribe(&mut self, now: u64, subscription: u32, fails: bool) -> Result<(), String> {
        if self.subscription.is_some() {
            return Err("two subscriptions at once".into());
        }
        if self.last_unsubscribe.is_some_and(|at| now < at + 1_000) {
            return Err("subscribed too soon".into());
        }
        if fails {
            self.wait.subscribe_failed(now as f64);
        } else {
            self.subscription = Some(subscription);
            self.wait.subscribed(now as f64);
            if self.wait.config.reports_stream {
                self.wait.stream_reported(now as f64, StreamState::Open, None);
            }
        }
        Ok(())
    }

    pub(super) fn unsubscribe(&mut self, now: u64) -> Result<(), String> {
        self.last_unsubscribe = Some(now);
        self.subscription.take().map(drop).ok_or_else(|| "nothing to unsubscribe".into())
    }

    pub(super) fn is_free(&self) -> bool {
        self.asking.is_none() && self.mailbox.is_empty()
    }

    pub(super) fn keep(&mut self, now: f64, item: Item) {
        let item = self.queued(now, item);
        self.mailbox.push_back(item);
    }

    pub(super) fn ask(&mut self, now: f64, item: Item) {
        let item = self.queued(now, item);
        self.wait.answer_pending();
        self.asking = Some(item);
    }

    pub(super) fn next_item(&mut self) -> Option<Item> {
        if self.asking.is_some() || self.wait.is_over() { None } else { self.mailbox.pop_front() }
    }

    pub(super) fn judge(&mut self, now: f64, item: Item) {
        match item {
            _ if self.wait.is_over() => {}
            Item::Version(facts, answer) => {
                // The deletion of the first object is news only to a wait that has seen no other.
                let is_news = facts.kind != EventKind::Deleted || !self.has_seen_any;
                self.has_seen_first |= is_news && facts.uid == 1;
                self.has_seen_any = true;
                self.wait.judged(now, facts, answer);
            }
            Item::EndOf(ticket) => self.wait.offered(now, ticket),
        }
    }

    fn queued(&mut self, now: f64, item: Item) -> Item {
        match item {
            Item::Version(facts, answer) if facts.origin == Origin::Event => {
                self.wait.arrived(now, facts.uid);
                Item::Version(Facts { origin: Origin::Queued, ..facts }, answer)
            }
            Item::Version(..) | Item::EndOf(_) => item,
        }
    }
}

/// A wait for a deletion considers no object ready.
pub(super) fn answer(verdict: u8, on_deleted: OnDeleted) -> Answer {
    match verdict {
        _ if on_deleted == OnDeleted::Resolve => Answer::Continue,
        0 => Answer::Continue,
        1 => Answer::Resolve,
        _ => Answer::Failing,
    }
}
