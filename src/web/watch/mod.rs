//! The watch bridge: drives the waits of `core::watch` over a caller's watch manager.
//!
//! The callbacks and objects of a wait live in its host (`src/web/watch/wait-host.js`) and its state in the core; ids and
//! small numbers cross between the two.

pub mod bridge;
mod endings;
pub mod judge;
mod live_wait;
mod message;
mod options;
mod page;
mod reading;
mod registry;
mod source;
pub mod start;
#[cfg(test)]
mod tests;
mod wait_host;

pub(crate) use start::start_wait_with;
pub use start::{Deferred, start_wait};

/// The page was suspended: see [`crate::web::shared::timer`].
pub(crate) fn woken(fired: crate::web::shared::timer::Fired) {
    registry::woken(fired);
}
