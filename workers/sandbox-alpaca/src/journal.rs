//! Calls: each is written down when it comes, before anything is done about it, so that it is known even if whoever made
//! it did not wait for the answer.

use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::sql::{first, integer, rows, run};
use serde_json::Value;
use worker::{Result, SqlStorage};

use crate::{json::Object, visit::Visit};

/// Calls that are kept; the oldest go.
const KEPT: i64 = 50_000;
/// As much of a body as is worth reading again.
const MAX_BODY: usize = 4_096;

pub(crate) fn create(sql: &SqlStorage) -> Result<()> {
    let table = "CREATE TABLE IF NOT EXISTS calls (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        host TEXT NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        query TEXT NOT NULL,
        account TEXT,
        body TEXT NOT NULL,
        -- NULL as long as there is no answer.
        status INTEGER,
        -- The fault that it met, as JSON.
        fault TEXT
    ) STRICT";
    run(sql, table, Vec::new())
}

/// A call comes in; returns its number.
pub(crate) fn enter(
    sql: &SqlStorage,
    host: &str,
    visit: &Visit,
    account: Option<&str>,
    fault: Option<String>,
) -> Result<i64> {
    // Secrets of applications stay out of it.
    let body = if visit.path.starts_with("/oauth/") {
        String::new()
    } else {
        String::from_utf8_lossy(visit.body.get(..MAX_BODY).unwrap_or(&visit.body)).into_owned()
    };
    let insert = "INSERT INTO calls (at, host, method, path, query, account, body, fault)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq";
    let values = vec![
        integer(visit.at.as_millis()),
        host.into(),
        visit.method.as_str().into(),
        visit.path.as_str().into(),
        visit.query.as_str().into(),
        account.map(str::to_owned).into(),
        body.into(),
        fault.into(),
    ];
    let number = first(sql, insert, values)?.map_or(Ok(0), |mut row| row.integer())?;
    run(
        sql,
        "DELETE FROM calls WHERE seq <= ?",
        vec![integer(number - KEPT)],
    )?;
    Ok(number)
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

/// Calls to such paths, the first first.
pub(crate) fn list(sql: &SqlStorage, path_prefix: &str) -> Result<Vec<Value>> {
    let query = "SELECT seq, at, host, method, path, query, account, body, status, fault FROM calls
        WHERE substr(path, 1, length(?1)) = ?1 ORDER BY seq";
    rows(sql, query, vec![path_prefix.into()])?
        .into_iter()
        .map(|mut row| {
            Ok(Object::new()
                .integer("seq", row.integer()?)
                .time("at", Timestamp::from_millis(row.integer()?))
                .text("host", &row.text()?)
                .text("method", &row.text()?)
                .text("path", &row.text()?)
                .text("query", &row.text()?)
                .optional_text("account", row.optional_text()?.as_deref())
                .text("body", &row.text()?)
                // Null as long as there is no answer.
                .value("status", row.optional_integer()?.map_or(Value::Null, Value::from))
                .value("fault", fault(row.optional_text()?)?)
                .build())
        })
        .collect()
}

fn fault(text: Option<String>) -> Result<Value> {
    match text {
        Some(text) => Ok(serde_json::from_slice(text.as_bytes())?),
        None => Ok(Value::Null),
    }
}
