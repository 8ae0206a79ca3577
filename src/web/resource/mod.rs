//! Resources for a console: the adapted object, the verdict, the wait until it is ready.
//!
//! One mechanism for all: a `Definition` holds what a kind is judged by and how it is adapted. Those of
//! the package are made from the descriptions in `crate::resources`, those of a caller by
//! `defineResource`. Nothing here decides; that is `core::status`.

mod adapter;
pub mod built_in;
mod conditions;
mod criteria;
pub mod defined;
mod definition;
mod judge;
pub mod verdicts;
mod version;
pub mod waiter;

use definition::Definition;

#[cfg(test)]
mod tests;
