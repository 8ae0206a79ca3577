//! What a kind of object is judged by and how it is adapted.

use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::adapter::{Adapter, DescribedAdapter, path};
use super::criteria::Criteria;
use crate::resources::{NAME, Namespace, ORGANIZATION_NAMESPACE, Resource, Scope};
use crate::web::shared::object::{Fields, non_empty_text, type_error};

/// One kind of object.
pub(crate) struct Definition {
    /// Group, version and plural.
    pub(crate) resource_type: JsValue,
    /// Whose control plane it lives in.
    pub(crate) scope: Scope,
    /// A string, `null` for none, `undefined` to leave it to the source.
    namespace: JsValue,
    /// The namespace is that and the id of the scope.
    is_namespace_of_scope: bool,
    /// Where in the object the name is that it is asked for by, unless it is its own.
    pub(crate) known_by: Option<Array>,
    /// How it is adapted.
    pub(crate) adapter: Adapter,
    /// What it is judged by.
    pub(crate) criteria: Rc<Criteria>,
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
            known_by: if resource.known_by == NAME { None } else { Some(path(resource.known_by)) },
            adapter: Adapter::Described(Rc::new(DescribedAdapter::new(resource))),
            criteria: Rc::new(Criteria::described(resource)),
        }
    }

    /// A kind that a caller defines; a `TypeError` names the field that is wrong.
    pub(crate) fn defined(fields: &Fields) -> Result<Self, JsValue> {
        let resource_type = fields.value("resourceType");
        non_empty_text(&resource_type, "resourceType")?;
        let namespace = fields.value("namespace");
        if !(namespace.is_undefined() || namespace.is_null()) {
            non_empty_text(&namespace, "namespace")?;
        }
        let Some(adapt) = fields.function("adapt")? else {
            return Err(type_error("adapt", "a function", &JsValue::UNDEFINED));
        };
        Ok(Self {
            resource_type,
            scope: scope(fields)?,
            namespace,
            is_namespace_of_scope: false,
            known_by: None,
            adapter: Adapter::Function(adapt),
            criteria: Rc::new(Criteria::defined(fields)?),
        })
    }
}

impl Definition {
    /// The namespace of what is in this scope.
    pub(crate) fn namespace(&self, scope_id: &JsValue) -> JsValue {
        if self.is_namespace_of_scope {
            Array::of2(&self.namespace, scope_id).join("").into()
        } else {
            self.namespace.clone()
        }
    }
}

fn scope(fields: &Fields) -> Result<Scope, JsValue> {
    let scope = fields.value("scope");
    let expected = "'organization', 'project', 'user' or 'cluster'";
    let named = scope.as_string().and_then(|name| Scope::named(&name));
    named.ok_or_else(|| type_error("scope", expected, &scope))
}
