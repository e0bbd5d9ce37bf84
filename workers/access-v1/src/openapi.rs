//! The description of this worker's endpoints.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::validate::validate_older,
    crate::access::get_older_access,
    crate::access::give_older_access,
    crate::access::end_older_access,
    crate::admin::get_older_cookies,
    crate::admin::set_older_cookies,
    crate::admin::rotate_older_token,
    crate::token::get_older_api_token,
    crate::token::create_older_api_token,
    crate::token::delete_older_api_token
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
