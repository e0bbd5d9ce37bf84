//! Who is asking: the panel's access token, and whether the account that it asks for is its user's.
//!
//! A panel asks several times a second. What the database said of a token is therefore remembered for a moment, so that a
//! sign-out, an ended session or a taken-back token has its effect on polls within two seconds; whatever changes
//! something asks the database each time. So is the count of requests, which protects the platform, not a secret.

use std::{cell::RefCell, collections::BTreeMap};

use crate::{
    Cx, Result, clock,
    crypto::sha256_hex,
    db::FromRow,
    http::{Problem, Request},
    params, sql,
};
use pinewire_domain::{
    id::{BrokerAccountId, SessionId, UserId},
    rate_limit::{self, Policy},
    time::Timestamp,
};

const REMEMBER_MS: i64 = 2_000;
/// Tokens that are remembered at the same time.
const MAX_REMEMBERED: usize = 1_000;
/// Five open charts of one sign-in, and some room.
const DEFAULT_PER_MINUTE: u32 = 2_000;

sql! {
    /// ?1 token, ?2 now, ?3 account or nothing.
    system FIND = "SELECT t.user_id, t.session_id, t.generation, t.used_at IS NOT NULL AS is_used, a.id AS account_id
        FROM panel_tokens t
        JOIN sessions s ON s.id = t.session_id AND s.revoked_at IS NULL AND s.expires_at > ?2
        JOIN users u ON u.id = t.user_id AND u.status = 'active'
        LEFT JOIN broker_accounts a ON a.id = ?3 AND a.user_id = t.user_id
        WHERE t.access_hash = ?1 AND t.retired_at IS NULL AND t.expires_at > ?2";
    /// ?2 token, ?3 now.
    tenant FIRST_USE = "UPDATE panel_tokens SET used_at = ?3
        WHERE user_id = ?1 AND access_hash = ?2 AND used_at IS NULL";
    /// Those before the one that is used now: TradingView has received its successor. ?2 session, ?3 generation, ?4 now.
    tenant RETIRE = "UPDATE panel_tokens SET retired_at = ?4
        WHERE user_id = ?1 AND session_id = ?2 AND generation < ?3 AND retired_at IS NULL";
}

/// A panel that is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Panel {
    /// Whose.
    pub user_id: UserId,
    /// The session that it belongs to.
    pub session_id: SessionId,
}

#[derive(Debug, FromRow)]
struct Row {
    user_id: UserId,
    session_id: SessionId,
    generation: i64,
    is_used: bool,
    account_id: Option<BrokerAccountId>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    panel: Panel,
    account_id: Option<BrokerAccountId>,
    at: Timestamp,
    count: rate_limit::State,
}

thread_local! {
    /// By token and account.
    static KNOWN: RefCell<BTreeMap<String, Known>> = const { RefCell::new(BTreeMap::new()) };
}

/// How fresh the answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A moment old will do.
    Recent,
    /// As it is now.
    Now,
}

/// The panel that asks; 401 without a token that is good.
pub async fn panel(cx: &Cx, request: &Request, look: Look) -> Result<Panel> {
    Ok(find(cx, request, "", look).await?.panel)
}

/// The panel and the account of the path; an account of somebody else is as unknown as none.
pub async fn account(cx: &Cx, request: &Request, look: Look) -> Result<(Panel, BrokerAccountId)> {
    account_called(cx, request, request.param("id")?, look).await
}

/// The same for an account that is named elsewhere.
pub async fn account_called(
    cx: &Cx,
    request: &Request,
    id: &str,
    look: Look,
) -> Result<(Panel, BrokerAccountId)> {
    let known = find(cx, request, id, look).await?;
    let account = known.account_id.ok_or_else(|| Problem::not_found("account"))?;
    Ok((known.panel, account))
}

async fn find(cx: &Cx, request: &Request, account: &str, look: Look) -> Result<Known> {
    let hash = sha256_hex(token(request)?.as_bytes());
    let key = format!("{hash} {account}");
    let now = clock::now();
    let remembered = KNOWN.with_borrow(|known| known.get(&key).copied());
    let is_recent = |known: &Known| now.millis_since(known.at) < REMEMBER_MS;
    let mut known = match remembered.filter(|known| look == Look::Recent && is_recent(known)) {
        Some(known) => known,
        None => Known {
            count: remembered.map(|known| known.count).unwrap_or_default(),
            ..read(cx, &hash, account).await?
        },
    };
    let limit = cx.var("POLLS_PER_MINUTE").and_then(|limit| limit.parse().ok());
    let policy = Policy::per_minute(limit.unwrap_or(DEFAULT_PER_MINUTE));
    let (count, decision) = rate_limit::check(known.count, now, policy);
    known.count = count;
    KNOWN.with_borrow_mut(|all| {
        if all.len() >= MAX_REMEMBERED {
            all.retain(|_, other| is_recent(other));
        }
        all.insert(key, known);
    });
    if !decision.allowed {
        let detail = format!("Too many requests. Try again in {} s.", decision.retry_after_s);
        return Err(Problem::new(429, "rate_limited", detail)
            .retry_after(decision.retry_after_s)
            .into());
    }
    Ok(known)
}

async fn read(cx: &Cx, hash: &str, account: &str) -> Result<Known> {
    let now = clock::now();
    let db = cx.db()?;
    let row: Option<Row> = db.system().first(&FIND, params![hash, now, account]).await?;
    let row = row.ok_or_else(|| Problem::unauthenticated("The session has ended. Sign in again."))?;
    if !row.is_used {
        let mut batch = db.batch();
        batch.tenant(&row.user_id, &FIRST_USE, params![hash, now])?;
        let params = params![&row.session_id, row.generation, now];
        batch.tenant(&row.user_id, &RETIRE, params)?;
        batch.run().await?;
    }
    Ok(Known {
        panel: Panel {
            user_id: row.user_id,
            session_id: row.session_id,
        },
        account_id: row.account_id,
        at: now,
        count: rate_limit::State::default(),
    })
}

fn token(request: &Request) -> Result<String> {
    let header = request.header("authorization").unwrap_or_default();
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(token.trim().to_owned())
        }
        _ => Err(Problem::unauthenticated("Sign in first.").into()),
    }
}
