//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::profile::get_profile,
    crate::profile::update_profile,
    crate::sessions::list_sessions,
    crate::sessions::revoke_other_sessions,
    crate::sessions::revoke_session,
    crate::api_keys::list_api_keys,
    crate::api_keys::create_api_key,
    crate::api_keys::revoke_api_key,
    crate::export::export_account,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
