//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::create::create_access_job,
    crate::jobs::list_access_jobs,
    crate::jobs::get_access_job,
    crate::rows::list_access_job_rows,
    crate::control::pause_access_job,
    crate::control::resume_access_job,
    crate::control::cancel_access_job,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
