//! Runs of the sync: asking for one, seeing how it goes, and what it came to. One at a time for a connection: the database
//! refuses a second one while there is one, and whoever asks is shown that.

mod list;
mod start;
mod view;

use pinewire_domain::{
    auth::Scope,
    id::{ConnectionId, JobId, SyncRunId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result, clock,
    db::Batch,
    http::{Access, Limit, Route},
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, routes, sql,
};
use serde::{Deserialize, Serialize};

pub(crate) use view::{Failure, Named, Report, Unfit};

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/api/sync" => start::start_sync, Access::Scope(Scope::AccessWrite), Limit::Standard;
    GET "/api/sync" => list::list_syncs, Access::Scope(Scope::AccessRead), Limit::Standard;
    GET "/api/sync/{id}" => list::get_sync, Access::Scope(Scope::AccessRead), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(start::start_sync, list::list_syncs, list::get_sync))]
pub(crate) struct Docs;

sql! {
    /// ?2 id, ?3 connection, ?4 cause, ?5 now, ?6 whether all scripts may be gone.
    tenant ADD = "INSERT INTO sync_runs (user_id, id, connection_id, cause, status, created_at, accept_removal)
        VALUES (?1, ?2, ?3, ?4, 'queued', ?5, ?6)";
    /// ?2 run, ?3 now, ?4 failure.
    tenant ABANDON = "UPDATE sync_runs SET status = 'failed', stage = NULL, failure = ?4, finished_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status IN ('queued', 'running')";
}

/// What a run's job says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) run_id: SyncRunId,
}

pinewire_domain::text_enum! {
    /// Why a run was begun.
    Cause("cause") {
        /// The seller asked for it.
        User = "user",
        /// It was time.
        Schedule = "schedule",
    }
}

/// Adds a run and its job. If the connection has a run under way, the batch fails: see [`is_under_way`].
pub(crate) fn add(
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
pub(crate) fn is_under_way(error: &Error) -> bool {
    let Error::Reject(problem) = error else {
        return false;
    };
    let cause = problem.cause.as_deref().unwrap_or_default();
    cause.contains("sync_runs.connection_id")
}

/// Ends a run whose job is gone.
pub(crate) async fn abandon(cx: &Cx, user_id: &UserId, run_id: &SyncRunId) -> Result<()> {
    let params = params![run_id, clock::now(), Failure::Stuck.as_str()];
    cx.db()?.tenant(user_id).run(&ABANDON, params).await?;
    Ok(())
}
