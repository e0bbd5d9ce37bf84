//! `GET /api/access-jobs/{id}/rows`: the result of every row of a job, in the order of the request.

use pinewire_domain::{
    access::failure::AccessFailure,
    id::{AttemptId, BulkJobId, GrantId},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result, access,
    db::FromRow,
    http::{
        Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};
use serde::Serialize;

sql! {
    /// ?2 job, ?3 behind this row, ?4 how many, ?5 status, if wanted.
    tenant ROWS = "SELECT r.row, r.username, r.script, r.error, i.id AS change_id, i.grant_id,
          coalesce(i.status, 'failed') AS status, i.is_held, i.effect, i.failure, i.ended_at
        FROM access_job_rows AS r LEFT JOIN access_intents AS i ON i.id = r.intent_id
        WHERE r.user_id = ?1 AND r.job_id = ?2 AND r.row > ?3 AND (?5 IS NULL OR coalesce(i.status, 'failed') = ?5)
        ORDER BY r.row LIMIT ?4";
}

#[derive(Debug, FromRow)]
struct Stored {
    row: i64,
    username: Option<String>,
    script: Option<String>,
    error: Option<String>,
    change_id: Option<AttemptId>,
    grant_id: Option<GrantId>,
    status: String,
    is_held: Option<bool>,
    effect: Option<String>,
    failure: Option<AccessFailure>,
    ended_at: Option<Timestamp>,
}

/// A row of a job.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AccessJobRow))]
pub(crate) struct RowView {
    /// Its number, or its line in the file.
    row: i64,
    /// The user, as the request named them.
    username: Option<String>,
    /// The script, as the request named it.
    script: Option<String>,
    /// `queued`, `working`, `done`, `failed`, `cancelled`.
    status: String,
    /// Whether it waits because the job is paused.
    is_held: bool,
    /// Of one that is done: `applied`, `confirmed` (its answer was lost and then found), `unchanged`.
    effect: Option<String>,
    /// Why it failed, or is being tried again.
    failure: Option<AccessFailure>,
    /// The same in a sentence.
    reason: Option<String>,
    /// The grant, whose log says more.
    grant_id: Option<GrantId>,
    /// The change of that grant.
    change_id: Option<AttemptId>,
    ended_at: Option<Timestamp>,
}

/// The rows of a job with their results
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/access-jobs/{id}/rows", tag = "access",
    params(
        ("id" = String, Path, description = "The job's id"),
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("status" = Option<String>, Query, description = "`queued`, `working`, `done`, `failed` or `cancelled`"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<RowView>),
        (status = 404, description = "There is no such job", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_access_job_rows(cx: Cx, request: Request) -> Result<Response> {
    let id: BulkJobId = request.id("id", "access job")?;
    let asked = Asked::by(&request)?;
    let status = request.parameter("status")?;
    // The cursor's time is the number of the row: a job's rows have an order of their own.
    let (row, _) = asked.after();
    let user_id = cx.user_id()?;
    access::find_job(&cx, user_id, &id).await?;
    let rows: Vec<Stored> = cx
        .db()?
        .tenant(user_id)
        .all(&ROWS, params![&id, row.as_millis(), asked.limit + 1, status])
        .await?;
    let page = Page::new(rows, asked.limit as usize, |row| {
        Cursor::new(Timestamp::from_millis(row.row), id).encode()
    });
    response::json(&Page {
        data: page.data.into_iter().map(RowView::from).collect(),
        next_cursor: page.next_cursor,
    })
}

impl From<Stored> for RowView {
    fn from(row: Stored) -> Self {
        let reason = row.failure.map(|failure| failure.reason().to_owned());
        Self {
            row: row.row,
            username: row.username.filter(|name| !name.is_empty()),
            script: row.script.filter(|name| !name.is_empty()),
            status: row.status,
            is_held: row.is_held.unwrap_or_default(),
            effect: row.effect,
            failure: row.failure,
            reason: row.error.or(reason),
            grant_id: row.grant_id,
            change_id: row.change_id,
            ended_at: row.ended_at,
        }
    }
}
