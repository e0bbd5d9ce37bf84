//! The consumer's side: a job is taken by one consumer at a time, and given up in one of three ways.

use pinewire_domain::{
    id::{DeadLetterId, JobId, UserId},
    time::Timestamp,
};
use serde::de::DeserializeOwned;

use crate::{
    Cx, Error, Result, clock,
    db::{Batch, FromRow},
    params,
    queue::Topic,
    random, sql,
};

/// What came of asking for a job.
#[derive(Debug)]
pub enum Claim {
    /// It is ours until the claim runs out.
    Taken(Box<Claimed>),
    /// It is done, or someone else is at it: nothing to do.
    Gone,
    /// It is not due yet, or as many of its topic are at work as may be: ask again.
    Later {
        /// When.
        delay_seconds: u32,
    },
}

/// A job in our hands.
#[derive(Debug)]
pub struct Claimed {
    /// Which.
    pub id: JobId,
    /// For whom, if for someone.
    pub user_id: Option<UserId>,
    /// How many times it was tried, this time included.
    pub attempts: u32,
    /// When it was added.
    pub created_at: Timestamp,
    payload: String,
}

#[derive(Debug, FromRow)]
struct Row {
    user_id: Option<UserId>,
    attempts: u32,
    created_at: i64,
    payload: String,
}

#[derive(Debug, FromRow)]
struct Standing {
    available_at: i64,
    claimed_until: i64,
}

sql! {
    /// ?1 job, ?2 end of the claim, ?3 now, ?4 topic, ?5 how many of the topic may be at work at once.
    system CLAIM = "UPDATE jobs SET claimed_until = ?2, attempts = attempts + 1
        WHERE id = ?1 AND claimed_until <= ?3 AND available_at <= ?3
          AND (SELECT count(*) FROM jobs WHERE topic = ?4 AND claimed_until > ?3) < ?5
        RETURNING user_id, attempts, created_at, payload";
    /// Why a claim was refused.
    system STANDING = "SELECT available_at, claimed_until FROM jobs WHERE id = ?1";
    /// Breaks a unique key, and with it the transaction, unless the claim is still ours.
    system HOLD = "INSERT INTO access_fence (id) SELECT 1
        WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND attempts = ?2)";
    /// The fence: only the attempt that holds the claim may end it.
    system COMPLETE = "DELETE FROM jobs WHERE id = ?1 AND attempts = ?2";
    system RETRY_LATER = "UPDATE jobs SET claimed_until = 0, available_at = ?3, sent_at = ?4, last_error = ?5
        WHERE id = ?1 AND attempts = ?2";
    /// The same, for the sweep to send: no message waits so long.
    system POSTPONE = "UPDATE jobs SET claimed_until = 0, available_at = ?3, sent_at = NULL, last_error = ?4
        WHERE id = ?1 AND attempts = ?2";
    system BURY = "INSERT INTO dead_letters (id, topic, job_id, user_id, payload, error_code, error, attempts, created_at)
        SELECT ?3, topic, id, user_id, payload, ?4, ?5, attempts, ?6 FROM jobs WHERE id = ?1 AND attempts = ?2
        ON CONFLICT DO NOTHING";
}

/// Takes a job for `seconds`, if no more than `at_once` of its topic are at work.
pub async fn claim(cx: &Cx, topic: Topic, id: &JobId, seconds: u32, at_once: u32) -> Result<Claim> {
    let now = clock::now();
    let db = cx.db()?;
    let mut batch = db.batch();
    let until = now.plus_seconds(i64::from(seconds));
    batch.system(&CLAIM, params![id, until, now, topic.as_str(), at_once])?;
    batch.system(&STANDING, params![id])?;
    let mut results = batch.run().await?;
    if let Some(row) = results.first::<Row>(0)? {
        return Ok(Claim::Taken(Box::new(Claimed {
            id: *id,
            user_id: row.user_id,
            attempts: row.attempts,
            created_at: Timestamp::from_millis(row.created_at),
            payload: row.payload,
        })));
    }
    Ok(match results.first::<Standing>(1)? {
        None => Claim::Gone,
        // If whoever has it dies, the sweep sends it again.
        Some(standing) if standing.claimed_until > now.as_millis() => Claim::Gone,
        Some(standing) => {
            let wait = (standing.available_at - now.as_millis()).clamp(2_000, 600_000) / 1000;
            Claim::Later {
                delay_seconds: u32::try_from(wait).unwrap_or(600),
            }
        }
    })
}

impl Claimed {
    /// What the job needs to know. A payload that can't be read is a bug of whoever added the job.
    pub fn payload<P: DeserializeOwned>(&self) -> Result<P> {
        serde_json::from_str(&self.payload)
            .map_err(|error| Error::bug(format_args!("payload of {}: {error}", self.id)))
    }

    /// Ends the job in the batch that commits its effect. Guard the effect's own statements with
    /// `EXISTS (SELECT 1 FROM jobs WHERE id = … AND attempts = …)` and add this one last.
    pub fn complete(&self, batch: &mut Batch<'_>) -> Result<()> {
        batch.system(&COMPLETE, params![&self.id, self.attempts])?;
        Ok(())
    }

    /// Makes the whole batch fail, as a conflict, if the claim has gone to another attempt. Add it first: then the other
    /// statements need no guard of their own.
    pub fn hold(&self, batch: &mut Batch<'_>) -> Result<()> {
        batch.system(&HOLD, params![&self.id, self.attempts])?;
        Ok(())
    }

    /// Gives the job back until `available_at`. The message is to be retried by then; if the queue loses it, the
    /// sweep sends it again. `error` is kept with the job: no secrets.
    pub fn retry_later(&self, batch: &mut Batch<'_>, available_at: Timestamp, error: &str) -> Result<()> {
        batch.system(
            &RETRY_LATER,
            params![&self.id, self.attempts, available_at, clock::now(), error],
        )?;
        Ok(())
    }

    /// Gives the job back until `available_at`, minutes or days away: its message is done with, and the sweep sends
    /// another one by then. `error` is kept with the job: no secrets.
    pub fn postpone(
        &self,
        batch: &mut Batch<'_>,
        available_at: Timestamp,
        error: Option<&str>,
    ) -> Result<()> {
        batch.system(&POSTPONE, params![&self.id, self.attempts, available_at, error])?;
        Ok(())
    }

    /// Makes a dead letter of the job. `error` is shown to admins: no secrets.
    pub fn bury(&self, batch: &mut Batch<'_>, error_code: &str, error: &str) -> Result<()> {
        let now = clock::now();
        let id = random::id::<DeadLetterId>(now)?;
        batch.system(
            &BURY,
            params![&self.id, self.attempts, &id, error_code, error, now],
        )?;
        self.complete(batch)
    }
}
