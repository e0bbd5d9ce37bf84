//! A run as the seller sees it.

use pinewire_domain::{
    access::failure::AccessFailure,
    id::{ConnectionId, ScriptId, SyncRunId},
    time::Timestamp,
    validation::FieldError,
};
use pinewire_shared::{Result, db::FromRow};
use serde::{Deserialize, Serialize};

/// Why a run failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// TradingView did not let its lists be read.
    Access(AccessFailure),
    /// The seller disconnected.
    NotConnected,
    /// Every script would be gone.
    EverythingRemoved,
    /// The worker died at it too often.
    Stuck,
}

impl Failure {
    /// The stable word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Access(failure) => failure.as_str(),
            Self::NotConnected => "not_connected",
            Self::EverythingRemoved => "everything_removed",
            Self::Stuck => "stuck",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "not_connected" => Self::NotConnected,
            "everything_removed" => Self::EverythingRemoved,
            _ => word.parse().map_or(Self::Stuck, Self::Access),
        }
    }

    const fn reason(self) -> &'static str {
        match self {
            Self::Access(AccessFailure::NoAnswer | AccessFailure::UnexpectedAnswer) => {
                "TradingView's lists could not be read completely. Nothing was changed."
            }
            Self::Access(failure) => failure.reason(),
            Self::NotConnected => "You are not connected to TradingView. Connect and sync again.",
            Self::EverythingRemoved => {
                "TradingView lists none of your scripts any more, which is more likely a fault of its own. Nothing was \
                 changed. If they are really gone, sync again with accept_removal."
            }
            Self::Stuck => "The sync was interrupted too often. Sync again.",
        }
    }
}

/// A script in a report.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SyncedScript))]
pub(crate) struct Named {
    /// Its id here.
    pub(crate) id: Option<ScriptId>,
    /// Its id on TradingView.
    pub(crate) pine_id: String,
    /// Its title.
    pub(crate) title: String,
    /// Of a changed one, what changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub(crate) fields: Vec<String>,
}

/// A script that was listed and not stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UnfitScript))]
pub(crate) struct Unfit {
    /// Its id on TradingView.
    pub(crate) pine_id: String,
    /// What is wrong with it.
    pub(crate) problems: Vec<FieldError>,
}

/// Which scripts a run concerned; of each kind at most 200.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SyncReport))]
pub(crate) struct Report {
    /// New ones.
    pub(crate) added: Vec<Named>,
    /// Those that are different, or are there again.
    pub(crate) changed: Vec<Named>,
    /// Those that TradingView no longer has. They stay on record.
    pub(crate) removed: Vec<Named>,
    /// Those that no list has and that TradingView knows all the same: they stay as they are.
    pub(crate) unlisted: Vec<Named>,
    /// Those that can't be stored as TradingView lists them.
    pub(crate) invalid: Vec<Unfit>,
}

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
    report: Option<Report>,
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
        let report = self.report.as_deref().map(serde_json::from_str).transpose()?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_read_as_it_was_written() {
        for failure in [
            Failure::Access(AccessFailure::SessionDead),
            Failure::NotConnected,
            Failure::EverythingRemoved,
            Failure::Stuck,
        ] {
            assert_eq!(Failure::parse(failure.as_str()), failure);
        }
    }
}
