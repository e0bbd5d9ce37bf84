//! `DELETE /api/account`: the account and everything in it, for good. Only the audit log keeps that there was an account
//! of this id.

use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    http::{Request, Response, response},
    params, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{answer, password_change};

sql! {
    /// The one thing that is kept by address; runs while the user is there to tell it. ?1 user.
    system FORGET_FAILURES = "DELETE FROM login_failures
        WHERE email_key = (SELECT email_key FROM users WHERE id = ?1)";
    /// All rows of the user go with it (ON DELETE CASCADE). ?1 user. It is no tenant statement because it looks through all
    /// of `jobs` and `dead_letters`: they are short, and are written too often for an index that only this would use.
    system ERASE = "DELETE FROM users WHERE id = ?1";
}

/// The password, so that a device left open can't erase the account. Accounts of an identity provider have none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Erasure {
    password: Option<String>,
}

/// Erase the account
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/account", tag = "accounts", request_body = Erasure,
    responses(
        (status = 204, description = "Everything is gone"),
        (status = 401, description = "The password is wrong", body = pinewire_shared::http::ProblemBody),
        (status = 429, description = "Too many failures: wait", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn erase_account(cx: Cx, mut request: Request) -> Result<Response> {
    let input: Erasure = request.json().await?;
    // A Supabase token is issued for an hour at most: that is proof enough for an account without a password.
    if cx.caller()?.session_id().is_some() {
        password_change::confirm(&cx, input.password.as_deref().unwrap_or_default()).await?;
    }
    let user_id = *cx.user_id()?;
    let folder = format!("{user_id}/");
    // Pictures first: if this is cut off, the account is still there to be erased again.
    cx.screenshots()?.delete_prefix(&folder).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "user.erase",
        subject_id: Some(user_id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        batch.system(&FORGET_FAILURES, params![&user_id])?;
        batch.system(&ERASE, params![&user_id])?;
        Ok(())
    })
    .await?;
    // Screenshots that were taken meanwhile. Those that still are leave none: who takes them looks for the signal first.
    cx.screenshots()?.delete_prefix(&folder).await?;
    let answer = response::no_content()?;
    answer::clear_cookies(&answer)?;
    Ok(answer)
}
