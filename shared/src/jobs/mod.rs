//! Jobs: the outbox, and the consumer's side of it.
//!
//! A job is a row, committed in the same batch as the change that causes it ([`add`]). Afterwards its id is sent to the
//! queue of its topic ([`send_pending`]); what was not sent, or was lost by the queue, is sent by cron ([`sweep`]).
//! A consumer [`claim`]s the row, does the work, and deletes the row in the batch that commits the effect
//! ([`Claimed::complete`]); or gives it back for later ([`Claimed::retry_later`]), or makes a dead letter of it
//! ([`Claimed::bury`]). So every job is done at least once and no message is ever the only trace of it.
//!
//! A claim is fenced by the number of attempts: whoever comes back late, after the claim went to someone else, changes
//! nothing.

mod claim;
mod consume;
mod dead_letter;
mod send;
pub mod standing;

pub use claim::{Claim, Claimed, claim};
pub use consume::{Buried, Consumer};
pub use dead_letter::{Unreadable, bury_unreadable};
pub use send::{send_pending, sweep};

use pinewire_domain::{
    id::{JobId, UserId},
    time::Timestamp,
};
use serde::Serialize;

use crate::{Result, db::Batch, params, queue::Topic, sql};

/// A job to be added.
#[derive(Debug)]
pub struct NewJob<'a, P> {
    /// A new id.
    pub id: JobId,
    /// What kind of work.
    pub topic: Topic,
    /// The same work has the same key and is added once.
    pub idempotency_key: String,
    /// For whom, if for someone.
    pub user_id: Option<&'a UserId>,
    /// What the work needs to know, without secrets.
    pub payload: P,
    /// Not before then.
    pub available_at: Timestamp,
}

sql! {
    /// Adds a job, unless the same work is there already.
    system ADD = "INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (idempotency_key) DO NOTHING";
    /// The same for many. ?1 JSON array of [`Row`]s, ?2 now.
    system ADD_MANY = "INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
        SELECT j.value ->> 'id', j.value ->> 'topic', j.value ->> 'key', j.value ->> 'user_id', j.value ->> 'payload', ?2,
          j.value ->> 'available_at'
        FROM json_each(?1) AS j WHERE true ON CONFLICT (idempotency_key) DO NOTHING";
}

/// A job as [`ADD_MANY`] reads it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a JobId,
    topic: &'static str,
    key: &'a str,
    user_id: Option<&'a UserId>,
    payload: String,
    available_at: i64,
}

/// Adds a job to the batch of the change that causes it. Call [`send_pending`] after the batch has run.
pub fn add<P: Serialize>(batch: &mut Batch<'_>, job: &NewJob<'_, P>, now: Timestamp) -> Result<()> {
    let payload = serde_json::to_string(&job.payload)?;
    let params = params![
        &job.id,
        job.topic.as_str(),
        job.idempotency_key.as_str(),
        job.user_id,
        payload,
        now,
        job.available_at
    ];
    batch.system(&ADD, params)?;
    Ok(())
}

/// Adds jobs in one statement.
pub fn add_many<P: Serialize>(batch: &mut Batch<'_>, jobs: &[NewJob<'_, P>], now: Timestamp) -> Result<()> {
    let mut rows = Vec::with_capacity(jobs.len());
    for job in jobs {
        rows.push(Row {
            id: &job.id,
            topic: job.topic.as_str(),
            key: &job.idempotency_key,
            user_id: job.user_id,
            payload: serde_json::to_string(&job.payload)?,
            available_at: job.available_at.as_millis(),
        });
    }
    batch.system(&ADD_MANY, params![serde_json::to_string(&rows)?, now])?;
    Ok(())
}
