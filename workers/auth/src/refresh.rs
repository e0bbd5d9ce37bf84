//! `POST /api/auth/refresh`: a refresh token for a new pair of tokens. Each is for one use; what a second use means is
//! decided by [`decide_refresh`]. All tokens of one session are a family: a reuse ends the session, and with it whoever
//! holds any of them.

use pinewire_domain::{
    auth::{REFRESH_GRACE_MS, RefreshDecision, RefreshToken as Shown, decide_refresh},
    id::{SessionId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    account::{end_session, load_user},
    audit::Actor,
    auth::{self, csrf, session},
    crypto::sha256_hex,
    db::FromRow,
    http::{Problem, Request, Response},
    params, sql,
};
use serde::Deserialize;

use super::answer::{self, REFRESH_SECONDS, RefreshToken, Transport};

sql! {
    system SHOWN = "SELECT t.session_id, t.user_id, t.expires_at, t.used_at, s.revoked_at, u.status
        FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = t.user_id
        WHERE t.token_hash = ?1";
    /// Of two that come at once, one uses the token up. ?2 token, ?3 its successor, ?4 now.
    tenant USE = "UPDATE refresh_tokens SET used_at = ?4, replaced_by = ?3
        WHERE user_id = ?1 AND token_hash = ?2 AND used_at IS NULL";
    /// Only while the session lives and the token's first use is within the grace. ?2 token, ?3 session, ?4 now, ?5 end,
    /// ?6 the token that was shown, ?7 the grace's beginning.
    tenant ADD = "INSERT INTO refresh_tokens (user_id, token_hash, session_id, issued_at, expires_at)
        SELECT ?1, ?2, id, ?4, ?5 FROM sessions WHERE user_id = ?1 AND id = ?3 AND revoked_at IS NULL
          AND EXISTS (SELECT 1 FROM refresh_tokens WHERE token_hash = ?6 AND used_at >= ?7)";
    tenant EXTEND = "UPDATE sessions SET last_seen_at = ?3, expires_at = ?4
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL
          AND EXISTS (SELECT 1 FROM refresh_tokens WHERE token_hash = ?5)";
}

/// A refresh token; absent when it is in a cookie.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Refresh {
    refresh_token: Option<String>,
}

/// What is stored of a refresh token that was shown.
#[derive(Debug, FromRow)]
pub(super) struct Row {
    pub(super) session_id: SessionId,
    pub(super) user_id: UserId,
    expires_at: i64,
    used_at: Option<i64>,
    pub(super) revoked_at: Option<i64>,
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
    let (token, transport) = shown_token(&cx, &mut request).await?.ok_or_else(ended)?;
    let hash = sha256_hex(token.as_bytes());
    let row = find(&cx, &hash).await?.ok_or_else(ended)?;
    if row.status != "active" {
        return Err(auth::account_disabled().into());
    }
    match decide_refresh(row.shown(), cx.now()) {
        RefreshDecision::Rotate | RefreshDecision::Grace => {}
        RefreshDecision::Expired | RefreshDecision::Revoked => return Err(ended().into()),
        RefreshDecision::Reuse => {
            end_session(&cx, &row.user_id, &row.session_id, "reuse", Actor::System).await?;
            let detail =
                "This refresh token was used before, so the session was ended for safety. Sign in again.";
            return Err(Problem::new(401, "refresh_reused", detail).into());
        }
    }
    let next = RefreshToken::generate()?;
    if !add_successor(&cx, &row, &hash, &next.hash).await? {
        return Err(ended().into());
    }
    let account = load_user(&cx, &row.user_id).await?;
    answer::session(&cx, 200, account, &row.session_id, &next.token, transport, None)
}

/// Uses the token up and adds its successor; false if the session ended meanwhile. Within the grace there is nothing to
/// use up: then the successor lives beside the first one, in the same family.
async fn add_successor(cx: &Cx, row: &Row, shown: &str, next: &str) -> Result<bool> {
    let (user_id, session_id, now) = (&row.user_id, &row.session_id, cx.now());
    let expires_at = now.plus_seconds(i64::from(REFRESH_SECONDS));
    let grace_began = now.plus_millis(-REFRESH_GRACE_MS);
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &USE, params![shown, next, now])?;
    let successor = params![next, session_id, now, expires_at, shown, grace_began];
    batch.tenant(user_id, &ADD, successor)?;
    batch.tenant(user_id, &EXTEND, params![session_id, now, expires_at, next])?;
    Ok(batch.run().await?.changes(1)? > 0)
}

/// What is stored of the token with this hash.
pub(super) async fn find(cx: &Cx, hash: &str) -> Result<Option<Row>> {
    cx.db()?.system().first(&SHOWN, params![hash]).await
}

/// The token in the body, or else the one in the cookie, if there is one.
pub(super) async fn shown_token(cx: &Cx, request: &mut Request) -> Result<Option<(String, Transport)>> {
    let has_body = request.header("content-type").is_some();
    let body: Refresh = if has_body {
        request.json().await?
    } else {
        Refresh::default()
    };
    if let Some(token) = body.refresh_token {
        return Ok(Some((token, Transport::Bearer)));
    }
    csrf::check_origin(cx, request)?;
    let token = request
        .cookie(session::REFRESH_COOKIE)
        .filter(|token| !token.is_empty());
    Ok(token.map(|token| (token, Transport::Cookie)))
}

impl Row {
    fn shown(&self) -> Shown {
        Shown {
            expires_at: Timestamp::from_millis(self.expires_at),
            used_at: self.used_at.map(Timestamp::from_millis),
            revoked: self.revoked_at.is_some(),
        }
    }
}

fn ended() -> Problem {
    Problem::unauthenticated("This session has ended. Sign in again.")
}
