//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

use crate::{buyer, hooks, products, purchases, receive};

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    let mut document = receive::Docs::openapi();
    for more in [
        hooks::Docs::openapi(),
        products::Docs::openapi(),
        purchases::Docs::openapi(),
        buyer::Docs::openapi(),
    ] {
        document.merge(more);
    }
    document
}
