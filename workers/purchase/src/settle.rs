//! Each minute: whether what purchases led to has been carried out. A username that turned out to be nobody's is asked
//! for again.

use pinewire_domain::{
    id::{PurchaseId, UserId},
    time::Timestamp,
};
use pinewire_shared::{Cx, Result, clock, db::FromRow, jobs, log, params, purchases, sql};
use serde_json::json;

/// Purchases of one tick: those that were looked at longest ago.
const AT_MOST: u32 = 500;

sql! {
    /// ?1 now, ?2 how many.
    system CHECK = "UPDATE purchases SET checked_at = ?1 WHERE id IN
        (SELECT id FROM purchases WHERE status = 'applying' ORDER BY checked_at LIMIT ?2) RETURNING id";
    /// What came of the changes of these. One that is about to be set going again counts as open. ?1 JSON array of purchases.
    system OUTCOMES = "SELECT p.id, p.user_id, p.version, p.round, p.email IS NOT NULL AS has_email,
          count(*) FILTER (WHERE i.id IS NOT NULL AND (i.ended_at IS NULL OR EXISTS (
            SELECT 1 FROM jobs AS j WHERE j.idempotency_key = 'redrive:' || i.id || ':' || p.version))) AS open,
          count(*) FILTER (WHERE i.id IS NULL OR i.status IN ('failed', 'cancelled')) AS failed,
          count(*) FILTER (WHERE i.failure = 'user_not_found' AND i.is_unsure = 0) AS unknown, min(i.failure) AS failure
        FROM json_each(?1) AS w JOIN purchases AS p ON p.id = w.value
        LEFT JOIN purchase_changes AS c ON c.purchase_id = p.id AND c.round = p.round
        LEFT JOIN access_intents AS i ON i.user_id = c.user_id AND i.idempotency_key = c.key
        WHERE p.status = 'applying' GROUP BY p.id";
    /// ?2 purchase, ?3 version, ?4 status, ?5 reason, ?6 now.
    tenant SETTLE = "UPDATE purchases SET status = ?4, reason = ?5, updated_at = ?6, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND version = ?3 AND status = 'applying'";
    /// The same for one whose username is nobody's. ?2 purchase, ?3 version, ?4 now.
    tenant ASK_AGAIN = "UPDATE purchases SET status = 'waiting_username', reason = 'username_unknown', username = NULL,
          round = round + 1, updated_at = ?4, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND version = ?3 AND status = 'applying'";
}

#[derive(Debug, FromRow)]
struct Checked {
    id: PurchaseId,
}

#[derive(Debug, FromRow)]
struct Outcome {
    id: PurchaseId,
    user_id: UserId,
    version: i64,
    round: u32,
    has_email: bool,
    open: u32,
    failed: u32,
    unknown: u32,
    failure: Option<String>,
}

pub(crate) async fn run(cx: &Cx) -> Result<()> {
    let now = clock::now();
    let db = cx.db()?;
    let checked: Vec<Checked> = db.system().all(&CHECK, params![now, AT_MOST]).await?;
    if checked.is_empty() {
        return Ok(());
    }
    let ids: Vec<&PurchaseId> = checked.iter().map(|purchase| &purchase.id).collect();
    let outcomes: Vec<Outcome> = db
        .system()
        .all(&OUTCOMES, params![serde_json::to_string(&ids)?])
        .await?;
    let mut settled = 0;
    for outcome in outcomes.iter().filter(|outcome| outcome.open == 0) {
        settle(cx, outcome, now).await?;
        settled += 1;
    }
    if settled > 0 {
        log::info(cx, "purchases_settled", json!({ "purchases": settled }));
        jobs::send_pending(cx).await;
    }
    Ok(())
}

async fn settle(cx: &Cx, outcome: &Outcome, now: Timestamp) -> Result<()> {
    let (user_id, id) = (&outcome.user_id, &outcome.id);
    let db = cx.db()?;
    let mut batch = db.batch();
    if outcome.failed > 0 && outcome.unknown == outcome.failed {
        batch.tenant(user_id, &ASK_AGAIN, params![id, outcome.version, now])?;
        if outcome.has_email {
            purchases::add_mail(
                &mut batch,
                user_id,
                id,
                &format!("round:{}", outcome.round + 1),
                now,
            )?;
        }
    } else {
        let (status, reason) = match outcome.failed {
            0 => ("completed", None),
            _ => ("failed", Some(outcome.failure.as_deref().unwrap_or("cancelled"))),
        };
        batch.tenant(
            user_id,
            &SETTLE,
            params![id, outcome.version, status, reason, now],
        )?;
    }
    batch.run().await?;
    Ok(())
}
