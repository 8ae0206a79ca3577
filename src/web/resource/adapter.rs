//! Adapters: from an object of the API to the object a console works with.

use std::rc::Rc;

use js_sys::{Array, Date, Function, Object};
use wasm_bindgen::prelude::*;

use crate::resources::{Adapted, Field, Resource, Source, adapt_field};
use crate::web::shared::object::{ReadFailure, assemble, js_path, pick};

/// How an object is adapted.
#[derive(Clone)]
pub(crate) enum Adapter {
    /// As the description of its kind says.
    Described(Rc<DescribedAdapter>),
    /// By a caller's function.
    Function(Function),
    /// Not at all.
    AsFound,
}

impl Adapter {
    /// The adapted object, or the error of the adapter.
    pub(crate) fn adapt(&self, object: &JsValue) -> Result<JsValue, JsValue> {
        match self {
            Self::Described(adapter) => adapter.adapt(object),
            Self::Function(adapt) => adapt.call1(&JsValue::UNDEFINED, object),
            Self::AsFound => Ok(object.clone()),
        }
    }
}

/// The fields of a resource, with their names and paths as JavaScript values that are created once.
pub(crate) struct DescribedAdapter {
    fields: Vec<&'static Field>,
    names: Array,
    paths: Array,
    empty: JsValue,
}

impl DescribedAdapter {
    /// The adapter of a described resource.
    pub(crate) fn new(resource: &Resource) -> Self {
        let fields: Vec<_> = resource.adapted_fields().collect();
        let (names, paths) = (Array::new(), Array::new());
        for field in &fields {
            names.push(&js_name(field));
            for keys in field.from.paths() {
                paths.push(&js_path(keys));
            }
        }
        Self { names, paths, empty: JsValue::from_str(""), fields }
    }

    fn adapt(&self, object: &JsValue) -> Result<JsValue, JsValue> {
        let values = pick(object, &self.paths).map_err(ReadFailure::into_adapter_error)?;
        let mut rest = values.as_slice();
        let mut adapted = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let (own, others) = rest.split_at_checked(field.from.paths().len()).unwrap_or((rest, &[]));
            rest = others;
            adapted.push(self.value(&field.from, own, object)?);
        }
        Ok(assemble(&self.names, adapted))
    }

    fn value(&self, from: &Source, values: &[JsValue], object: &JsValue) -> Result<JsValue, JsValue> {
        let at = |path: usize| values.get(path).cloned().unwrap_or(JsValue::UNDEFINED);
        match adapt_field(from, values) {
            Ok(Adapted::Absent) => Ok(JsValue::UNDEFINED),
            Ok(Adapted::Empty) => Ok(self.empty.clone()),
            Ok(Adapted::EmptyObject) => Ok(Object::new().into()),
            Ok(Adapted::AsFound(path)) => Ok(at(path)),
            Ok(Adapted::Date(millis)) => Ok(Date::new(&millis.into()).into()),
            Ok(Adapted::Flag(flag)) => Ok(flag.into()),
            Ok(Adapted::Word(word)) => Ok(word.into()),
            Err(misfit) => {
                Err(ReadFailure::of_misfit(object, from, misfit, &at(misfit.path)).into_adapter_error())
            }
        }
    }
}

/// A field's name; `assemble` hides the ones that begin with `#`.
fn js_name(field: &Field) -> JsValue {
    match field.from {
        Source::Secret(_) => ["#", field.name].concat().into(),
        _ => field.name.into(),
    }
}
