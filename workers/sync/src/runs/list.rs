//! `GET /api/sync` and `GET /api/sync/{id}`.

use pinewire_domain::{
    id::SyncRunId,
    page::{self, Cursor},
};
use pinewire_shared::{
    Cx, Result,
    http::{FieldError, Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::Deserialize;

use super::view::{Row, SyncRun};

sql! {
    tenant NEWEST = "SELECT id, connection_id, cause, status, stage, listed, added, changed, removed, unchanged, invalid,
          report, failure, created_at, started_at, finished_at
        FROM sync_runs WHERE user_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2";
    /// Those after the cursor (?3, ?4).
    tenant OLDER = "SELECT id, connection_id, cause, status, stage, listed, added, changed, removed, unchanged, invalid,
          report, failure, created_at, started_at, finished_at
        FROM sync_runs WHERE user_id = ?1 AND (created_at, id) < (?3, ?4)
        ORDER BY created_at DESC, id DESC LIMIT ?2";
    tenant ONE = "SELECT id, connection_id, cause, status, stage, listed, added, changed, removed, unchanged, invalid,
          report, failure, created_at, started_at, finished_at
        FROM sync_runs WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, Deserialize)]
struct Query {
    limit: Option<String>,
    cursor: Option<String>,
}

/// Runs of the sync, the newest first
///
/// With what they are at, and what they came to.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/sync", tag = "scripts",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<SyncRun>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_syncs(cx: Cx, request: Request) -> Result<Response> {
    let query: Query = request.query()?;
    let limit = page::limit(query.limit.as_deref()).map_err(|error| {
        Problem::validation(vec![FieldError {
            field: error.field,
            message: error.message,
        }])
    })?;
    let cursor = query.cursor.as_deref().map(Cursor::decode).transpose();
    let cursor = cursor.map_err(|error| Problem::invalid("cursor", format!("This is {error}.")))?;
    let db = cx.db()?;
    let db = db.tenant(cx.user_id()?);
    let rows: Vec<Row> = match cursor {
        None => db.all(&NEWEST, params![limit + 1]).await?,
        Some(Cursor { created_at, id }) => db.all(&OLDER, params![limit + 1, created_at, id]).await?,
    };
    let runs = rows.into_iter().map(Row::show).collect::<Result<Vec<_>>>()?;
    response::json(&Page::new(runs, limit as usize, |run| {
        Cursor::new(run.created_at, run.id).encode()
    }))
}

/// A run of the sync
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/sync/{id}", tag = "scripts",
    params(("id" = SyncRunId, Path, description = "The run")),
    responses(
        (status = 200, description = "What it is at, or what it came to", body = SyncRun),
        (status = 404, description = "There is no such run", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_sync(cx: Cx, request: Request) -> Result<Response> {
    let id: SyncRunId = request.id("id", "run")?;
    response::json(&load(&cx, &id).await?)
}

/// A run of the caller's.
pub(super) async fn load(cx: &Cx, id: &SyncRunId) -> Result<SyncRun> {
    let row: Option<Row> = cx.db()?.tenant(cx.user_id()?).first(&ONE, params![id]).await?;
    row.ok_or_else(|| Problem::not_found("run"))?.show()
}
