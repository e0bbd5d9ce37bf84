//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::list::list_signals,
    crate::export::export_signals,
    crate::replay::replay_screenshots,
    crate::detail::get_signal,
    crate::outcome::update_signal,
    crate::deletion::delete_signal,
    crate::deletion::restore_signal,
    crate::replay::replay_screenshot,
    crate::image::get_screenshot,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
