//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

use crate::{config, rejected_alerts, stats};

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    let features = [
        config::Docs::openapi(),
        rejected_alerts::Docs::openapi(),
        stats::Docs::openapi(),
    ];
    features.into_iter().fold(OpenApi::default(), OpenApi::merge_from)
}
