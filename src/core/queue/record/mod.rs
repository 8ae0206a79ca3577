//! A flight recorder: the last inputs of a queue and the state before them, so that what happened can be had again.
//!
//! Ids, times and kinds only: a queue knows no values. What falls out of the record is put into a second queue,
//! which is the state before the rest; that doubles the memory and the work, and is why it has to be asked for.

mod input;
pub(super) mod numbers;
mod state;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

pub use input::{Input, InputKind};

use super::{Now, Queue};
use numbers::put;

/// The last inputs of a queue.
#[derive(Debug)]
pub struct Recording {
    before: Queue,
    inputs: VecDeque<(Now, Input)>,
    limit: usize,
}

impl Recording {
    /// Records a queue that was given nothing yet; at most `limit` inputs are kept.
    pub fn new(queue: &Queue, limit: usize) -> Self {
        Self { before: Queue::new(queue.config), inputs: VecDeque::new(), limit }
    }

    /// Notes an input that the queue is about to be given. Where the time does not matter to it, that may be NaN.
    pub fn note(&mut self, now: Now, input: Input) {
        self.inputs.push_back((now, input));
        while self.inputs.len() > self.limit
            && let Some((now, input)) = self.inputs.pop_front()
        {
            input.give(&mut self.before, now);
        }
    }

    /// The state before the inputs, which [`Queue::restore`] reads.
    pub fn before(&self) -> Vec<f64> {
        self.before.dump()
    }

    /// The inputs, one after the other: how many numbers follow, the kind, the moment, the wall clock, then what
    /// else there is to say. [`Input::read`] reads it.
    pub fn inputs(&self) -> Vec<f64> {
        let (mut all, mut numbers) = (Vec::new(), Vec::new());
        for (now, input) in &self.inputs {
            numbers.clear();
            put(&mut numbers, &[f64::from(input.kind() as u8), now.moment, now.wall]);
            input.write(&mut numbers);
            put(&mut all, &[numbers.len() as f64]);
            put(&mut all, &numbers);
        }
        all
    }
}

impl Queue {
    /// What can be seen of the queue: tasks that run, tasks that wait, then each task's id and its row.
    pub fn seen(&self) -> Vec<f64> {
        let mut seen = Vec::new();
        put(&mut seen, &[self.running() as f64, self.waiting() as f64]);
        for id in self.tasks.ids() {
            if let Some(row) = self.row(id) {
                put(&mut seen, &[id.into()]);
                put(&mut seen, &row.numbers());
            }
        }
        seen
    }
}
