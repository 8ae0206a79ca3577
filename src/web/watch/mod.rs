//! The watch bridge: drives the waits of `core::watch` over a caller's watch manager.

pub mod judge;
mod start;

pub(crate) use start::{Settle, start_wait_with};
