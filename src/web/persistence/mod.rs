//! The decisions of `core::persistence`, as `pkg/src/storage` asks for them: numbers in, numbers out.
//!
//! Plain functions: the only state is pauses, so nothing else is lost with an instance. A number that is not a
//! variant's stands for the harmless one.

pub mod delay;

use wasm_bindgen::prelude::*;

use crate::core::numbered::Numbered;
use crate::core::persistence::{
    Change, Entry, EntryAction, Health, Known, Owner, OwnerEnd, PendingWrite, StoreEvent, Turn,
};

/// The number of the [`EntryAction`] for an entry that was found in a store. `known` and `owner` are numbers of
/// [`Known`] and [`Owner`].
#[wasm_bindgen(js_name = entryAction)]
pub fn entry_action(
    known: u32,
    known_has_ended: bool,
    differs: bool,
    owner: u32,
    has_ended: bool,
    is_shared: bool,
) -> u32 {
    let (Some(known), Some(owner)) = (Known::from_number(known), Owner::from_number(owner)) else {
        return EntryAction::Ignore as u32;
    };
    Entry { known, known_has_ended, differs, owner, has_ended, is_shared }.action() as u32
}

/// The number of the `OwnerEndAction` for an owner that was waited for.
#[wasm_bindgen(js_name = ownerEndAction)]
pub fn owner_end_action(
    is_certain: bool,
    is_in_realm: bool,
    was_seen_alive: bool,
    had_lock: bool,
    age: f64,
    looks: u32,
) -> u32 {
    OwnerEnd { is_certain, is_in_realm, was_seen_alive, had_lock, age, looks }.action() as u32
}

/// What is to be written of a task after a [`Change`], all numbers.
#[wasm_bindgen(js_name = pendingAfter)]
pub fn pending_after(pending: u32, change: u32) -> u32 {
    match (PendingWrite::from_number(pending), Change::from_number(change)) {
        (Some(pending), Some(change)) => pending.after(change) as u32,
        (None, _) | (_, None) => pending,
    }
}

/// The number of the [`Turn`] for a task that waits for a macrotask.
#[wasm_bindgen(js_name = writeTurn)]
pub fn write_turn(pending: u32, items: u32, turns: u32) -> u32 {
    PendingWrite::from_number(pending).map_or(Turn::Leave, |pending| pending.turn(items, turns)) as u32
}

/// The number of the [`Health`] of a store that has worked so far, after a failure or while a call is pending.
#[wasm_bindgen(js_name = storeHealth)]
pub fn store_health(has_failed: bool, owes: f64) -> u32 {
    let event = if has_failed { StoreEvent::Failed } else { StoreEvent::Owes(owes) };
    Health::Ok.after(event) as u32
}
