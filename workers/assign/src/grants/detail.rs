//! `GET /api/access/{id}`: one grant, every change that was wanted of it, and every request that was made for it.

use pinewire_domain::{
    access::failure::AccessFailure,
    id::{AttemptId, BulkJobId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    access::{self, Grant},
    db::FromRow,
    http::{Request, Response, response},
    params,
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::statements::{CHANGES, LOG};

/// A grant with its history.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct GrantDetail {
    #[serde(flatten)]
    grant: Grant,
    /// Changes that were wanted, the latest first.
    changes: Vec<WantedChangeView>,
    /// What happened, in its order.
    log: Vec<LogLine>,
}

/// A change that was wanted.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = WantedChange))]
pub(crate) struct WantedChangeView {
    id: AttemptId,
    /// `extend`, `trial`, `replace`, `revoke`.
    kind: String,
    /// What exactly.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    change: Option<Box<RawValue>>,
    /// Who wanted it: `api`, `bulk`, `purchase`, `older_api`, `revocation`, `reconcile`, `import`.
    source: String,
    /// The job that it belongs to.
    job_id: Option<BulkJobId>,
    /// `queued`, `working`, `done`, `failed`, `cancelled`.
    status: String,
    /// Whether it waits because its job is paused.
    is_held: bool,
    /// Of one that is done: `applied`, `confirmed` (its answer was lost and then found), `unchanged`.
    effect: Option<String>,
    /// Why it failed, or is being tried again.
    failure: Option<AccessFailure>,
    /// The same in a sentence.
    reason: Option<&'static str>,
    /// Whether TradingView may have applied it although it failed.
    is_unsure: bool,
    /// When it was wanted.
    created_at: Timestamp,
    /// Of one that is open: when it goes on.
    due_at: Option<Timestamp>,
    /// When it was over.
    ended_at: Option<Timestamp>,
}

/// A line of the log.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AccessLogLine))]
pub(crate) struct LogLine {
    at: Timestamp,
    /// `add`, `modify`, `remove`, `look_up`, `hint`: requests to TradingView. Others: what happened here.
    kind: String,
    /// The change that it belongs to.
    change_id: Option<AttemptId>,
    /// What was sent.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    request: Option<Box<RawValue>>,
    /// What came of it; null while it is under way.
    outcome: Option<String>,
    /// HTTP status of TradingView's answer.
    status: Option<u16>,
    latency_ms: Option<i64>,
    failure: Option<AccessFailure>,
    reason: Option<&'static str>,
    /// When TradingView said that it may be tried again.
    retry_at: Option<Timestamp>,
}

#[derive(Debug, FromRow)]
struct ChangeRow {
    id: AttemptId,
    kind: String,
    change: String,
    source: String,
    job_id: Option<BulkJobId>,
    created_at: Timestamp,
    due_at: Timestamp,
    status: String,
    is_held: bool,
    effect: Option<String>,
    failure: Option<AccessFailure>,
    is_unsure: bool,
    ended_at: Option<Timestamp>,
}

#[derive(Debug, FromRow)]
struct LogRow {
    at: Timestamp,
    kind: String,
    intent_id: Option<AttemptId>,
    request: Option<String>,
    outcome: Option<String>,
    status: Option<u16>,
    latency_ms: Option<i64>,
    failure: Option<AccessFailure>,
    retry_at: Option<Timestamp>,
}

/// One grant with its history
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/access/{id}", tag = "access",
    params(("id" = String, Path, description = "The grant's id")),
    responses(
        (status = 200, description = "The grant, the changes that were wanted, and the log of every request", body = GrantDetail),
        (status = 404, description = "There is no such grant", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_grant(cx: Cx, request: Request) -> Result<Response> {
    let grant = access::requested_grant(&cx, &request).await?;
    let user_id = cx.user_id()?;
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &CHANGES, params![&grant.id])?;
    batch.tenant(user_id, &LOG, params![&grant.id])?;
    let mut results = batch.run().await?;
    let changes: Vec<ChangeRow> = results.rows(0)?;
    let log: Vec<LogRow> = results.rows(1)?;
    response::json(&GrantDetail {
        grant,
        changes: changes.into_iter().map(WantedChangeView::from).collect(),
        log: log.into_iter().map(LogLine::from).collect(),
    })
}

impl From<ChangeRow> for WantedChangeView {
    fn from(row: ChangeRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            change: RawValue::from_string(row.change).ok(),
            source: row.source,
            job_id: row.job_id,
            status: row.status,
            is_held: row.is_held,
            effect: row.effect,
            reason: row.failure.map(AccessFailure::reason),
            failure: row.failure,
            is_unsure: row.is_unsure,
            created_at: row.created_at,
            due_at: row.ended_at.is_none().then_some(row.due_at),
            ended_at: row.ended_at,
        }
    }
}

impl From<LogRow> for LogLine {
    fn from(row: LogRow) -> Self {
        Self {
            at: row.at,
            kind: row.kind,
            change_id: row.intent_id,
            request: row.request.and_then(|text| RawValue::from_string(text).ok()),
            outcome: row.outcome,
            status: row.status,
            latency_ms: row.latency_ms,
            reason: row.failure.map(AccessFailure::reason),
            failure: row.failure,
            retry_at: row.retry_at,
        }
    }
}
