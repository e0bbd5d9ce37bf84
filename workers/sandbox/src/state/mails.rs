//! Mails that were sent, and the idempotency keys that they were sent with.

use pinewire_domain::time::DAY_MS;
use pinewire_sandbox_kit::sql::{first, integer, rows, run};
use worker::{Result, SqlStorage};

use super::{Idempotency, Sent, Submission};

/// Mails that are kept; the oldest go.
const KEPT: i64 = 200;

pub(super) fn create(sql: &SqlStorage) -> Result<()> {
    for table in [
        "CREATE TABLE IF NOT EXISTS mails (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, mail TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS idempotency_keys (
            key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, mail_id TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    ] {
        run(sql, table, Vec::new())?;
    }
    Ok(())
}

pub(super) fn send(sql: &SqlStorage, submission: &Submission) -> Result<Sent> {
    let Submission {
        mail,
        now,
        idempotency,
    } = submission;
    if let Some(idempotency) = idempotency {
        let expired = "DELETE FROM idempotency_keys WHERE expires_at <= ?";
        run(sql, expired, vec![integer(now.as_millis())])?;
        if let Some(before) = sent_before(sql, idempotency)? {
            return Ok(before);
        }
        remember(sql, idempotency, &mail.id, now.as_millis() + DAY_MS)?;
    }
    let text = serde_json::to_string(mail)?;
    let insert = "INSERT INTO mails (id, mail) VALUES (?, ?)";
    run(sql, insert, vec![mail.id.as_str().into(), text.into()])?;
    let surplus = "DELETE FROM mails WHERE seq <= (SELECT max(seq) FROM mails) - ?";
    run(sql, surplus, vec![integer(KEPT)])?;
    Ok(Sent::Accepted { id: mail.id.clone() })
}

fn sent_before(sql: &SqlStorage, idempotency: &Idempotency) -> Result<Option<Sent>> {
    let query = "SELECT fingerprint, mail_id FROM idempotency_keys WHERE key = ?";
    let Some(mut row) = first(sql, query, vec![idempotency.key.as_str().into()])? else {
        return Ok(None);
    };
    let (fingerprint, id) = (row.text()?, row.text()?);
    Ok(Some(if fingerprint == idempotency.fingerprint {
        Sent::Accepted { id }
    } else {
        Sent::KeyReused
    }))
}

fn remember(sql: &SqlStorage, idempotency: &Idempotency, mail_id: &str, expires_at: i64) -> Result<()> {
    let insert = "INSERT INTO idempotency_keys (key, fingerprint, mail_id, expires_at) VALUES (?, ?, ?, ?)";
    let Idempotency { key, fingerprint } = idempotency;
    let values = vec![
        key.as_str().into(),
        fingerprint.as_str().into(),
        mail_id.into(),
        integer(expires_at),
    ];
    run(sql, insert, values)
}

/// A mail or `null`.
pub(super) fn find(sql: &SqlStorage, id: &str) -> Result<String> {
    let found = first(sql, "SELECT mail FROM mails WHERE id = ?", vec![id.into()])?;
    found.map_or_else(|| Ok("null".to_owned()), |mut row| row.text())
}

/// A JSON array.
pub(super) fn list(sql: &SqlStorage) -> Result<String> {
    let mails: Vec<String> = rows(sql, "SELECT mail FROM mails ORDER BY seq DESC", Vec::new())?
        .into_iter()
        .map(|mut row| row.text())
        .collect::<Result<_>>()?;
    Ok(format!("[{}]", mails.join(",")))
}

pub(super) fn clear(sql: &SqlStorage) -> Result<()> {
    run(sql, "DELETE FROM mails", Vec::new())?;
    run(sql, "DELETE FROM idempotency_keys", Vec::new())
}
