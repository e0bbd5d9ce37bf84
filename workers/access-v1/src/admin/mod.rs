//! What the older API's admin page did: cookies and the token, by the same header. The cookies are the `connect` worker's
//! business, which answers in its own shapes.

use pinewire_shared::{
    Cx, Result,
    audit::Actor,
    auth::in_name_of,
    http::{Problem, Request, Response, response},
};

use crate::{
    envelope,
    seller::{self, Seller},
    token,
};

/// Cookies are short.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// How the connection to TradingView stands (older API)
///
/// As `GET /api/connect` tells it.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/admin/cookies", tag = "older",
    params(("X-Admin-Token" = String, Header, description = "The token")),
    responses(
        (status = 200, description = "As `GET /api/connect`", body = serde_json::Value),
        (status = 401, description = "The token is missing or wrong", body = crate::envelope::OlderError),
    )
))]
pub(crate) async fn get_older_cookies(cx: Cx, request: Request) -> Result<Response> {
    let answer = async {
        let seller = seller::identify(&cx, &request).await?;
        ask_connect(&cx, &seller, worker::Method::Get, None).await
    };
    envelope::answer(&cx, answer.await)
}

/// Give new cookies (older API)
///
/// `{"sessionid":"…","sessionid_sign":"…","consent_version":"…"}`, as `POST /api/connect` takes them.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/admin/cookies", tag = "older", request_body = serde_json::Value,
    params(("X-Admin-Token" = String, Header, description = "The token")),
    responses(
        (status = 200, description = "As `POST /api/connect`", body = serde_json::Value),
        (status = 401, description = "The token is missing or wrong", body = crate::envelope::OlderError),
    )
))]
pub(crate) async fn set_older_cookies(cx: Cx, mut request: Request) -> Result<Response> {
    let answer = async {
        let seller = seller::identify(&cx, &request).await?;
        let body = request
            .body(MAX_BODY_BYTES)
            .await?
            .ok_or_else(|| Problem::new(413, "payload_too_large", "The body is longer than 16 KiB."))?;
        let body = String::from_utf8(body)
            .map_err(|_| Problem::bad_request("body_binary", "The body is not UTF-8 text."))?;
        ask_connect(&cx, &seller, worker::Method::Post, Some(&body)).await
    };
    envelope::answer(&cx, answer.await)
}

/// Replace the token (older API)
///
/// For a day the one before works as well.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/admin/token", tag = "older",
    params(("X-Admin-Token" = String, Header, description = "The token")),
    responses(
        (status = 201, description = "The new token, shown this once", body = crate::token::CreatedOlderApiToken),
        (status = 401, description = "The token is missing or wrong", body = crate::envelope::OlderError),
    )
))]
pub(crate) async fn rotate_older_token(cx: Cx, request: Request) -> Result<Response> {
    let answer = async {
        let seller = seller::identify(&cx, &request).await?;
        let created = token::replace(&cx, &seller.user_id, Actor::User(seller.user_id)).await?;
        response::json_with_status(201, &created)
    };
    envelope::answer(&cx, answer.await)
}

/// Asks the worker that keeps connections, in the seller's name.
async fn ask_connect(
    cx: &Cx,
    seller: &Seller,
    method: worker::Method,
    body: Option<&str>,
) -> Result<Response> {
    let seller = (seller.user_id, seller.role);
    let answer = in_name_of::ask(cx, seller, "CONNECT", (method, "/api/connect"), body).await?;
    response::with_body(answer.status, "application/json", &answer.text)
}
