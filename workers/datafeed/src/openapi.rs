//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::udf::config::config,
    crate::udf::config::time,
    crate::udf::symbols::symbol,
    crate::udf::symbols::search,
    crate::udf::history::get_history,
    crate::udf::quotes::get_quotes,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
