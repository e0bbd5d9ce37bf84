//! `POST /api/admin/keys/rotate`: seals again, with the active master key, what older keys have sealed. Afterwards the
//! older keys can be removed from `MASTER_KEYS`.

use pinewire_domain::id::UserId;
use pinewire_shared::{
    Cx, Result, audit,
    crypto::{self, Place},
    db::{FromRow, SystemSql},
    http::{Request, Response, response},
    log, params, sql,
};
use serde::Serialize;
use serde_json::json;

/// Rows of one query.
const ROUND: u32 = 100;
/// Queries of one request for each table.
const MAX_ROUNDS: usize = 10;

const COOKIE: &str = "sessionid_sealed";
const COOKIE_SIGNATURE: &str = "sessionid_sign_sealed";
const TOKEN: &str = "access_token_sealed";
const SECRET: &str = "secret_sealed";
const PREVIOUS_SECRET: &str = "previous_secret_sealed";

sql! {
    /// Rows after ?1 with something that does not start with ?2, the mark of the active key.
    system STALE_CONFIGS = "SELECT user_id, user_id AS row_id, sessionid_sealed AS first, sessionid_sign_sealed AS second
        FROM signal_configs
        WHERE user_id > ?1
          AND (substr(sessionid_sealed, 1, length(?2)) <> ?2 OR substr(sessionid_sign_sealed, 1, length(?2)) <> ?2)
        ORDER BY user_id LIMIT ?3";
    system STALE_CONNECTIONS = "SELECT user_id, id AS row_id, sessionid_sealed AS first, sessionid_sign_sealed AS second
        FROM tv_connections
        WHERE id > ?1
          AND (substr(sessionid_sealed, 1, length(?2)) <> ?2 OR substr(sessionid_sign_sealed, 1, length(?2)) <> ?2)
        ORDER BY id LIMIT ?3";
    system STALE_ENDPOINTS = "SELECT user_id, id AS row_id, secret_sealed AS first, previous_secret_sealed AS second
        FROM event_endpoints
        WHERE id > ?1
          AND (substr(secret_sealed, 1, length(?2)) <> ?2 OR substr(previous_secret_sealed, 1, length(?2)) <> ?2)
        ORDER BY id LIMIT ?3";
    system STALE_HOOKS = "SELECT user_id, id AS row_id, secret_sealed AS first, previous_secret_sealed AS second
        FROM purchase_hooks
        WHERE id > ?1
          AND (substr(secret_sealed, 1, length(?2)) <> ?2 OR substr(previous_secret_sealed, 1, length(?2)) <> ?2)
        ORDER BY id LIMIT ?3";
    system STALE_BROKERS = "SELECT user_id, id AS row_id, access_token_sealed AS first, NULL AS second
        FROM broker_accounts
        WHERE id > ?1 AND substr(access_token_sealed, 1, length(?2)) <> ?2
        ORDER BY id LIMIT ?3";
    /// Only what was read is replaced: a value that the user has set meanwhile stays.
    system RESEAL_COOKIE = "UPDATE signal_configs SET sessionid_sealed = ?3
        WHERE user_id = ?1 AND sessionid_sealed = ?2";
    system RESEAL_COOKIE_SIGNATURE = "UPDATE signal_configs SET sessionid_sign_sealed = ?3
        WHERE user_id = ?1 AND sessionid_sign_sealed = ?2";
    system RESEAL_SESSION = "UPDATE tv_connections SET sessionid_sealed = ?3 WHERE id = ?1 AND sessionid_sealed = ?2";
    system RESEAL_SIGNATURE = "UPDATE tv_connections SET sessionid_sign_sealed = ?3
        WHERE id = ?1 AND sessionid_sign_sealed = ?2";
    system RESEAL_ENDPOINT = "UPDATE event_endpoints SET secret_sealed = ?3 WHERE id = ?1 AND secret_sealed = ?2";
    system RESEAL_ENDPOINT_PREVIOUS = "UPDATE event_endpoints SET previous_secret_sealed = ?3
        WHERE id = ?1 AND previous_secret_sealed = ?2";
    system RESEAL_HOOK = "UPDATE purchase_hooks SET secret_sealed = ?3 WHERE id = ?1 AND secret_sealed = ?2";
    system RESEAL_BROKER = "UPDATE broker_accounts SET access_token_sealed = ?3
        WHERE id = ?1 AND access_token_sealed = ?2";
    system RESEAL_HOOK_PREVIOUS = "UPDATE purchase_hooks SET previous_secret_sealed = ?3
        WHERE id = ?1 AND previous_secret_sealed = ?2";
}

/// A table that holds secrets, at most two in a row.
struct Vault {
    table: &'static str,
    stale: &'static SystemSql,
    /// For each of its columns, what replaces a value. ?1 row, ?2 what was read, ?3 the new value.
    reseal: &'static [(&'static str, &'static SystemSql)],
}

const VAULTS: [Vault; 5] = [
    Vault {
        table: "signal_configs",
        stale: &STALE_CONFIGS,
        reseal: &[
            (COOKIE, &RESEAL_COOKIE),
            (COOKIE_SIGNATURE, &RESEAL_COOKIE_SIGNATURE),
        ],
    },
    Vault {
        table: "tv_connections",
        stale: &STALE_CONNECTIONS,
        reseal: &[(COOKIE, &RESEAL_SESSION), (COOKIE_SIGNATURE, &RESEAL_SIGNATURE)],
    },
    Vault {
        table: "event_endpoints",
        stale: &STALE_ENDPOINTS,
        reseal: &[
            (SECRET, &RESEAL_ENDPOINT),
            (PREVIOUS_SECRET, &RESEAL_ENDPOINT_PREVIOUS),
        ],
    },
    Vault {
        table: "purchase_hooks",
        stale: &STALE_HOOKS,
        reseal: &[(SECRET, &RESEAL_HOOK), (PREVIOUS_SECRET, &RESEAL_HOOK_PREVIOUS)],
    },
    Vault {
        table: "broker_accounts",
        stale: &STALE_BROKERS,
        reseal: &[(TOKEN, &RESEAL_BROKER)],
    },
];

#[derive(Debug, FromRow)]
struct Stale {
    user_id: UserId,
    row_id: String,
    first: Option<String>,
    second: Option<String>,
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
        more: false,
    };
    let active = format!("v1.{}.", cx.keyring()?.active_id());
    for vault in &VAULTS {
        rotate_vault(&cx, vault, &active, &mut done).await?;
    }
    let detail = json!({ "rewrapped": done.rewrapped, "unreadable": done.unreadable });
    audit::record(&cx, "keys.rotate", None, detail).await?;
    response::json(&done)
}

async fn rotate_vault(cx: &Cx, vault: &Vault, active: &str, done: &mut KeysRotated) -> Result<()> {
    let mut after = String::new();
    for _ in 0..MAX_ROUNDS {
        let params = params![after.as_str(), active, ROUND];
        let rows: Vec<Stale> = cx.db()?.system().all(vault.stale, params).await?;
        for row in &rows {
            reseal(cx, vault, row, done).await?;
        }
        match rows.last() {
            Some(last) if rows.len() == ROUND as usize => last.row_id.clone_into(&mut after),
            _ => return Ok(()),
        }
    }
    done.more = true;
    Ok(())
}

async fn reseal(cx: &Cx, vault: &Vault, row: &Stale, done: &mut KeysRotated) -> Result<()> {
    let keyring = cx.keyring()?;
    let db = cx.db()?;
    let mut batch = db.batch();
    let mut statements = 0;
    let values = [&row.first, &row.second];
    for ((column, sql), sealed) in vault.reseal.iter().zip(values) {
        let Some(sealed) = sealed
            .as_deref()
            .filter(|sealed| crypto::is_stale(keyring, sealed))
        else {
            continue;
        };
        let place = Place {
            tenant: row.user_id.as_str(),
            table: vault.table,
            row: &row.row_id,
            column,
        };
        match crypto::open(keyring, place, sealed) {
            Ok(secret) => {
                let again = crypto::seal(keyring, place, &secret)?;
                batch.system(sql, params![row.row_id.as_str(), sealed, again])?;
                statements += 1;
            }
            Err(error) => {
                log::warn(
                    cx,
                    "secret_unreadable",
                    json!({ "of": row.row_id, "error": error.to_string() }),
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
