//! The pure half: time comes in as an argument, actions come out. No JavaScript, no clock, no timer.
#![forbid(unsafe_code)]

mod backoff;
pub mod clock;
pub mod deadlines;
pub mod durable;
pub mod kubernetes;
pub mod numbered;
pub mod options;
pub mod persistence;
pub mod queue;
mod rng;
pub mod status;
pub mod watch;
