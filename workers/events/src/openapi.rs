//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

use crate::{deliveries, endpoints};

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    let mut document = endpoints::Docs::openapi();
    document.merge(deliveries::Docs::openapi());
    document
}
