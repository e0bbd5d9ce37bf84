//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::start::start_reconciliation,
    crate::runs::list_reconciliations,
    crate::runs::get_reconciliation,
    crate::differences::list_differences,
    crate::fix::fix_difference,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
