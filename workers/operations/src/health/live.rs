//! Whether the worker runs at all. It asks nobody: an answer is the whole point.

use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};
use serde::Serialize;

/// The worker runs.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Alive {
    /// Always `alive`.
    status: &'static str,
}

/// Whether the platform answers at all
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/health/live", tag = "operation",
    responses((status = 200, description = "It answers", body = Alive))
))]
pub(crate) async fn live(_cx: Cx, _request: Request) -> Result<Response> {
    response::json(&Alive { status: "alive" })
}
