//! What a seller's own systems are told: an event is committed together with the change that it tells of. Who gets it,
//! and how it is delivered, is up to the `event-delivery` worker.

pub mod delivery;
pub mod secret;
pub mod target;

use pinewire_domain::id::{EventId, JobId, UserId};
use serde::Serialize;

pub use pinewire_domain::standard_webhooks::EventType;

use crate::{Result, clock, db::Batch, params, queue::Topic, random, sql};

sql! {
    /// ?2 event, ?3 type, ?4 now, ?5 data.
    tenant ADD = "INSERT INTO events (id, user_id, type, created_at, data) VALUES (?2, ?1, ?3, ?4, ?5)";
    /// The job to deliver it, if anybody is to be told. ?2 job, ?3 event, ?4 now, ?5 topic.
    tenant ADD_JOB = "INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
        SELECT ?2, ?5, 'event:' || ?3, ?1, json_object('event_id', ?3), ?4, ?4
        WHERE EXISTS (SELECT 1 FROM event_endpoints WHERE user_id = ?1 AND is_enabled = 1)";
}

/// How long events, and what became of their deliveries, are kept.
pub const KEEP_DAYS: i64 = 30;

/// How many statements [`emit`] adds.
pub const STATEMENTS: usize = 2;

/// Adds an event to the batch of the change that it tells of: [`STATEMENTS`] statements. `data` becomes the member
/// `data` of what is delivered; no secrets. Call [`send_pending`](crate::jobs::send_pending) after the batch has run.
pub fn emit<P: Serialize>(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    kind: EventType,
    data: &P,
) -> Result<EventId> {
    let now = clock::now();
    let id: EventId = random::id(now)?;
    let job: JobId = random::id(now)?;
    let data = serde_json::to_string(data)?;
    batch.tenant(user_id, &ADD, params![&id, kind.as_str(), now, data])?;
    batch.tenant(user_id, &ADD_JOB, params![&job, &id, now, Topic::Events.as_str()])?;
    Ok(id)
}
