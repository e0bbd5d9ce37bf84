//! `POST /api/admin/keys/rotate`: seals again, with the active master key, what older keys have sealed. Afterwards the
//! older keys can be removed from `MASTER_KEYS`.

use pinewire_domain::id::UserId;
use pinewire_shared::{
    Cx, Result, audit,
    crypto::{self, Place},
    db::FromRow,
    http::{Request, Response, response},
    log, params, sql,
};
use serde::Serialize;
use serde_json::json;

/// Users of one query.
const ROUND: u32 = 100;
/// Queries of one request.
const MAX_ROUNDS: usize = 10;

const TABLE: &str = "signal_configs";
const COOKIE: &str = "sessionid_sealed";
const COOKIE_SIGNATURE: &str = "sessionid_sign_sealed";

sql! {
    /// Users after ?1 with something that does not start with ?2, the mark of the active key.
    system STALE = "SELECT user_id, sessionid_sealed, sessionid_sign_sealed FROM signal_configs
        WHERE user_id > ?1
          AND (substr(sessionid_sealed, 1, length(?2)) <> ?2 OR substr(sessionid_sign_sealed, 1, length(?2)) <> ?2)
        ORDER BY user_id LIMIT ?3";
    /// Only what was read is replaced: a value that the user has set meanwhile stays.
    system RESEAL_COOKIE = "UPDATE signal_configs SET sessionid_sealed = ?3
        WHERE user_id = ?1 AND sessionid_sealed = ?2";
    system RESEAL_COOKIE_SIGNATURE = "UPDATE signal_configs SET sessionid_sign_sealed = ?3
        WHERE user_id = ?1 AND sessionid_sign_sealed = ?2";
}

#[derive(Debug, FromRow)]
struct Stale {
    user_id: UserId,
    sessionid_sealed: Option<String>,
    sessionid_sign_sealed: Option<String>,
}

/// What was sealed again.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct KeysRotated {
    /// Secrets that are now sealed with the active key.
    rewrapped: u64,
    /// Secrets that none of the keys opens. They are left as they are; their users have to enter them again.
    unreadable: u64,
    /// Whether to send the request again for the rest.
    more: bool,
}

/// Seal secrets again with the active master key
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/keys/rotate", tag = "admin",
    responses((status = 200, description = "What was sealed again", body = KeysRotated))
))]
pub(crate) async fn rotate_keys(cx: Cx, _request: Request) -> Result<Response> {
    let mut done = KeysRotated {
        rewrapped: 0,
        unreadable: 0,
        more: true,
    };
    let active = format!("v1.{}.", cx.keyring()?.active_id());
    let mut after = String::new();
    for _ in 0..MAX_ROUNDS {
        let params = params![after.as_str(), active.as_str(), ROUND];
        let rows: Vec<Stale> = cx.db()?.system().all(&STALE, params).await?;
        for row in &rows {
            reseal(&cx, row, &mut done).await?;
        }
        done.more = rows.len() == ROUND as usize;
        let Some(last) = rows.last().filter(|_| done.more) else {
            break;
        };
        after = last.user_id.to_string();
    }
    let detail = json!({ "rewrapped": done.rewrapped, "unreadable": done.unreadable });
    audit::record(&cx, "keys.rotate", None, detail).await?;
    response::json(&done)
}

async fn reseal(cx: &Cx, row: &Stale, done: &mut KeysRotated) -> Result<()> {
    let keyring = cx.keyring()?;
    let db = cx.db()?;
    let mut batch = db.batch();
    let mut statements = 0;
    for (column, sealed, sql) in [
        (COOKIE, &row.sessionid_sealed, &RESEAL_COOKIE),
        (
            COOKIE_SIGNATURE,
            &row.sessionid_sign_sealed,
            &RESEAL_COOKIE_SIGNATURE,
        ),
    ] {
        let Some(sealed) = sealed
            .as_deref()
            .filter(|sealed| crypto::is_stale(keyring, sealed))
        else {
            continue;
        };
        let user_id = row.user_id.as_str();
        let place = Place {
            tenant: user_id,
            table: TABLE,
            row: user_id,
            column,
        };
        match crypto::open(keyring, place, sealed) {
            Ok(secret) => {
                batch.system(
                    sql,
                    params![&row.user_id, sealed, crypto::seal(keyring, place, &secret)?],
                )?;
                statements += 1;
            }
            Err(error) => {
                log::warn(
                    cx,
                    "secret_unreadable",
                    json!({ "of": row.user_id, "error": error.to_string() }),
                );
                done.unreadable += 1;
            }
        }
    }
    let results = batch.run().await?;
    for index in 0..statements {
        done.rewrapped += results.changes(index)?;
    }
    Ok(())
}
