//! The description of this worker's endpoints: what each feature's `Docs` says, in one document.

use utoipa::openapi::OpenApi;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    let features: [OpenApi; 0] = [];
    features.into_iter().fold(OpenApi::default(), OpenApi::merge_from)
}
