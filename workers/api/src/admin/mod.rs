//! Operating the platform: what failed, what was refused, who did what, who may do what. For admins in person; every
//! change is in the audit log.

mod audit_log;
mod dead_letters;
mod keys;
mod paging;
mod queue_states;
mod redrive;
mod rejected_alerts;
mod users;

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/admin/dead-letters" => dead_letters::list_dead_letters, Access::Admin, Limit::Standard;
    POST "/api/admin/dead-letters/redrive" => redrive::redrive_dead_letters, Access::Admin, Limit::Standard;
    GET "/api/admin/dead-letters/{id}" => dead_letters::get_dead_letter, Access::Admin, Limit::Standard;
    POST "/api/admin/dead-letters/{id}/discard" => dead_letters::discard_dead_letter, Access::Admin, Limit::Standard;
    GET "/api/admin/rejected-alerts" => rejected_alerts::list_all_rejected_alerts, Access::Admin, Limit::Standard;
    GET "/api/admin/audit" => audit_log::list_audit, Access::Admin, Limit::Standard;
    POST "/api/admin/audit/verify" => audit_log::verify_audit, Access::Admin, Limit::Standard;
    GET "/api/admin/users" => users::list_users, Access::Admin, Limit::Standard;
    PUT "/api/admin/users/{id}" => users::update_user, Access::Admin, Limit::Standard;
    POST "/api/admin/keys/rotate" => keys::rotate_keys, Access::Admin, Limit::Standard;
    GET "/api/admin/queues" => queue_states::list_queues, Access::Admin, Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    dead_letters::list_dead_letters,
    dead_letters::get_dead_letter,
    dead_letters::discard_dead_letter,
    redrive::redrive_dead_letters,
    rejected_alerts::list_all_rejected_alerts,
    audit_log::list_audit,
    audit_log::verify_audit,
    users::list_users,
    users::update_user,
    keys::rotate_keys,
    queue_states::list_queues,
))]
pub(crate) struct Docs;
