//! `POST /api/event-deliveries/{id}/replay`: the same event to the same endpoint, once more.

use pinewire_domain::id::{DeliveryId, EndpointId};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    events::delivery::{self, NewDelivery},
    http::{Problem, Request, Response, response},
    idempotency, jobs, params, sql,
};

use super::view;

sql! {
    /// ?2 endpoint.
    tenant IS_ENABLED = "SELECT is_enabled FROM event_endpoints WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Standing {
    is_enabled: bool,
}

/// Replay a delivery
///
/// Sends the same event to the same endpoint as a new delivery. It keeps its `webhook-id`, so that a receiver can tell
/// that it has seen it.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/event-deliveries/{id}/replay", tag = "events",
    params(
        ("id" = DeliveryId, Path, description = "The delivery"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time"),
    ),
    responses(
        (status = 202, description = "The new delivery", body = super::view::EventDelivery),
        (status = 404, description = "There is no such delivery", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The endpoint is disabled", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn replay_event_delivery(cx: Cx, request: Request) -> Result<Response> {
    let id: DeliveryId = request.id("id", "delivery")?;
    idempotency::run(&cx, &request, &[], async |_| replay(&cx, &id).await).await
}

async fn replay(cx: &Cx, id: &DeliveryId) -> Result<Response> {
    let (user_id, now) = (*cx.user_id()?, cx.now());
    let old = view::load(cx, &user_id, id).await?;
    if !is_enabled(cx, &old.endpoint_id).await? {
        return Err(Problem::conflict("The endpoint is disabled. Enable it first.").into());
    }
    let again = NewDelivery::of(old.event_id, old.endpoint_id, now)?;
    let db = cx.db()?;
    let mut batch = db.batch();
    delivery::add(&mut batch, &user_id, std::slice::from_ref(&again), "replay", now)?;
    batch.run().await?;
    let work = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&work).await });
    let shown = view::load(cx, &user_id, &again.id).await?;
    response::json_with_status(202, &shown)
}

async fn is_enabled(cx: &Cx, endpoint: &EndpointId) -> Result<bool> {
    let row: Option<Standing> = cx
        .db()?
        .tenant(cx.user_id()?)
        .first(&IS_ENABLED, params![endpoint])
        .await?;
    Ok(row.is_some_and(|row| row.is_enabled))
}
