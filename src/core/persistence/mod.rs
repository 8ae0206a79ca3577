//! What a queue's store is given and when, and what the queue makes of tasks that it finds there.
//!
//! Every decision is a function of small numbers, which the other half asks for where it has the values: views, texts,
//! names of owners. Nothing here is kept between calls, so it survives the loss of a wasm instance. No store is opened
//! or read here.

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
