//! How the queues stand, for `/health`, its metrics and the operators' page. What is to be done stands in `jobs` and
//! what was given up in `dead_letters`; the queues themselves only carry messages.

use pinewire_domain::time::Timestamp;
use serde::Serialize;

use crate::{Cx, Result, db::FromRow, metrics, params, queue::Topic, sql};

sql! {
    /// ?1 now.
    system STANDING = "SELECT topic, count(*) AS jobs, sum(claimed_until > ?1) AS active, min(created_at) AS oldest
        FROM jobs GROUP BY topic";
    system OPEN_DEAD_LETTERS = "SELECT topic, count(*) AS letters FROM dead_letters WHERE status = 'open' GROUP BY topic";
    /// Jobs that should have been sent to their queue by ?1 and were not.
    system UNSENT = "SELECT count(*) AS jobs, min(available_at) AS oldest FROM jobs
        WHERE sent_at IS NULL AND available_at <= ?1";
    /// ?1 and ?2 are counters, ?3 their labels.
    system COUNTED = "SELECT coalesce(sum(value), 0) AS jobs FROM metric_counters WHERE name IN (?1, ?2) AND labels = ?3";
}

/// One queue.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueState {
    /// The kind of jobs.
    pub topic: &'static str,
    /// Jobs that wait for a worker or for their next try.
    pub waiting: i64,
    /// Jobs that a worker is at.
    pub active: i64,
    /// Jobs that failed for good and that nobody has dealt with.
    pub failed: i64,
    /// How long the oldest job that is not done has existed.
    pub oldest_age_seconds: Option<i64>,
}

/// Jobs that were committed and not yet handed to their queue.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    /// How many there are.
    pub unsent: i64,
    /// How long the oldest of them is due.
    pub lag_seconds: i64,
}

/// Jobs that are over.
#[derive(Debug, Clone, Copy)]
pub struct Ended {
    /// Those that had their effect.
    pub completed: i64,
    /// Those that were given up.
    pub failed: i64,
}

#[derive(Debug, FromRow)]
struct Standing {
    topic: String,
    jobs: i64,
    active: i64,
    oldest: i64,
}

#[derive(Debug, FromRow)]
struct DeadLetters {
    topic: String,
    letters: i64,
}

#[derive(Debug, FromRow)]
struct Unsent {
    jobs: i64,
    oldest: Option<i64>,
}

#[derive(Debug, FromRow)]
struct Counted {
    jobs: i64,
}

/// Every queue, empty ones too.
pub async fn states(cx: &Cx) -> Result<Vec<QueueState>> {
    let now = cx.now();
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.system(&STANDING, params![now])?;
    batch.system(&OPEN_DEAD_LETTERS, params![])?;
    let mut results = batch.run().await?;
    let standing: Vec<Standing> = results.rows(0)?;
    let dead: Vec<DeadLetters> = results.rows(1)?;
    let states = Topic::ALL.into_iter().map(|topic| {
        let topic = topic.as_str();
        let failed = dead
            .iter()
            .find(|row| row.topic == topic)
            .map_or(0, |row| row.letters);
        let row = standing.iter().find(|row| row.topic == topic);
        QueueState {
            topic,
            waiting: row.map_or(0, |row| row.jobs - row.active),
            active: row.map_or(0, |row| row.active),
            failed,
            oldest_age_seconds: row.map(|row| seconds_since(now, row.oldest)),
        }
    });
    Ok(states.collect())
}

/// What is still to be sent.
pub async fn outbox(cx: &Cx) -> Result<Outbox> {
    let unsent: Option<Unsent> = cx.db()?.system().first(&UNSENT, params![cx.now()]).await?;
    Ok(unsent.map_or(
        Outbox {
            unsent: 0,
            lag_seconds: 0,
        },
        |row| Outbox {
            unsent: row.jobs,
            lag_seconds: row.oldest.map_or(0, |oldest| seconds_since(cx.now(), oldest)),
        },
    ))
}

/// What was ever done and given up.
pub async fn ended(cx: &Cx) -> Result<Ended> {
    let db = cx.db()?;
    let mut batch = db.batch();
    for outcome in ["completed", "failed"] {
        let labels = metrics::format_labels(&[("outcome", outcome)]);
        batch.system(&COUNTED, params![metrics::SCREENSHOTS, metrics::MAILS, labels])?;
    }
    let mut results = batch.run().await?;
    let mut count =
        |index| Ok::<i64, crate::Error>(results.first::<Counted>(index)?.map_or(0, |row| row.jobs));
    Ok(Ended {
        completed: count(0)?,
        failed: count(1)?,
    })
}

fn seconds_since(now: Timestamp, then_ms: i64) -> i64 {
    now.millis_since(Timestamp::from_millis(then_ms)).max(0) / 1000
}
