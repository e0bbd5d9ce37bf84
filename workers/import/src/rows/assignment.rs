//! Access that was given: grants in the books. Nothing is sent to TradingView; the next reconciliation compares the two.

use pinewire_domain::{
    access::{expiry::Expiry, grant::GrantStatus, notices, username::Username},
    id::GrantId,
    time::Timestamp,
};
use pinewire_shared::{Result, params, random, sql};
use serde::{Deserialize, Serialize};

use super::{
    Job,
    outcome::{self, RowResult},
};

const KIND: &str = "assignment";

sql! {
    /// ?1 JSON array of [`Clean`] rows, ?2 import, ?3 now.
    system ADD = "INSERT INTO access_grants (id, user_id, script_id, username, username_key, created_at, updated_at, status,
          has_access, expires_at, is_paid, paid_until, granted_at, ended_at, failure, source, notice_since, next_notice_at)
        SELECT w.value ->> 'id', s.user_id, s.id, w.value ->> 'username', w.value ->> 'username_key',
          coalesce(w.value ->> 'created_at', ?3), ?3, w.value ->> 'status', w.value ->> 'has_access', w.value ->> 'expires_at',
          w.value ->> 'has_access', iif(w.value ->> 'has_access' = 1, w.value ->> 'expires_at', NULL),
          w.value ->> 'granted_at', w.value ->> 'ended_at', w.value ->> 'failure', 'import', ?3, w.value ->> 'next_notice_at'
        FROM json_each(?1) AS w
        JOIN tradingview_scripts AS s ON s.id = (SELECT r.new_id FROM import_rows AS r
          WHERE r.kind = 'script' AND r.old_id = w.value ->> 'script_id' AND r.new_id IS NOT NULL LIMIT 1)
        WHERE NOT EXISTS (SELECT 1 FROM import_rows AS d WHERE d.import_id = ?2 AND d.kind = 'assignment' AND d.old_id = w.value ->> 'old_id')
        ON CONFLICT (user_id, script_id, username_key) DO NOTHING";
    system NOTE = "INSERT INTO import_rows (import_id, kind, old_id, outcome, reason, new_id, owner_id)
        SELECT ?2, 'assignment', w.value ->> 'old_id', iif(g.id = w.value ->> 'id', 'created', 'existing'),
          iif(g.id = w.value ->> 'id', w.value ->> 'reason', NULL), g.id, g.user_id
        FROM json_each(?1) AS w
        JOIN tradingview_scripts AS s ON s.id = (SELECT r.new_id FROM import_rows AS r
          WHERE r.kind = 'script' AND r.old_id = w.value ->> 'script_id' AND r.new_id IS NOT NULL LIMIT 1)
        JOIN access_grants AS g ON g.user_id = s.user_id AND g.script_id = s.id AND g.username_key = w.value ->> 'username_key'
        WHERE true ON CONFLICT (import_id, kind, old_id) DO NOTHING";
}

/// Access of the older system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AssignmentRow {
    /// Its id there.
    id: String,
    /// The script's id there.
    script_id: String,
    /// The buyer on TradingView.
    username: String,
    /// How it stood: `active`, `pending`, `expired`, `revoked` or `failed`.
    status: String,
    /// When it ends; null: a lifetime.
    expires_at: Option<Timestamp>,
    /// When it was given.
    granted_at: Option<Timestamp>,
    /// When it ended.
    ended_at: Option<Timestamp>,
    /// When it was first wanted.
    created_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Clean<'a> {
    id: GrantId,
    old_id: &'a str,
    script_id: &'a str,
    username: String,
    username_key: String,
    status: GrantStatus,
    has_access: u8,
    expires_at: Option<i64>,
    granted_at: Option<i64>,
    ended_at: Option<i64>,
    created_at: Option<i64>,
    next_notice_at: Option<i64>,
    failure: Option<&'static str>,
    reason: Option<&'static str>,
}

pub(super) async fn import(job: &Job<'_>, rows: &[AssignmentRow]) -> Result<Vec<RowResult>> {
    let mut known = Vec::new();
    let mut clean = Vec::with_capacity(rows.len());
    for row in rows {
        match cleaned(job, row)? {
            Ok(row) => clean.push(row),
            Err(reason) => known.push(RowResult::refused(&row.id, reason)),
        }
    }
    let old_ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    if job.is_dry {
        let fit = clean.iter().map(|row| (row.old_id, row.reason));
        return outcome::foretell(job, KIND, &old_ids, known, fit).await;
    }
    let clean = serde_json::to_string(&clean)?;
    let db = job.cx.db()?;
    let mut batch = db.batch();
    batch.system(&ADD, params![clean.as_str(), job.import, job.now])?;
    batch.system(&NOTE, params![clean.as_str(), job.import])?;
    batch.run().await?;
    known.extend(outcome::stored(job, KIND, &old_ids).await?);
    let results = outcome::in_order(&old_ids, &known);
    outcome::refuse(job, KIND, &results).await?;
    Ok(results)
}

/// The row as the books have it, or why it can't be in them.
fn cleaned<'a>(job: &Job<'_>, row: &'a AssignmentRow) -> Result<Result<Clean<'a>, String>> {
    let username = match Username::parse(&row.username) {
        Ok(username) => username,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let expiry = Expiry::from_column(row.expires_at);
    let Some((status, reason)) = status(&row.status, expiry, job.now) else {
        return Ok(Err(format!("{:?} is no status of an assignment", row.status)));
    };
    let has_access = status == GrantStatus::Active;
    let ended_at = row.ended_at.or(row.expires_at).filter(|_| !has_access);
    Ok(Ok(Clean {
        id: random::id(job.now)?,
        old_id: &row.id,
        script_id: &row.script_id,
        username_key: username.key(),
        username: username.as_str().to_owned(),
        status,
        has_access: has_access.into(),
        expires_at: row.expires_at.map(Timestamp::as_millis),
        granted_at: row.granted_at.or(row.created_at).map(Timestamp::as_millis),
        ended_at: ended_at.map(Timestamp::as_millis),
        created_at: row.created_at.map(Timestamp::as_millis),
        next_notice_at: notices::next_at(expiry, job.now, None)
            .filter(|_| has_access)
            .map(Timestamp::as_millis),
        failure: (status == GrantStatus::Failed).then_some("refused"),
        reason,
    }))
}

/// How an older row stands here, and what is left to do about it.
fn status(word: &str, expiry: Expiry, now: Timestamp) -> Option<(GrantStatus, Option<&'static str>)> {
    Some(match word {
        "active" if expiry.is_over(now) => (GrantStatus::Expired, None),
        "active" => (GrantStatus::Active, None),
        "expired" => (GrantStatus::Expired, None),
        "revoked" => (GrantStatus::Revoked, None),
        "failed" => (GrantStatus::Failed, None),
        "pending" => (GrantStatus::Failed, Some("it was not given yet: give it again")),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_status_stands_for_what_is_true_now() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let past = Expiry::At(now.plus_seconds(-1));
        let of = |word, expiry| status(word, expiry, now).map(|(status, _)| status);
        assert_eq!(of("active", Expiry::Never), Some(GrantStatus::Active));
        assert_eq!(of("active", past), Some(GrantStatus::Expired));
        assert_eq!(of("pending", Expiry::Never), Some(GrantStatus::Failed));
        assert_eq!(of("lost", Expiry::Never), None);
    }
}
