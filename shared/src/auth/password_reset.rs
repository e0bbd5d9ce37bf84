//! Password reset links. The link is made when the mail is sent, so that its secret is never in a job, and only its
//! hash is stored.

use pinewire_domain::{id::UserId, time::Timestamp};

use crate::{Cx, Result, clock, crypto::sha256_hex, db::FromRow, params, random, sql};

const VALID_SECONDS: i64 = 3600;

sql! {
    tenant ADD = "INSERT INTO password_resets (token_hash, user_id, created_at, expires_at) VALUES (?2, ?1, ?3, ?4)";
    /// ?1 hash, ?2 now.
    system LIVE = "SELECT user_id FROM password_resets WHERE token_hash = ?1 AND used_at IS NULL AND expires_at > ?2";
}

#[derive(Debug, FromRow)]
struct Row {
    user_id: UserId,
}

/// Makes a link that is good for an hour and for one use.
pub async fn issue(cx: &Cx, user_id: &UserId) -> Result<String> {
    let now = clock::now();
    let token = random::token()?;
    let params = params![sha256_hex(token.as_bytes()), now, now.plus_seconds(VALID_SECONDS)];
    cx.db()?.tenant(user_id).run(&ADD, params).await?;
    let origin = cx.required_var("PUBLIC_URL")?;
    Ok(format!(
        "{}/reset-password?token={token}",
        origin.trim_end_matches('/')
    ))
}

/// Whose link it is, if it is still good.
pub async fn owner(cx: &Cx, token: &str, now: Timestamp) -> Result<Option<UserId>> {
    let row: Option<Row> = cx.db()?.system().first(&LIVE, params![hash(token), now]).await?;
    Ok(row.map(|row| row.user_id))
}

/// What a link's secret is stored and found by.
pub fn hash(token: &str) -> String {
    sha256_hex(token.as_bytes())
}
