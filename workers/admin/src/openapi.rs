//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::dead_letters::list_dead_letters,
    crate::redrive::redrive_dead_letters,
    crate::dead_letters::get_dead_letter,
    crate::dead_letters::discard_dead_letter,
    crate::rejected_alerts::list_all_rejected_alerts,
    crate::audit_log::list_audit,
    crate::audit_log::verify_audit,
    crate::users::list_users,
    crate::users::update_user,
    crate::queue_states::list_queues,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
