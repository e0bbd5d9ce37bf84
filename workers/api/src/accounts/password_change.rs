//! `PUT /api/auth/password`: a new password for who knows the present one. All other devices are signed out.

use pinewire_domain::auth::check_password;
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    auth::password,
    http::{Problem, Request, Response, response},
    params, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::breached;

sql! {
    tenant CURRENT = "SELECT id AS user_id, email, password_hash FROM users WHERE id = ?1";
    /// Only if the password is still the one that was shown. ?2 new, ?3 old, ?4 now.
    tenant CHANGE = "UPDATE users SET password_hash = ?2, updated_at = ?4
        WHERE id = ?1 AND password_hash = ?3 RETURNING id AS user_id";
    /// ?2 new password, ?3 the session that stays, ?4 now.
    tenant END_OTHERS = "UPDATE sessions SET revoked_at = ?4, revoke_reason = 'password_change'
        WHERE user_id = ?1 AND id <> ?3 AND revoked_at IS NULL
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

#[derive(Debug, Deserialize)]
struct Row {
    email: String,
    password_hash: Option<String>,
}

/// Refuses unless this is the caller's password.
pub(super) async fn confirm(cx: &Cx, given: &str) -> Result<String> {
    let row: Option<Row> = cx.db()?.tenant(cx.user_id()?).first(&CURRENT, params![]).await?;
    let row = row.ok_or_else(|| Error::bug("an authenticated user has no row"))?;
    let Some(stored) = row.password_hash else {
        let detail = "This account has no password: it belongs to your identity provider.";
        return Err(Problem::conflict(detail).into());
    };
    if password::verify(given, Some(&stored))? {
        Ok(stored)
    } else {
        Err(Problem::new(401, "invalid_credentials", "The current password is wrong.").into())
    }
}

/// Change the password
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/auth/password", tag = "accounts", request_body = PasswordChange,
    responses(
        (status = 204, description = "Changed; all other sessions have ended"),
        (status = 401, description = "The current password is wrong", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The new password is not accepted", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn change_password(cx: Cx, mut request: Request) -> Result<Response> {
    let input: PasswordChange = request.json().await?;
    let user_id = *cx.user_id()?;
    let stored = confirm(&cx, &input.current_password).await?;
    let row: Option<Row> = cx.db()?.tenant(&user_id).first(&CURRENT, params![]).await?;
    let email = row.map(|row| row.email).unwrap_or_default();
    check_password(&input.new_password, &email, breached::is_breached)
        .map_err(|problem| Problem::invalid("new_password", problem.to_string()))?;
    let hash = password::hash(&input.new_password)?;
    let keep = cx
        .caller()?
        .session_id()
        .map(|id| id.to_string())
        .unwrap_or_default();
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "user.password_change",
        subject_id: Some(user_id.as_str()),
        detail: json!({}),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(
            &user_id,
            &CHANGE,
            params![hash.as_str(), stored.as_str(), cx.now()],
        )?;
        batch.tenant(
            &user_id,
            &END_OTHERS,
            params![hash.as_str(), keep.as_str(), cx.now()],
        )?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(Problem::conflict("The password was changed elsewhere meanwhile. Try again.").into());
    }
    response::no_content()
}
