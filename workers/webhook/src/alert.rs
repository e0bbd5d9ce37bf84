//! `POST /webhook/{token}`: takes in one alert.

use pinewire_domain::{alert::MAX_BODY_BYTES, id::SignalId};
use pinewire_shared::{
    Cx, Result, clock,
    http::{Request, Response, response},
    intake::{self, Incoming, Outcome, Source, token},
};
use serde::Serialize;

/// An alert that is stored.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AlertReceipt {
    /// Always true.
    success: bool,
    /// Whether the alert came before: then the signal is that of the first time.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    duplicate: bool,
    /// The signal that the alert became.
    signal_id: SignalId,
    /// Whether a screenshot of its chart will be taken.
    screenshot_queued: bool,
    /// How long it took, in milliseconds.
    duration_ms: i64,
}

/// Send an alert
///
/// The body is the alert: a JSON object, `key=value` text or a sentence such as `BUY BTCUSDT @ 45000`, whatever its
/// content type. A repeated alert is answered with the signal of the first time. What is refused is listed under
/// `/api/rejected-alerts`.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/webhook/{token}", tag = "webhook",
    params(("token" = String, Path, description = "The token of a webhook URL")),
    request_body(content(
        (serde_json::Value = "application/json"),
        (String = "text/plain", example = "BUY BTCUSDT @ 45000")
    )),
    responses(
        (status = 200, description = "It is stored", body = AlertReceipt),
        (status = 400, description = "It can't be read", body = pinewire_shared::http::ProblemBody),
        (status = 401, description = "The token is disabled or expired, or the body secret is wrong", body = pinewire_shared::http::ProblemBody),
        (status = 403, description = "It does not come from TradingView, as the settings demand", body = pinewire_shared::http::ProblemBody),
        (status = 404, description = "The token is nobody's", body = pinewire_shared::http::ProblemBody),
        (status = 413, description = "It is longer than 64 KiB", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is missing or wrong", body = pinewire_shared::http::ProblemBody),
        (status = 429, description = "The month's quota is used up", body = pinewire_shared::http::ProblemBody),
        (status = 503, description = "It is not stored; send it again", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn receive_alert(cx: Cx, mut request: Request) -> Result<Response> {
    let hash = token::hash(request.param("token")?);
    let body = request.body_start(MAX_BODY_BYTES).await?;
    let source_ip = request.client_ip();
    let content_type = request.header("content-type").unwrap_or_default();
    let incoming = Incoming {
        source: Source::Token { hash: &hash },
        source_ip: &source_ip,
        content_type: &content_type,
        received_at: cx.now(),
    };
    let (signal_id, duplicate, screenshot_queued) = match intake::receive(&cx, &incoming, &body).await? {
        Outcome::Accepted {
            signal_id,
            screenshot_queued,
        } => (signal_id, false, screenshot_queued),
        Outcome::Duplicate { signal_id } => (signal_id, true, false),
        Outcome::Refused(rejection) => return Err(intake::problem(&rejection, cx.now()).into()),
    };
    response::json(&AlertReceipt {
        success: true,
        duplicate,
        signal_id,
        screenshot_queued,
        duration_ms: clock::now().millis_since(cx.now()),
    })
}
