//! Writes what changed, the run's end, its event and the job's end: all of it or nothing.

use std::collections::BTreeSet;

use pinewire_domain::{
    access::{
        sync::{ScriptChanges, ScriptMetadata},
        wire::PineId,
    },
    id::{ConnectionId, ScriptId},
};
use pinewire_shared::{Result, clock, db::Batch, params, queue::Delivery, random, sql};
use serde::Serialize;

use super::{Finished, Work, compare::Stored, report};

/// Scripts of one statement: a bound text may be 2 MB long.
const CHUNK: usize = 200;

sql! {
    /// ?2 run, ?3 now, ?4 to ?8 numbers, ?9 report, ?10 job, ?11 attempt. Whoever lost the job makes the column NULL, which
    /// it can't be, so that nothing of the transaction happens.
    tenant FINISH = "UPDATE sync_runs SET stage = NULL, finished_at = ?3, added = ?4, changed = ?5, removed = ?6,
          unchanged = ?7, invalid = ?8, report = ?9, failure = NULL,
          status = iif(status = 'running' AND EXISTS (SELECT 1 FROM jobs WHERE id = ?10 AND attempts = ?11), 'completed', NULL)
        WHERE user_id = ?1 AND id = ?2";
    /// ?2 connection, ?3 scripts as JSON, ?4 now.
    tenant ADD = "INSERT INTO tradingview_scripts (user_id, connection_id, id, pine_id, title, access, kind, pine_version,
          likes, url, image_url, description, created_at, updated_at)
        SELECT ?1, ?2, value ->> '$.id', value ->> '$.script.pine_id', value ->> '$.script.title',
          value ->> '$.script.access', value ->> '$.script.kind', value ->> '$.script.version',
          value ->> '$.script.likes', value ->> '$.script.url', value ->> '$.script.image_url',
          value ->> '$.script.description', ?4, ?4
        FROM json_each(?3) WHERE true ON CONFLICT (connection_id, pine_id) DO NOTHING";
    /// ?2 connection, ?3 scripts as JSON, ?4 now.
    tenant CHANGE = "UPDATE tradingview_scripts AS s SET title = n.value ->> '$.title', access = n.value ->> '$.access',
          kind = n.value ->> '$.kind', pine_version = n.value ->> '$.version', likes = n.value ->> '$.likes',
          url = n.value ->> '$.url', image_url = n.value ->> '$.image_url', description = n.value ->> '$.description',
          removed_at = NULL, updated_at = ?4
        FROM json_each(?3) AS n
        WHERE s.user_id = ?1 AND s.connection_id = ?2 AND s.pine_id = n.value ->> '$.pine_id'";
    /// ?2 connection, ?3 ids as JSON, ?4 now. The row stays: grants name it.
    tenant REMOVE = "UPDATE tradingview_scripts SET removed_at = ?4, updated_at = ?4
        WHERE user_id = ?1 AND connection_id = ?2 AND pine_id IN (SELECT value FROM json_each(?3))";
}

#[derive(Debug, Serialize)]
struct New<'a> {
    id: ScriptId,
    script: &'a ScriptMetadata,
}

/// Ends the run with these changes.
pub(super) async fn finish(
    work: &Work<'_>,
    connection_id: &ConnectionId,
    stored: &Stored,
    changes: &ScriptChanges,
    unlisted: &BTreeSet<PineId>,
) -> Result<Delivery> {
    let db = work.cx.db()?;
    let mut batch = db.batch();
    add_changes(&mut batch, work, connection_id, changes)?;
    let report = report::of(stored, changes, unlisted);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let params = params![
        &work.run.id,
        clock::now(),
        count(changes.added.len()),
        count(changes.changed.len()),
        count(changes.removed.len()),
        count(changes.unchanged),
        count(changes.invalid.len()),
        serde_json::to_string(&report)?,
        &work.job.id,
        work.job.attempts
    ];
    batch.tenant(&work.user_id, &FINISH, params)?;
    let finished = Finished {
        sync_id: &work.run.id,
        connection_id,
        status: "completed",
        added: changes.added.len(),
        changed: changes.changed.len(),
        removed: changes.removed.len(),
        failure: None,
    };
    work.end(batch, &finished).await
}

fn add_changes(
    batch: &mut Batch<'_>,
    work: &Work<'_>,
    connection_id: &ConnectionId,
    changes: &ScriptChanges,
) -> Result<()> {
    let (user_id, now) = (&work.user_id, clock::now());
    for chunk in changes.added.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(chunk.len());
        for script in chunk {
            rows.push(New {
                id: random::id(now)?,
                script,
            });
        }
        let rows = serde_json::to_string(&rows)?;
        batch.tenant(user_id, &ADD, params![connection_id, rows, now])?;
    }
    for chunk in changes.changed.chunks(CHUNK) {
        let rows = serde_json::to_string(chunk)?;
        batch.tenant(user_id, &CHANGE, params![connection_id, rows, now])?;
    }
    for chunk in changes.removed.chunks(CHUNK) {
        let rows = serde_json::to_string(chunk)?;
        batch.tenant(user_id, &REMOVE, params![connection_id, rows, now])?;
    }
    Ok(())
}
