//! The description of this worker's endpoints.

use utoipa::{OpenApi as _, openapi::OpenApi};

use crate::receive;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    receive::Docs::openapi()
}
