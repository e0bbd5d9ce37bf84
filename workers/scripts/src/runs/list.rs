//! `GET /api/sync` and `GET /api/sync/{id}`.

use super::view::{Row, SyncRun};
use pinewire_domain::{id::SyncRunId, page::Cursor};
use pinewire_shared::{
    Cx, Result,
    http::{
        Problem, Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};

sql! {
    /// ?2 rows, ?3 and ?4 where the page begins.
    tenant PAGE = "SELECT id, connection_id, cause, status, stage, listed, added, changed, removed, unchanged, invalid,
          report, failure, created_at, started_at, finished_at
        FROM sync_runs WHERE user_id = ?1 AND (created_at, id) < (?3, ?4)
        ORDER BY created_at DESC, id DESC LIMIT ?2";
    tenant ONE = "SELECT id, connection_id, cause, status, stage, listed, added, changed, removed, unchanged, invalid,
          report, failure, created_at, started_at, finished_at
        FROM sync_runs WHERE user_id = ?1 AND id = ?2";
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
    let asked = Asked::by(&request)?;
    let (created_at, id) = asked.before();
    let params = params![asked.limit + 1, created_at, id];
    let rows: Vec<Row> = cx.db()?.tenant(cx.user_id()?).all(&PAGE, params).await?;
    let runs = rows.into_iter().map(Row::show).collect::<Result<Vec<_>>>()?;
    response::json(&Page::new(runs, asked.limit as usize, |run| {
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
