//! A run as the seller sees it.

#[cfg(feature = "openapi")]
use pinewire_domain::access::sync_run::Report;
use pinewire_domain::{
    access::sync_run::Failure,
    id::{ConnectionId, SyncRunId},
    time::Timestamp,
};
use pinewire_shared::{Result, db::FromRow};
use serde::Serialize;
use serde_json::value::RawValue;

/// A run as it is stored.
#[derive(Debug, FromRow)]
pub(super) struct Row {
    id: SyncRunId,
    connection_id: ConnectionId,
    cause: String,
    status: String,
    stage: Option<String>,
    listed: u32,
    added: u32,
    changed: u32,
    removed: u32,
    unchanged: u32,
    invalid: u32,
    report: Option<String>,
    failure: Option<String>,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
}

/// A run of the sync.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SyncRun {
    /// Its id.
    pub(super) id: SyncRunId,
    /// Of which connection.
    connection_id: ConnectionId,
    /// Why it was begun: `user` or `schedule`.
    cause: String,
    /// `queued`, `running`, `completed` or `failed`.
    status: String,
    /// What a running one is at: `listing`, `reading` or `comparing`.
    stage: Option<String>,
    /// Scripts seen so far.
    listed: u32,
    /// How many were new.
    added: u32,
    /// How many were different.
    changed: u32,
    /// How many are gone.
    removed: u32,
    /// How many are as they were.
    unchanged: u32,
    /// How many could not be stored.
    invalid: u32,
    /// Which ones; null as long as it is not completed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Report>))]
    report: Option<Box<RawValue>>,
    /// Why it failed or, while it runs, why it is being tried again.
    failure: Option<SyncFailure>,
    /// When it was asked for.
    pub(super) created_at: Timestamp,
    /// When it began.
    started_at: Option<Timestamp>,
    /// When it ended.
    finished_at: Option<Timestamp>,
}

/// Why a run failed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SyncFailure {
    /// A stable name.
    code: &'static str,
    /// What it means, and what to do.
    reason: &'static str,
}

impl Row {
    pub(super) fn show(self) -> Result<SyncRun> {
        let report = self.report.map(RawValue::from_string).transpose()?;
        let failure = self.failure.as_deref().map(Failure::parse);
        Ok(SyncRun {
            id: self.id,
            connection_id: self.connection_id,
            cause: self.cause,
            status: self.status,
            stage: self.stage,
            listed: self.listed,
            added: self.added,
            changed: self.changed,
            removed: self.removed,
            unchanged: self.unchanged,
            invalid: self.invalid,
            report,
            failure: failure.map(|failure| SyncFailure {
                code: failure.as_str(),
                reason: failure.reason(),
            }),
            created_at: self.created_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
        })
    }
}
