//! An event that has just been committed: a delivery for each endpoint that wants it.

use pinewire_domain::id::{EndpointId, EventId, UserId};
use pinewire_shared::{
    Cx, Result, clock,
    db::FromRow,
    events::delivery::{self, NewDelivery},
    jobs::{self, Claimed},
    params,
    queue::Delivery,
    sql,
};

sql! {
    /// ?2 event. An endpoint that was added after the event is not told of it.
    tenant WANTED_BY = "SELECT p.id FROM events AS e JOIN event_endpoints AS p ON p.user_id = e.user_id
        WHERE e.user_id = ?1 AND e.id = ?2 AND p.is_enabled = 1 AND p.created_at <= e.created_at
          AND (p.event_types IS NULL OR EXISTS (SELECT 1 FROM json_each(p.event_types) AS t WHERE t.value = e.type))";
}

#[derive(Debug, FromRow)]
struct Endpoint {
    id: EndpointId,
}

pub(crate) async fn hand_out(
    cx: &Cx,
    job: &Claimed,
    user_id: &UserId,
    event_id: &EventId,
) -> Result<Delivery> {
    let now = clock::now();
    let db = cx.db()?;
    let endpoints: Vec<Endpoint> = db.tenant(user_id).all(&WANTED_BY, params![event_id]).await?;
    let deliveries = endpoints
        .into_iter()
        .map(|endpoint| NewDelivery::of(*event_id, endpoint.id, now))
        .collect::<Result<Vec<_>>>()?;
    let mut batch = db.batch();
    job.hold(&mut batch)?;
    delivery::add(&mut batch, user_id, &deliveries, "event", now)?;
    job.complete(&mut batch)?;
    batch.run().await?;
    if !deliveries.is_empty() {
        jobs::send_pending(cx).await;
    }
    Ok(Delivery::Ack)
}
