//! The JavaScript half: bridge, timers, promises, conversion, errors. Decisions are made in `core`.
//!
//! Beside each file stands the JavaScript that it imports. No JavaScript is called while a `RefCell` is borrowed:
//! whatever is called may call back.

pub mod durable;
pub mod kubernetes;
pub mod persistence;
pub mod queue;
pub mod resource;
mod shared;
pub mod status;
pub mod watch;

/// Smaller than the standard library's allocator, and faster. One thread alone runs a module.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
