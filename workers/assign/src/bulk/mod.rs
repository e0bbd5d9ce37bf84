//! Jobs over many grants: made of usernames and scripts or of a CSV file, watched, paused, resumed, cancelled. Their rows
//! become wishes at once; the sequencer carries them out one after the other.

mod control;
mod create;
mod jobs;
mod rows;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/api/access/bulk" => create::create_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/access-jobs" => jobs::list_access_jobs, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/access-jobs/{id}" => jobs::get_access_job, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/access-jobs/{id}/rows" => rows::list_access_job_rows, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/access-jobs/{id}/pause" => control::pause_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/access-jobs/{id}/resume" => control::resume_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/access-jobs/{id}/cancel" => control::cancel_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    create::create_access_job,
    jobs::list_access_jobs,
    jobs::get_access_job,
    rows::list_access_job_rows,
    control::pause_access_job,
    control::resume_access_job,
    control::cancel_access_job,
))]
pub(crate) struct Docs;
