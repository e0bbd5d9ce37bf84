//! `POST /api/auth/login`, and the brake on guessing. A try is counted before the password is looked at, so that many
//! at once can't slip through; a success takes the count back. Unknown addresses take as long and lock as well, so that
//! neither tells who has an account.

use pinewire_domain::{auth::lock_duration, id::UserId, time::DAY_MS};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    auth::{csrf, password},
    http::{Problem, Request, Response},
    log, params, provisioning, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::{self, NewSession, Transport},
    profile,
};

/// From this many failures on the lock no longer grows.
const LONGEST_LOCK_AT: u32 = 16;

sql! {
    /// ?1 address, ?2 now, ?3 JSON array: the lock in milliseconds by number of failures, ?4 when a failure is forgotten.
    /// No row: locked.
    system COUNT = "INSERT INTO login_failures (email_key, failures, locked_until, updated_at) VALUES (?1, 1, 0, ?2)
        ON CONFLICT (email_key) DO UPDATE SET
          failures = iif(updated_at < ?4, 1, failures + 1),
          locked_until = ?2 + json_extract(?3, '$[' || min(iif(updated_at < ?4, 1, failures + 1), 16) || ']'),
          updated_at = ?2
        WHERE locked_until <= ?2 RETURNING failures";
    system LOCKED_UNTIL = "SELECT locked_until FROM login_failures WHERE email_key = ?1";
    system FORGET = "DELETE FROM login_failures WHERE email_key = ?1";
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

#[derive(Debug, Deserialize)]
struct Row {
    id: UserId,
    password_hash: Option<String>,
    status: String,
}

#[derive(Debug, Deserialize)]
struct Counted {
    #[expect(dead_code, reason = "that there is a row is what counts")]
    failures: i64,
}

#[derive(Debug, Deserialize)]
struct Lock {
    locked_until: i64,
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
    let key = provisioning::email_key(&input.email);
    let found = count_try(&cx, &key).await?;
    let stored = found.as_ref().and_then(|row| row.password_hash.as_deref());
    if !password::verify(&input.password, stored)? {
        let known = found.map(|row| row.id);
        log::info(&cx, "login_failed", json!({ "account": known }));
        return Err(Problem::new(
            401,
            "invalid_credentials",
            "The address or the password is wrong.",
        )
        .into());
    }
    let user = found.ok_or_else(|| Error::bug("a password of nobody was right"))?;
    if user.status != "active" {
        return Err(
            Problem::forbidden("account_disabled", "This account is disabled. Ask the operator.").into(),
        );
    }
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.system(&FORGET, params![key])?;
    let session = NewSession::add(&cx, &mut batch, &request, &user.id)?;
    batch.run().await?;
    audit::record_as(
        &cx,
        Actor::User(user.id),
        "user.login",
        Some(session.id.as_str()),
        json!({}),
    )
    .await?;
    let account = profile::load(&cx, &user.id).await?;
    answer::session(
        &cx,
        200,
        account,
        &session.id,
        session.refresh.token,
        input.transport,
        None,
    )
}

/// Counts a try and finds the account; 429 while the address is locked.
async fn count_try(cx: &Cx, email_key: &str) -> Result<Option<Row>> {
    let now = cx.now();
    let locks: Vec<u128> = (0..=LONGEST_LOCK_AT)
        .map(|failures| lock_duration(failures).as_millis())
        .collect();
    let locks = serde_json::to_string(&locks)?;
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.system(&COUNT, params![email_key, now, locks, now.plus_millis(-DAY_MS)])?;
    batch.system(&LOCKED_UNTIL, params![email_key])?;
    batch.system(&BY_EMAIL, params![email_key])?;
    let results = batch.run().await?;
    if results.first::<Counted>(0)?.is_some() {
        return results.first(2);
    }
    let until = results
        .first::<Lock>(1)?
        .map_or(now.as_millis(), |lock| lock.locked_until);
    let seconds =
        u32::try_from((until - now.as_millis()).max(1000).unsigned_abs().div_ceil(1000)).unwrap_or(3600);
    let detail = format!("Too many wrong passwords. Try again in {seconds} seconds.");
    Err(Problem::new(429, "account_locked", detail)
        .retry_after(seconds)
        .into())
}
