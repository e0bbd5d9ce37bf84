//! Sellers. Each gets the account that their access token of the older system's identity provider leads to; or the
//! account that the operator says is theirs. An address proves nothing here: whoever signs up first could take it.
//!
//! The connection to TradingView is made by the `connect` worker where cookies came along and still work; else it is on
//! record without any, for the seller to reconnect.

use pinewire_domain::{
    access::username::Username,
    auth::Role,
    id::{ConnectionId, UserId},
};
use pinewire_shared::{
    Cx, Error, Result, auth::in_name_of, db::FromRow, params, provisioning, random, sql, tradingview::Client,
};
use serde::{Deserialize, Serialize};

use super::{
    Job,
    outcome::{self, RowResult},
};

const KIND: &str = "profile";
const PROVIDER: &str = "supabase";

sql! {
    /// ?1 provider, ?2 subject.
    system BY_IDENTITY = "SELECT u.id, u.role FROM external_identities AS e JOIN users AS u ON u.id = e.user_id
        WHERE e.provider = ?1 AND e.subject = ?2";
    system BY_ID = "SELECT id, role FROM users WHERE id = ?1";
    /// ?1 import, ?2 kind, ?3 old id, ?4 outcome, ?5 reason, ?6 new id, ?7 owner.
    system NOTE = "INSERT INTO import_rows (import_id, kind, old_id, outcome, reason, new_id, owner_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (import_id, kind, old_id) DO NOTHING";
    /// ?2 name on TradingView, in lower case.
    tenant CONNECTION = "SELECT id, status FROM tv_connections WHERE user_id = ?1 AND lower(username) = ?2
        ORDER BY status = 'disconnected', created_at DESC LIMIT 1";
    /// A connection without cookies. ?2 id, ?3 TradingView's number of the account, ?4 name, ?5 now.
    tenant ADD_CONNECTION = "INSERT INTO tv_connections (id, user_id, tv_user_id, username, status, since, cookies_at, checked_at,
          tried_at, consent_version, consent_at, connected_at, disconnected_at, created_at)
        VALUES (?2, ?1, ?3, ?4, 'disconnected', ?5, ?5, ?5, ?5, 'none', ?5, ?5, ?5, ?5)
        ON CONFLICT (user_id, tv_user_id) DO NOTHING";
}

/// A seller of the older system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ProfileRow {
    /// Their id there: the subject of their access tokens.
    id: String,
    /// Their address, to show.
    email: Option<String>,
    /// The account here that the operator says is theirs.
    account_id: Option<UserId>,
    /// Their name on TradingView.
    tradingview_username: Option<String>,
    /// The decrypted cookies.
    cookies: Option<ProfileCookies>,
}

/// Cookies of TradingView. Sealed at once, never shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ProfileCookies {
    /// `sessionid`.
    sessionid: String,
    /// `sessionid_sign`.
    sessionid_sign: String,
    /// The version of the text on data access that the seller has agreed to, as the operator assures.
    consent_version: String,
}

impl std::fmt::Debug for ProfileCookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProfileCookies(…)")
    }
}

#[derive(Debug, Clone, Copy, FromRow)]
struct Account {
    id: UserId,
    role: Role,
}

#[derive(Debug, FromRow)]
struct Known {
    id: ConnectionId,
    status: String,
}

#[derive(Serialize)]
struct Connect<'a> {
    sessionid: &'a str,
    sessionid_sign: &'a str,
    consent_version: &'a str,
}

pub(super) async fn import(job: &Job<'_>, rows: &[ProfileRow]) -> Result<Vec<RowResult>> {
    let old_ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let before = outcome::stored(job, KIND, &old_ids).await?;
    let mut results = Vec::with_capacity(rows.len());
    for row in rows {
        let result = match before.iter().find(|result| result.old_id == row.id) {
            Some(result) => result.clone(),
            None if job.is_dry => foretell(job, row).await?,
            None => import_one(job, row).await?,
        };
        results.push(result);
    }
    Ok(results)
}

async fn foretell(job: &Job<'_>, row: &ProfileRow) -> Result<RowResult> {
    let account = match find(job.cx, row).await {
        Ok(account) => account,
        Err(reason) => return Ok(RowResult::refused(&row.id, reason?)),
    };
    let outcome = if account.is_some() { "existing" } else { "created" };
    Ok(RowResult {
        reason: match (&row.tradingview_username, &row.cookies) {
            (None, _) => Some("no name on TradingView: its scripts can't be imported".to_owned()),
            (Some(_), None) => Some("the seller has to reconnect".to_owned()),
            (Some(_), Some(_)) => None,
        },
        ..RowResult::new(&row.id, outcome)
    })
}

/// Everything but the note is done at most once by itself, so that a row that was cut off can be sent again.
async fn import_one(job: &Job<'_>, row: &ProfileRow) -> Result<RowResult> {
    let found = match find(job.cx, row).await {
        Ok(found) => found,
        Err(reason) => {
            let result = RowResult::refused(&row.id, reason?);
            outcome::refuse(job, KIND, std::slice::from_ref(&result)).await?;
            return Ok(result);
        }
    };
    let (account, outcome) = match found {
        Some(account) => (account, "existing"),
        None => (create(job.cx, row).await?, "created"),
    };
    let reason = connection(job, row, account).await?;
    let new_id = account.id.to_string();
    let params = params![
        job.import,
        KIND,
        row.id.as_str(),
        outcome,
        reason.as_deref(),
        new_id.as_str(),
        new_id.as_str()
    ];
    job.cx.db()?.system().run(&NOTE, params).await?;
    Ok(RowResult {
        reason,
        new_id: Some(new_id),
        ..RowResult::new(&row.id, outcome)
    })
}

/// Whose account it is, if there is one. The error: why the row is refused, or that it could not be found out.
async fn find(cx: &Cx, row: &ProfileRow) -> Result<Option<Account>, Result<String>> {
    let look = async {
        let db = cx.db()?;
        match &row.account_id {
            Some(id) => db.system().first(&BY_ID, params![id]).await,
            None => {
                db.system()
                    .first(&BY_IDENTITY, params![PROVIDER, row.id.as_str()])
                    .await
            }
        }
    };
    let account: Option<Account> = look.await.map_err(Err)?;
    if account.is_none() && row.account_id.is_some() {
        return Err(Ok(
            "there is no account of the id that was given for it".to_owned()
        ));
    }
    Ok(account)
}

async fn create(cx: &Cx, row: &ProfileRow) -> Result<Account> {
    let email = row.email.as_deref().unwrap_or_default();
    provisioning::external_user(cx, PROVIDER, &row.id, email).await?;
    let params = params![PROVIDER, row.id.as_str()];
    let account: Option<Account> = cx.db()?.system().first(&BY_IDENTITY, params).await?;
    account.ok_or_else(|| Error::bug("the account of an imported profile was not made"))
}

/// Makes sure of the connection that the scripts hang on; what is left to do, if something is.
async fn connection(job: &Job<'_>, row: &ProfileRow, account: Account) -> Result<Option<String>> {
    let name = row.tradingview_username.as_deref().map(Username::parse);
    let Some(Ok(name)) = name else {
        return Ok(Some(
            "no name on TradingView: its scripts can't be imported".to_owned(),
        ));
    };
    let before = known(job.cx, account, &name).await?;
    let mut left = Some("the seller has to reconnect".to_owned());
    let is_live = before
        .as_ref()
        .is_some_and(|known| known.status != "disconnected");
    if is_live {
        left = None;
    } else if let Some(cookies) = &row.cookies {
        left = connect(job.cx, account, cookies).await?;
    }
    if known(job.cx, account, &name).await?.is_none() {
        let Some(hint) = Client::anonymous(job.cx)
            .find_user(&name)
            .await
            .answer
            .map_err(|trouble| Error::retry(format_args!("TradingView: {}", trouble.failure)))?
        else {
            return Ok(Some(
                "TradingView has no user of this name: its scripts can't be imported".to_owned(),
            ));
        };
        let id: ConnectionId = random::id(job.now)?;
        let params = params![&id, hint.id, hint.username.as_str(), job.now];
        job.cx
            .db()?
            .tenant(&account.id)
            .run(&ADD_CONNECTION, params)
            .await?;
    }
    if let Some(known) = known(job.cx, account, &name).await? {
        let outcome = if before.is_some() { "existing" } else { "created" };
        let params = params![
            job.import,
            "connection",
            row.id.as_str(),
            outcome,
            left.as_deref(),
            &known.id,
            &account.id
        ];
        job.cx.db()?.system().run(&NOTE, params).await?;
    }
    Ok(left)
}

async fn known(cx: &Cx, account: Account, name: &Username) -> Result<Option<Known>> {
    cx.db()?
        .tenant(&account.id)
        .first(&CONNECTION, params![name.key()])
        .await
}

/// Has the worker that keeps connections make sure whose the cookies are, and keep them. Why it did not, if it did not.
async fn connect(cx: &Cx, account: Account, cookies: &ProfileCookies) -> Result<Option<String>> {
    let body = serde_json::to_string(&Connect {
        sessionid: &cookies.sessionid,
        sessionid_sign: &cookies.sessionid_sign,
        consent_version: &cookies.consent_version,
    })?;
    let caller = (account.id, account.role);
    let connect = (worker::Method::Post, "/api/connect");
    let answer = in_name_of::ask(cx, caller, "CONNECT", connect, Some(&body)).await?;
    match answer.status {
        200 | 201 => Ok(None),
        status @ 500.. => Err(Error::retry(format_args!("CONNECT answered {status}"))),
        409 => Ok(Some(
            "another seller has this TradingView account, or another one is connected".to_owned(),
        )),
        _ => Ok(Some(
            "TradingView does not accept the cookies: the seller has to reconnect".to_owned(),
        )),
    }
}
