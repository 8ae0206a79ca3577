//! The watch bridge: drives the waits of `core::watch` over a caller's watch manager.
//!
//! A wait's callbacks and objects live in its channel (`src/web/watch/wait-host.js`), its state in the core, and this
//! carries ids and small numbers between the two.

mod channel;
pub mod driver;
pub mod judge;
mod live;
mod message;
mod options;
mod reading;
pub mod start;
mod table;
#[cfg(test)]
mod tests;

#[allow(unused_imports, reason = "the waiters of section 6 stand on it")]
pub(crate) use start::start_wait_with;
pub use start::{Settle, start_wait};

/// The page slept: see [`crate::web::shared::timer`].
pub(crate) fn woken(fired: crate::web::shared::timer::Fired) {
    table::woken(fired);
}
