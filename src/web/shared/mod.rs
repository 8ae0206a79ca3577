//! What every room of the JavaScript half uses: errors, and reading a caller's objects.

pub(crate) mod error;
pub(crate) mod object;
