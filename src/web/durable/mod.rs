//! The decisions of `core::durable`, as `pkg/src/durable` and `pkg/src/storage` ask for them: numbers in, numbers out.
//! Plain functions that keep nothing.

use wasm_bindgen::prelude::*;

use crate::core::durable::{self, DurableAction, DurableEntry, Fence, Form, Look, Release, StepFacts};
use crate::core::numbered::Numbered;
use crate::core::persistence::{Known, Owner};

/// The number of the [`DurableAction`] for an entry. `known` and `owner` are numbers of [`Known`] and [`Owner`].
#[wasm_bindgen(js_name = durableAction)]
pub fn durable_action(known: u32, differs: bool, owner: u32, has_ended: bool, is_shared: bool) -> u32 {
    let (Some(known), Some(owner)) = (Known::from_number(known), Owner::from_number(owner)) else {
        return DurableAction::Ignore as u32;
    };
    DurableEntry { known, differs, owner, has_ended, is_shared }.action() as u32
}

/// The number of the [`Fence`] for a [`Look`] at an entry, that is, a read of it.
#[wasm_bindgen(js_name = durableFence)]
pub fn durable_fence(owner: u32, took: f64, has_lock: bool, was_answered: bool, looks: u32) -> u32 {
    Owner::from_number(owner)
        .map_or(Fence::LookAgain, |owner| Look { owner, took, has_lock, was_answered, looks }.fence())
        as u32
}

/// The number of the [`Release`] for a task stored by a version. `defined` is NaN for a kind that is not defined.
#[wasm_bindgen(js_name = durableRelease)]
pub fn durable_release(
    defined: f64,
    stored: f64,
    can_migrate: bool,
    is_readable: bool,
    has_other_steps: bool,
    lacks_items: bool,
) -> u32 {
    let form = match (lacks_items, has_other_steps) {
        (true, _) => Form::NoItems,
        (false, true) => Form::OtherSteps,
        (false, false) => Form::Fits,
    };
    Release::of((!defined.is_nan()).then_some(defined), stored, can_migrate, is_readable, form) as u32
}

/// The number of the `StepAction` for a call of a step.
#[wasm_bindgen(js_name = durableStep)]
pub fn durable_step(run_is_over: bool, has_result: bool, is_under_way: bool, is_inside_itself: bool) -> u32 {
    StepFacts { run_is_over, has_result, is_under_way, is_inside_itself }.action() as u32
}

/// For how many milliseconds an owner has been silent.
#[wasm_bindgen(js_name = durableSilence)]
pub fn durable_silence(silence: f64, deferred: f64, gap: f64) -> f64 {
    durable::silence_after(silence, deferred, gap)
}

/// How many milliseconds of a gap count only at the next check.
#[wasm_bindgen(js_name = durableDeferred)]
pub fn durable_deferred(gap: f64) -> f64 {
    durable::deferred(gap)
}
