//! `computeStatus`: the deciding half, numbers in and numbers out.
//!
//! `pkg/src/status/compute-status.ts` reads the few fields that the rule of an object's kind needs, leaves them in the
//! buffer as numbers, and creates the result; each report takes one call with integers. The layout of the buffer and the
//! texts of the rules are part of the protocol.

use wasm_bindgen::prelude::*;

use crate::core::numbered::Numbered;
use crate::core::status::kstatus::{Facts, NoFacts, Outcome, Report, report};

/// Reports on the object in its buffer.
#[wasm_bindgen]
#[derive(Default)]
pub struct StatusCore {
    buffer: Vec<f64>,
}

#[wasm_bindgen]
impl StatusCore {
    /// With an empty buffer.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The memory that the buffer is in.
    pub fn memory(&self) -> JsValue {
        wasm_bindgen::memory()
    }

    /// The address of a buffer for this many numbers, valid until a longer one is requested.
    pub fn buffer(&mut self, length: usize) -> *const f64 {
        if self.buffer.len() < length {
            self.buffer.resize(length, 0.0);
        }
        self.buffer.as_ptr()
    }

    /// Reports on the object described by these first numbers, and replaces them with a `KstatusResult`.
    pub fn judge(&mut self, length: usize) {
        let picked = self.buffer.get(..length).unwrap_or_default();
        let Report { outcome, numbers: [first, second], condition } = match Facts::read(picked) {
            Some(facts) => report(&facts),
            None => match picked.first().and_then(|number| NoFacts::from_number(*number as u32)) {
                Some(NoFacts::Absent) => Outcome::Absent.into(),
                Some(NoFacts::NotAnObject) | None => Outcome::NoObject.into(),
            },
        };
        let condition = condition.map_or(-1.0, |index| index as f64);
        // In the order of `KstatusResult`.
        let result = [f64::from(outcome as u8), first, second, condition];
        self.buffer.iter_mut().zip(result).for_each(|(number, result)| *number = result);
    }
}
