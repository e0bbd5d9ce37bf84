//! What a run is at, for whoever waits for it.

use pinewire_domain::id::{SyncRunId, UserId};
use pinewire_shared::{Cx, Result, params, sql};

sql! {
    /// ?2 run, ?3 stage, ?4 scripts seen so far.
    tenant AT = "UPDATE sync_runs SET stage = ?3, listed = ?4 WHERE user_id = ?1 AND id = ?2 AND status = 'running'";
}

/// Where the progress of one run is written.
pub(super) struct Progress<'a> {
    cx: &'a Cx,
    user_id: &'a UserId,
    run_id: &'a SyncRunId,
}

impl<'a> Progress<'a> {
    pub(super) const fn new(cx: &'a Cx, user_id: &'a UserId, run_id: &'a SyncRunId) -> Self {
        Self { cx, user_id, run_id }
    }

    /// The run has come to this stage, and to so many scripts.
    pub(super) async fn at(&self, stage: &'static str, listed: usize) -> Result<()> {
        let listed = u32::try_from(listed).unwrap_or(u32::MAX);
        let params = params![self.run_id, stage, listed];
        self.cx.db()?.tenant(self.user_id).run(&AT, params).await?;
        Ok(())
    }
}
