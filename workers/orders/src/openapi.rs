//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::place::place_order,
    crate::place::preview_order,
    crate::kill_switch::set_kill_switch,
    crate::rebuild::rebuild_lists,
    crate::place::edit_order,
    crate::cancel::cancel_order,
    crate::positions::list_positions,
    crate::positions::close_position,
    crate::positions::reverse_position,
    crate::positions::protect_position,
    crate::positions::adopt_position,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
