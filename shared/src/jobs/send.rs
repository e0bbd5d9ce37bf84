//! From the table to the queue.

use std::{cell::Cell, time::Duration};

use pinewire_domain::{id::JobId, time::Timestamp};

use crate::queue::JobMessage;
use crate::{Cx, Result, clock, db::FromRow, log, params, queue::Topic, sql};

/// How many jobs one round reads: as many messages as a queue takes at once.
const ROUND: u32 = 100;
/// Rounds of one call; what is left is for the next one.
const MAX_ROUNDS: usize = 40;
/// How long a round waits for more jobs: under load one send then carries many, and nobody waits for a job that long.
const GATHER: Duration = Duration::from_millis(100);
/// A sent job that nobody claimed for so long is taken for lost by the queue.
const LOST_AFTER_MS: i64 = 5 * 60 * 1000;
/// A sender that has not finished by then was cut off with its request.
const SENDER_TIMEOUT_MS: i64 = 10_000;

sql! {
    /// What is due and was never sent. ?3 is a JSON array of topics.
    system UNSENT = "SELECT id, topic FROM jobs WHERE sent_at IS NULL AND available_at <= ?1
        AND topic IN (SELECT value FROM json_each(?3)) ORDER BY available_at LIMIT ?2";
    /// ?2 is a JSON array of ids.
    system MARK_SENT = "UPDATE jobs SET sent_at = ?1 WHERE id IN (SELECT value FROM json_each(?2))";
    /// Sends again what was sent before ?1 and neither done nor claimed by ?2.
    system FORGET_LOST = "UPDATE jobs SET sent_at = NULL
        WHERE sent_at < ?1 AND available_at < ?1 AND claimed_until < ?2";
}

#[derive(Debug, FromRow)]
struct Unsent {
    id: JobId,
    topic: String,
}

thread_local! {
    /// When the sender of this isolate began; 0 while there is none. One sender at a time is enough: it takes along
    /// what others have added meanwhile, a hundred at a time, which under load costs far less than one send a job.
    static SENDING_SINCE: Cell<i64> = const { Cell::new(0) };
    /// Whether jobs were added after the sender of this isolate read the table.
    static MORE: Cell<bool> = const { Cell::new(false) };
}

/// Sends what is due. Call it in [`Cx::wait_until`] after a batch that added jobs; if it is cut off, or fails, cron
/// sends the rest.
pub async fn send_pending(cx: &Cx) {
    let now = clock::now();
    let since = SENDING_SINCE.get();
    if since != 0 && now.as_millis() - since < SENDER_TIMEOUT_MS {
        MORE.set(true);
        return;
    }
    SENDING_SINCE.set(now.as_millis());
    for _ in 0..MAX_ROUNDS {
        worker::Delay::from(GATHER).await;
        MORE.set(false);
        match send_round(cx).await {
            Ok(sent) if sent < ROUND as usize && !MORE.get() => break,
            Ok(_) => {}
            Err(error) => {
                log::warn(
                    cx,
                    "jobs_not_sent",
                    serde_json::json!({ "error": error.to_string() }),
                );
                break;
            }
        }
    }
    SENDING_SINCE.set(0);
}

/// For cron: sends what was left unsent, and again what a queue has lost. The number of jobs that were lost.
pub async fn sweep(cx: &Cx) -> Result<u64> {
    let now = clock::now();
    let lost = cx
        .db()?
        .system()
        .run(&FORGET_LOST, params![now.plus_millis(-LOST_AFTER_MS), now])
        .await?;
    while send_round(cx).await? == ROUND as usize {}
    Ok(lost)
}

async fn send_round(cx: &Cx) -> Result<usize> {
    let db = cx.db()?;
    let now: Timestamp = clock::now();
    // A worker sends to the queues that it is bound to; the outbox sweep is bound to all.
    let topics: Vec<Topic> = Topic::ALL
        .into_iter()
        .filter(|topic| cx.has_binding(topic.binding()))
        .collect();
    let names: Vec<&str> = topics.iter().map(|topic| topic.as_str()).collect();
    let params = params![now, ROUND, serde_json::to_string(&names)?];
    let jobs: Vec<Unsent> = db.system().all(&UNSENT, params).await?;
    for topic in topics {
        let messages: Vec<JobMessage> = jobs
            .iter()
            .filter(|job| job.topic == topic.as_str())
            .map(|job| JobMessage { job_id: job.id })
            .collect();
        if messages.is_empty() {
            continue;
        }
        cx.queue(topic)?.send(&messages).await?;
        let ids: Vec<JobId> = messages.iter().map(|message| message.job_id).collect();
        db.system()
            .run(&MARK_SENT, params![now, serde_json::to_string(&ids)?])
            .await?;
    }
    Ok(jobs.len())
}
