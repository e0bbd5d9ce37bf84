//! API keys, for programs: made with scopes, shown once, revocable.

use pinewire_domain::{
    auth::{Scope, Scopes},
    id::{ApiKeyId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    auth::api_key::NewKey,
    db::FromRow,
    http::{FieldError, Problem, Request, Response, page::Page, parse_json, response},
    idempotency::{self, Slot},
    params, sql,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

const MOST_KEYS: u32 = 50;
const NAME_CHARS: usize = 100;

sql! {
    /// The newest of all that ever were; revoked ones tell when.
    tenant LIST = "SELECT id, name, hint, scopes, created_at, expires_at, last_used_at, revoked_at FROM api_keys
        WHERE user_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 200";
    /// Keys that work. ?2 now.
    tenant COUNT = "SELECT count(*) AS live FROM api_keys
        WHERE user_id = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)";
    /// Only while fewer than ?9 work: of two that come at once for the last place, one finds it taken.
    tenant ADD = "INSERT INTO api_keys (user_id, id, name, hint, key_hash, scopes, created_at, expires_at)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
        WHERE (SELECT count(*) FROM api_keys
               WHERE user_id = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?7)) < ?9";
    tenant IS_LIVE = "SELECT count(*) AS live FROM api_keys WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
    tenant REVOKE = "UPDATE api_keys SET revoked_at = ?3 WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
}

#[derive(Debug, FromRow)]
struct Live {
    live: u32,
}

#[derive(Debug, FromRow)]
struct Row {
    id: ApiKeyId,
    name: String,
    hint: String,
    scopes: String,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

/// An API key, without its secret.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ApiKey {
    id: ApiKeyId,
    name: String,
    /// The start of the key, to recognise it by.
    hint: String,
    scopes: Scopes,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    /// To the minute.
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

/// An API key that was just made.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CreatedApiKey {
    #[serde(flatten)]
    api_key: ApiKey,
    /// The key itself, shown this once.
    key: String,
}

/// What a new key is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewApiKey {
    name: String,
    scopes: Vec<Scope>,
    /// When it stops working; never if absent.
    expires_at: Option<Timestamp>,
}

impl Row {
    fn into_view(self) -> Result<ApiKey> {
        Ok(ApiKey {
            scopes: serde_json::from_str(&self.scopes)?,
            id: self.id,
            name: self.name,
            hint: self.hint,
            created_at: self.created_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            revoked_at: self.revoked_at,
        })
    }
}

/// API keys, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/account/api-keys", tag = "accounts",
    responses((status = 200, description = "All keys, on one page", body = Page<ApiKey>))
))]
pub(crate) async fn list_api_keys(cx: Cx, _request: Request) -> Result<Response> {
    let rows: Vec<Row> = cx.db()?.tenant(cx.user_id()?).all(&LIST, params![]).await?;
    let data = rows.into_iter().map(Row::into_view).collect::<Result<Vec<_>>>()?;
    response::json(&Page {
        data,
        next_cursor: None,
    })
}

/// Create an API key
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/account/api-keys", tag = "accounts", request_body = NewApiKey,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time")),
    responses(
        (status = 201, description = "The key, shown this once", body = CreatedApiKey),
        (status = 409, description = "There are too many live keys", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_api_key(cx: Cx, mut request: Request) -> Result<Response> {
    let body = request.json_bytes().await?;
    idempotency::run(&cx, &request, &body, async |slot| create(&cx, slot, &body).await).await
}

async fn create(cx: &Cx, slot: &Slot, body: &[u8]) -> Result<Response> {
    let input: NewApiKey = parse_json(body)?;
    let name = input.name.trim().to_owned();
    let scopes: Scopes = input.scopes.iter().copied().collect();
    validate(&name, scopes, input.expires_at, cx.now())?;
    let user_id = *cx.user_id()?;
    let live: Option<Live> = cx.db()?.tenant(&user_id).first(&COUNT, params![cx.now()]).await?;
    if live.is_some_and(|row| row.live >= MOST_KEYS) {
        return Err(too_many().into());
    }
    let NewKey { key, hash, hint } = NewKey::generate()?;
    let api_key = ApiKey {
        id: cx.new_id()?,
        name,
        hint,
        scopes,
        created_at: cx.now(),
        expires_at: input.expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let created = CreatedApiKey { api_key, key };
    if !add(cx, slot, &user_id, &created, &hash).await? {
        return Err(too_many().into());
    }
    response::json_with_status(201, &created)
}

/// False if there were too many keys after all.
async fn add(cx: &Cx, slot: &Slot, user_id: &UserId, created: &CreatedApiKey, hash: &str) -> Result<bool> {
    let key = &created.api_key;
    let scopes = serde_json::to_string(&key.scopes)?;
    let entry = audit::Entry {
        actor: Actor::of(cx),
        action: "api_key.create",
        subject_id: Some(key.id.as_str()),
        detail: json!({ "scopes": key.scopes }),
    };
    let results = audit::commit(cx, &entry, |batch| {
        let params = params![
            &key.id,
            key.name.as_str(),
            key.hint.as_str(),
            hash,
            scopes.as_str(),
            key.created_at,
            key.expires_at,
            MOST_KEYS
        ];
        batch.tenant(user_id, &ADD, params)?;
        slot.store_with(batch, 201, created)
    })
    .await?;
    Ok(results.changes(0)? > 0)
}

fn too_many() -> Problem {
    Problem::conflict(format!(
        "There are {MOST_KEYS} live keys already. Revoke one first."
    ))
}

/// Revoke an API key
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/account/api-keys/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The key's id")),
    responses(
        (status = 204, description = "It works no longer"),
        (status = 404, description = "There is no such live key", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn revoke_api_key(cx: Cx, request: Request) -> Result<Response> {
    let id: ApiKeyId = request.id("id", "API key")?;
    let user_id = *cx.user_id()?;
    let live: Option<Live> = cx.db()?.tenant(&user_id).first(&IS_LIVE, params![&id]).await?;
    if live.is_none_or(|row| row.live == 0) {
        return Err(Problem::not_found("live API key").into());
    }
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "api_key.revoke",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &REVOKE, params![&id, cx.now()])?;
        Ok(())
    })
    .await?;
    response::no_content()
}

fn validate(name: &str, scopes: Scopes, expires_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    let mut errors = Vec::new();
    let mut add = |field: &str, message: &str| {
        errors.push(FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    };
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        add("name", "Give it a name of 1 to 100 characters.");
    }
    if scopes.is_empty() {
        add("scopes", "Choose at least one scope.");
    }
    if expires_at.is_some_and(|at| at <= now) {
        add("expires_at", "Choose a time in the future.");
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::validation(errors).into())
    }
}
