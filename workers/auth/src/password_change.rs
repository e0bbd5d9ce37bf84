//! `PUT /api/auth/password`: a new password for who knows the present one. All other devices are signed out.

use pinewire_domain::{
    auth::check_password,
    id::{SessionId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    auth::password,
    db::{Batch, FromRow},
    http::{Problem, Request, Response, response},
    params, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{attempts, breached};

sql! {
    tenant CURRENT = "SELECT id AS user_id, email, email_key, password_hash FROM users WHERE id = ?1";
    /// Only if the password is still the one that was shown. ?2 new, ?3 old, ?4 now.
    tenant CHANGE = "UPDATE users SET password_hash = ?2, updated_at = ?4
        WHERE id = ?1 AND password_hash = ?3 RETURNING id AS user_id";
    /// ?2 new password, ?3 the session that stays (may be none), ?4 now. A new hash is unlike any other, so that it tells
    /// whether the password was changed just now.
    tenant END_SESSIONS = "UPDATE sessions SET revoked_at = ?4, revoke_reason = 'password_change'
        WHERE user_id = ?1 AND id IS NOT ?3 AND revoked_at IS NULL
          AND EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash = ?2)";
    /// Links that were mailed before lead nowhere now. ?2 new password, ?3 now.
    tenant END_RESETS = "UPDATE password_resets SET used_at = ?3
        WHERE user_id = ?1 AND used_at IS NULL
          AND EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash = ?2)";
}

/// The present password and a new one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PasswordChange {
    current_password: String,
    new_password: String,
}

/// An account whose owner has just shown the password.
#[derive(Debug)]
pub(super) struct Confirmed {
    email: String,
    password_hash: String,
}

#[derive(Debug, FromRow)]
struct Row {
    email: String,
    email_key: String,
    password_hash: Option<String>,
}

/// Refuses unless this is the caller's password. Guessing it here is slowed down as it is at the sign-in.
pub(super) async fn confirm(cx: &Cx, given: &str) -> Result<Confirmed> {
    let user_id = cx.user_id()?;
    let db = cx.db()?;
    let row: Option<Row> = db.tenant(user_id).first(&CURRENT, params![]).await?;
    let row = row.ok_or_else(|| Error::bug("an authenticated user has no row"))?;
    let Some(password_hash) = row.password_hash else {
        let detail = "This account has no password: it belongs to your identity provider.";
        return Err(Problem::conflict(detail).into());
    };
    let mut batch = db.batch();
    attempts::count(&mut batch, &row.email_key, cx.now())?;
    let attempt = attempts::counted(&mut batch.run().await?, cx.now())?;
    if !password::verify(given, Some(&password_hash))? {
        attempt.failed(cx, Some(user_id)).await?;
        return Err(Problem::new(401, "invalid_credentials", "The current password is wrong.").into());
    }
    let mut batch = db.batch();
    attempts::forget(&mut batch, &row.email_key)?;
    batch.run().await?;
    Ok(Confirmed {
        email: row.email,
        password_hash,
    })
}

/// Adds what ends with an old password: sessions, but for the one to `keep`, and reset links.
pub(super) fn end_what_the_old_one_opened(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    new_hash: &str,
    keep: Option<SessionId>,
    now: Timestamp,
) -> Result<()> {
    batch.tenant(user_id, &END_SESSIONS, params![new_hash, keep.as_ref(), now])?;
    batch.tenant(user_id, &END_RESETS, params![new_hash, now])?;
    Ok(())
}

/// Change the password
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/auth/password", tag = "accounts", request_body = PasswordChange,
    responses(
        (status = 204, description = "Changed; all other sessions have ended"),
        (status = 401, description = "The current password is wrong", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The account has no password", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The new password is not accepted", body = pinewire_shared::http::ProblemBody),
        (status = 429, description = "Too many failures: wait", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn change_password(cx: Cx, mut request: Request) -> Result<Response> {
    let input: PasswordChange = request.json().await?;
    let user_id = *cx.user_id()?;
    let account = confirm(&cx, &input.current_password).await?;
    check_password(&input.new_password, &account.email, breached::is_breached)
        .map_err(|problem| Problem::invalid("new_password", problem.to_string()))?;
    let new = password::hash(&input.new_password)?;
    let keep = cx.caller()?.session_id();
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "user.password_change",
        subject_id: Some(user_id.as_str()),
        detail: json!({}),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        let old = account.password_hash.as_str();
        batch.tenant(&user_id, &CHANGE, params![new.as_str(), old, cx.now()])?;
        end_what_the_old_one_opened(batch, &user_id, &new, keep, cx.now())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(Problem::conflict("The password was changed elsewhere meanwhile. Try again.").into());
    }
    response::no_content()
}
