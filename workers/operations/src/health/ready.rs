//! Whether requests can be served: without the database, none can.

use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
};
use serde::Serialize;

use super::probes;

/// Requests can be served.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Ready {
    /// Always `ready`.
    status: &'static str,
}

/// Whether requests can be served
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/health/ready", tag = "operation",
    responses(
        (status = 200, description = "They can", body = Ready),
        (status = 503, description = "They can't", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn ready(cx: Cx, _request: Request) -> Result<Response> {
    let configured = cx.keyring().is_ok();
    if configured && probes::database(&cx).await {
        return response::json(&Ready { status: "ready" });
    }
    Err(Problem::new(
        503,
        "unavailable",
        "The platform is not ready. Try again in a few seconds.",
    )
    .retry_after(5)
    .into())
}
