//! A pause by the one timer.

use wasm_bindgen::prelude::*;

use crate::web::shared::timer::{self, Notify, OwnerId, TimerHost};

/// A pause that is under way. Freeing it ends it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Delay {
    owner: OwnerId,
}

#[wasm_bindgen]
impl Delay {
    /// Calls `host.fire()` after so many milliseconds.
    #[wasm_bindgen(constructor)]
    pub fn new(milliseconds: f64, host: TimerHost) -> Self {
        let owner = timer::register();
        let now = timer::moment(js_sys::Date::now());
        timer::schedule(owner, now + milliseconds.max(0.0), Notify::Host(host));
        Self { owner }
    }
}

impl Drop for Delay {
    fn drop(&mut self) {
        timer::unregister(self.owner);
    }
}
