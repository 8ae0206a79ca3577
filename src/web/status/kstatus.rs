//! The deciding half of `computeStatus`, as JavaScript calls it: numbers in, numbers out.
//!
//! `pkg/src/status/compute-status.ts` picks the few fields that the rule of an object's kind needs, leaves them here as numbers
//! and makes what is returned; one call of integers a report. The words and sentences of the rules go over
//! once.

use wasm_bindgen::prelude::*;

use crate::core::status::kstatus::{Facts, Outcome, RULES, Report, STANDARD_CONDITIONS, Word, report};

/// Judges what stands in its room.
#[wasm_bindgen]
#[derive(Default)]
pub struct StatusCore {
    room: Vec<f64>,
}

#[wasm_bindgen]
impl StatusCore {
    /// With no room yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The rules, the words, the outcomes and the standard conditions, with an empty line between.
    pub fn tables(&self) -> String {
        let rules = RULES.map(|rule| rule.reads).join("\n");
        [&rules, "\n\n", Word::TEXT, "\n\n", Outcome::TEXT, "\n", STANDARD_CONDITIONS].concat()
    }

    /// The memory in which the room is.
    pub fn memory(&self) -> JsValue {
        wasm_bindgen::memory()
    }

    /// Where to leave so many numbers. It holds until more room is asked for.
    pub fn room(&mut self, numbers: usize) -> *const f64 {
        if self.room.len() < numbers {
            self.room.resize(numbers, 0.0);
        }
        self.room.as_ptr()
    }

    /// Judges so many numbers. Four are left in their place: the outcome, the two numbers of its message, and the
    /// place of the condition it passes on, -1 for none.
    pub fn judge(&mut self, numbers: usize) {
        let picked = self.room.get(..numbers).unwrap_or_default();
        let Report { outcome, numbers: [one, other], condition } = match (Facts::read(picked), picked.first())
        {
            (Some(facts), _) => report(&facts),
            (None, Some(0.0)) => Outcome::Absent.into(),
            (None, _) => Outcome::NoObject.into(),
        };
        let place = condition.map_or(-1.0, |place| place as f64);
        let answer = [f64::from(outcome as u8), one, other, place];
        self.room.iter_mut().zip(answer).for_each(|(number, answer)| *number = answer);
    }
}
