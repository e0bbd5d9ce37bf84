//! What happened to access in the older system: lines in the grant's log, as it was written there.

use pinewire_domain::time::Timestamp;
use pinewire_shared::{Result, params, sql};
use serde::{Deserialize, Serialize};

use super::{
    Job,
    outcome::{self, RowResult},
};

const KIND: &str = "log";
const MAX_CHARS: usize = 1000;

sql! {
    /// ?1 JSON array of [`Clean`] rows, ?2 import. A line that any import has brought before is not written again.
    system ADD = "INSERT INTO assignment_logs (user_id, grant_id, at, kind, request, outcome, latency_ms)
        SELECT g.user_id, g.id, w.value ->> 'at', 'imported', json_object('action', w.value ->> 'action',
          'message', w.value ->> 'message', 'old_id', w.value ->> 'old_id'), w.value ->> 'status', w.value ->> 'latency_ms'
        FROM json_each(?1) AS w
        JOIN access_grants AS g ON g.id = (SELECT r.new_id FROM import_rows AS r
          WHERE r.kind = 'assignment' AND r.old_id = w.value ->> 'assignment_id' AND r.new_id IS NOT NULL LIMIT 1)
        WHERE NOT EXISTS (SELECT 1 FROM import_rows AS d WHERE d.kind = 'log' AND d.old_id = w.value ->> 'old_id' AND d.new_id IS NOT NULL)";
    system NOTE = "INSERT INTO import_rows (import_id, kind, old_id, outcome, new_id, owner_id)
        SELECT ?2, 'log', w.value ->> 'old_id', iif(EXISTS (SELECT 1 FROM import_rows AS d
          WHERE d.kind = 'log' AND d.old_id = w.value ->> 'old_id' AND d.new_id IS NOT NULL), 'existing', 'created'), g.id, g.user_id
        FROM json_each(?1) AS w
        JOIN access_grants AS g ON g.id = (SELECT r.new_id FROM import_rows AS r
          WHERE r.kind = 'assignment' AND r.old_id = w.value ->> 'assignment_id' AND r.new_id IS NOT NULL LIMIT 1)
        WHERE true ON CONFLICT (import_id, kind, old_id) DO NOTHING";
}

/// A line of the older system's log.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct LogRow {
    /// Its id there.
    id: String,
    /// The assignment's id there.
    assignment_id: String,
    /// When it happened.
    at: Timestamp,
    /// What was tried.
    action: Option<String>,
    /// What came of it.
    status: Option<String>,
    /// What was said about it.
    message: Option<String>,
    /// How long it took.
    latency_ms: Option<u32>,
}

#[derive(Serialize)]
struct Clean<'a> {
    old_id: &'a str,
    assignment_id: &'a str,
    at: i64,
    action: Option<String>,
    status: String,
    message: Option<String>,
    latency_ms: Option<u32>,
}

pub(super) async fn import(job: &Job<'_>, rows: &[LogRow]) -> Result<Vec<RowResult>> {
    let cut = |text: &String| -> String { text.trim().chars().take(MAX_CHARS).collect() };
    let clean: Vec<Clean<'_>> = rows
        .iter()
        .map(|row| Clean {
            old_id: &row.id,
            assignment_id: &row.assignment_id,
            at: row.at.as_millis(),
            action: row.action.as_ref().map(cut),
            // A line without an outcome would pass for a request that is under way.
            status: row.status.as_ref().map_or_else(|| "unknown".to_owned(), cut),
            message: row.message.as_ref().map(cut),
            latency_ms: row.latency_ms,
        })
        .collect();
    let old_ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    if job.is_dry {
        let fit = clean.iter().map(|row| (row.old_id, None));
        return outcome::foretell(job, KIND, &old_ids, Vec::new(), fit).await;
    }
    let clean = serde_json::to_string(&clean)?;
    let db = job.cx.db()?;
    let mut batch = db.batch();
    batch.system(&ADD, params![clean.as_str()])?;
    batch.system(&NOTE, params![clean.as_str(), job.import])?;
    batch.run().await?;
    let known = outcome::stored(job, KIND, &old_ids).await?;
    let results = outcome::in_order(&old_ids, &known);
    outcome::refuse(job, KIND, &results).await?;
    Ok(results)
}
