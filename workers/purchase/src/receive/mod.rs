//! `POST /webhook/purchase/{token}`: what a shop tells. It is written down, with the job that acts on it, before it is
//! answered.

mod hook;
mod store;

use pinewire_domain::{
    access::purchase::{self, PurchaseBodyError},
    id::PurchaseId,
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Access, FieldError, Limit, Problem, Request, Response, Route, response},
    jobs, routes,
};
use serde::Serialize;

/// What shops tell is short; some send the whole order along.
const MAX_BODY_BYTES: usize = 64 * 1024;

// Only who knows the token and the secret gets past two look-ups; a shop may have much to tell at once.
pub(crate) const ROUTES: &[Route] = routes! {
    POST "/webhook/purchase/{token}" => receive_purchase, Access::Public, Limit::None;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(receive_purchase), components(schemas(PurchaseEventBody)))]
pub(crate) struct Docs;

/// What a shop tells, for the description: [`purchase::parse`] reads it. Other fields are ignored.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct PurchaseEventBody {
    /// The shop's id of the event: the same when it is sent again.
    #[schema(example = "evt-1")]
    event_id: String,
    /// What happened: `purchase`, `renewal`, `refund` or `cancel`.
    #[schema(example = "purchase")]
    event: String,
    /// The shop's name of the product.
    #[schema(example = "trend-monthly")]
    product: String,
    /// The shop's id of the order, by which a refund finds its purchase.
    #[schema(required = false, example = "1042")]
    order_id: Option<String>,
    /// The buyer's e-mail address. This or the username is needed.
    #[schema(required = false, example = "jane@example.com")]
    email: Option<String>,
    /// The buyer's username on TradingView. Who is missing it is asked by mail.
    #[schema(required = false, example = "Jane")]
    tradingview_username: Option<String>,
    /// When it happened, so that events that overtake each other are told apart.
    #[schema(required = false, value_type = Option<String>)]
    occurred_at: Option<pinewire_domain::time::Timestamp>,
}

/// An event that was written down.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ReceivedPurchase {
    /// Under which it can be found.
    purchase_id: PurchaseId,
    /// Whether it had come before: then nothing more happens.
    duplicate: bool,
}

/// Tell of a purchase
///
/// For shops. The body is signed as the Standard Webhooks specification says: the headers `webhook-id`,
/// `webhook-timestamp` and `webhook-signature`. An event may be sent as often as needed: it has its effect once.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/webhook/purchase/{token}", tag = "purchases", request_body = PurchaseEventBody,
    params(
        ("token" = String, Path, description = "The token of the hook"),
        ("webhook-id" = String, Header, description = "The message's id"),
        ("webhook-timestamp" = i64, Header, description = "When it was sent, in seconds since 1970; at most five minutes ago"),
        ("webhook-signature" = String, Header, description = "`v1,` and the base64 of the HMAC-SHA-256 of `id.timestamp.body`"),
    ),
    responses(
        (status = 202, description = "It is written down", body = ReceivedPurchase),
        (status = 400, description = "The body is not a JSON object", body = pinewire_shared::http::ProblemBody),
        (status = 401, description = "The signature is missing, wrong or too old, or the hook is disabled", body = pinewire_shared::http::ProblemBody),
        (status = 404, description = "There is no such hook", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "Another event came under this id", body = pinewire_shared::http::ProblemBody),
        (status = 413, description = "The body is longer than 64 KiB", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is missing or wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn receive_purchase(cx: Cx, mut request: Request) -> Result<Response> {
    let hook = hook::find(&cx, request.param("token")?).await?;
    let body = request
        .body(MAX_BODY_BYTES)
        .await?
        .ok_or_else(|| Problem::new(413, "payload_too_large", "The body is longer than 64 KiB."))?;
    let body = String::from_utf8(body)
        .map_err(|_| Problem::bad_request("body_binary", "The body is not UTF-8 text."))?;
    hook::verify(&cx, &hook, &request, &body)?;
    let event = purchase::parse(&body).map_err(refused)?;
    let stored = store::store(&cx, &hook, &event).await?;
    let work = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&work).await });
    response::json_with_status(202, &stored)
}

fn refused(error: PurchaseBodyError) -> Error {
    match error {
        PurchaseBodyError::Malformed => Problem::bad_request("json_malformed", error.to_string()),
        PurchaseBodyError::Fields(errors) => Problem::validation(
            errors
                .into_iter()
                .map(|error| FieldError {
                    field: error.field,
                    message: error.message,
                })
                .collect(),
        ),
    }
    .into()
}
