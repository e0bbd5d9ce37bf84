//! What came of a row.

use pinewire_shared::{Result, db::FromRow, params, sql};
use serde::Serialize;

use super::Job;

sql! {
    /// ?1 import, ?2 kind, ?3 JSON array of old ids.
    system STORED = "SELECT r.old_id, r.outcome, r.reason, r.new_id FROM json_each(?3) AS w
        JOIN import_rows AS r ON r.import_id = ?1 AND r.kind = ?2 AND r.old_id = w.value";
    /// Those that were refused. ?1 import, ?2 kind, ?3 JSON array of [`RowResult`]s.
    system REFUSE = "INSERT INTO import_rows (import_id, kind, old_id, outcome, reason)
        SELECT ?1, ?2, w.value ->> 'old_id', 'refused', w.value ->> 'reason' FROM json_each(?3) AS w
        WHERE w.value ->> 'outcome' = 'refused'
        ON CONFLICT (import_id, kind, old_id) DO NOTHING";
}

/// What came of a row.
#[derive(Debug, Clone, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RowResult {
    /// Its id in the older system.
    pub(super) old_id: String,
    /// `created`, `existing` or `refused`.
    pub(super) outcome: String,
    /// Why it was refused, or what is left to do.
    pub(super) reason: Option<String>,
    /// What stands for it here.
    pub(super) new_id: Option<String>,
}

impl RowResult {
    pub(super) fn new(old_id: &str, outcome: &str) -> Self {
        Self {
            old_id: old_id.to_owned(),
            outcome: outcome.to_owned(),
            reason: None,
            new_id: None,
        }
    }

    pub(super) fn refused(old_id: &str, reason: impl Into<String>) -> Self {
        Self {
            reason: Some(reason.into()),
            ..Self::new(old_id, "refused")
        }
    }
}

/// What came of rows before.
pub(super) async fn stored(job: &Job<'_>, kind: &str, old_ids: &[&str]) -> Result<Vec<RowResult>> {
    let params = params![job.import, kind, serde_json::to_string(old_ids)?];
    job.cx.db()?.system().all(&STORED, params).await
}

/// What came of each row, in the rows' order: as it is stored, or as it was refused right now.
pub(super) fn in_order(old_ids: &[&str], known: &[RowResult]) -> Vec<RowResult> {
    old_ids
        .iter()
        .map(|old_id| {
            known
                .iter()
                .find(|result| result.old_id == *old_id)
                .cloned()
                .unwrap_or_else(|| RowResult::refused(old_id, "what it belongs to was not imported"))
        })
        .collect()
}

/// What would come of rows that are fit to be imported: those that nothing is known of are new.
pub(super) async fn foretell(
    job: &Job<'_>,
    kind: &str,
    old_ids: &[&str],
    mut known: Vec<RowResult>,
    fit: impl Iterator<Item = (&str, Option<&'static str>)>,
) -> Result<Vec<RowResult>> {
    known.extend(stored(job, kind, old_ids).await?);
    for (old_id, reason) in fit {
        if !known.iter().any(|result| result.old_id == old_id) {
            known.push(RowResult {
                reason: reason.map(str::to_owned),
                ..RowResult::new(old_id, "created")
            });
        }
    }
    Ok(in_order(old_ids, &known))
}

/// Keeps on record which rows were refused.
pub(super) async fn refuse(job: &Job<'_>, kind: &str, results: &[RowResult]) -> Result<()> {
    let refused: Vec<&RowResult> = results
        .iter()
        .filter(|result| result.outcome == "refused")
        .collect();
    if refused.is_empty() || job.is_dry {
        return Ok(());
    }
    let params = params![job.import, kind, serde_json::to_string(&refused)?];
    job.cx.db()?.system().run(&REFUSE, params).await?;
    Ok(())
}
