//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::list::list_orders,
    crate::place::place_order,
    crate::place::preview_order,
    crate::watch::watch_orders,
    crate::audit::export_audit,
    crate::kill_switch::set_kill_switch,
    crate::list::get_order,
    crate::place::edit_order,
    crate::cancel::cancel_order,
    crate::positions::list_positions,
    crate::positions::close_position,
    crate::positions::reverse_position,
    crate::positions::protect_position,
    crate::positions::adopt_position,
    crate::executions::list_executions,
    crate::executions::last_trade,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
