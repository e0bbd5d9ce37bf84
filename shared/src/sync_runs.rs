//! Beginning a run of the sync, which a seller asks for or which is due. One at a time for a connection: the database
//! refuses a second one while there is one. The `sync` worker does the run.

use pinewire_domain::{
    access::sync_run::Cause,
    id::{ConnectionId, JobId, SyncRunId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    db::Batch,
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, sql,
};

sql! {
    /// ?2 id, ?3 connection, ?4 cause, ?5 now, ?6 whether all scripts may be gone.
    tenant ADD = "INSERT INTO sync_runs (user_id, id, connection_id, cause, status, created_at, accept_removal)
        VALUES (?1, ?2, ?3, ?4, 'queued', ?5, ?6)";
}

/// What a run's job says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Payload {
    /// Which run.
    pub run_id: SyncRunId,
}

/// Adds a run and its job. If the connection has a run under way, the batch fails: see [`is_under_way`].
pub fn add(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    connection_id: &ConnectionId,
    cause: Cause,
    accept_removal: bool,
    now: Timestamp,
) -> Result<SyncRunId> {
    let run_id: SyncRunId = random::id(now)?;
    let params = params![&run_id, connection_id, cause.as_str(), now, accept_removal];
    batch.tenant(user_id, &ADD, params)?;
    let job = NewJob {
        id: random::id::<JobId>(now)?,
        topic: Topic::Sync,
        idempotency_key: format!("sync:{run_id}"),
        user_id: Some(user_id),
        payload: Payload { run_id },
        available_at: now,
    };
    jobs::add(batch, &job, now)?;
    Ok(run_id)
}

/// Whether a batch failed because the connection has a run under way.
pub fn is_under_way(error: &Error) -> bool {
    let Error::Reject(problem) = error else {
        return false;
    };
    let cause = problem.cause.as_deref().unwrap_or_default();
    cause.contains("sync_runs.connection_id")
}
