//! `GET /api/auth/user`: who the caller is.

use pinewire_shared::{
    Cx, Result,
    account::load_user,
    http::{Request, Response, response},
};

/// Who am I?
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/auth/user", tag = "accounts",
    responses((status = 200, description = "The signed-in user", body = pinewire_shared::account::User))
))]
pub(crate) async fn get_user(cx: Cx, _request: Request) -> Result<Response> {
    response::json(&load_user(&cx, cx.user_id()?).await?)
}
