//! Screenshots that wait for a job that does not exist any more, which no crash should bring about; a signal that was
//! deleted while its screenshot was due and restored later is one. They get a new job, and after several in vain an end.

use pinewire_domain::{
    id::{JobId, SignalEventId, SignalId, UserId},
    signal::SignalEventKind,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    jobs::{self, NewJob},
    log, params,
    queue::Topic,
    random, sql,
};
use serde_json::json;

use crate::dead_letter;

/// Longer than a screenshot stays in one state.
const PATIENCE_MS: i64 = 10 * 60 * 1000;
/// Signals of one tick; what is left is for the next one.
const AT_ONCE: u32 = 50;
/// New jobs for one signal; then it is given up.
const MAX_RECOVERIES: u32 = 3;

sql! {
    /// ?1 last touched before, ?2 how many.
    system STUCK = "SELECT s.id, s.user_id,
          (SELECT count(*) FROM signal_events AS e
           WHERE e.signal_id = s.id AND e.kind = 'screenshot_retry' AND e.detail ->> 'recovered') AS recoveries
        FROM signals AS s
        WHERE s.screenshot_status IN ('pending', 'processing') AND s.updated_at < ?1 AND s.deleted_at IS NULL
          AND s.id NOT IN (SELECT payload ->> 'signal_id' FROM jobs
                           WHERE topic = 'screenshots' AND payload ->> 'signal_id' IS NOT NULL)
        ORDER BY s.updated_at LIMIT ?2";
    /// ?2 signal, ?3 event, ?4 now, ?5 kind, ?6 detail, ?7 last touched before.
    tenant NOTE = "INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT ?3, id, user_id, ?4, ?5, ?6 FROM signals
        WHERE user_id = ?1 AND id = ?2 AND updated_at < ?7 AND screenshot_status IN ('pending', 'processing')";
    /// ?2 signal, ?3 now, ?4 last touched before.
    tenant REOPEN = "UPDATE signals SET screenshot_status = 'pending', updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND updated_at < ?4 AND screenshot_status IN ('pending', 'processing')";
}

#[derive(Debug, FromRow)]
struct Stuck {
    id: SignalId,
    user_id: UserId,
    recoveries: u32,
}

/// Finds stuck screenshots, as of `now`, and sets them going again or gives them up.
pub(crate) async fn recover(cx: &Cx, now: Timestamp) -> Result<()> {
    let before = now.plus_millis(-PATIENCE_MS);
    let stuck: Vec<Stuck> = cx.db()?.system().all(&STUCK, params![before, AT_ONCE]).await?;
    if stuck.is_empty() {
        return Ok(());
    }
    let (mut restarted, mut given_up) = (0, 0);
    for signal in &stuck {
        if signal.recoveries >= MAX_RECOVERIES {
            dead_letter::fail(cx, &signal.user_id, &signal.id).await?;
            given_up += 1;
        } else {
            restart(cx, signal, now, before).await?;
            restarted += 1;
        }
    }
    log::warn(
        cx,
        "screenshots_stuck",
        json!({ "restarted": restarted, "given_up": given_up }),
    );
    jobs::send_pending(cx).await;
    Ok(())
}

async fn restart(cx: &Cx, signal: &Stuck, now: Timestamp, before: Timestamp) -> Result<()> {
    let number = signal.recoveries + 1;
    let event: SignalEventId = random::id(now)?;
    let job = NewJob {
        id: random::id::<JobId>(now)?,
        topic: Topic::Screenshots,
        idempotency_key: format!("screenshot:{}:recovered:{number}", signal.id),
        user_id: Some(&signal.user_id),
        payload: json!({ "signal_id": signal.id }),
        available_at: now,
    };
    let detail = json!({ "recovered": number }).to_string();
    let kind = SignalEventKind::ScreenshotRetry.as_str();
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(
        &signal.user_id,
        &NOTE,
        params![&signal.id, &event, now, kind, detail, before],
    )?;
    jobs::add(&mut batch, &job, now)?;
    batch.tenant(&signal.user_id, &REOPEN, params![&signal.id, now, before])?;
    batch.run().await?;
    Ok(())
}
