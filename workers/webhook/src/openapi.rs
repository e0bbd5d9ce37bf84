//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::alert::receive_alert,
    crate::status::webhook_status,
    crate::test_alert::send_test_alert
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
