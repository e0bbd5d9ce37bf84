//! How often each grant was added, found there, changed and removed: what tests compare books with.

use pinewire_domain::{access::expiry::Expiry, time::Timestamp};
use pinewire_sandbox_kit::sql::{integer, rows};
use serde::Serialize;
use worker::{Result, SqlStorage};

use super::expiry;

/// A grant, and how often which call changed it or found it there.
#[derive(Debug, Serialize)]
pub(crate) struct CountedGrant {
    pine_id: String,
    username: String,
    expiration: Expiry,
    created: Timestamp,
    active: bool,
    added: i64,
    existed: i64,
    modified: i64,
    removed: i64,
}

/// All grants, of one script or of all; those that were removed too, if they are asked for.
pub(crate) fn counted(sql: &SqlStorage, pine_id: Option<&str>, removed: bool) -> Result<Vec<CountedGrant>> {
    let query =
        "SELECT pine_id, username, expires, created, active, added, existed, modified, removed FROM grants
        WHERE (?1 IS NULL OR pine_id = ?1) AND (active = 1 OR ?2 = 1) ORDER BY pine_id, username";
    rows(sql, query, vec![pine_id.into(), integer(removed.into())])?
        .into_iter()
        .map(|mut row| {
            Ok(CountedGrant {
                pine_id: row.text()?,
                username: row.text()?,
                expiration: expiry(row.integer()?),
                created: Timestamp::from_millis(row.integer()?),
                active: row.flag()?,
                added: row.integer()?,
                existed: row.integer()?,
                modified: row.integer()?,
                removed: row.integer()?,
            })
        })
        .collect()
}
