//! The JavaScript half: bridge, timers, promises, conversion, errors. Decisions are made in `core`.
//!
//! No JavaScript is called while a `RefCell` is borrowed: whatever is called may call back.

mod error;
pub mod kstatus;
pub mod kubernetes;
mod object;
pub mod queue;
pub mod resource;
pub mod status;
pub mod watch;
