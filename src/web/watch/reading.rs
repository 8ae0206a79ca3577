//! Awaits what a wait reads.
//!
//! A read that is no longer wanted, because its wait has ended or has given it up, is not awaited any more: a promise
//! that never settles holds nothing of ours. What came goes through the glue, which guards the way back into the wait.

use futures::future::{AbortHandle, Abortable};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::channel::{Channel, read_answered, read_rejected, start_read};

/// A read under way; it is not awaited any more once this is dropped.
pub(super) struct Reading(AbortHandle);

impl Reading {
    /// Reads for a wait. `ticket` says later which of its reads was answered.
    pub(super) fn begin(channel: &Channel, ticket: u32) -> Self {
        let (handle, registration) = AbortHandle::new_pair();
        let answer = Abortable::new(JsFuture::from(start_read(channel)), registration);
        let channel = channel.clone();
        spawn_local(async move {
            match answer.await {
                Ok(Ok(answer)) => read_answered(&channel, ticket, &answer),
                Ok(Err(error)) => read_rejected(&channel, ticket, &error),
                Err(_given_up) => {}
            }
        });
        Self(handle)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}
