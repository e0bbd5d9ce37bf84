//! What no consumer understood, or what crashed its consumer too often, is kept for a person to look at.

use pinewire_domain::id::{DeadLetterId, JobId};

use crate::{Cx, Result, clock, params, queue::Received, random, sql};

/// A message that can't be worked on.
#[derive(Debug)]
pub struct Unreadable<'a> {
    /// The queue's topic, or its name if it has none of ours.
    pub topic: &'a str,
    /// The message.
    pub message: &'a Received,
    /// A stable name of what is wrong.
    pub error_code: &'a str,
    /// What is wrong.
    pub error: &'a str,
}

sql! {
    /// The dead letter of a job that still exists takes its payload along, and the job is gone.
    system BURY_JOB = "INSERT INTO dead_letters (id, topic, job_id, user_id, payload, error_code, error, attempts, created_at)
        SELECT ?2, topic, id, user_id, payload, ?3, coalesce(last_error, ?4), attempts, ?5 FROM jobs WHERE id = ?1
        ON CONFLICT DO NOTHING";
    system REMOVE_JOB = "DELETE FROM jobs WHERE id = ?1";
    /// A message that names no job.
    system BURY_MESSAGE = "INSERT INTO dead_letters (id, topic, payload, error_code, error, attempts, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)";
}

/// Keeps a message as a dead letter. If it names a job that is already done, there is nothing to keep.
pub async fn bury_unreadable(cx: &Cx, letter: Unreadable<'_>) -> Result<()> {
    let now = clock::now();
    let id = random::id::<DeadLetterId>(now)?;
    let db = cx.db()?;
    let mut batch = db.batch();
    if let Some(job) = letter.message.job() {
        let job_id: JobId = job.job_id;
        batch.system(
            &BURY_JOB,
            params![&job_id, &id, letter.error_code, letter.error, now],
        )?;
        batch.system(&REMOVE_JOB, params![&job_id])?;
    } else {
        let text: String = letter.message.text().chars().take(4096).collect();
        batch.system(
            &BURY_MESSAGE,
            params![&id, letter.topic, text, letter.error_code, letter.error, now],
        )?;
    }
    batch.run().await?;
    Ok(())
}
