//! `GET /api/reconcile`, `GET /api/reconcile/{id}`.

use pinewire_domain::{
    access::failure::AccessFailure,
    id::{ReconciliationId, ScriptId, UserId},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{
        Problem, Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};
use serde::Serialize;

macro_rules! columns {
    () => {
        "r.id, r.created_at, r.trigger, r.status, r.failure, r.finished_at,
         (SELECT count(*) FROM reconciliation_scripts AS s WHERE s.run_id = r.id) AS scripts,
         (SELECT count(*) FROM reconciliation_scripts AS s WHERE s.run_id = r.id AND s.status IN ('done', 'failed')) AS scripts_done,
         (SELECT coalesce(sum(s.agreeing), 0) FROM reconciliation_scripts AS s WHERE s.run_id = r.id) AS agreeing,
         (SELECT coalesce(sum(s.differing), 0) FROM reconciliation_scripts AS s WHERE s.run_id = r.id) AS differing"
    };
}

sql! {
    /// The newest first, before the cursor (?2, ?3); at most ?4.
    tenant LIST = concat!("SELECT ", columns!(), " FROM reconciliations AS r
        WHERE r.user_id = ?1 AND (r.created_at, r.id) < (?2, ?3) ORDER BY r.created_at DESC, r.id DESC LIMIT ?4");
    tenant GET = concat!("SELECT ", columns!(), " FROM reconciliations AS r WHERE r.user_id = ?1 AND r.id = ?2");
    tenant SCRIPTS = "SELECT s.script_id, t.title, s.status, s.pages, s.listed, s.agreeing, s.ended, s.skipped, s.differing, s.failure
        FROM reconciliation_scripts AS s JOIN tradingview_scripts AS t ON t.id = s.script_id
        WHERE s.user_id = ?1 AND s.run_id = ?2 ORDER BY s.script_id LIMIT 5000";
}

/// A comparison of the books with TradingView.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Reconciliation {
    id: ReconciliationId,
    created_at: Timestamp,
    /// `nightly` or `requested`.
    trigger: String,
    /// `running`, `completed`, `failed`.
    status: String,
    /// Why it failed.
    failure: Option<AccessFailure>,
    finished_at: Option<Timestamp>,
    /// Scripts in all.
    scripts: i64,
    /// Scripts that are judged, or whose list could not be completed.
    scripts_done: i64,
    /// Grants on which both sides agree.
    agreeing: i64,
    /// Differences.
    differing: i64,
}

/// One script of it.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ReconciledScript {
    script_id: ScriptId,
    title: String,
    /// `pending`, `listing`, `done`, `failed`: a list that could not be completed is not judged.
    status: String,
    /// Pages that were read so far.
    pages: i64,
    /// Users on TradingView's list.
    listed: Option<i64>,
    /// Grants on which both sides agree.
    agreeing: Option<i64>,
    /// Grants whose time is over, and that TradingView confirms to have ended.
    ended: Option<i64>,
    /// Grants that changed meanwhile and were not judged.
    skipped: Option<i64>,
    /// Differences.
    differing: Option<i64>,
    /// Why the list could not be completed, or is being tried again.
    failure: Option<AccessFailure>,
}

/// A comparison with its scripts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ReconciliationDetail {
    #[serde(flatten)]
    run: Reconciliation,
    by_script: Vec<ReconciledScript>,
}

/// Comparisons of the books with TradingView, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/reconcile", tag = "access",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Reconciliation>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_reconciliations(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let (before, id) = asked.before();
    let rows: Vec<Reconciliation> = cx
        .db()?
        .tenant(cx.user_id()?)
        .all(&LIST, params![before, id, asked.limit + 1])
        .await?;
    response::json(&Page::new(rows, asked.limit as usize, |run| {
        Cursor::new(run.created_at, run.id).encode()
    }))
}

/// One comparison with its scripts
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/reconcile/{id}", tag = "access",
    params(("id" = String, Path, description = "The run's id")),
    responses(
        (status = 200, description = "The run", body = ReconciliationDetail),
        (status = 404, description = "There is no such run", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_reconciliation(cx: Cx, request: Request) -> Result<Response> {
    let id = request.id("id", "reconciliation")?;
    let user_id = cx.user_id()?;
    let run = find(&cx, user_id, &id).await?;
    let by_script = cx.db()?.tenant(user_id).all(&SCRIPTS, params![&id]).await?;
    response::json(&ReconciliationDetail { run, by_script })
}

/// A run of this seller; 404 if there is none.
pub(crate) async fn find(cx: &Cx, user_id: &UserId, id: &ReconciliationId) -> Result<Reconciliation> {
    let run: Option<Reconciliation> = cx.db()?.tenant(user_id).first(&GET, params![id]).await?;
    run.ok_or_else(|| Problem::not_found("reconciliation").into())
}
