//! Waiting for what was wanted to be carried out, but not for ever. What has not begun by then is taken back, so that
//! `Failure` is the truth; what has begun is finished in any case.

use std::time::Duration;

use pinewire_domain::{
    access::{attempt::Effect, expiry::Expiry},
    id::{AttemptId, UserId},
    time::Timestamp,
};
use pinewire_shared::{Cx, Result, access, clock, db::FromRow, http::Problem, params, sql};

/// Clients give up after half a minute. The setting `OLDER_API_PATIENCE_MS` says otherwise.
const PATIENCE_MS: i64 = 20_000;
/// What has begun may take so much longer.
const GRACE_MS: i64 = 7_000;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

sql! {
    /// ?2 JSON array of the wishes' keys.
    tenant STANDING = "SELECT i.id, i.idempotency_key AS wish, i.status, i.effect, i.ended_at, g.has_access, g.expires_at
        FROM json_each(?2) AS w JOIN access_intents AS i ON i.user_id = ?1 AND i.idempotency_key = w.value
        JOIN access_grants AS g ON g.id = i.grant_id WHERE i.user_id = ?1";
}

#[derive(Debug, FromRow)]
struct Row {
    id: AttemptId,
    wish: String,
    status: String,
    effect: Option<String>,
    ended_at: Option<Timestamp>,
    has_access: bool,
    expires_at: Option<Timestamp>,
}

/// How a wish ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// Its key.
    pub(super) wish: String,
    /// What it did; `None`: it failed, or was taken back.
    pub(super) effect: Option<Effect>,
    /// When the access ends now; `None` without access.
    pub(super) expiry: Option<Expiry>,
}

/// How the wishes ended; 504 if one of them has not.
pub(super) async fn until_over(cx: &Cx, user_id: &UserId, wishes: &[String]) -> Result<Vec<Ended>> {
    let began = clock::now();
    let setting = cx.var("OLDER_API_PATIENCE_MS").and_then(|text| text.parse().ok());
    let patience_ms = setting.unwrap_or(PATIENCE_MS);
    let wishes = serde_json::to_string(wishes)?;
    let mut is_withdrawn = false;
    loop {
        let rows: Vec<Row> = cx
            .db()?
            .tenant(user_id)
            .all(&STANDING, params![wishes.as_str()])
            .await?;
        if rows.iter().all(|row| row.ended_at.is_some()) {
            return Ok(rows.into_iter().map(Row::ended).collect());
        }
        let waited = clock::now().millis_since(began);
        if waited > patience_ms + GRACE_MS {
            let detail = "Some of it is still being carried out. Look with GET before you send it again.";
            return Err(Problem::new(504, "still_working", detail).into());
        }
        if waited > patience_ms && !is_withdrawn {
            is_withdrawn = true;
            withdraw(cx, user_id, &rows).await?;
        } else {
            worker::Delay::from(BETWEEN_LOOKS).await;
        }
    }
}

async fn withdraw(cx: &Cx, user_id: &UserId, rows: &[Row]) -> Result<()> {
    let queued: Vec<AttemptId> = rows
        .iter()
        .filter(|row| row.status == "queued")
        .map(|row| row.id)
        .collect();
    if queued.is_empty() {
        return Ok(());
    }
    let db = cx.db()?;
    let mut batch = db.batch();
    access::withdraw(&mut batch, user_id, &queued, clock::now())?;
    batch.run().await?;
    Ok(())
}

impl Row {
    fn ended(self) -> Ended {
        let effect = match self.effect.as_deref() {
            Some("applied") => Some(Effect::Applied),
            Some("confirmed") => Some(Effect::Confirmed),
            Some("unchanged") => Some(Effect::Unchanged),
            _ => None,
        };
        Ended {
            wish: self.wish,
            effect: effect.filter(|_| self.status == "done"),
            expiry: self.has_access.then(|| Expiry::from_column(self.expires_at)),
        }
    }
}
