//! A kind of object: where it lives, how it is judged, and how it is adapted.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::adapter::{Adapter, DescribedAdapter};
use super::defined::DefinitionFields;
use super::rules::ReadinessRules;
use crate::resources::{NAME, Namespace, ORGANIZATION_NAMESPACE, Resource, Scope};
use crate::web::shared::object::js_path;

/// One kind of object.
pub(crate) struct Definition {
    /// Group, version and plural.
    pub(crate) resource_type: JsValue,
    /// The control plane in which it lives.
    pub(crate) scope: Scope,
    /// A string, `null` for none, `undefined` to leave it to the source.
    namespace: JsValue,
    /// Whether the namespace is that and the id of the scope.
    is_namespace_of_scope: bool,
    /// The path to the name that waiters are given, unless that is the object's own name.
    pub(crate) known_by: Option<Array>,
    /// How it is adapted.
    pub(crate) adapter: Adapter,
    /// How it is judged.
    pub(crate) rules: Rc<ReadinessRules>,
}

impl Definition {
    /// A kind that the package describes.
    pub(crate) fn described(resource: &Resource) -> Self {
        Self {
            resource_type: resource.resource_type.into(),
            scope: resource.scope,
            namespace: match resource.namespace {
                Namespace::None => JsValue::NULL,
                Namespace::Named(namespace) => namespace.into(),
                Namespace::OfOrganization => ORGANIZATION_NAMESPACE.into(),
            },
            is_namespace_of_scope: resource.namespace == Namespace::OfOrganization,
            known_by: if resource.known_by == NAME { None } else { Some(js_path(resource.known_by)) },
            adapter: Adapter::Described(Rc::new(DescribedAdapter::new(resource))),
            rules: Rc::new(ReadinessRules::described(resource)),
        }
    }

    /// A kind that a caller defines.
    pub(crate) fn defined(fields: &DefinitionFields) -> Result<Self, JsValue> {
        Ok(Self {
            resource_type: fields.resource_type(),
            // Its rule allows no other name.
            scope: Scope::named(&fields.scope()).unwrap_or(Scope::Cluster),
            namespace: fields.namespace(),
            is_namespace_of_scope: false,
            known_by: None,
            adapter: Adapter::Function(fields.adapt()),
            rules: Rc::new(ReadinessRules::defined(fields)?),
        })
    }

    /// The namespace of the objects in this scope.
    pub(crate) fn namespace(&self, scope_id: &JsValue) -> JsValue {
        if self.is_namespace_of_scope {
            Array::of2(&self.namespace, scope_id).join("").into()
        } else {
            self.namespace.clone()
        }
    }
}
