//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::{OpenApi as _, openapi::OpenApi};

use crate::{accounts, admin, config, health, rejected_alerts, signals, stats, stream};

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    let features = [
        accounts::Docs::openapi(),
        admin::Docs::openapi(),
        config::Docs::openapi(),
        health::Docs::openapi(),
        rejected_alerts::Docs::openapi(),
        signals::Docs::openapi(),
        stats::Docs::openapi(),
        stream::Docs::openapi(),
    ];
    features.into_iter().fold(OpenApi::default(), OpenApi::merge_from)
}
