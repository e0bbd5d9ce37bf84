//! The rows of an import, some at a time. A row that has come before is not touched again, so that an import can be cut
//! off anywhere and sent once more.

mod assignment;
pub(crate) mod list;
mod log;
mod outcome;
mod profile;
mod script;

use pinewire_domain::{id::ImportId, time::Timestamp};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, parse_json, response},
};
use serde::{Deserialize, Serialize};

use crate::imports;
pub(crate) use outcome::RowResult;

/// Rows of one request.
const MOST_ROWS: usize = 200;
/// Profiles of one request: TradingView is asked about each.
const MOST_PROFILES: usize = 10;
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Rows of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ImportBatch {
    /// Whether it is only told what would come of them. The rows that these belong to are taken as being there.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    dry_run: bool,
    /// Sellers: at most 10 in a request. The others: at most 200.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    profiles: Vec<profile::ProfileRow>,
    /// Scripts.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    scripts: Vec<script::ScriptRow>,
    /// Access that was given.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    assignments: Vec<assignment::AssignmentRow>,
    /// What happened to it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    logs: Vec<log::LogRow>,
}

/// What came of the rows, in their order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ImportedRows {
    /// One for each row.
    results: Vec<RowResult>,
}

/// What every kind of row needs to know.
pub(crate) struct Job<'a> {
    pub(crate) cx: &'a Cx,
    pub(crate) import: &'a ImportId,
    pub(crate) is_dry: bool,
    pub(crate) now: Timestamp,
}

/// Import rows
///
/// Of one kind in a request, in the order profiles, scripts, assignments, logs. Rows that came before are left as they are.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/imports/{id}/rows", tag = "admin", request_body = ImportBatch,
    params(("id" = ImportId, Path, description = "The import")),
    responses(
        (status = 200, description = "What came of each row", body = ImportedRows),
        (status = 404, description = "There is no such import", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is being rolled back", body = pinewire_shared::http::ProblemBody),
        (status = 413, description = "The body is longer than 1 MiB", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "There are too many rows, or they are of several kinds", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn import_rows(cx: Cx, mut request: Request) -> Result<Response> {
    let import = imports::requested(&cx, &request).await?;
    imports::refuse_if_rolling_back(&import)?;
    let body = request
        .body(MAX_BODY_BYTES)
        .await?
        .ok_or_else(|| Problem::new(413, "payload_too_large", "The body is longer than 1 MiB."))?;
    let batch: ImportBatch = parse_json(&body)?;
    check(&batch)?;
    let job = Job {
        cx: &cx,
        import: &import.id,
        is_dry: batch.dry_run,
        now: cx.now(),
    };
    let results = if !batch.profiles.is_empty() {
        profile::import(&job, &batch.profiles).await?
    } else if !batch.scripts.is_empty() {
        script::import(&job, &batch.scripts).await?
    } else if !batch.assignments.is_empty() {
        assignment::import(&job, &batch.assignments).await?
    } else {
        log::import(&job, &batch.logs).await?
    };
    response::json(&ImportedRows { results })
}

fn check(batch: &ImportBatch) -> Result<()> {
    let sizes = [
        ("profiles", batch.profiles.len(), MOST_PROFILES),
        ("scripts", batch.scripts.len(), MOST_ROWS),
        ("assignments", batch.assignments.len(), MOST_ROWS),
        ("logs", batch.logs.len(), MOST_ROWS),
    ];
    for (kind, rows, most) in sizes {
        if rows > most {
            return Err(Problem::invalid(kind, format!("Send at most {most} rows.")).into());
        }
    }
    if sizes.iter().filter(|(_, rows, _)| *rows > 0).count() > 1 {
        return Err(Problem::invalid("body", "Send rows of one kind in a request.").into());
    }
    Ok(())
}
