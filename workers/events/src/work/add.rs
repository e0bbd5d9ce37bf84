//! New deliveries, each with the job that tries it.

use pinewire_domain::{
    id::{DeliveryId, EndpointId, EventId, JobId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Result,
    db::Batch,
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, sql,
};
use serde::Serialize;

use crate::queue::Payload;

sql! {
    /// ?2 JSON array of [`NewDelivery`]s, ?3 cause, ?4 now. Only to endpoints and of events that are still there.
    tenant ADD = "INSERT INTO event_deliveries (id, user_id, endpoint_id, event_id, event_type, cause, created_at, status, next_at)
        SELECT d.value ->> 'id', ?1, p.id, e.id, e.type, ?3, ?4, 'pending', ?4
        FROM json_each(?2) AS d
        JOIN event_endpoints AS p ON p.id = d.value ->> 'endpoint_id' AND p.user_id = ?1
        JOIN events AS e ON e.id = d.value ->> 'event_id' AND e.user_id = ?1
        WHERE true ON CONFLICT DO NOTHING";
}

/// An event for an endpoint.
#[derive(Debug, Serialize)]
pub(crate) struct NewDelivery {
    /// A new id.
    pub(crate) id: DeliveryId,
    /// To whom.
    pub(crate) endpoint_id: EndpointId,
    /// What.
    pub(crate) event_id: EventId,
}

impl NewDelivery {
    /// A delivery with a new id.
    pub(crate) fn of(event_id: EventId, endpoint_id: EndpointId, now: Timestamp) -> Result<Self> {
        Ok(Self {
            id: random::id(now)?,
            endpoint_id,
            event_id,
        })
    }
}

/// Adds deliveries and their jobs to a batch: two statements. `cause` is a word of the column.
pub(crate) fn add(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    deliveries: &[NewDelivery],
    cause: &str,
    now: Timestamp,
) -> Result<()> {
    let rows = serde_json::to_string(deliveries)?;
    batch.tenant(user_id, &ADD, params![rows, cause, now])?;
    let mut jobs = Vec::with_capacity(deliveries.len());
    for delivery in deliveries {
        jobs.push(NewJob {
            id: random::id::<JobId>(now)?,
            topic: Topic::Events,
            idempotency_key: format!("delivery:{}", delivery.id),
            user_id: Some(user_id),
            payload: Payload {
                delivery_id: Some(delivery.id),
                ..Payload::default()
            },
            available_at: now,
        });
    }
    jobs::add_many(batch, &jobs, now)
}
