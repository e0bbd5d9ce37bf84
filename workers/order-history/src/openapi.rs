//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::list::list_orders,
    crate::standing::get_standing,
    crate::watch::watch_orders,
    crate::audit::export_audit,
    crate::list::get_order,
    crate::executions::list_executions,
    crate::executions::last_trade,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
