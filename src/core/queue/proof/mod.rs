//! The queue held against a plain model of it: after any inputs both must say the same.
//!
//! [`model`] is written for reading, slow and without a single structure of the real queue; [`pair`] feeds both and
//! compares; [`random`] draws inputs, [`worlds`] tries all of them in small worlds. The numbers are set by
//! `make fuzz-queue`.

mod inputs;
mod model;
mod pair;
mod random;
mod worlds;
