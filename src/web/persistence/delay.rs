//! A pause, served by the one timer.

use wasm_bindgen::prelude::*;

use crate::web::shared::timer::{self, Notify, OwnerId, TimerHost};

/// A pending pause. Freeing it cancels it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Delay {
    owner: OwnerId,
}

/// Calls `host.fire()` after this many milliseconds.
#[wasm_bindgen(js_name = startDelay)]
pub fn start_delay(milliseconds: f64, host: TimerHost) -> Delay {
    let owner = timer::register();
    let now = timer::moment(js_sys::Date::now());
    timer::schedule(owner, now + milliseconds.max(0.0), Notify::Host(host));
    Delay { owner }
}

impl Drop for Delay {
    fn drop(&mut self) {
        timer::unregister(self.owner);
    }
}
