//! The description of this worker's endpoints, for docs/openapi.json.

use utoipa::{OpenApi as _, openapi::OpenApi};

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    crate::signup::sign_up,
    crate::login::log_in,
    crate::refresh::refresh_session,
    crate::logout::log_out,
    crate::user::get_user,
    crate::password_change::change_password,
    crate::password_reset::forgot_password,
    crate::password_reset::reset_password,
    crate::erase::erase_account,
))]
struct Docs;

/// All endpoints of this worker. Who may call them is added from the route tables.
pub fn document() -> OpenApi {
    Docs::openapi()
}
