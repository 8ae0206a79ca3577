//! Safe reading of objects that are not ours.
//!
//! A getter may throw, a proxy may lie, any value may be of any type. Each read goes through the guarded
//! functions of `src/web/shared/object.js` and comes back as a value or as a [`Misread`]; nothing here traps, and
//! no JavaScript is called with anything borrowed.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::error::error;
use crate::core::status::Generation;
use crate::resources::{Readable, path_text};

#[wasm_bindgen(module = "/src/web/shared/object.js")]
extern "C" {
    /// Where reading went wrong: a plain object of the glue's own, whose fields cannot throw.
    pub(crate) type Misread;

    #[wasm_bindgen(method, structural, getter)]
    fn path(this: &Misread) -> Vec<String>;
    #[wasm_bindgen(method, structural, getter)]
    fn expected(this: &Misread) -> Option<String>;
    #[wasm_bindgen(method, structural, getter)]
    fn found(this: &Misread) -> Option<String>;
    #[wasm_bindgen(method, structural, getter)]
    fn cause(this: &Misread) -> JsValue;

    /// The values at each of `paths` (lists of keys), in their order.
    #[wasm_bindgen(catch)]
    pub(crate) fn pick(object: &JsValue, paths: &Array) -> Result<Vec<JsValue>, Misread>;

    /// The keys that a path comes by in an object, indices where it goes through lists.
    pub(crate) fn locate(object: &JsValue, path: &JsValue) -> Vec<String>;

    /// Type and status of every condition of a status; see the glue for the order and for `kept`.
    #[wasm_bindgen(catch, js_name = pickConditions)]
    pub(crate) fn pick_conditions(status: &JsValue, words: &Array, kept: &Array)
    -> Result<Vec<i32>, Misread>;

    /// A status without its conditions, the fields of `computed` laid over it.
    #[wasm_bindgen(catch, js_name = withRest)]
    pub(crate) fn with_rest(computed: &JsValue, status: &JsValue) -> Result<JsValue, Misread>;

    /// The conditions of a status as they are.
    #[wasm_bindgen(catch, js_name = conditionsOf)]
    pub(crate) fn conditions_of(status: &JsValue) -> Result<JsValue, Misread>;

    /// An object of these keys and values.
    pub(crate) fn assemble(keys: &Array, values: Vec<JsValue>) -> JsValue;

    #[wasm_bindgen(catch, js_name = copyFields)]
    fn copy_fields(source: &JsValue, fields: &Array) -> Result<JsValue, Misread>;
    #[wasm_bindgen(catch, js_name = copyList)]
    fn copy_list(value: &JsValue) -> Result<Option<Vec<JsValue>>, Misread>;
    fn describe(value: &JsValue, shown: u8) -> String;
    #[wasm_bindgen(js_name = isRecord)]
    fn is_record(value: &JsValue) -> bool;
}

impl Misread {
    /// The error for an object that came from the API.
    pub(crate) fn into_adapter_error(self) -> JsValue {
        let path = readable(&self.path());
        match self.expected() {
            Some(expected) => adapter_error(&path, &expected, &self.found().unwrap_or_default()),
            None => {
                let what = named(&path);
                adapter_error_with(&path, &[&what, " could not be read"], "", "", &self.cause())
            }
        }
    }

    fn into_type_error(self, what: &str) -> JsValue {
        let message = ["Expected `", what, "` to be readable, but reading it threw"].concat();
        error("TypeError", &message, &JsValue::UNDEFINED, &self.cause())
    }
}

/// An object from the API is not what an adapter can read. Of what was found only the kind is said: it
/// may be a secret.
pub(crate) fn adapter_error(path: &str, expected: &str, found: &str) -> JsValue {
    let what = named(path);
    let message = [&what, ": expected ", expected, ", found ", found];
    adapter_error_with(path, &message, expected, found, &JsValue::UNDEFINED)
}

fn adapter_error_with(path: &str, message: &[&str], expected: &str, found: &str, cause: &JsValue) -> JsValue {
    let said = |text: &str| {
        if text.is_empty() { JsValue::UNDEFINED } else { text.into() }
    };
    let keys = js_texts(&["path", "expected", "found"]);
    let fields = assemble(&keys, vec![path.into(), said(expected), said(found)]);
    error("AdapterError", &message.concat(), &fields, cause)
}

/// A list of texts for the glue. Never inlined: each list made in its place would be a loop of its own.
#[inline(never)]
pub(crate) fn js_texts(texts: &[&str]) -> Array {
    let list = Array::new();
    for text in texts {
        list.push(&JsValue::from_str(text));
    }
    list
}

/// These values as strings; nothing if one of them is none.
#[inline(never)]
pub(crate) fn strings(values: &[JsValue]) -> Option<Vec<String>> {
    let mut texts = Vec::with_capacity(values.len());
    for value in values {
        texts.push(value.as_string()?);
    }
    Some(texts)
}

fn readable(path: &[String]) -> String {
    path_text(path)
}

fn named(path: &str) -> String {
    if path.is_empty() { "the object".to_owned() } else { path.to_owned() }
}

/// An argument or option is not what it must be.
pub(crate) fn type_error(what: &str, expected: &str, given: &JsValue) -> JsValue {
    let given = found(given, Shown::All);
    let message = ["Expected `", what, "` to be ", expected, ", got ", &given].concat();
    error("TypeError", &message, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// How much of a value an error's message may say.
#[derive(Clone, Copy)]
pub(crate) enum Shown {
    /// Its type.
    Type = 0,
    /// A number too, but not what a string says: it may be a secret.
    Number = 1,
    /// What a string says too.
    All = 2,
}

/// What a value is, for an error's message.
pub(crate) fn found(value: &JsValue, shown: Shown) -> String {
    describe(value, shown as u8)
}

/// The options or definition of a caller: a plain copy, made once, whose reads run no code of theirs.
pub(crate) struct Fields {
    copy: JsValue,
}

impl Fields {
    /// Copies `names` of an object. `whole` is what messages call it.
    pub(crate) fn of(source: &JsValue, whole: &str, names: &[&str]) -> Result<Self, JsValue> {
        if !is_record(source) {
            return Err(type_error(whole, "an object", source));
        }
        let copy = copy_fields(source, &js_texts(names)).map_err(|misread| {
            let what = readable(&misread.path());
            misread.into_type_error(&what)
        })?;
        Ok(Self { copy })
    }

    /// The same where leaving it out means that no option is given.
    pub(crate) fn of_options(source: &JsValue, names: &[&str]) -> Result<Self, JsValue> {
        if source.is_null() || source.is_undefined() {
            Self::of(&js_sys::Object::new(), "options", &[])
        } else {
            Self::of(source, "options", names)
        }
    }

    /// The copy itself.
    pub(crate) fn into_object(self) -> JsValue {
        self.copy
    }

    /// A field as it was given; `undefined` where it was not.
    pub(crate) fn value(&self, name: &str) -> JsValue {
        // Cannot fail: the copy is a plain object of ours.
        js_sys::Reflect::get(&self.copy, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    /// Adds or replaces a field.
    pub(crate) fn set(&self, name: &str, value: &JsValue) {
        // Cannot fail: the copy is a plain object of ours.
        let _ = js_sys::Reflect::set(&self.copy, &name.into(), value);
    }

    /// A function, if there is one.
    pub(crate) fn function(&self, name: &str) -> Result<Option<js_sys::Function>, JsValue> {
        let value = self.value(name);
        if value.is_undefined() {
            return Ok(None);
        }
        value.dyn_into().map(Some).map_err(|given| type_error(name, "a function", &given))
    }

    /// A list of strings, if there is one.
    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, JsValue> {
        let value = self.value(name);
        if value.is_undefined() {
            return Ok(None);
        }
        let list = copy_list(&value).map_err(|misread| misread.into_type_error(name))?;
        match list.and_then(|list| strings(&list)) {
            Some(texts) => Ok(Some(texts)),
            None => Err(type_error(name, "a list of strings", &value)),
        }
    }

    /// Replaces those of `names` that are lists by copies.
    pub(crate) fn copy_lists(&self, names: &[&str]) -> Result<(), JsValue> {
        for name in names {
            let copy = copy_list(&self.value(name)).map_err(|misread| misread.into_type_error(name))?;
            if let Some(copy) = copy {
                let list = Array::new();
                for value in &copy {
                    list.push(value);
                }
                self.set(name, &list);
            }
        }
        Ok(())
    }

    /// Milliseconds from 0, `Infinity` among them, if there are any.
    pub(crate) fn millis(&self, name: &str) -> Result<Option<f64>, JsValue> {
        let value = self.value(name);
        if value.is_undefined() {
            return Ok(None);
        }
        match value.as_f64() {
            Some(millis) if millis >= 0.0 => Ok(Some(millis)),
            _ => Err(type_error(name, "a number of milliseconds from 0", &value)),
        }
    }

    /// A generation, if there is one.
    pub(crate) fn generation(&self, name: &str) -> Result<Option<Generation>, JsValue> {
        let value = self.value(name);
        if value.is_undefined() {
            return Ok(None);
        }
        let expected = "a whole number, as a number, a string or a BigInt";
        generation(&value).map(Some).ok_or_else(|| type_error(name, expected, &value))
    }
}

/// A string that is not empty, as it was given.
pub(crate) fn non_empty_text(value: &JsValue, what: &str) -> Result<(), JsValue> {
    match value.as_string() {
        Some(text) if !text.is_empty() => Ok(()),
        _ => Err(type_error(what, "a string that is not empty", value)),
    }
}

/// Reads a generation, however it is written; nothing where it is none.
pub(crate) fn generation(value: &JsValue) -> Option<Generation> {
    if let Some(number) = value.as_f64() {
        Generation::from_number(number)
    } else if let Some(text) = value.as_string() {
        Generation::from_text(&text)
    } else if value.is_bigint() {
        let digits = value.unchecked_ref::<js_sys::BigInt>().to_string(10).ok()?;
        Generation::from_text(&String::from(digits))
    } else {
        None
    }
}

impl Readable for JsValue {
    fn is_absent(&self) -> bool {
        self.is_undefined() || self.is_null()
    }

    fn is_text(&self) -> bool {
        self.is_string()
    }

    fn is_blank(&self) -> bool {
        self.is_falsy()
    }

    fn is_record(&self) -> bool {
        is_record(self)
    }

    fn is_list(&self) -> bool {
        self.is_object() && !is_record(self)
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }
}
