//! Resources for a console: the adapted object, the verdict, the wait until it is ready.
//!
//! One mechanism serves all: a `Definition` says how a kind is judged and adapted. The package's own are
//! built from the descriptions in `crate::resources`, those of callers by `defineResource`. Decisions are made in
//! `core::status`, never here.

mod adapter;
pub mod built_in;
mod collection;
mod conditions;
pub mod defined;
mod definition;
mod judge;
mod reader;
mod rules;
pub mod verdicts;
pub mod waiter;

use definition::Definition;

#[cfg(test)]
mod tests;
