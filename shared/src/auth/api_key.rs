//! API keys: `pw_` and 256 random bits, for programs. Stored as a hash, shown once.

use pinewire_domain::{
    auth::{Credential, Principal, Role, Scopes},
    id::{ApiKeyId, UserId},
};

use crate::{Cx, Result, clock, crypto::sha256_hex, db::FromRow, http::Problem, log, params, random, sql};

/// How every key starts, so that leak scanners can find it.
pub const PREFIX: &str = "pw_";
/// How much of a key is kept to recognise it by.
const HINT_CHARS: usize = 8;
/// The last use is written at most this often.
const LAST_USED_EVERY_MS: i64 = 60_000;

sql! {
    /// ?1 hash, ?2 now.
    system LIVE = "SELECT k.id, k.user_id, k.scopes, k.last_used_at, u.role, u.status
        FROM api_keys k JOIN users u ON u.id = k.user_id
        WHERE k.key_hash = ?1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?2)";
    /// ?2 key, ?3 now, ?4 what was noted before: of several requests at once, one writes.
    tenant USED = "UPDATE api_keys SET last_used_at = ?3 WHERE user_id = ?1 AND id = ?2 AND last_used_at IS ?4";
}

/// A key that was just made. The only time that it is known.
pub struct NewKey {
    /// The key itself.
    pub key: String,
    /// What is stored.
    pub hash: String,
    /// Its start.
    pub hint: String,
}

impl NewKey {
    /// Makes one.
    pub fn generate() -> Result<Self> {
        let key = format!("{PREFIX}{}", random::token()?);
        Ok(Self {
            hash: sha256_hex(key.as_bytes()),
            hint: key.chars().take(HINT_CHARS).collect(),
            key,
        })
    }
}

#[derive(Debug, FromRow)]
struct Row {
    id: ApiKeyId,
    user_id: UserId,
    scopes: String,
    last_used_at: Option<i64>,
    role: Role,
    status: String,
}

/// The caller that an API key stands for.
pub(super) async fn identify(cx: &Cx, key: &str) -> Result<Principal> {
    let row: Option<Row> = cx
        .db()?
        .system()
        .first(&LIVE, params![sha256_hex(key.as_bytes()), cx.now()])
        .await?;
    let row =
        row.ok_or_else(|| Problem::unauthenticated("This API key is not known, revoked or expired."))?;
    if row.status != "active" {
        return Err(super::account_disabled().into());
    }
    let scopes: Scopes = serde_json::from_str(&row.scopes)?;
    note_use(cx, &row);
    Ok(Principal {
        user_id: row.user_id,
        role: row.role,
        credential: Credential::ApiKey(row.id, scopes),
    })
}

fn note_use(cx: &Cx, row: &Row) {
    let now = clock::now();
    if row
        .last_used_at
        .is_some_and(|at| now.as_millis() - at < LAST_USED_EVERY_MS)
    {
        return;
    }
    let (work, user_id, id, before) = (cx.clone(), row.user_id, row.id, row.last_used_at);
    cx.wait_until(async move {
        let noted = async {
            work.db()?
                .tenant(&user_id)
                .run(&USED, params![&id, now, before])
                .await
        };
        if let Err(error) = noted.await {
            log::warn(
                &work,
                "api_key_use_not_noted",
                serde_json::json!({ "error": error.to_string() }),
            );
        }
    });
}
