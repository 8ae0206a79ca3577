//! taskwatch: long-running Kubernetes work, made pleasant in a browser console.
//!
//! The crate has two halves. [`core`] is pure Rust: state machines that are given the time and say
//! what to do. `web` is the only place that names JavaScript; it exists on `wasm32` alone, so a
//! native build tests the pure half and cannot reach past it. [`resources`] says of each kind of
//! object what it looks like and when it is ready.
#![cfg_attr(not(test), deny(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod core;
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_macros, clippy::disallowed_methods)]
pub mod protocol;
pub mod resources;

#[cfg(target_arch = "wasm32")]
pub mod web;
