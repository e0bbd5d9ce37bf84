//! `POST /api/auth/refresh` and `logout`. A refresh token is for one use. A second use means that a copy leaked, and ends
//! the session; within a few seconds of the first it is taken for a second tab or a lost answer, and gets a token of its
//! own in the same session (see [`pinewire_domain::auth::decide_refresh`]).

use pinewire_domain::{
    auth::{RefreshDecision, RefreshToken as Shown, decide_refresh},
    id::{SessionId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    auth::{csrf, session},
    crypto::sha256_hex,
    http::{Problem, Request, Response, response},
    params, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::{self, REFRESH_SECONDS, RefreshToken, Transport},
    profile,
};

sql! {
    system SHOWN = "SELECT t.session_id, t.user_id, t.expires_at, t.used_at, s.revoked_at, u.status
        FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = t.user_id
        WHERE t.token_hash = ?1";
    /// Of two that come at once, one uses the token up. ?2 token, ?3 its successor, ?4 now.
    tenant USE = "UPDATE refresh_tokens SET used_at = ?4, replaced_by = ?3
        WHERE user_id = ?1 AND token_hash = ?2 AND used_at IS NULL";
    /// Only while the session lives. ?2 token, ?3 session, ?4 now, ?5 end.
    tenant ADD = "INSERT INTO refresh_tokens (user_id, token_hash, session_id, issued_at, expires_at)
        SELECT ?1, ?2, id, ?4, ?5 FROM sessions WHERE user_id = ?1 AND id = ?3 AND revoked_at IS NULL";
    tenant EXTEND = "UPDATE sessions SET last_seen_at = ?3, expires_at = ?4
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
    tenant REVOKE = "UPDATE sessions SET revoked_at = ?3, revoke_reason = ?4
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
}

/// A refresh token; absent when it is in a cookie.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Refresh {
    refresh_token: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Row {
    session_id: SessionId,
    user_id: UserId,
    expires_at: i64,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
    status: String,
}

/// Refresh a session
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/auth/refresh", tag = "accounts", request_body = Option<Refresh>,
    responses(
        (status = 200, description = "New tokens; the old refresh token is used up", body = answer::Session),
        (status = 401, description = "Unknown, expired or used: sign in again", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn refresh_session(cx: Cx, mut request: Request) -> Result<Response> {
    let (token, transport) = shown_token(&cx, &mut request).await?;
    let hash = sha256_hex(token.as_bytes());
    let row: Option<Row> = cx.db()?.system().first(&SHOWN, params![hash.as_str()]).await?;
    let row = row.filter(|row| row.status == "active").ok_or_else(ended)?;
    let shown = Shown {
        expires_at: Timestamp::from_millis(row.expires_at),
        used_at: row.used_at.map(Timestamp::from_millis),
        revoked: row.revoked_at.is_some(),
    };
    match decide_refresh(shown, cx.now()) {
        RefreshDecision::Rotate | RefreshDecision::Grace => {}
        RefreshDecision::Expired | RefreshDecision::Revoked => return Err(ended().into()),
        RefreshDecision::Reuse => {
            revoke(&cx, &row, "reuse", Actor::System).await?;
            let detail =
                "This refresh token was used before, so the session was ended for safety. Sign in again.";
            return Err(Problem::new(401, "refresh_reused", detail).into());
        }
    }
    let next = RefreshToken::generate()?;
    let now = cx.now();
    let expires_at = now.plus_seconds(i64::from(REFRESH_SECONDS));
    let db = cx.db()?;
    let mut batch = db.batch();
    // Within the grace period nothing is used up: this changes no row, and the second token lives beside the first.
    batch.tenant(&row.user_id, &USE, params![hash, next.hash.as_str(), now])?;
    batch.tenant(
        &row.user_id,
        &ADD,
        params![next.hash.as_str(), &row.session_id, now, expires_at],
    )?;
    batch.tenant(&row.user_id, &EXTEND, params![&row.session_id, now, expires_at])?;
    let results = batch.run().await?;
    if results.changes(1)? == 0 {
        return Err(ended().into());
    }
    let account = profile::load(&cx, &row.user_id).await?;
    answer::session(&cx, 200, account, &row.session_id, next.token, transport, None)
}

/// Sign out
///
/// Ends the session of the refresh token, if there is one; signing out twice is no error.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/auth/logout", tag = "accounts", request_body = Option<Refresh>,
    responses((status = 204, description = "The session has ended"))
))]
pub(crate) async fn log_out(cx: Cx, mut request: Request) -> Result<Response> {
    if let Some(caller) = pinewire_shared::auth::identify_if_any(&cx, &request).await {
        if let Some(session_id) = caller.session_id() {
            end(
                &cx,
                &caller.user_id,
                &session_id,
                "logout",
                Actor::User(caller.user_id),
            )
            .await?;
        }
    } else if let Ok((token, _)) = shown_token(&cx, &mut request).await {
        let row: Option<Row> = cx
            .db()?
            .system()
            .first(&SHOWN, params![sha256_hex(token.as_bytes())])
            .await?;
        if let Some(row) = row {
            revoke(&cx, &row, "logout", Actor::User(row.user_id)).await?;
        }
    }
    let answer = response::no_content()?;
    answer::clear_cookies(&answer)?;
    Ok(answer)
}

/// The token from the body, or else from the cookie.
async fn shown_token(cx: &Cx, request: &mut Request) -> Result<(String, Transport)> {
    let has_body = request.header("content-type").is_some();
    let body: Refresh = if has_body {
        request.json().await?
    } else {
        Refresh::default()
    };
    if let Some(token) = body.refresh_token {
        return Ok((token, Transport::Bearer));
    }
    csrf::check_origin(cx, request)?;
    let token = request
        .cookie(session::REFRESH_COOKIE)
        .filter(|token| !token.is_empty())
        .ok_or_else(ended)?;
    Ok((token, Transport::Cookie))
}

async fn revoke(cx: &Cx, row: &Row, reason: &str, actor: Actor) -> Result<()> {
    end(cx, &row.user_id, &row.session_id, reason, actor).await
}

/// Ends a session, for the record with its reason.
pub(super) async fn end(
    cx: &Cx,
    user_id: &UserId,
    session_id: &SessionId,
    reason: &str,
    actor: Actor,
) -> Result<()> {
    let entry = audit::Entry {
        actor,
        action: "session.end",
        subject_id: Some(session_id.as_str()),
        detail: json!({ "reason": reason }),
    };
    audit::commit(cx, &entry, |batch| {
        batch
            .tenant(user_id, &REVOKE, params![session_id, cx.now(), reason])
            .map(|_| ())
    })
    .await?;
    Ok(())
}

fn ended() -> Problem {
    Problem::unauthenticated("This session has ended. Sign in again.")
}
