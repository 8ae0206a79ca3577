//! The queue held against a plain model of it: after any inputs both must say the same.
//!
//! [`model`] is written for reading, slow and without a single structure of the real queue; [`task`] is one task of
//! it, [`next`] what it says comes next. [`pair`] feeds both, [`comparing`] compares. [`random`] draws inputs, [`worlds`]
//! tries all of them in small worlds. The numbers are set by `make fuzz-queue`.

mod comparing;
mod inputs;
mod model;
mod next;
mod pair;
mod random;
mod task;
mod worlds;
