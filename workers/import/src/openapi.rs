//! The description of this worker's endpoints.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::imports::list_imports,
    crate::imports::begin_import,
    crate::imports::get_import,
    crate::rows::list::list_import_rows,
    crate::rows::import_rows,
    crate::imports::finish_import,
    crate::rollback::roll_back_import
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
