//! `GET /api/access-jobs`, `GET /api/access-jobs/{id}`.

use pinewire_domain::page::Cursor;
use pinewire_shared::{
    Cx, Result,
    access::{self, AccessJob, AccessJobRow},
    access_job_columns,
    http::{
        Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};

sql! {
    /// The newest first, before the cursor (?2, ?3); at most ?4.
    tenant LIST = concat!("SELECT ", access_job_columns!(), " FROM access_jobs AS j
        WHERE j.user_id = ?1 AND (j.created_at, j.id) < (?2, ?3) ORDER BY j.created_at DESC, j.id DESC LIMIT ?4");
}

/// Jobs over many grants, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/access-jobs", tag = "access",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<AccessJob>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_access_jobs(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let (before, id) = asked.before();
    let rows: Vec<AccessJobRow> = cx
        .db()?
        .tenant(cx.user_id()?)
        .all(&LIST, params![before, id, asked.limit + 1])
        .await?;
    let page = Page::new(rows, asked.limit as usize, |row| {
        let (created_at, id) = row.place();
        Cursor::new(created_at, id).encode()
    });
    response::json(&Page {
        data: page.data.into_iter().map(AccessJob::from).collect(),
        next_cursor: page.next_cursor,
    })
}

/// One job with its progress
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/access-jobs/{id}", tag = "access",
    params(("id" = String, Path, description = "The job's id")),
    responses(
        (status = 200, description = "The job", body = AccessJob),
        (status = 404, description = "There is no such job", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_access_job(cx: Cx, request: Request) -> Result<Response> {
    let id = request.id("id", "access job")?;
    response::json(&access::find_job(&cx, cx.user_id()?, &id).await?)
}
