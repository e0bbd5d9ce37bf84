//! The routes of this worker: who may call what, and what it counts against.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{control, create, jobs, rows};

const ROUTES: &[Route] = routes! {
    POST "/api/access/bulk" => create::create_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/access-jobs" => jobs::list_access_jobs, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/access-jobs/{id}" => jobs::get_access_job, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/access-jobs/{id}/rows" => rows::list_access_job_rows, Access::Scope(Scope::AccessRead), Limit::Standard;
    POST "/api/access-jobs/{id}/pause" => control::pause_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/access-jobs/{id}/resume" => control::resume_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
    POST "/api/access-jobs/{id}/cancel" => control::cancel_access_job, Access::Scope(Scope::AccessWrite), Limit::Standard;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[ROUTES];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
