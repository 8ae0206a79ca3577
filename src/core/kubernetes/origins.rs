//! How many streams each origin has open, and which connection gets the next.
//!
//! A browser opens at most six HTTP/1.1 connections to a host; streams that held all of them would keep every other
//! request of the page waiting. A connection whose stream ends goes to the end of the line.

use std::collections::VecDeque;

/// All origins of a pool, by index.
#[derive(Debug, Default)]
pub(super) struct Origins(Vec<Origin>);

/// One origin.
#[derive(Debug)]
pub(super) struct Origin {
    name: Box<str>,
    /// How many connections hold a slot.
    open: u32,
    waiting: VecDeque<u32>,
    /// Whether a stream of it has delivered something before it ended. Behind a proxy that holds responses back until
    /// they are complete, only short streams are of use.
    pub(super) delivers_early: bool,
    /// Whether a bookmark has come through a stream of it.
    pub(super) sends_bookmarks: bool,
}

impl Origins {
    /// The index of the origin with this name, which is added if need be.
    pub(super) fn index_of(&mut self, name: &str) -> usize {
        self.0.iter().position(|origin| *origin.name == *name).unwrap_or_else(|| {
            self.0.push(Origin::new(name));
            self.0.len() - 1
        })
    }

    pub(super) fn get(&self, index: usize) -> Option<&Origin> {
        self.0.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut Origin> {
        self.0.get_mut(index)
    }
}

impl Origin {
    fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            open: 0,
            waiting: VecDeque::new(),
            delivers_early: false,
            sends_bookmarks: false,
        }
    }

    /// Puts a connection at the end of the line.
    pub(super) fn enqueue(&mut self, id: u32) {
        self.waiting.push_back(id);
    }

    /// Gives a slot to the first in the line that may have one: `limit` is how many slots of the origin may be taken
    /// for a connection to get another.
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
