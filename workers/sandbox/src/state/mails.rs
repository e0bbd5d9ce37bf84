//! Mails that were sent, and the idempotency keys that they were sent with.

use pinewire_domain::time::DAY_MS;
use serde::Deserialize;
use worker::{SqlStorage, SqlStorageValue};

use super::{Idempotency, Sent, Submission};
use crate::resend::Mail;

/// Mails that are kept; the oldest go.
const KEPT: i64 = 200;

#[derive(Deserialize)]
struct Row {
    mail: String,
}

#[derive(Deserialize)]
struct Before {
    fingerprint: String,
    mail_id: String,
}

pub(super) fn create(sql: &SqlStorage) -> worker::Result<()> {
    for table in [
        "CREATE TABLE IF NOT EXISTS mails (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, mail TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS idempotency_keys (
            key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, mail_id TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    ] {
        sql.exec(table, None)?;
    }
    Ok(())
}

pub(super) fn send(sql: &SqlStorage, submission: &Submission) -> worker::Result<Sent> {
    let Submission {
        mail,
        now,
        idempotency,
    } = submission;
    if let Some(idempotency) = idempotency {
        sql.exec(
            "DELETE FROM idempotency_keys WHERE expires_at <= ?",
            vec![integer(now.as_millis())?],
        )?;
        if let Some(before) = sent_before(sql, idempotency)? {
            return Ok(before);
        }
        remember(sql, idempotency, &mail.id, now.as_millis() + DAY_MS)?;
    }
    let text = serde_json::to_string(mail)?;
    sql.exec(
        "INSERT INTO mails (id, mail) VALUES (?, ?)",
        vec![mail.id.as_str().into(), text.into()],
    )?;
    sql.exec(
        "DELETE FROM mails WHERE seq <= (SELECT max(seq) FROM mails) - ?",
        vec![integer(KEPT)?],
    )?;
    Ok(Sent::Accepted { id: mail.id.clone() })
}

fn sent_before(sql: &SqlStorage, idempotency: &Idempotency) -> worker::Result<Option<Sent>> {
    let query = "SELECT fingerprint, mail_id FROM idempotency_keys WHERE key = ?";
    let rows: Vec<Before> = sql
        .exec(query, vec![idempotency.key.as_str().into()])?
        .to_array()?;
    Ok(rows.into_iter().next().map(|before| {
        if before.fingerprint == idempotency.fingerprint {
            Sent::Accepted { id: before.mail_id }
        } else {
            Sent::KeyReused
        }
    }))
}

fn remember(
    sql: &SqlStorage,
    idempotency: &Idempotency,
    mail_id: &str,
    expires_at: i64,
) -> worker::Result<()> {
    let insert = "INSERT INTO idempotency_keys (key, fingerprint, mail_id, expires_at) VALUES (?, ?, ?, ?)";
    let Idempotency { key, fingerprint } = idempotency;
    let values = vec![
        key.as_str().into(),
        fingerprint.as_str().into(),
        mail_id.into(),
        integer(expires_at)?,
    ];
    sql.exec(insert, values).map(drop)
}

pub(super) fn find(sql: &SqlStorage, id: &str) -> worker::Result<Option<Mail>> {
    let rows: Vec<Row> = sql
        .exec("SELECT mail FROM mails WHERE id = ?", vec![id.into()])?
        .to_array()?;
    rows.first().map(parse).transpose()
}

pub(super) fn list(sql: &SqlStorage) -> worker::Result<Vec<Mail>> {
    let rows: Vec<Row> = sql
        .exec("SELECT mail FROM mails ORDER BY seq DESC", None)?
        .to_array()?;
    rows.iter().map(parse).collect()
}

pub(super) fn clear(sql: &SqlStorage) -> worker::Result<()> {
    sql.exec("DELETE FROM mails", None)?;
    sql.exec("DELETE FROM idempotency_keys", None).map(drop)
}

fn parse(row: &Row) -> worker::Result<Mail> {
    Ok(serde_json::from_str(&row.mail)?)
}

fn integer(value: i64) -> worker::Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(value)
}
