//! Periodic work: a run for each connection that had none for a day, the end of runs whose job is gone, and of old ones.

use pinewire_domain::{
    access::sync_run::Cause,
    id::{ConnectionId, SyncRunId, UserId},
    time::DAY_MS,
};
use pinewire_shared::{Cx, Result, clock, db::FromRow, jobs, log, params, sql, sync_runs};
use serde_json::json;

use crate::abandon::abandon;

/// Connections of one tick; the next tick goes on.
const ROUND: u32 = 200;
/// How long runs are kept.
const KEEP_DAYS: i64 = 90;
/// Runs that one tick removes at most.
const PURGE: u32 = 5_000;
/// A run is younger than its job's first appearance by less than that.
const JOB_GRACE_MS: i64 = 60_000;

sql! {
    /// Connections that work and had no run since ?1, at most ?2.
    system DUE = "SELECT c.user_id, c.id FROM tv_connections AS c WHERE c.status IN ('connected', 'warning')
          AND NOT EXISTS (SELECT 1 FROM sync_runs AS r WHERE r.connection_id = c.id AND r.created_at > ?1)
        LIMIT ?2";
    /// Runs under way without a job, begun before ?1.
    system ORPHANS = "SELECT r.user_id, r.id FROM sync_runs AS r
        WHERE r.status IN ('queued', 'running') AND r.created_at < ?1
          AND NOT EXISTS (SELECT 1 FROM jobs AS j WHERE j.idempotency_key = 'sync:' || r.id)
        LIMIT 100";
    system PURGE_RUNS = "DELETE FROM sync_runs WHERE id IN (SELECT id FROM sync_runs WHERE created_at < ?1 LIMIT ?2)";
}

#[derive(Debug, FromRow)]
struct Due {
    user_id: UserId,
    id: ConnectionId,
}

#[derive(Debug, FromRow)]
struct Orphan {
    user_id: UserId,
    id: SyncRunId,
}

/// Does it.
pub(crate) async fn run(cx: &Cx) -> Result<()> {
    let now = clock::now();
    let db = cx.db()?;
    let orphans: Vec<Orphan> = db
        .system()
        .all(&ORPHANS, params![now.plus_millis(-JOB_GRACE_MS)])
        .await?;
    for orphan in &orphans {
        abandon(cx, &orphan.user_id, &orphan.id).await?;
    }
    let due: Vec<Due> = db
        .system()
        .all(&DUE, params![now.plus_millis(-DAY_MS), ROUND])
        .await?;
    for Due { user_id, id } in &due {
        let mut batch = db.batch();
        sync_runs::add(&mut batch, user_id, id, Cause::Schedule, false, now)?;
        match batch.run().await {
            Ok(_) => {}
            // The seller was quicker.
            Err(error) if sync_runs::is_under_way(&error) => {}
            Err(error) => return Err(error),
        }
    }
    if !due.is_empty() {
        jobs::send_pending(cx).await;
    }
    let oldest = now.plus_millis(-KEEP_DAYS * DAY_MS);
    let purged = db.system().run(&PURGE_RUNS, params![oldest, PURGE]).await?;
    let fields = json!({ "begun": due.len(), "abandoned": orphans.len(), "purged": purged });
    log::info(cx, "syncs_scheduled", fields);
    Ok(())
}
