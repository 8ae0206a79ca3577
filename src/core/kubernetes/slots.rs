//! The streams that one origin may have at a time, and who is next.
//!
//! A browser opens at most six HTTP/1.1 connections to a host; streams that held all of them would keep every other
//! request of the page waiting. Whoever's stream ends goes to the end of the line.

use std::collections::VecDeque;

/// One origin.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) name: Box<str>,
    /// How many hold a slot.
    open: u32,
    waiting: VecDeque<u32>,
    /// Whether something has come through a stream of it before that ended. Behind what holds answers back until
    /// they are whole, streams are of use only if they are short.
    pub(super) flows: bool,
}

impl Origin {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.into(), open: 0, waiting: VecDeque::new(), flows: false }
    }

    /// Puts a connection at the end of the line.
    pub(super) fn enqueue(&mut self, id: u32) {
        self.waiting.push_back(id);
    }

    /// Gives a slot to the first in the line who may have one; `limit` says at how many slots held each still may not.
    pub(super) fn grant(&mut self, limit: impl Fn(u32) -> u32) -> Option<u32> {
        let first = self.waiting.iter().position(|id| self.open < limit(*id))?;
        self.open += 1;
        self.waiting.remove(first)
    }

    /// Takes a slot back.
    pub(super) fn release(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    /// Takes a connection out of the line.
    pub(super) fn leave(&mut self, id: u32) {
        self.waiting.retain(|other| *other != id);
    }
}
