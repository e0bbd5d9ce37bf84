//! The periodic check: every link each hour, those that waited longest first. Each is claimed before it is checked, so that
//! two ticks at once do not ask twice; a claim that dies costs one check.

use pinewire_domain::{
    id::BrokerAccountId,
    trading::broker::{Broker, LinkStatus},
};
use pinewire_shared::{
    Cx, Result,
    alpaca::oauth,
    at_once, clock,
    db::FromRow,
    log, params, sql,
    trading::{
        accounts::{self, BrokerAccount},
        sequencer,
    },
};
use serde_json::json;

const CHECK_EVERY_MS: i64 = 60 * 60 * 1000;
/// Ticks come a little early or late: an hour is not missed by seconds.
const SLACK_MS: i64 = 2 * 60 * 1000;
/// Links that are claimed together.
const ROUND: u32 = 50;
/// Checks under way at once: a worker has six connections to the outside.
const AT_ONCE: usize = 5;
/// No further round is begun after so long: the next tick goes on.
const ENOUGH_MS: i64 = 8 * 60 * 1000;

/// What is told of a token that Alpaca does not accept.
pub(crate) const REFUSED: &str = "Alpaca no longer accepts this link. Link the account again.";

sql! {
    /// ?1 now, ?2 when they were last tried at the latest, ?3 how many.
    system CLAIM = "UPDATE broker_accounts SET tried_at = ?1
        WHERE id IN (SELECT id FROM broker_accounts WHERE access_token_sealed IS NOT NULL AND tried_at <= ?2
                     ORDER BY tried_at LIMIT ?3)
        RETURNING id";
    /// ?2 account, ?3 now, ?4 the version that was read.
    tenant WORKS = "UPDATE broker_accounts SET since = iif(status = 'active', since, ?3), status = 'active',
          status_reason = NULL, checked_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status <> 'revoked' AND version = ?4";
}

#[derive(Debug, FromRow)]
struct Due {
    id: BrokerAccountId,
}

/// Checks what is due.
pub(crate) async fn run(cx: &Cx) -> Result<()> {
    let began = clock::now();
    let db = cx.db()?;
    let mut checked = 0;
    loop {
        let now = clock::now();
        let due = now.plus_millis(SLACK_MS - CHECK_EVERY_MS);
        let round: Vec<Due> = db.system().all(&CLAIM, params![now, due, ROUND]).await?;
        checked += round.len();
        let is_last = round.len() < ROUND as usize;
        at_once::for_each(round, AT_ONCE, async |due| {
            if let Err(error) = check(cx, &due.id).await {
                let fields = json!({ "account": due.id, "error": error.to_string() });
                log::warn(cx, "link_not_checked", fields);
            }
        })
        .await;
        if is_last || clock::now().millis_since(began) > ENOUGH_MS {
            break;
        }
    }
    log::info(cx, "links_checked", json!({ "checked": checked }));
    Ok(())
}

async fn check(cx: &Cx, id: &BrokerAccountId) -> Result<()> {
    let Some(found) = accounts::for_object(cx, id).await? else {
        return Ok(());
    };
    let problem = trouble(cx, &found).await?;
    let (was, is) = (
        found.status,
        problem.map_or(LinkStatus::Active, |_| LinkStatus::Broken),
    );
    let changed = if let Some(reason) = problem {
        accounts::mark_error(cx, &found.link(), reason).await?
    } else {
        let params = params![id, clock::now(), found.version];
        cx.db()?.tenant(&found.user_id).run(&WORKS, params).await? > 0
    };
    if changed && was != is {
        log::info(cx, "link_changed", json!({ "account": id, "status": is }));
        sequencer::tell_settings(cx, id).await;
    }
    Ok(())
}

/// Why a link can't be used; `None` if it can. [`Error::Retry`](pinewire_shared::Error) where nobody knows: that says
/// nothing about the link.
pub(crate) async fn trouble(cx: &Cx, found: &BrokerAccount) -> Result<Option<&'static str>> {
    if found.broker != Broker::Alpaca {
        return Ok(None);
    }
    let Some(token) = accounts::open_token(cx, &found.link())? else {
        return Ok(Some("The link's key is lost. Link the account again."));
    };
    match oauth::account(cx, found.environment, &token).await? {
        None => Ok(Some(REFUSED)),
        Some(account) => Ok(account.blocked),
    }
}
