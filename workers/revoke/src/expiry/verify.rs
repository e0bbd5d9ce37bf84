//! Whether TradingView agrees that an access is over. Where it does not, the seller has changed it by hand: the grant is
//! marked, and the reconciliation offers both ways to mend it.

use pinewire_domain::{
    access::wire::{PineId, UsersPage},
    id::{GrantId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    access::{ListQuestion, list_users},
    db::FromRow,
    log, params, sql,
};
use serde_json::json;

/// Grants of one tick, and of one seller in it: each is a request to TradingView. The nightly reconciliation verifies
/// what is left.
const AT_MOST: u32 = 60;
const OF_ONE_SELLER: usize = 20;
/// When it is tried again after TradingView could not be asked.
const AGAIN_MS: i64 = 30 * 60 * 1000;

sql! {
    /// ?1 now, ?2 how many.
    system TO_VERIFY = "SELECT g.id, g.user_id, s.pine_id, g.username
        FROM access_grants AS g INDEXED BY access_grants_to_verify
        JOIN tradingview_scripts AS s ON s.id = g.script_id
        JOIN tv_connections AS c ON c.id = s.connection_id AND c.status IN ('connected', 'warning')
        WHERE g.verify_at IS NOT NULL AND g.verify_at <= ?1 ORDER BY g.verify_at LIMIT ?2";
    /// ?2 grant, ?3 drift, if there is one. Not of one that was given again meanwhile.
    tenant VERIFIED = "UPDATE access_grants SET verify_at = NULL, drift = ?3
        WHERE user_id = ?1 AND id = ?2 AND verify_at IS NOT NULL";
    /// ?2 grant, ?3 now, ?4 outcome.
    tenant NOTE = "INSERT INTO assignment_logs (user_id, grant_id, at, kind, outcome)
        SELECT ?1, id, ?3, 'verified', ?4 FROM access_grants WHERE user_id = ?1 AND id = ?2 AND verify_at IS NOT NULL";
    /// ?2 grant, ?3 when.
    tenant AGAIN = "UPDATE access_grants SET verify_at = ?3 WHERE user_id = ?1 AND id = ?2 AND verify_at IS NOT NULL";
}

#[derive(Debug, FromRow)]
struct Over {
    id: GrantId,
    user_id: UserId,
    pine_id: PineId,
    username: String,
}

/// Asks TradingView about accesses that ran out, as far as they are due at `at`.
pub(crate) async fn verify(cx: &Cx, at: Timestamp) -> Result<()> {
    let db = cx.db()?;
    let over: Vec<Over> = db.system().all(&TO_VERIFY, params![at, AT_MOST]).await?;
    let mut asked: Vec<UserId> = Vec::new();
    for grant in &over {
        if asked.iter().filter(|seller| **seller == grant.user_id).count() >= OF_ONE_SELLER {
            continue;
        }
        asked.push(grant.user_id);
        let Some(is_live) = is_live(cx, grant, at).await? else {
            let params = params![&grant.id, at.plus_millis(AGAIN_MS)];
            db.tenant(&grant.user_id).run(&AGAIN, params).await?;
            continue;
        };
        let (drift, outcome) = if is_live {
            (Some("expiry_differs"), "still_there")
        } else {
            (None, "ended")
        };
        let mut batch = db.batch();
        batch.tenant(&grant.user_id, &NOTE, params![&grant.id, at, outcome])?;
        batch.tenant(&grant.user_id, &VERIFIED, params![&grant.id, drift])?;
        batch.run().await?;
    }
    Ok(())
}

/// Whether TradingView still shows access; `None` if it can't be asked.
async fn is_live(cx: &Cx, grant: &Over, at: Timestamp) -> Result<Option<bool>> {
    let mut next = None;
    // Names that contain the name are few.
    for _ in 0..20 {
        let question = ListQuestion {
            user_id: grant.user_id,
            pine_id: grant.pine_id.clone(),
            username: Some(grant.username.clone()),
            next,
        };
        let page: UsersPage = match list_users(cx, &question).await? {
            Ok(page) => page,
            Err(problem) => {
                let fields = json!({ "grant": grant.id, "failure": problem.failure });
                log::info(cx, "expiry_not_verified", fields);
                return Ok(None);
            }
        };
        let user = page
            .results
            .iter()
            .find(|user| user.username.eq_ignore_ascii_case(&grant.username));
        if let Some(user) = user {
            return Ok(Some(!user.expiration.is_over(at)));
        }
        if page.next.is_none() {
            return Ok(Some(false));
        }
        next = page.next;
    }
    Ok(None)
}
