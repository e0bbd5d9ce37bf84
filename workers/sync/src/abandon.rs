//! The end of a run whose job is gone: it must not stand in the way of the next one.

use pinewire_domain::{
    access::sync_run::Failure,
    id::{SyncRunId, UserId},
};
use pinewire_shared::{Cx, Result, clock, params, sql};

sql! {
    /// ?2 run, ?3 now, ?4 failure.
    tenant ABANDON = "UPDATE sync_runs SET status = 'failed', stage = NULL, failure = ?4, finished_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status IN ('queued', 'running')";
}

/// Ends it, if it has not ended.
pub(crate) async fn abandon(cx: &Cx, user_id: &UserId, run_id: &SyncRunId) -> Result<()> {
    let params = params![run_id, clock::now(), Failure::Stuck.as_str()];
    cx.db()?.tenant(user_id).run(&ABANDON, params).await?;
    Ok(())
}
