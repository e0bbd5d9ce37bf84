//! `GET /api/event-deliveries/{id}`: with what was sent and every answer.

use pinewire_domain::{id::DeliveryId, time::Timestamp};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Problem, Request, Response, response},
    params, sql,
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::view::{self, EventDelivery};

sql! {
    /// ?2 delivery.
    tenant EVENT = "SELECT e.created_at, e.data FROM event_deliveries AS d JOIN events AS e ON e.id = d.event_id
        WHERE d.user_id = ?1 AND d.id = ?2";
    tenant TRIES = "SELECT number, at, http_status, latency_ms, body, error FROM event_delivery_tries
        WHERE user_id = ?1 AND delivery_id = ?2 ORDER BY number";
}

#[derive(Debug, FromRow)]
struct Event {
    created_at: Timestamp,
    data: String,
}

/// A delivery with what was sent and every answer.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventDeliveryDetail {
    #[serde(flatten)]
    delivery: EventDelivery,
    /// When the event happened.
    event_at: Timestamp,
    /// What it tells: the member `data` of the body.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    data: Box<RawValue>,
    /// Every try, the first one first.
    attempts: Vec<EventDeliveryTry>,
}

/// One try.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventDeliveryTry {
    /// From 1.
    number: u32,
    /// When it was made.
    at: Timestamp,
    /// The answer's status; null: none came.
    http_status: Option<u16>,
    /// How long it took.
    latency_ms: i64,
    /// The beginning of the answer's body.
    body: Option<String>,
    /// Why it failed; null: it arrived.
    error: Option<String>,
}

/// A delivery
///
/// With what was sent, and every answer.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/event-deliveries/{id}", tag = "events",
    params(("id" = DeliveryId, Path, description = "The delivery")),
    responses(
        (status = 200, description = "The delivery", body = EventDeliveryDetail),
        (status = 404, description = "There is no such delivery", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_event_delivery(cx: Cx, request: Request) -> Result<Response> {
    let id: DeliveryId = request.id("id", "delivery")?;
    let user_id = cx.user_id()?;
    let delivery = view::load(&cx, user_id, &id).await?;
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &EVENT, params![&id])?;
    batch.tenant(user_id, &TRIES, params![&id])?;
    let mut results = batch.run().await?;
    let event: Event = results.first(0)?.ok_or_else(|| Problem::not_found("delivery"))?;
    response::json(&EventDeliveryDetail {
        delivery,
        event_at: event.created_at,
        data: RawValue::from_string(event.data)?,
        attempts: results.rows(1)?,
    })
}
