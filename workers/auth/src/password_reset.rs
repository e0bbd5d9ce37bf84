//! Forgotten passwords: a link by mail, good for an hour and one use. The answer is the same whether or not the address
//! has an account.

use pinewire_domain::{
    auth::check_password,
    id::{JobId, UserId},
};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    auth::{password, password_reset},
    db::FromRow,
    http::{Problem, Request, Response, response},
    jobs::{self, NewJob},
    params, provisioning,
    queue::Topic,
    sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{breached, password_change::end_what_the_old_one_opened};

/// However often somebody asks, the next mail is sent so long after the one before.
const BETWEEN_MAILS_MS: i64 = 60_000;

sql! {
    /// Accounts that can have a mail now. ?1 address, ?2 when the last link may have been made at the latest.
    system BY_EMAIL = "SELECT id AS user_id, email FROM users
        WHERE email_key = ?1 AND status = 'active' AND password_hash IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM password_resets AS r WHERE r.user_id = users.id AND r.created_at > ?2)";
    tenant EMAIL = "SELECT id AS user_id, email FROM users WHERE id = ?1";
    /// ?2 token, ?3 now, ?4 new password. Of two that come at once, the second finds the token used.
    tenant CHANGE = "UPDATE users SET password_hash = ?4, updated_at = ?3
        WHERE id = ?1 AND EXISTS (SELECT 1 FROM password_resets
          WHERE user_id = ?1 AND token_hash = ?2 AND used_at IS NULL AND expires_at > ?3)";
    /// Whoever reads the account's mail may sign in at once. ?1 user, ?2 new password.
    system UNLOCK = "DELETE FROM login_failures
        WHERE email_key = (SELECT email_key FROM users WHERE id = ?1 AND password_hash = ?2)";
}

/// Whose password was forgotten.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ForgottenPassword {
    email: String,
}

/// The link's secret and a new password.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PasswordReset {
    token: String,
    password: String,
}

#[derive(Debug, FromRow)]
struct Row {
    user_id: UserId,
    email: String,
}

/// Ask for a reset link
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/auth/password/forgot", tag = "accounts", request_body = ForgottenPassword,
    responses((status = 202, description = "If the address has an account, a mail is on its way"))
))]
pub(crate) async fn forgot_password(cx: Cx, mut request: Request) -> Result<Response> {
    let input: ForgottenPassword = request.json().await?;
    let db = cx.db()?;
    let key = provisioning::email_key(&input.email);
    let last_mail = cx.now().plus_millis(-BETWEEN_MAILS_MS);
    let row: Option<Row> = db.system().first(&BY_EMAIL, params![key, last_mail]).await?;
    if let Some(Row { user_id, .. }) = row {
        let job = NewJob {
            id: cx.new_id::<JobId>()?,
            topic: Topic::Mail,
            // One mail at a time: who asks again before it is sent gets that one.
            idempotency_key: format!("mail:reset:{user_id}"),
            user_id: Some(&user_id),
            payload: json!({ "template": "password_reset", "user_id": user_id }),
            available_at: cx.now(),
        };
        let mut batch = db.batch();
        jobs::add(&mut batch, &job, cx.now())?;
        batch.run().await?;
        let work = cx.clone();
        cx.wait_until(async move { jobs::send_pending(&work).await });
    }
    response::json_with_status(202, &json!({ "accepted": true }))
}

/// Set a new password by a reset link
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/auth/password/reset", tag = "accounts", request_body = PasswordReset,
    responses(
        (status = 204, description = "Changed; all sessions have ended"),
        (status = 400, description = "The link is not good (any more)", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The new password is not accepted", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn reset_password(cx: Cx, mut request: Request) -> Result<Response> {
    let input: PasswordReset = request.json().await?;
    let user_id = password_reset::owner(&cx, &input.token, cx.now())
        .await?
        .ok_or_else(bad_link)?;
    let row: Option<Row> = cx.db()?.tenant(&user_id).first(&EMAIL, params![]).await?;
    let email = row
        .ok_or_else(|| Error::bug("a reset link's user has no row"))?
        .email;
    check_password(&input.password, &email, breached::is_breached)
        .map_err(|problem| Problem::invalid("password", problem.to_string()))?;
    let hash = password::hash(&input.password)?;
    let token = password_reset::hash(&input.token);
    let entry = audit::Entry {
        actor: Actor::User(user_id),
        action: "user.password_reset",
        subject_id: Some(user_id.as_str()),
        detail: json!({}),
    };
    let now = cx.now();
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &CHANGE, params![token.as_str(), now, hash.as_str()])?;
        batch.system(&UNLOCK, params![&user_id, hash.as_str()])?;
        // All devices: whoever had the old password may be signed in. This uses the link up as well.
        end_what_the_old_one_opened(batch, &user_id, &hash, None, now)
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(bad_link().into());
    }
    response::no_content()
}

fn bad_link() -> Problem {
    Problem::bad_request(
        "reset_link_invalid",
        "This link was used, has expired, or is incomplete. Ask for a new one.",
    )
}
