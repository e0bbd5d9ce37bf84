//! Telling that an access is about to end: 7, 3 and 1 days before, as the event `access.expiring`, each once for each
//! expiry. The rules are in [`pinewire_domain::access::notices`].

use pinewire_domain::{
    access::{expiry::Expiry, notices},
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

/// Grants of one tick; what is left is for the next one.
const AT_MOST: u32 = 300;

sql! {
    /// ?1 now, ?2 how many.
    system TO_NOTIFY = "SELECT g.id, g.user_id, g.script_id, s.pine_id, g.username, g.expires_at, g.has_access,
          g.notice_since, g.notice_sent
        FROM access_grants AS g INDEXED BY access_grants_to_notify
        JOIN tradingview_scripts AS s ON s.id = g.script_id
        WHERE g.next_notice_at IS NOT NULL AND g.next_notice_at <= ?1 ORDER BY g.next_notice_at LIMIT ?2";
    /// The end is still what it was. ?2 grant, ?3 its end.
    tenant FENCE = "INSERT INTO access_fence (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM access_grants
        WHERE user_id = ?1 AND id = ?2 AND has_access = 1 AND expires_at = ?3)";
    /// Breaks the transaction of whoever comes second. ?2 grant, ?3 its end, ?4 days, ?5 now.
    tenant SENT = "INSERT INTO expiry_notices (grant_id, expires_at, days, user_id, created_at) VALUES (?2, ?3, ?4, ?1, ?5)";
    /// ?2 grant, ?3 its end, ?4 the notice that was sent last, ?5 when the next one is due.
    tenant NEXT = "UPDATE access_grants SET notice_sent = ?4, next_notice_at = ?5
        WHERE user_id = ?1 AND id = ?2 AND expires_at IS ?3";
}

#[derive(Debug, FromRow)]
struct Ending {
    id: GrantId,
    user_id: UserId,
    script_id: ScriptId,
    pine_id: String,
    username: String,
    expires_at: Option<Timestamp>,
    has_access: bool,
    notice_since: Timestamp,
    notice_sent: Option<u8>,
}

/// Sends the notices that are due at `at`.
pub(crate) async fn notify(cx: &Cx, at: Timestamp) -> Result<()> {
    let ending: Vec<Ending> = cx.db()?.system().all(&TO_NOTIFY, params![at, AT_MOST]).await?;
    for grant in &ending {
        match tell(cx, grant, at).await {
            // It was told by somebody else, or there is another end now: the next tick sees.
            Err(Error::Reject(_)) => {}
            done => done?,
        }
    }
    Ok(())
}

async fn tell(cx: &Cx, grant: &Ending, at: Timestamp) -> Result<()> {
    let expiry = Expiry::from_column(grant.expires_at);
    let due = grant
        .has_access
        .then(|| notices::due(expiry, grant.notice_since, at, grant.notice_sent))
        .flatten();
    let sent = due.or(grant.notice_sent);
    let next = grant
        .has_access
        .then(|| notices::next_at(expiry, grant.notice_since.max(at), sent))
        .flatten();
    let db = cx.db()?;
    let mut batch = db.batch();
    if let Some(days) = due {
        batch.tenant(&grant.user_id, &FENCE, params![&grant.id, grant.expires_at])?;
        let params = params![&grant.id, grant.expires_at, u32::from(days), at];
        batch.tenant(&grant.user_id, &SENT, params)?;
        let news = GrantNews {
            grant_id: grant.id,
            script_id: grant.script_id,
            pine_id: &grant.pine_id,
            username: &grant.username,
            expires_at: Some(expiry),
            previous_expires_at: Some(expiry),
            reason: None,
            failure: None,
            days: Some(days),
        };
        announce(&mut batch, &grant.user_id, EventType::AccessExpiring, &news)?;
    }
    let params = params![&grant.id, grant.expires_at, sent.map(u32::from), next];
    batch.tenant(&grant.user_id, &NEXT, params)?;
    batch.run().await?;
    Ok(())
}
