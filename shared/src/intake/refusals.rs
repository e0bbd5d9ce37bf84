//! The log of refused alerts: the user reads in it what to change.
//!
//! It is bounded, so that nobody fills the table: an hour holds so many rows of a user, and far fewer of an address that
//! guesses tokens. The counters go on counting.

use std::time::Duration;

use pinewire_domain::{
    alert::{self, Rejection},
    id::{RejectedAlertId, UserId},
};

use super::Incoming;
use crate::{
    Cx, Result,
    db::{Param, SystemSql},
    metrics, params, sql,
};

/// Bytes of a body that are kept.
const EXCERPT_BYTES: usize = 4096;
/// Characters of a content type that are kept.
const CONTENT_TYPE_CHARS: usize = 200;
/// Rows an hour of one user, and of all unknown tokens together.
const ROWS_AN_HOUR: u32 = 1000;
/// Rows an hour of an address that sends to unknown tokens.
const UNKNOWN_ROWS_AN_HOUR: u32 = 20;
const HOUR_S: i64 = 3600;

sql! {
    /// ?11 an hour ago, ?12 and ?13 the bounds.
    system KEEP = "INSERT INTO rejected_alerts (id, user_id, created_at, status, code, reason, content_type, source_ip, body, body_bytes)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
        WHERE (SELECT count(*) FROM
            (SELECT 1 FROM rejected_alerts WHERE user_id IS ?2 AND created_at > ?11 LIMIT ?12)) < ?12
          AND (?2 IS NOT NULL OR (SELECT count(*) FROM rejected_alerts
            WHERE user_id IS NULL AND created_at > ?11 AND source_ip = ?8) < ?13)";
    system COUNT = "INSERT INTO signal_usage (user_id, month, rejected) VALUES (?1, ?2, 1)
        ON CONFLICT (user_id, month) DO UPDATE SET rejected = rejected + 1";
    system COUNT_FOR_METRICS = "INSERT INTO metric_counters (name, labels, value) VALUES (?1, ?2, 1)
        ON CONFLICT (name, labels) DO UPDATE SET value = value + 1";
}

/// A refused request.
#[derive(Debug)]
pub(super) struct Refusal<'a> {
    pub(super) incoming: &'a Incoming<'a>,
    /// `None`: the token is nobody's, so that nobody but an admin would read the row.
    pub(super) user_id: Option<&'a UserId>,
    pub(super) rejection: &'a Rejection,
    /// What was read of the body.
    pub(super) body: &'a [u8],
}

impl Refusal<'_> {
    pub(super) fn statements(&self, id: &RejectedAlertId) -> Vec<(&'static SystemSql, Vec<Param>)> {
        let Self {
            incoming,
            user_id,
            rejection,
            body,
        } = self;
        let now = incoming.received_at;
        let excerpt = user_id.map_or_else(String::new, |_| alert::excerpt(body, EXCERPT_BYTES));
        let content_type: String = incoming.content_type.chars().take(CONTENT_TYPE_CHARS).collect();
        let row = params![
            id,
            *user_id,
            now,
            rejection.status(),
            rejection.code.as_str(),
            rejection.reason.as_str(),
            content_type,
            incoming.source_ip,
            excerpt,
            u32::try_from(body.len()).unwrap_or(u32::MAX),
            now.plus_seconds(-HOUR_S),
            ROWS_AN_HOUR,
            UNKNOWN_ROWS_AN_HOUR,
        ];
        let labels = metrics::format_labels(&[("code", rejection.code.as_str())]);
        let mut statements = vec![
            (&KEEP, row.to_vec()),
            (
                &COUNT_FOR_METRICS,
                params![metrics::ALERTS_REJECTED, labels].to_vec(),
            ),
        ];
        if let Some(user_id) = user_id {
            statements.push((&COUNT, params![*user_id, now.month().to_string()].to_vec()));
        }
        statements
    }
}

/// Keeps and counts a refusal.
pub(super) async fn keep(cx: &Cx, refusal: &Refusal<'_>, time: Duration) -> Result<()> {
    let db = cx.db()?;
    let mut batch = db.batch().with_deadline(time);
    for (sql, params) in refusal.statements(&cx.new_id()?) {
        batch.system(sql, &params)?;
    }
    batch.run().await?;
    Ok(())
}
