//! The dead-letter queues: messages that came back more often than a queue allows. A message counts for nothing here,
//! its job does: one that has tries left was only kept waiting and is sent again; one that has none died with its
//! workers each time and becomes a dead letter, for an operator to look at.

use pinewire_domain::{
    backoff::Backoff,
    id::{JobId, SignalEventId, SignalId, UserId},
    screenshot::ScreenshotFailure,
};
use pinewire_shared::{
    Cx, Result, clock,
    db::FromRow,
    jobs::{self, Unreadable},
    params,
    queue::{Delivery, Received, Topic},
    random, sql,
    stream::{self, News, NewsKind},
};
use serde_json::json;

/// A job that was kept waiting is sent again after that.
const PAUSE_SECONDS: i64 = 30;

sql! {
    system STANDING = "SELECT attempts, claimed_until, user_id, payload ->> 'signal_id' AS signal_id FROM jobs WHERE id = ?1";
    /// Hands a job back to the sweep. ?2 when it may be sent.
    system SEND_AGAIN = "UPDATE jobs SET sent_at = NULL, available_at = max(available_at, ?2) WHERE id = ?1";
    /// ?2 signal, ?3 event, ?4 now, ?5 detail.
    tenant NOTE_FAILED = "INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT ?3, id, user_id, ?4, 'screenshot_failed', ?5 FROM signals
        WHERE user_id = ?1 AND id = ?2 AND screenshot_status IN ('pending', 'processing')";
    /// ?2 signal, ?3 now, ?4 the reason.
    tenant FAIL = "UPDATE signals SET screenshot_status = 'failed', screenshot_error = ?4, updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND screenshot_status IN ('pending', 'processing')";
}

#[derive(Debug, FromRow)]
struct Standing {
    attempts: u32,
    claimed_until: i64,
    user_id: Option<UserId>,
    /// As the payload has it, which may be what killed the workers.
    signal_id: Option<String>,
}

/// Deals with a message that its queue gave up.
pub(crate) async fn keep(cx: &Cx, queue: &str, topic: Option<Topic>, message: &Received) -> Result<Delivery> {
    let standing = match message.job() {
        Some(named) => {
            let Some(standing) = standing(cx, &named.job_id).await? else {
                return Ok(Delivery::Ack);
            };
            let now = clock::now();
            if standing.claimed_until > now.as_millis() {
                // Another message of the same job brought it to a worker, which is at it. Should that die, the sweep
                // sends the job again.
                return Ok(Delivery::Ack);
            }
            if standing.attempts < tries(topic) {
                let at = now.plus_seconds(PAUSE_SECONDS);
                cx.db()?
                    .system()
                    .run(&SEND_AGAIN, params![&named.job_id, at])
                    .await?;
                return Ok(Delivery::Ack);
            }
            Some(standing)
        }
        None => None,
    };
    let letter = Unreadable {
        topic: topic.map_or(queue, |topic| topic.as_str()),
        message,
        error_code: if standing.is_some() {
            ScreenshotFailure::Stuck.as_str()
        } else {
            "message_unreadable"
        },
        error: "Its workers died, or the queue brought it in vain, as often as it may be tried.",
    };
    jobs::bury_unreadable(cx, letter).await?;
    if let Some(Standing {
        user_id: Some(user_id),
        signal_id: Some(signal_id),
        ..
    }) = standing
        && let Ok(signal_id) = signal_id.parse()
    {
        // Should we die before this, the recovery of stuck screenshots finds the signal.
        fail(cx, &user_id, &signal_id).await?;
    }
    Ok(Delivery::Ack)
}

async fn standing(cx: &Cx, job: &JobId) -> Result<Option<Standing>> {
    cx.db()?.system().first(&STANDING, params![job]).await
}

const fn tries(topic: Option<Topic>) -> u32 {
    match topic {
        Some(Topic::Mail) => Backoff::MAIL.max_attempts,
        _ => Backoff::SCREENSHOT.max_attempts,
    }
}

/// Tells a signal's owner that its screenshot was given up because its workers died.
pub(crate) async fn fail(cx: &Cx, user_id: &UserId, signal_id: &SignalId) -> Result<()> {
    let now = clock::now();
    let event: SignalEventId = random::id(now)?;
    let failure = ScreenshotFailure::Stuck;
    let detail = json!({ "code": failure, "reason": failure.reason() }).to_string();
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &NOTE_FAILED, params![signal_id, &event, now, detail])?;
    batch.tenant(user_id, &FAIL, params![signal_id, now, failure.reason()])?;
    batch.run().await?;
    stream::announce(cx, user_id, &[News::new(NewsKind::Updated, *signal_id)]).await;
    Ok(())
}
