//! Jobs over many grants: written down with all of their wishes at once; their progress is counted from these.

use pinewire_domain::{
    access::{
        bulk::{JobCommand, JobState, JobStatus, PauseReason, Progress},
        connection::ConnectionStatus,
    },
    id::{BulkJobId, UserId},
    time::Timestamp,
};
use serde::Serialize;

use super::{Origin, Source, WantedChange, request_changes};
use crate::{
    Cx, Result,
    db::{Batch, FromRow},
    http::Problem,
    params, sql,
};

/// The columns of [`AccessJobRow`], of a query on `access_jobs AS j`.
#[macro_export]
macro_rules! access_job_columns {
    () => {
        "j.id, j.kind, j.created_at, j.status, j.is_pause_requested, j.finished_at, j.total,
         (SELECT count(*) FROM access_intents AS i WHERE i.job_id = j.id AND i.status = 'done') AS succeeded,
         (SELECT count(*) FROM access_intents AS i WHERE i.job_id = j.id AND i.status = 'failed')
           + (SELECT count(*) FROM access_job_rows AS r WHERE r.job_id = j.id AND r.error IS NOT NULL) AS failed,
         (SELECT count(*) FROM access_intents AS i WHERE i.job_id = j.id AND i.status = 'cancelled') AS cancelled,
         (SELECT c.status FROM tv_connections AS c WHERE c.user_id = j.user_id AND c.status <> 'disconnected') AS connection"
    };
}

sql! {
    /// ?2 job, ?3 kind, ?4 now, ?5 rows, ?6 status, ?7 when it finished, if nothing is to be carried out.
    tenant ADD = "INSERT INTO access_jobs (id, user_id, kind, created_at, total, status, finished_at)
        VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?7)";
    /// ?2 job, ?3 JSON array of [`JobRow`]s. A wish that was left out (its script is gone since it was looked up) failed.
    tenant ADD_ROWS = "INSERT INTO access_job_rows (job_id, row, user_id, username, script, intent_id, error)
        SELECT ?2, w.value ->> 'row', ?1, w.value ->> 'username', w.value ->> 'script', i.id,
          coalesce(w.value ->> 'error', iif(i.id IS NULL, 'You have no such script any more.', NULL))
        FROM json_each(?3) AS w LEFT JOIN access_intents AS i ON i.id = w.value ->> 'intent_id' AND i.user_id = ?1
        WHERE true";
    tenant GET = concat!("SELECT ", access_job_columns!(), " FROM access_jobs AS j WHERE j.user_id = ?1 AND j.id = ?2");
}

/// One row of a new job.
#[derive(Debug)]
pub struct NewJobRow {
    /// Its number, or its line in a file.
    pub row: u64,
    /// The user, as the request named them.
    pub username: String,
    /// The script, as the request named it.
    pub script: String,
    /// What is wanted, or why nothing can be.
    pub wish: Result<WantedChange, String>,
}

/// A row as [`ADD_ROWS`] reads it.
#[derive(Serialize)]
struct JobRow<'a> {
    row: u64,
    username: &'a str,
    script: &'a str,
    intent_id: Option<&'a str>,
    error: Option<&'a str>,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Gives access.
    Grant,
    /// Ends it.
    Revoke,
}

impl JobKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Revoke => "revoke",
        }
    }

    const fn source(self) -> Source {
        match self {
            Self::Grant => Source::Bulk,
            Self::Revoke => Source::Revocation,
        }
    }
}

/// A job over many grants.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessJob {
    /// Its id.
    pub id: BulkJobId,
    /// `grant` or `revoke`.
    pub kind: String,
    /// Where it stands.
    pub status: JobStatus,
    /// Why it is paused.
    pub pause_reason: Option<PauseReason>,
    /// How many rows stand where.
    pub progress: Progress,
    /// Rows without a result.
    pub pending: u32,
    /// Whole percent of rows that have a result; 100 only when all have.
    pub percent: u8,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the last row had its result.
    pub finished_at: Option<Timestamp>,
}

/// A job as the database holds it.
#[derive(Debug, FromRow)]
pub struct AccessJobRow {
    id: BulkJobId,
    kind: String,
    created_at: Timestamp,
    status: JobStatus,
    is_pause_requested: bool,
    finished_at: Option<Timestamp>,
    total: u32,
    succeeded: u32,
    failed: u32,
    cancelled: u32,
    connection: Option<ConnectionStatus>,
}

impl AccessJobRow {
    /// Its id and when it was asked for, for a list's cursor.
    pub const fn place(&self) -> (Timestamp, BulkJobId) {
        (self.created_at, self.id)
    }
}

impl From<AccessJobRow> for AccessJob {
    fn from(row: AccessJobRow) -> Self {
        let progress = Progress {
            total: row.total,
            succeeded: row.succeeded,
            failed: row.failed,
            cancelled: row.cancelled,
        };
        let usable = matches!(
            row.connection,
            Some(ConnectionStatus::Connected | ConnectionStatus::Warning)
        );
        let mut state = JobState::new(usable);
        if row.is_pause_requested {
            state = state.after(JobCommand::Pause);
        }
        if matches!(row.status, JobStatus::Cancelled | JobStatus::Completed) {
            state.status = row.status;
        }
        let state = state.after_rows(progress);
        Self {
            id: row.id,
            kind: row.kind,
            status: state.status,
            pause_reason: state.pause_reason(),
            pending: progress.pending(),
            percent: progress.percent(),
            progress,
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

/// Adds a job with its wishes to a batch. What it will be shown as at first, for the answer.
pub fn add_job(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    id: BulkJobId,
    kind: JobKind,
    rows: &[NewJobRow],
    now: Timestamp,
) -> Result<AccessJob> {
    let wishes: Vec<WantedChange> = rows
        .iter()
        .filter_map(|row| row.wish.as_ref().ok())
        .cloned()
        .collect();
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    let job = AccessJob::from(AccessJobRow {
        id,
        kind: kind.as_str().to_owned(),
        created_at: now,
        status: JobStatus::Running,
        is_pause_requested: false,
        finished_at: wishes.is_empty().then_some(now),
        total: count(rows.len()),
        succeeded: 0,
        failed: count(rows.len() - wishes.len()),
        cancelled: 0,
        connection: Some(ConnectionStatus::Connected),
    });
    let params = params![
        &id,
        kind.as_str(),
        now,
        job.progress.total,
        job.status.as_str(),
        job.finished_at
    ];
    batch.tenant(user_id, &ADD, params)?;
    let origin = Origin {
        source: kind.source(),
        job: Some(id),
    };
    request_changes(batch, user_id, &wishes, origin, now)?;
    let stored: Vec<JobRow<'_>> = rows
        .iter()
        .map(|row| JobRow {
            row: row.row,
            username: &row.username,
            script: &row.script,
            intent_id: row.wish.as_ref().ok().map(|wish| wish.id.as_str()),
            error: row.wish.as_ref().err().map(String::as_str),
        })
        .collect();
    batch.tenant(user_id, &ADD_ROWS, params![&id, serde_json::to_string(&stored)?])?;
    Ok(job)
}

/// A job of this seller; 404 if there is none.
pub async fn find_job(cx: &Cx, user_id: &UserId, id: &BulkJobId) -> Result<AccessJob> {
    let row: Option<AccessJobRow> = cx.db()?.tenant(user_id).first(&GET, params![id]).await?;
    row.map(AccessJob::from)
        .ok_or_else(|| Problem::not_found("access job").into())
}
