//! Replays what a queue with `record` has recorded, `inspect().recording` as JSON: `make replay FILE=recording.json`.
//!
//! Prints each input with what it led to, then the tasks as they were left, and fails unless that is how the recording
//! says they were left.

#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    native::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
