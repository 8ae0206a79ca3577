//! What can be put into a queue, by labels and picks: the same words for the real one and for the model.

use std::fmt;

/// A task that is to be enqueued. Times are milliseconds, `None` is no limit.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct New {
    pub(super) items: Option<usize>,
    pub(super) itemwise: bool,
    pub(super) item_concurrency: usize,
    pub(super) stop_on_error: bool,
    pub(super) timeout: Option<u32>,
    pub(super) priority: i8,
    pub(super) key: Option<u32>,
    pub(super) dedupe_key: Option<u32>,
    pub(super) attempts: u32,
    pub(super) total_timeout: Option<u32>,
}

impl New {
    pub(super) const PLAIN: Self = Self {
        items: None,
        itemwise: false,
        item_concurrency: 1,
        stop_on_error: false,
        timeout: None,
        priority: 0,
        key: None,
        dedupe_key: None,
        attempts: 0,
        total_timeout: None,
    };

    /// Whether it has any option that plain tasks have not.
    pub(super) fn is_special(&self) -> bool {
        self.priority != 0
            || self.key.is_some()
            || self.dedupe_key.is_some()
            || self.attempts > 0
            || self.total_timeout.is_some()
    }
}

/// Only what is scheduling about it, so that a failing case can be read.
impl fmt::Debug for New {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = f.debug_struct("New");
        let mut say = |name, is_special, value: &dyn fmt::Debug| {
            if is_special {
                said.field(name, value);
            }
        };
        say("items", self.items.is_some(), &self.items);
        say("itemwise", self.itemwise, &self.itemwise);
        say("item_concurrency", self.items.is_some(), &self.item_concurrency);
        say("stop_on_error", self.stop_on_error, &self.stop_on_error);
        say("timeout", self.timeout.is_some(), &self.timeout);
        say("priority", self.priority != 0, &self.priority);
        say("key", self.key.is_some(), &self.key);
        say("dedupe_key", self.dedupe_key.is_some(), &self.dedupe_key);
        say("attempts", self.attempts > 0, &self.attempts);
        say("total_timeout", self.total_timeout.is_some(), &self.total_timeout);
        said.finish()
    }
}

/// An input, and where it comes from.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// How many of the callbacks that are under way return first; `None`: all, and it comes from outside.
    pub(super) back: Option<u8>,
    pub(super) input: Input,
}

/// A step from outside is written as its input alone.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.back {
            None => self.input.fmt(f),
            Some(0) => write!(f, "inside that: {:?}", self.input),
            Some(back) => write!(f, "inside that, after {back} more: {:?}", self.input),
        }
    }
}

impl Input {
    /// Whether a callback can do it: promises settle and timers fire when nothing of the user's is being called.
    pub(super) fn comes_from_inside(self) -> bool {
        !matches!(self, Self::Settle { .. } | Self::Sleep(_))
    }
}

/// One input. A pick is taken modulo what there is to pick from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Input {
    Enqueue(New),
    /// A body settles that has not: of a present run or of an old one.
    Settle {
        pick: usize,
        ok: bool,
    },
    /// A run speaks of an item, or of none; it may be over.
    Report {
        pick: usize,
        position: Option<usize>,
        ok: bool,
    },
    Cancel(usize),
    Retry(usize),
    Dismiss(usize),
    Priority(usize, i8),
    Pause(bool),
    Concurrency(usize),
    /// Time passes, and the timer fires when it should.
    Pass(u32),
    /// Time passes and the timer fires at the end of it.
    Sleep(u32),
    /// What the wall clock shows jumps.
    Wall(i32),
    /// The network comes or goes.
    Network(bool),
    Dispose,
}
