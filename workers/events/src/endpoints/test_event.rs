//! `POST /api/event-endpoints/{id}/test`.

use pinewire_domain::{
    id::{EndpointId, EventId},
    standard_webhooks::EventType,
};
use pinewire_shared::{
    Cx, Result,
    events::delivery::{self, NewDelivery},
    http::{Problem, Request, Response, response},
    jobs, params, sql,
};
use serde_json::json;

use super::view;
use crate::deliveries;

sql! {
    /// ?2 event, ?3 type, ?4 now, ?5 data.
    tenant ADD = "INSERT INTO events (id, user_id, type, created_at, data) VALUES (?2, ?1, ?3, ?4, ?5)";
}

/// Send a test event
///
/// An event of the type `endpoint.test`, whatever the endpoint is subscribed to. Follow it by the delivery's id.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/event-endpoints/{id}/test", tag = "events",
    params(("id" = EndpointId, Path, description = "The endpoint")),
    responses(
        (status = 202, description = "It is on its way", body = crate::deliveries::EventDelivery),
        (status = 404, description = "There is no such endpoint", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The endpoint is disabled", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn send_test_event(cx: Cx, request: Request) -> Result<Response> {
    let id: EndpointId = request.id("id", "endpoint")?;
    let (user_id, now) = (*cx.user_id()?, cx.now());
    let endpoint = view::load(&cx, &user_id, &id).await?;
    if !endpoint.is_enabled {
        return Err(Problem::conflict("The endpoint is disabled. Enable it first.").into());
    }
    let event_id: EventId = cx.new_id()?;
    let test = NewDelivery::of(event_id, id, now)?;
    let data = json!({ "endpoint_id": id, "message": "This is a test." }).to_string();
    let db = cx.db()?;
    let mut batch = db.batch();
    let kind = EventType::EndpointTest.as_str();
    batch.tenant(&user_id, &ADD, params![&event_id, kind, now, data])?;
    delivery::add(&mut batch, &user_id, std::slice::from_ref(&test), "test", now)?;
    batch.run().await?;
    let work = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&work).await });
    let shown = deliveries::load(&cx, &user_id, &test.id).await?;
    response::json_with_status(202, &shown)
}
