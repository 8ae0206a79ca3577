//! Drives the pool of `core::kubernetes`: passes inputs and the time to it, and its actions to the other half.
//!
//! Requests, objects and subscribers stay in `pkg/src/kubernetes`; ids and small numbers cross between the two.

use std::cell::{RefCell, RefMut};

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use crate::core::kubernetes::{Action, ConnectionInput, Input, Pool, Refusal, Sharing, limits};
use crate::core::numbered::Numbered;
use crate::web::shared::timer::{self, Fired, Notify};

#[wasm_bindgen(typescript_custom_section)]
const HOSTS: &str = r#"
/** A collection that is watched, as its connection knows it. */
export interface CollectionHost {
      /** Executes an action of the connection, a `ConnectionAction` and its number. Never throws. */
  handleAction(kind: number, number: number): void;
}

/** A read under way. */
export interface ReadHost {
  /** A page did not come in time: gives the read up. Never throws. */
  expire(): void;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// A collection that is watched.
    #[derive(Clone)]
    #[wasm_bindgen(typescript_type = "CollectionHost")]
    pub type CollectionHost;

    #[wasm_bindgen(method, js_name = handleAction)]
    fn handle_action(this: &CollectionHost, kind: u32, number: u32);

    /// A read under way.
    #[derive(Clone)]
    #[wasm_bindgen(typescript_type = "ReadHost")]
    pub type ReadHost;

    #[wasm_bindgen(method)]
    fn expire(this: &ReadHost);
}

struct Connections {
    pool: Pool,
    /// By the ids of their connections.
    collections: Hosts<CollectionHost>,
    /// By their ids.
    reads: Hosts<ReadHost>,
    /// The deadline that the timer knows of; infinite: none.
    scheduled: f64,
}

/// Objects of the other half, each under the id that the pool gave it.
struct Hosts<T>(Vec<Option<T>>);

impl<T: Clone> Hosts<T> {
    #[inline(never)]
    fn put(&mut self, id: u32, host: T) {
        let index = id as usize;
        if self.0.len() <= index {
            self.0.resize(index + 1, None);
        }
        if let Some(entry) = self.0.get_mut(index) {
            *entry = Some(host);
        }
    }

    fn get(&self, id: u32) -> Option<T> {
        self.0.get(id as usize).cloned().flatten()
    }

    fn take(&mut self, id: u32) -> Option<T> {
        self.0.get_mut(id as usize).and_then(Option::take)
    }
}

thread_local! {
    static CONNECTIONS: &'static RefCell<Connections> = {
        timer::on_wake(woken);
        Box::leak(Box::new(RefCell::new(Connections {
            pool: Pool::new(Math::random().to_bits()),
            collections: Hosts(Vec::new()),
            reads: Hosts(Vec::new()),
            scheduled: f64::INFINITY,
        })))
    };
}

/// How `pkg/src/kubernetes` calls the pool.
#[wasm_bindgen]
pub struct KubernetesDriver {}

#[wasm_bindgen]
impl KubernetesDriver {
    /// Opens a connection for `collection`; returns its id. Actions may be handed to it before this returns. `with_tabs`:
    /// each stream has to be granted by the other tabs.
    pub fn open(collection: CollectionHost, origin: &str, max_streams: Option<f64>, with_tabs: bool) -> u32 {
        let now = now();
        let sharing = Sharing { max_streams: limits::max_streams(max_streams), with_tabs };
        let id = with(|it| {
            let id = it.pool.open(now, origin, sharing);
            it.collections.put(id, collection);
            id
        });
        perform_actions();
        id
    }

    /// What happened to a connection: `kind` is a `ConnectionInput`.
    #[wasm_bindgen(js_name = handleInput)]
    pub fn handle_input(id: u32, kind: u32) {
        if let Some(kind) = ConnectionInput::from_number(kind) {
            handle(id, Input::new(kind));
        }
    }

    /// The server refused a request of a connection, with this `Status`.
    #[wasm_bindgen(js_name = handleRefusal)]
    pub fn handle_refusal(id: u32, code: u16, reason: &str, message: &str, retry_after: Option<f64>) {
        handle(id, Input::RequestRefused { refusal: Refusal::new(code, reason, message), retry_after });
    }

    /// The page was hidden away or frozen, or is back.
    #[wasm_bindgen(js_name = handlePage)]
    pub fn handle_page(is_there: bool) {
        let now = now();
        with(|it| if is_there { it.pool.resume(now) } else { it.pool.pause() });
        perform_actions();
    }

    /// A read begins with its first page; returns its id, which holds until `endRead` or `ReadHost.expire`.
    #[wasm_bindgen(js_name = beginRead)]
    pub fn begin_read(read: ReadHost) -> u32 {
        let now = now();
        let id = with(|it| {
            let id = it.pool.begin_read(now);
            it.reads.put(id, read);
            id
        });
        schedule();
        id
    }

    /// A read requests its next page.
    #[wasm_bindgen(js_name = renewRead)]
    pub fn renew_read(id: u32) {
        let now = now();
        with(|it| it.pool.renew_read(now, id));
        schedule();
    }

    /// A read has ended.
    #[wasm_bindgen(js_name = endRead)]
    pub fn end_read(id: u32) {
        with(|it| {
            it.pool.end_read(id);
            it.reads.take(id);
        });
        schedule();
    }
}

/// The page slept: see [`crate::web::shared::timer`].
fn woken(Fired { now, due, .. }: Fired) {
    with(|it| it.pool.handle_wakeup(now, due));
    perform_actions();
}

fn fired(Fired { now, .. }: Fired) {
    with(|it| {
        it.scheduled = f64::INFINITY;
        it.pool.handle_timeout(now);
    });
    loop {
        let expired = with(|it| it.pool.poll_expired_read(now).map(|id| it.reads.take(id)));
        let Some(read) = expired else { break };
        if let Some(read) = read {
            read.expire();
        }
    }
    perform_actions();
}

#[inline(never)]
fn handle(id: u32, input: Input) {
    let now = now();
    with(|it| it.pool.handle_input(now, id, input));
    perform_actions();
}

/// Never inlined, nor is what else each export needs: there are many.
#[inline(never)]
fn now() -> f64 {
    timer::moment(Date::now())
}

fn with<T>(change: impl FnOnce(&mut Connections) -> T) -> T {
    change(&mut connections())
}

/// Never inlined: making the state on first use is not each caller's affair.
#[inline(never)]
fn connections() -> RefMut<'static, Connections> {
    CONNECTIONS.with(|connections| connections.borrow_mut())
}

/// Hands out all pending actions, then schedules the next deadline.
fn perform_actions() {
    loop {
        let next = with(|it| {
            let (id, action) = it.pool.poll_action()?;
            let is_last = action == Action::Close;
            Some((if is_last { it.collections.take(id) } else { it.collections.get(id) }, action))
        });
        let Some((collection, action)) = next else { break };
        if let Some(collection) = collection {
            collection.handle_action(action.kind() as u32, action.number());
        }
    }
    schedule();
}

/// Notes the earliest deadline with the timer, or that there is none. One that has moved away stays noted until it comes
/// up.
fn schedule() {
    let (due, scheduled) = with(|it| {
        let due = it.pool.poll_deadline().unwrap_or(f64::INFINITY);
        if it.pool.is_empty() {
            it.collections = Hosts(Vec::new());
            it.reads = Hosts(Vec::new());
        }
        let scheduled = it.scheduled;
        if due.is_infinite() || due < scheduled {
            it.scheduled = due;
        }
        (due, scheduled)
    });
    if due.is_infinite() {
        if scheduled.is_finite() {
            timer::cancel(timer::CONNECTIONS);
        }
    } else if due < scheduled {
        timer::schedule(timer::CONNECTIONS, due, Notify::Function(fired));
    } else {
        timer::renew(timer::CONNECTIONS);
    }
}
