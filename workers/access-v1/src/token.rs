//! The token of the older API: made and taken back by a person, replaced by the program itself (`/admin/token`).

use pinewire_domain::{
    id::UserId,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::FromRow,
    http::{Problem, Request, Response, response},
    intake::token,
    params, random, sql,
};
use serde::Serialize;
use serde_json::json;

/// How long the token before works as well.
const OVERLAP_MS: i64 = DAY_MS;
const HINT_CHARS: usize = 4;

sql! {
    tenant GET = "SELECT hint, created_at, previous_until, version FROM older_api_tokens WHERE user_id = ?1";
    /// ?2 hash, ?3 hint, ?4 now, ?5 the version that is replaced (NULL: there is none), ?6 until when the old one works.
    tenant PUT = "INSERT INTO older_api_tokens (user_id, token_hash, hint, created_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (user_id) DO UPDATE SET previous_token_hash = token_hash, previous_until = ?6, token_hash = ?2,
          hint = ?3, created_at = ?4, version = version + 1 WHERE version = ?5";
    tenant DELETE = "DELETE FROM older_api_tokens WHERE user_id = ?1";
}

#[derive(Debug, FromRow)]
struct Row {
    hint: String,
    created_at: Timestamp,
    previous_until: Option<Timestamp>,
    version: i64,
}

/// The token, without itself.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct OlderApiToken {
    /// Its last characters.
    hint: String,
    /// When it was made.
    created_at: Timestamp,
    /// Until when the one before works as well; null: it does not.
    previous_expires_at: Option<Timestamp>,
}

/// A token that was just made.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CreatedOlderApiToken {
    /// What to send as `X-Admin-Token`, shown this once.
    token: String,
    /// Until when the one before works as well; null: there was none.
    previous_expires_at: Option<Timestamp>,
}

/// The older API's token
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/older-api/token", tag = "older",
    responses(
        (status = 200, description = "The token, without itself", body = OlderApiToken),
        (status = 404, description = "There is none", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_older_api_token(cx: Cx, _request: Request) -> Result<Response> {
    let row = load(&cx, cx.user_id()?)
        .await?
        .ok_or_else(|| Problem::not_found("token"))?;
    response::json(&OlderApiToken {
        hint: row.hint,
        created_at: row.created_at,
        previous_expires_at: row.previous_until.filter(|until| *until > cx.now()),
    })
}

/// Make a token for the older API, or replace it
///
/// For a day the one before works as well.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/older-api/token", tag = "older",
    responses(
        (status = 201, description = "The token, shown this once", body = CreatedOlderApiToken),
        (status = 409, description = "Somebody else is replacing it", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_older_api_token(cx: Cx, _request: Request) -> Result<Response> {
    let created = replace(&cx, cx.user_id()?, Actor::of(&cx)).await?;
    response::json_with_status(201, &created)
}

/// Take the older API's token back
///
/// Both, if one is being replaced: at once.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/older-api/token", tag = "older",
    responses(
        (status = 204, description = "The older API is closed"),
        (status = 404, description = "There is none", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn delete_older_api_token(cx: Cx, _request: Request) -> Result<Response> {
    let user_id = *cx.user_id()?;
    load(&cx, &user_id)
        .await?
        .ok_or_else(|| Problem::not_found("token"))?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "older_api_token.delete",
        subject_id: Some(user_id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &DELETE, params![])?;
        Ok(())
    })
    .await?;
    response::no_content()
}

/// Makes a token, and lets the one before work for a day.
pub(crate) async fn replace(cx: &Cx, user_id: &UserId, actor: Actor) -> Result<CreatedOlderApiToken> {
    let before = load(cx, user_id).await?;
    let until = cx.now().plus_millis(OVERLAP_MS);
    let made = random::token()?;
    let hint: String = made.chars().skip(made.chars().count() - HINT_CHARS).collect();
    let hash = token::hash(&made);
    let entry = audit::Entry {
        actor,
        action: "older_api_token.create",
        subject_id: Some(user_id.as_str()),
        detail: json!({ "hint": hint }),
    };
    let results = audit::commit(cx, &entry, |batch| {
        let version = before.as_ref().map(|row| row.version);
        let params = params![hash.as_str(), hint.as_str(), cx.now(), version, until];
        batch.tenant(user_id, &PUT, params)?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(Problem::conflict("The token is being replaced by somebody else. Try again.").into());
    }
    Ok(CreatedOlderApiToken {
        token: made,
        previous_expires_at: before.map(|_| until),
    })
}

async fn load(cx: &Cx, user_id: &UserId) -> Result<Option<Row>> {
    cx.db()?.tenant(user_id).first(&GET, params![]).await
}
