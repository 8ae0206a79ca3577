//! The collection that a wait observes: `core::watch::collection` decides, `members.js` has the objects.

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::adapter::Adapter;
use super::reader::JsVerdict;
use super::rules::Judgement;
use crate::core::numbered::Numbered;
use crate::core::status::State;
use crate::core::watch::{Collection, Conclusion};
use crate::web::shared::object::{assemble, js_texts};

#[wasm_bindgen(module = "/src/web/resource/members.js")]
extern "C" {
    type Members;
    /// An object and the verdict on it.
    type Member;

    #[wasm_bindgen(constructor)]
    fn new() -> Members;
    #[wasm_bindgen(method, catch)]
    fn put(this: &Members, object: &JsValue, state: u8, verdict: &JsVerdict) -> Result<i32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn remove(this: &Members, object: &JsValue) -> Result<i32, JsValue>;
    #[wasm_bindgen(method)]
    fn clear(this: &Members);
    #[wasm_bindgen(method)]
    fn objects(this: &Members) -> Array;
    #[wasm_bindgen(method)]
    fn deciding(this: &Members, state: u8) -> Option<Member>;

    #[wasm_bindgen(method, structural, getter)]
    fn object(this: &Member) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn verdict(this: &Member) -> JsVerdict;
}

/// The objects and verdicts that a wait has seen of its collection.
pub(super) struct ObservedCollection {
    at_least: usize,
    collection: RefCell<Collection>,
    members: Members,
}

impl ObservedCollection {
    /// Nothing is known yet.
    pub(super) fn new(at_least: usize) -> Self {
        let collection = RefCell::new(Collection::new(at_least, false, false));
        Self { at_least, collection, members: Members::new() }
    }

    /// The wait has this source.
    pub(super) fn begin(&self, is_readable: bool, is_consistent: bool) {
        self.collection.replace(Collection::new(self.at_least, is_readable, is_consistent));
    }

    /// As its host knows it.
    pub(super) fn members(&self) -> JsValue {
        self.members.clone()
    }

    /// An object was judged. The error is that of reading it.
    pub(super) fn put(&self, object: &JsValue, judgement: &Judgement) -> Result<(), JsValue> {
        let before = self.members.put(object, judgement.state as u8, &judgement.verdict)?;
        self.collection.borrow_mut().changed(state(before), Some(judgement.state));
        Ok(())
    }

    /// An object is gone. The error is that of reading it.
    pub(super) fn remove(&self, object: &JsValue) -> Result<(), JsValue> {
        let before = self.members.remove(object)?;
        self.collection.borrow_mut().changed(state(before), None);
        Ok(())
    }

    /// All objects of a read were offered, or it failed.
    pub(super) fn read_ended(&self, is_answer: bool) {
        let mut collection = self.collection.borrow_mut();
        if is_answer { collection.read() } else { collection.read_failed() }
    }

    /// The subscription ended.
    pub(super) fn gap(&self) {
        let is_told_anew = self.collection.borrow_mut().gap();
        if is_told_anew {
            self.members.clear();
        }
    }

    /// The state that follows from what is known.
    pub(super) fn conclusion(&self) -> Conclusion {
        self.collection.borrow().conclusion()
    }

    /// The verdict on the object that decides, if there is one.
    pub(super) fn deciding(&self, state: State) -> (State, Option<JsVerdict>, JsValue) {
        match self.members.deciding(state as u8) {
            Some(member) => (state, Some(member.verdict()), member.object()),
            None => (state, None, JsValue::UNDEFINED),
        }
    }

    /// The verdict if there are too few.
    pub(super) fn too_few(&self) -> JsVerdict {
        let count = self.collection.borrow().there_are() as f64;
        let awaited = self.at_least as f64;
        let message =
            Array::of4(&"Awaiting ".into(), &awaited.into(), &" objects, found ".into(), &count.into());
        let keys = js_texts(&["state", "reason", "message", "condition"]);
        let values =
            vec![State::Pending.name().into(), "".into(), message.join("").into(), JsValue::UNDEFINED];
        assemble(&keys, values).unchecked_into()
    }

    /// All objects, each adapted.
    pub(super) fn adapted(&self, adapter: &Adapter) -> Result<Array, JsValue> {
        let all = Array::new();
        for object in self.members.objects().iter() {
            all.push(&adapter.adapt(&object)?);
        }
        Ok(all)
    }
}

fn state(number: i32) -> Option<State> {
    State::from_number(u32::try_from(number).ok()?)
}
