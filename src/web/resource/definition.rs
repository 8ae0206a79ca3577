//! What a kind of object is judged by and how it is adapted.

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::adapter::{Adapter, DescribedAdapter};
use super::version::{Lens, Version};
use crate::core::status::{Generation, PendingReasons, Readiness, Verdict, Verdicts};
use crate::resources::{Namespace, Resource, Scope};
use crate::web::object::{Fields, non_empty_text, type_error};

/// One kind of object.
pub(crate) struct Definition {
    /// Group, version and plural.
    pub(crate) resource_type: JsValue,
    /// Whose control plane it lives in.
    pub(crate) scope: Scope,
    /// A string, `null` for none, `undefined` to leave it to the source.
    pub(crate) namespace: JsValue,
    /// How it is adapted.
    pub(crate) adapter: Adapter,
    verdicts: Verdicts,
    lens: Lens,
    failed: Option<Function>,
}

impl Definition {
    /// A kind that the package describes.
    pub(crate) fn described(resource: &Resource) -> Self {
        let verdicts = resource.verdicts();
        Self {
            resource_type: resource.resource_type.into(),
            scope: resource.scope,
            namespace: match resource.namespace {
                Namespace::None => JsValue::NULL,
                Namespace::Named(namespace) => namespace.into(),
            },
            adapter: Adapter::Described(Rc::new(DescribedAdapter::new(resource))),
            lens: Lens::new(&verdicts),
            verdicts,
            failed: None,
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
        let pending_reasons = fields.texts("pendingReasons")?.unwrap_or_default();
        let verdicts = Verdicts {
            readiness: readiness(fields)?,
            pending_reasons: PendingReasons::with(pending_reasons),
        };
        Ok(Self {
            resource_type,
            scope: scope(fields)?,
            namespace,
            adapter: Adapter::Function(adapt),
            lens: Lens::new(&verdicts),
            verdicts,
            failed: fields.function("failed")?,
        })
    }

    /// Judges one version of an object. An error is what reading it or the caller's `failed` threw.
    pub(crate) fn judge(
        &self,
        object: &JsValue,
        min_generation: Option<Generation>,
    ) -> Result<(Version, Verdict), JsValue> {
        let version = self.lens.read(object)?;
        let verdict = self.verdicts.judge(&version.facts, min_generation, || match &self.failed {
            Some(failed) => Ok(failed.call1(&JsValue::UNDEFINED, object)?.is_truthy()),
            None => Ok::<_, JsValue>(false),
        })?;
        Ok((version, verdict))
    }
}

fn scope(fields: &Fields) -> Result<Scope, JsValue> {
    let scope = fields.value("scope");
    let expected = "'organization', 'project', 'user' or 'cluster'";
    let named = scope.as_string().and_then(|name| Scope::named(&name));
    named.ok_or_else(|| type_error("scope", expected, &scope))
}

fn readiness(fields: &Fields) -> Result<Readiness, JsValue> {
    let given = fields.value("ready");
    match fields.texts("ready") {
        Ok(Some(kinds)) if !kinds.is_empty() => Ok(Readiness::conditions(kinds)),
        // An empty list would make every object ready that has any status.
        _ => Err(type_error("ready", "a list of condition types", &given)),
    }
}
