//! Jobs whose workers died too often: a signal whose screenshot is given up says so.

use pinewire_domain::{
    id::{SignalEventId, SignalId, UserId},
    screenshot::ScreenshotFailure,
};
use pinewire_shared::{
    Cx, Result, clock,
    jobs::Buried,
    params, random, sql,
    stream::{self, News, NewsKind},
};
use serde::Deserialize;
use serde_json::json;

sql! {
    /// ?2 signal, ?3 event, ?4 now, ?5 detail.
    tenant NOTE_FAILED = "INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT ?3, id, user_id, ?4, 'screenshot_failed', ?5 FROM signals
        WHERE user_id = ?1 AND id = ?2 AND screenshot_status IN ('pending', 'processing')";
    /// ?2 signal, ?3 now, ?4 the reason.
    tenant FAIL = "UPDATE signals SET screenshot_status = 'failed', screenshot_error = ?4, updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND screenshot_status IN ('pending', 'processing')";
}

/// The part of a payload that may name a signal.
#[derive(Debug, Deserialize)]
struct Payload {
    signal_id: Option<SignalId>,
}

/// Tells whom a job was for that it died. Should we die before, the recovery of stuck screenshots finds the signal.
pub(crate) async fn tell_owner(cx: &Cx, buried: Buried) -> Result<()> {
    let payload: Option<Payload> = serde_json::from_str(&buried.payload).ok();
    let signal_id = payload.and_then(|payload| payload.signal_id);
    match (buried.user_id, signal_id) {
        (Some(user_id), Some(signal_id)) => fail(cx, &user_id, &signal_id).await,
        _ => Ok(()),
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
