//! Calls: each is written down when it comes, before anything is done about it, so that it is known even if whoever
//! made it did not wait for the answer.

use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::{
    addressee::Vendor,
    fault::Fault,
    faults,
    sql::{first, integer, rows, run},
};
use serde::Serialize;
use serde_json::value::RawValue;
use worker::{Result, SqlStorage};

use super::{sessions, settings};
use crate::session::Pair;

/// Calls that are kept; the oldest go.
const KEPT: i64 = 50_000;
/// The bucket of those who are not signed in.
const NOBODY: i64 = 0;
/// What counts against the limits: what programs call. A page with all that it loads is one call for a person.
const LIMITED: [&str; 6] = [
    "/accounts/",
    "/pine-facade/",
    "/pine_perm/",
    "/pubscripts-",
    "/tvcoins/",
    "/username_hint/",
];

/// A call that comes in.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) at: Timestamp,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    /// Of a form, the script.
    pub(crate) pine_id: Option<String>,
    /// Of a form, the user.
    pub(crate) username: Option<String>,
}

/// What becomes of it.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its number.
    pub(crate) call: i64,
    /// It is one too many.
    pub(crate) refused: Option<Refused>,
    /// It fails.
    pub(crate) fault: Option<Fault>,
    /// New cookies go with the answer.
    pub(crate) new_pair: Option<Pair>,
}

/// A call that was one too many.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) retry_after_s: Option<u32>,
}

/// A call that was made.
#[derive(Debug, Serialize)]
pub(crate) struct Past {
    seq: i64,
    at: Timestamp,
    method: String,
    path: String,
    query: String,
    /// Whose cookies it carried.
    caller: Option<String>,
    pine_id: Option<String>,
    username: Option<String>,
    /// `None` if there is no answer yet, or nobody waited for it.
    status: Option<i64>,
    fault: Option<Box<RawValue>>,
}

/// It was answered.
pub(crate) fn leave(sql: &SqlStorage, call: i64, status: u16) -> Result<()> {
    let update = "UPDATE calls SET status = ? WHERE seq = ?";
    run(sql, update, vec![integer(status.into()), integer(call)])
}

/// Forgets the calls.
pub(crate) fn clear(sql: &SqlStorage) -> Result<()> {
    run(sql, "DELETE FROM calls", Vec::new())
}

/// A call comes in.
pub(crate) fn enter(sql: &SqlStorage, call: &Call, pair: Option<&Pair>) -> Result<Entry> {
    let caller = sessions::user_of(sql, pair, call.at)?;
    let refused = refused(sql, call, caller.as_ref().map_or(NOBODY, |caller| caller.id))?;
    let fault = match refused {
        Some(_) => None,
        None => faults::take(sql, Vendor::TradingView, &call.method, &call.path)?,
    };
    let new_pair = match (&refused, pair) {
        (None, Some(pair)) if caller.is_some() => sessions::rotate(sql, pair, call.at)?,
        _ => None,
    };
    let fault_text = fault.as_ref().map(Fault::to_text);
    let insert = "INSERT INTO calls (at, method, path, query, caller, pine_id, username, fault)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq";
    let values = vec![
        integer(call.at.as_millis()),
        call.method.as_str().into(),
        call.path.as_str().into(),
        call.query.as_str().into(),
        caller.map(|caller| caller.username).into(),
        call.pine_id.clone().into(),
        call.username.clone().into(),
        fault_text.into(),
    ];
    let number = first(sql, insert, values)?.map_or(Ok(0), |mut row| row.integer())?;
    run(
        sql,
        "DELETE FROM calls WHERE seq <= ?",
        vec![integer(number - KEPT)],
    )?;
    Ok(Entry {
        call: number,
        refused,
        fault,
        new_pair,
    })
}

fn refused(sql: &SqlStorage, call: &Call, caller: i64) -> Result<Option<Refused>> {
    if !LIMITED.iter().any(|prefix| call.path.starts_with(prefix)) {
        return Ok(None);
    }
    let limits = settings::limits(sql)?;
    let query = "SELECT full_at FROM buckets WHERE caller = ?";
    let full_at = first(sql, query, vec![integer(caller)])?.map_or(Ok(0), |mut row| row.integer())?;
    let Some(full_at) = limits.take(full_at, call.at.as_millis() * 1000) else {
        return Ok(Some(Refused {
            retry_after_s: limits.retry_after_s,
        }));
    };
    let upsert = "INSERT INTO buckets (caller, full_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET full_at = excluded.full_at";
    run(sql, upsert, vec![integer(caller), integer(full_at)])?;
    Ok(None)
}

/// Calls to such paths, the first first.
pub(crate) fn list(sql: &SqlStorage, path_prefix: &str) -> Result<Vec<Past>> {
    let query = "SELECT seq, at, method, path, query, caller, pine_id, username, status, fault FROM calls
        WHERE substr(path, 1, length(?1)) = ?1 ORDER BY seq";
    rows(sql, query, vec![path_prefix.into()])?
        .into_iter()
        .map(|mut row| {
            Ok(Past {
                seq: row.integer()?,
                at: Timestamp::from_millis(row.integer()?),
                method: row.text()?,
                path: row.text()?,
                query: row.text()?,
                caller: row.optional_text()?,
                pine_id: row.optional_text()?,
                username: row.optional_text()?,
                status: row.optional_integer()?,
                fault: row.optional_text()?.map(RawValue::from_string).transpose()?,
            })
        })
        .collect()
}
