//! A stretch of the past, told again to one endpoint, a hundred events at a time. Each round is committed with the job
//! for the next one.

use pinewire_domain::{
    id::{EventId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result, clock,
    db::FromRow,
    events::delivery::{self, NewDelivery, Stretch},
    jobs::{self, Claimed},
    params,
    queue::Delivery,
    sql,
};

/// Events of one round.
const ROUND: u32 = 100;

sql! {
    /// ?2 endpoint, ?3 and ?4 after which time and id, ?5 until, ?6 whether only what did not arrive, ?7 how many.
    tenant NEXT = "SELECT e.id, e.created_at FROM events AS e JOIN event_endpoints AS p ON p.id = ?2 AND p.user_id = ?1
        WHERE e.user_id = ?1 AND (e.created_at, e.id) > (?3, ?4) AND e.created_at <= ?5 AND e.type <> 'endpoint.test'
          AND (p.event_types IS NULL OR EXISTS (SELECT 1 FROM json_each(p.event_types) AS t WHERE t.value = e.type))
          AND (?6 = 0 OR NOT EXISTS (SELECT 1 FROM event_deliveries AS d INDEXED BY event_deliveries_by_event
            WHERE d.event_id = e.id AND d.endpoint_id = ?2 AND d.status IN ('delivered', 'pending')))
        ORDER BY e.created_at, e.id LIMIT ?7";
}

#[derive(Debug, FromRow)]
struct Event {
    id: EventId,
    created_at: Timestamp,
}

pub(crate) async fn replay(cx: &Cx, job: &Claimed, user_id: &UserId, stretch: &Stretch) -> Result<Delivery> {
    let now = clock::now();
    let db = cx.db()?;
    let params = params![
        &stretch.endpoint_id,
        stretch.after,
        stretch.after_id.as_str(),
        stretch.until,
        stretch.only_missing,
        ROUND
    ];
    let events: Vec<Event> = db.tenant(user_id).all(&NEXT, params).await?;
    let deliveries = events
        .iter()
        .map(|event| NewDelivery::of(event.id, stretch.endpoint_id, now))
        .collect::<Result<Vec<_>>>()?;
    let mut batch = db.batch();
    job.hold(&mut batch)?;
    delivery::add(&mut batch, user_id, &deliveries, "replay", now)?;
    if let Some(last) = events.last().filter(|_| events.len() == ROUND as usize) {
        let rest = Stretch {
            endpoint_id: stretch.endpoint_id,
            after: last.created_at,
            after_id: last.id.to_string(),
            until: stretch.until,
            only_missing: stretch.only_missing,
        };
        delivery::add_stretch(&mut batch, user_id, rest, now)?;
    }
    job.complete(&mut batch)?;
    batch.run().await?;
    jobs::send_pending(cx).await;
    Ok(Delivery::Ack)
}
