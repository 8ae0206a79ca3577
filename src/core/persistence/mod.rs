//! What a queue writes to its store and when, and what it does with tasks that it finds there.
//!
//! Every decision is a function of small numbers, called by the other half, which has the values: views, texts,
//! names of owners. There is no state here, so the loss of a wasm instance does not matter, and no store is opened
//! or read.

mod ownership;
mod store_health;
mod store_kind;
mod write_schedule;

pub use ownership::{
    Entry, EntryAction, Known, Owner, OwnerEnd, OwnerEndAction, PAUSE, SETTLING_TIME, TIME_TO_LOCK,
};
pub use store_health::{Health, PATIENCE, StoreEvent};
pub use store_kind::{STORAGE_TYPE, StoreKind};
pub use write_schedule::{Change, PendingWrite, Turn};
