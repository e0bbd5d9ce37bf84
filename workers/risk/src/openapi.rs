//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::risk::list_risk_limits,
    crate::risk::get_risk_limits,
    crate::risk::set_risk_limits
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
