//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

use crate::{reconcile, revocation};

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    OpenApi::default()
        .merge_from(revocation::Docs::openapi())
        .merge_from(reconcile::Docs::openapi())
}
