//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::bindings::read::list_bindings,
    crate::bindings::read::get_binding,
    crate::bindings::write::create_binding,
    crate::bindings::write::update_binding,
    crate::bindings::write::delete_binding,
    crate::proposals::read::list_alert_orders,
    crate::proposals::read::get_alert_order,
    crate::proposals::decide::approve_alert_order,
    crate::proposals::decide::reject_alert_order,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
