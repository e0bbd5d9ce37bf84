//! Accesses whose time is over are over in the books, within a minute, whether TradingView can be asked or not.

use pinewire_domain::{
    access::expiry::Expiry,
    id::{GrantId, ScriptId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    access::{GrantNews, announce},
    db::FromRow,
    events::EventType,
    params, sql,
};

/// Grants of one transaction.
const AT_ONCE: u32 = 40;
/// Transactions of one tick; what is left is for the next one.
const MAX_ROUNDS: usize = 25;
/// TradingView is asked whether it agrees that much later.
const VERIFY_AFTER_MS: i64 = 5 * 60 * 1000;

/// Over by ?1, and nothing is wanted that would change it.
macro_rules! run_out {
    () => {
        "g.has_access = 1 AND g.expires_at IS NOT NULL AND g.expires_at <= ?1
         AND NOT EXISTS (SELECT 1 FROM access_intents AS i WHERE i.grant_id = g.id AND i.ended_at IS NULL)"
    };
}

sql! {
    /// ?2 how many.
    system RUN_OUT = concat!("SELECT g.id, g.user_id, g.script_id, s.pine_id, g.username, g.expires_at
        FROM access_grants AS g INDEXED BY access_grants_running_out
        JOIN tradingview_scripts AS s ON s.id = g.script_id
        WHERE ", run_out!(), " ORDER BY g.expires_at LIMIT ?2");
    /// Nobody changed any of them meanwhile. ?2 JSON array of ids.
    system FENCE = concat!("INSERT INTO access_fence (id) SELECT 1
        WHERE (SELECT count(*) FROM json_each(?2) AS w JOIN access_grants AS g ON g.id = w.value WHERE ", run_out!(), ")
          <> json_array_length(?2)");
    system RECORD = "UPDATE access_grants SET status = 'expired', has_access = 0, ended_at = expires_at, updated_at = ?1,
          drift = NULL, failure = NULL, verify_at = ?3, notice_sent = NULL, next_notice_at = NULL
        WHERE id IN (SELECT value FROM json_each(?2))";
    system NOTE = "INSERT INTO assignment_logs (user_id, grant_id, at, kind, outcome)
        SELECT user_id, id, ?1, 'expired', 'recorded' FROM access_grants WHERE id IN (SELECT value FROM json_each(?2))";
}

#[derive(Debug, FromRow)]
struct RunOut {
    id: GrantId,
    user_id: UserId,
    script_id: ScriptId,
    pine_id: String,
    username: String,
    expires_at: Timestamp,
}

/// Records what ran out by `at`.
pub(crate) async fn record(cx: &Cx, at: Timestamp) -> Result<()> {
    for _ in 0..MAX_ROUNDS {
        let grants: Vec<RunOut> = cx.db()?.system().all(&RUN_OUT, params![at, AT_ONCE]).await?;
        if grants.is_empty() {
            break;
        }
        match round(cx, &grants, at).await {
            // One of them was changed: the next tick sees what is left.
            Err(Error::Reject(_)) => break,
            done => done?,
        }
    }
    Ok(())
}

async fn round(cx: &Cx, grants: &[RunOut], at: Timestamp) -> Result<()> {
    let ids: Vec<GrantId> = grants.iter().map(|grant| grant.id).collect();
    let ids = serde_json::to_string(&ids)?;
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.system(&FENCE, params![at, ids.as_str()])?;
    batch.system(
        &RECORD,
        params![at, ids.as_str(), at.plus_millis(VERIFY_AFTER_MS)],
    )?;
    batch.system(&NOTE, params![at, ids])?;
    for grant in grants {
        let news = GrantNews {
            grant_id: grant.id,
            script_id: grant.script_id,
            pine_id: &grant.pine_id,
            username: &grant.username,
            expires_at: None,
            previous_expires_at: Some(Expiry::At(grant.expires_at)),
            reason: Some("expired"),
            failure: None,
            days: None,
        };
        announce(&mut batch, &grant.user_id, EventType::AccessRevoked, &news)?;
    }
    batch.run().await?;
    Ok(())
}
