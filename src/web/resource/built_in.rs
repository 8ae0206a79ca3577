//! The package's own resources, each by three functions: adapt, judge, wait.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::Definition;
use super::waiter::start_ready;
use crate::resources::{DNS_ZONE, PROJECT};
use crate::web::watch::Settle;

/// Exports a described resource. The definition is made once per instance, at its first use.
macro_rules! export_resource {
    (
        $resource:ident, $definition:ident, scope: $scope:literal,
        $to:ident as $js_to:ident, $verdict_of:ident as $js_verdict_of:ident,
        $start:ident as $js_start:ident
    ) => {
        thread_local! {
            static $resource: Rc<Definition> = Rc::new(Definition::described(&$definition));
        }

        #[doc = concat!("Adapts a `", stringify!($definition), "`; throws an `AdapterError`.")]
        #[wasm_bindgen(js_name = $js_to, skip_typescript)]
        pub fn $to(object: &JsValue) -> Result<JsValue, JsValue> {
            $resource.with(Rc::clone).adapter.adapt(object)
        }

        #[doc = concat!("The verdict on a `", stringify!($definition), "`.")]
        #[wasm_bindgen(js_name = $js_verdict_of, skip_typescript)]
        pub fn $verdict_of(object: &JsValue) -> Result<JsValue, JsValue> {
            let (version, verdict) = $resource.with(Rc::clone).criteria.judge(object, None)?;
            Ok(version.tell(&verdict))
        }

        #[doc = concat!("Starts the wait until a `", stringify!($definition), "` is ready.")]
        #[wasm_bindgen(js_name = $js_start, skip_typescript)]
        pub fn $start(scope_id: &JsValue, name: &JsValue, options: &JsValue, settle: Settle) {
            start_ready($resource.with(Rc::clone), $scope, scope_id, name, options, settle);
        }
    };
}

export_resource! {
    PROJECTS, PROJECT, scope: "orgId",
    to_project as toProject, verdict_of_project as verdictOfProject,
    start_project_ready as startProjectReady
}

export_resource! {
    DNS_ZONES, DNS_ZONE, scope: "projectId",
    to_dns_zone as toDnsZone, verdict_of_dns_zone as verdictOfDnsZone,
    start_dns_zone_ready as startDnsZoneReady
}
