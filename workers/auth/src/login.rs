//! `POST /api/auth/login`. An unknown address takes as long as a known one, and is slowed down like it ([`attempts`]), so
//! that neither tells who has an account.

use pinewire_domain::id::UserId;
use pinewire_shared::{
    Cx, Error, Result,
    account::load_user,
    audit::{self, Actor},
    auth::{self, csrf, password},
    db::FromRow,
    http::{Problem, Request, Response},
    log, params, provisioning, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::{self, NewSession, Transport},
    attempts::{self, Attempt},
    email,
};

sql! {
    system BY_EMAIL = "SELECT id, password_hash, status FROM users WHERE email_key = ?1";
}

/// Who wants to sign in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct LogIn {
    email: String,
    password: String,
    #[serde(default)]
    transport: Transport,
}

#[derive(Debug, FromRow)]
struct Row {
    id: UserId,
    password_hash: Option<String>,
    status: String,
}

/// Sign in
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/auth/login", tag = "accounts", request_body = LogIn,
    responses(
        (status = 200, description = "A new session", body = answer::Session),
        (status = 401, description = "Wrong address or password", body = pinewire_shared::http::ProblemBody),
        (status = 429, description = "Too many failures: wait", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn log_in(cx: Cx, mut request: Request) -> Result<Response> {
    csrf::check_origin(&cx, &request)?;
    let input: LogIn = request.json().await?;
    let Some(email) = email::parse(&input.email) else {
        return Err(Problem::invalid("email", "This is not an e-mail address.").into());
    };
    let key = provisioning::email_key(email);
    let (attempt, found) = count_try(&cx, &key).await?;
    let stored = found.as_ref().and_then(|row| row.password_hash.as_deref());
    if !password::verify(&input.password, stored)? {
        let account = found.map(|row| row.id);
        log::info(&cx, "login_failed", json!({ "account": account }));
        attempt.failed(&cx, account.as_ref()).await?;
        return Err(Problem::new(
            401,
            "invalid_credentials",
            "The address or the password is wrong.",
        )
        .into());
    }
    let user = found.ok_or_else(|| Error::bug("a password of nobody was right"))?;
    if user.status != "active" {
        return Err(auth::account_disabled().into());
    }
    let session = NewSession::generate(&cx)?;
    let entry = audit::Entry {
        actor: Actor::User(user.id),
        action: "user.login",
        subject_id: Some(session.id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        attempts::forget(batch, &key)?;
        session.add(batch, &request, &user.id, cx.now())
    })
    .await?;
    let account = load_user(&cx, &user.id).await?;
    answer::session(
        &cx,
        200,
        account,
        &session.id,
        &session.refresh.token,
        input.transport,
        None,
    )
}

/// Counts a try and finds the account; 429 while the address is locked.
async fn count_try(cx: &Cx, email_key: &str) -> Result<(Attempt, Option<Row>)> {
    let db = cx.db()?;
    let mut batch = db.batch();
    attempts::count(&mut batch, email_key, cx.now())?;
    batch.system(&BY_EMAIL, params![email_key])?;
    let mut results = batch.run().await?;
    Ok((attempts::counted(&mut results, cx.now())?, results.first(2)?))
}
