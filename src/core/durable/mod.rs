//! Tasks that outlive their page: which stored result a step returns, which queue resumes a task, when, and with
//! which release of its code.
//!
//! A durable task is one entry of a store: its input, the results of its steps by name, and its owner, the queue that
//! has it. Every decision is a function of small numbers, as in [`persistence`](super::persistence); inputs, results and
//! names of owners stay in the other half. Nothing here knows a clock or a lock: durations and findings are arguments.

mod lease;
#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic)]
mod model;
mod ownership;
mod release;
mod step;

pub use lease::{CHECK, LEASE, LEAVING, RENEWAL, deferred, silence_after};
pub use ownership::{DurableAction, DurableEntry, Fence, Look};
pub use release::{Form, Release};
pub use step::{StepAction, StepFacts};
