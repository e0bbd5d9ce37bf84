//! `GET /api/admin/queues`: how much is waiting, and for how long.

use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};
use serde::Serialize;

use pinewire_shared::jobs::standing::{self as queues, QueueState};

/// Every queue.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct QueueStates {
    data: Vec<QueueState>,
}

/// How the queues stand
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/queues", tag = "admin",
    responses((status = 200, description = "Every queue", body = QueueStates))
))]
pub(crate) async fn list_queues(cx: Cx, _request: Request) -> Result<Response> {
    response::json(&QueueStates {
        data: queues::states(&cx).await?,
    })
}
