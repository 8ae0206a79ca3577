//! Watching a plain Kubernetes API: when each collection is listed, watched, polled or left alone, and when a read
//! has taken too long.
//!
//! A [`Pool`] has one connection for each collection that has subscribers. The server's answers and the time go in,
//! the requests to make come out. It never sees an object, a name, a URL or a resource version: those stay with the
//! web half, which also tells a relisted object from a changed one.

mod action;
mod backoff;
mod connection;
mod connections;
mod input;
pub mod limits;
mod origins;
mod pool;
mod reads;
mod refusal;
mod stream;
mod streams;
mod transitions;

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

pub use action::{Action, ConnectionAction};
pub use connection::Sharing;
pub use input::{ConnectionInput, Content, Input};
pub use pool::Pool;
pub use refusal::Refusal;
