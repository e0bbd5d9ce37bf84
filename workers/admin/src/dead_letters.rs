//! Jobs that failed for good: listed, inspected, discarded. Doing them again is in [`super::redrive`].

use pinewire_domain::{
    dead_letter::DeadLetterStatus,
    id::{DeadLetterId, JobId, UserId},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor, Entry},
    db::FromRow,
    http::{Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::paging::Paging;

macro_rules! columns {
    () => {
        "id, topic, job_id, user_id, payload, error_code, error, attempts, created_at, status, resolved_at, resolved_by"
    };
}

sql! {
    /// ?1 and ?2 are a status and a topic, if wanted.
    system PAGE = concat!("SELECT ", columns!(), " FROM dead_letters
        WHERE (?1 IS NULL OR status = ?1) AND (?2 IS NULL OR topic = ?2) AND (created_at, id) < (?3, ?4)
        ORDER BY created_at DESC, id DESC LIMIT ?5");
    system ONE = concat!("SELECT ", columns!(), " FROM dead_letters WHERE id = ?1");
    system DISCARD = "UPDATE dead_letters SET status = 'discarded', resolved_at = ?2, resolved_by = ?3
        WHERE id = ?1 AND status = 'open'";
}

/// A row as it is stored.
#[derive(Debug, FromRow)]
struct Row {
    id: DeadLetterId,
    topic: String,
    job_id: Option<JobId>,
    user_id: Option<UserId>,
    payload: String,
    error_code: String,
    error: String,
    attempts: i64,
    created_at: Timestamp,
    status: DeadLetterStatus,
    resolved_at: Option<i64>,
    resolved_by: Option<String>,
}

/// A job that failed for good, or a message that nobody understood.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct DeadLetter {
    id: DeadLetterId,
    /// The kind of job.
    topic: String,
    /// The job; null for a message that named none.
    job_id: Option<JobId>,
    /// For whom the job was.
    user_id: Option<UserId>,
    /// What the job was told.
    payload: Value,
    /// The stable name of what went wrong.
    error_code: String,
    /// What went wrong.
    error: String,
    /// How often it was tried.
    attempts: i64,
    created_at: Timestamp,
    status: DeadLetterStatus,
    /// When somebody dealt with it.
    resolved_at: Option<Timestamp>,
    /// Who did.
    resolved_by: Option<String>,
}

impl From<Row> for DeadLetter {
    fn from(row: Row) -> Self {
        Self {
            // What nobody understood may be no JSON; then it is shown as text.
            payload: serde_json::from_str(&row.payload).unwrap_or(Value::String(row.payload)),
            id: row.id,
            topic: row.topic,
            job_id: row.job_id,
            user_id: row.user_id,
            error_code: row.error_code,
            error: row.error,
            attempts: row.attempts,
            created_at: row.created_at,
            status: row.status,
            resolved_at: row.resolved_at.map(Timestamp::from_millis),
            resolved_by: row.resolved_by,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub(crate) struct DeadLetterQuery {
    /// Rows on a page, 1 to 200; 50 if absent.
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only those with this status.
    status: Option<DeadLetterStatus>,
    /// Only those of this kind of job.
    topic: Option<String>,
}

/// Jobs that failed for good, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/dead-letters", tag = "admin", params(DeadLetterQuery),
    responses((status = 200, description = "One page", body = Page<DeadLetter>))
))]
pub(crate) async fn list_dead_letters(cx: Cx, request: Request) -> Result<Response> {
    let query: DeadLetterQuery = request.query()?;
    let paging = Paging::parse(query.limit.as_deref(), query.cursor.as_deref())?;
    let params = params![
        query.status.map(DeadLetterStatus::as_str),
        query.topic,
        paging.before.created_at,
        paging.before.id,
        paging.read
    ];
    let rows: Vec<Row> = cx.db()?.system().all(&PAGE, params).await?;
    let rows = rows.into_iter().map(DeadLetter::from).collect();
    let page = Page::new(rows, paging.limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    });
    response::json(&page)
}

/// One dead letter
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/dead-letters/{id}", tag = "admin",
    params(("id" = DeadLetterId, Path, description = "The dead letter")),
    responses(
        (status = 200, description = "The dead letter", body = DeadLetter),
        (status = 404, description = "There is none", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_dead_letter(cx: Cx, request: Request) -> Result<Response> {
    let id: DeadLetterId = request.id("id", "dead letter")?;
    response::json(&find(&cx, &id).await?)
}

/// Decide that a job need not be done
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/dead-letters/{id}/discard", tag = "admin",
    params(("id" = DeadLetterId, Path, description = "The dead letter")),
    responses(
        (status = 200, description = "It is discarded", body = DeadLetter),
        (status = 404, description = "There is none", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was dealt with already", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn discard_dead_letter(cx: Cx, request: Request) -> Result<Response> {
    let id: DeadLetterId = request.id("id", "dead letter")?;
    let letter = find(&cx, &id).await?;
    if letter.status != DeadLetterStatus::Open {
        return Err(Problem::conflict("This dead letter was dealt with already.").into());
    }
    let entry = Entry {
        actor: Actor::of(&cx),
        action: "dead_letter.discard",
        subject_id: Some(id.as_str()),
        detail: json!({ "topic": letter.topic, "error_code": letter.error_code }),
    };
    let by = cx.user_id()?;
    audit::commit(&cx, &entry, |batch| {
        batch.system(&DISCARD, params![&id, cx.now(), by]).map(|_| ())
    })
    .await?;
    response::json(&find(&cx, &id).await?)
}

async fn find(cx: &Cx, id: &DeadLetterId) -> Result<DeadLetter> {
    let row: Option<Row> = cx.db()?.system().first(&ONE, params![id]).await?;
    row.map(DeadLetter::from)
        .ok_or_else(|| Problem::not_found("dead letter").into())
}
