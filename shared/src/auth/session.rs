//! Sessions: a sign-in on one device. The access token names it; the refresh token (see the `api` worker) keeps it.

use pinewire_domain::{
    auth::{Credential, Principal, Role},
    id::{SessionId, UserId},
};

use super::access_token::{self, Subject, TokenError};
use crate::{Cx, Result, db::FromRow, http::Problem, params, sql};

/// The browser's copy of the access token; out of reach for scripts.
pub const ACCESS_COOKIE: &str = "__Host-access";
/// The browser's copy of the refresh token; out of reach for scripts.
pub const REFRESH_COOKIE: &str = "__Host-refresh";

sql! {
    /// ?1 user, ?2 session, ?3 now.
    tenant LIVE = "SELECT u.role, u.status FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.user_id = ?1 AND s.id = ?2 AND s.revoked_at IS NULL AND s.expires_at > ?3";
}

#[derive(Debug, FromRow)]
struct Row {
    role: Role,
    status: String,
}

/// The caller that an access token of ours stands for.
pub(super) async fn identify(cx: &Cx, token: &str) -> Result<Principal> {
    let subject = access_token::verify(cx.keyring()?, token, cx.now()).map_err(|error| match error {
        TokenError::Expired => Problem::new(
            401,
            "token_expired",
            "The access token has expired. Refresh the session.",
        ),
        TokenError::Invalid => Problem::unauthenticated("The access token is not valid. Sign in again."),
    })?;
    let Subject { user_id, session_id } = subject;
    let row = load(cx, &user_id, &session_id).await?;
    let row = row.ok_or_else(|| Problem::unauthenticated("This session has ended. Sign in again."))?;
    if row.status != "active" {
        return Err(super::account_disabled().into());
    }
    Ok(Principal {
        user_id,
        role: row.role,
        credential: Credential::Session(session_id),
    })
}

async fn load(cx: &Cx, user_id: &UserId, session_id: &SessionId) -> Result<Option<Row>> {
    cx.db()?
        .tenant(user_id)
        .first(&LIVE, params![session_id, cx.now()])
        .await
}
