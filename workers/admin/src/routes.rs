//! The routes of this worker: who may call what, and what it counts against.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{audit_log, dead_letters, queue_states, redrive, rejected_alerts, users};

const ROUTES: &[Route] = routes! {
    GET "/api/admin/dead-letters" => dead_letters::list_dead_letters, Access::Admin, Limit::Standard;
    POST "/api/admin/dead-letters/redrive" => redrive::redrive_dead_letters, Access::Admin, Limit::Standard;
    GET "/api/admin/dead-letters/{id}" => dead_letters::get_dead_letter, Access::Admin, Limit::Standard;
    POST "/api/admin/dead-letters/{id}/discard" => dead_letters::discard_dead_letter, Access::Admin, Limit::Standard;
    GET "/api/admin/rejected-alerts" => rejected_alerts::list_all_rejected_alerts, Access::Admin, Limit::Standard;
    GET "/api/admin/audit" => audit_log::list_audit, Access::Admin, Limit::Standard;
    POST "/api/admin/audit/verify" => audit_log::verify_audit, Access::Admin, Limit::Standard;
    GET "/api/admin/users" => users::list_users, Access::Admin, Limit::Standard;
    PUT "/api/admin/users/{id}" => users::update_user, Access::Admin, Limit::Standard;
    GET "/api/admin/queues" => queue_states::list_queues, Access::Admin, Limit::Standard;
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
