//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::openapi::OpenApi;

use crate::revocation;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    <revocation::Docs as utoipa::OpenApi>::openapi()
}
