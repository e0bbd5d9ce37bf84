//! New deliveries, each with the job that tries it, and stretches of the past that are to be delivered again.

use pinewire_domain::{
    id::{DeliveryId, EndpointId, EventId, JobId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    db::Batch,
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, sql,
};

sql! {
    /// ?2 JSON array of [`NewDelivery`]s, ?3 cause, ?4 now. Only to endpoints and of events that are still there.
    tenant ADD = "INSERT INTO event_deliveries (id, user_id, endpoint_id, event_id, event_type, cause, created_at, status, next_at)
        SELECT d.value ->> 'id', ?1, p.id, e.id, e.type, ?3, ?4, 'pending', ?4
        FROM json_each(?2) AS d
        JOIN event_endpoints AS p ON p.id = d.value ->> 'endpoint_id' AND p.user_id = ?1
        JOIN events AS e ON e.id = d.value ->> 'event_id' AND e.user_id = ?1
        WHERE true ON CONFLICT DO NOTHING";
}

/// What a job says: one of the three.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Payload {
    /// The event to hand out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_id: Option<EventId>,
    /// The delivery to try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_id: Option<DeliveryId>,
    /// The stretch to replay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<Stretch>,
}

/// What is to be replayed, or what is left of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// To whom.
    pub endpoint_id: EndpointId,
    /// Events after this time…
    pub after: Timestamp,
    /// … and, of that very time, after this one.
    pub after_id: String,
    /// Up to this time, it included.
    pub until: Timestamp,
    /// Leaves out what arrived or is on its way.
    pub only_missing: bool,
}

/// An event for an endpoint.
#[derive(Debug, Serialize)]
pub struct NewDelivery {
    /// A new id.
    pub id: DeliveryId,
    /// To whom.
    pub endpoint_id: EndpointId,
    /// What.
    pub event_id: EventId,
}

impl NewDelivery {
    /// A delivery with a new id.
    pub fn of(event_id: EventId, endpoint_id: EndpointId, now: Timestamp) -> Result<Self> {
        Ok(Self {
            id: random::id(now)?,
            endpoint_id,
            event_id,
        })
    }
}

/// Adds deliveries and their jobs to a batch: two statements. `cause` is a word of the column.
pub fn add(
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

/// Adds the job for a stretch to a batch.
pub fn add_stretch(batch: &mut Batch<'_>, user_id: &UserId, stretch: Stretch, now: Timestamp) -> Result<()> {
    let id: JobId = random::id(now)?;
    let job = NewJob {
        id,
        topic: Topic::Events,
        idempotency_key: format!("replay:{id}"),
        user_id: Some(user_id),
        payload: Payload {
            replay: Some(stretch),
            ..Payload::default()
        },
        available_at: now,
    };
    jobs::add(batch, &job, now)
}
