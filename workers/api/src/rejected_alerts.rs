//! `GET /api/rejected-alerts`: what the webhook refused, and why, so that the user can mend it.

use pinewire_domain::{
    auth::Scope,
    id::RejectedAlertId,
    page::{self, Cursor},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Access, FieldError, Limit, Problem, Request, Response, Route, page::Page, response},
    params, routes, sql,
};
use serde::{Deserialize, Serialize};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/rejected-alerts" => list_rejected_alerts, Access::Scope(Scope::SignalsRead), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(list_rejected_alerts))]
pub(crate) struct Docs;

sql! {
    tenant NEWEST = "SELECT id, created_at, status, code, reason, content_type, source_ip, body, body_bytes
        FROM rejected_alerts WHERE user_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2";
    /// Those after the cursor (?3, ?4).
    tenant OLDER = "SELECT id, created_at, status, code, reason, content_type, source_ip, body, body_bytes
        FROM rejected_alerts WHERE user_id = ?1 AND (created_at, id) < (?3, ?4)
        ORDER BY created_at DESC, id DESC LIMIT ?2";
}

/// An alert that was refused.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RejectedAlert {
    /// The refusal's id.
    id: RejectedAlertId,
    /// When it came.
    created_at: Timestamp,
    /// The HTTP status that it was answered with.
    status: u16,
    /// The stable code of the reason.
    code: String,
    /// What to change.
    reason: String,
    /// What the sender said that the body is.
    content_type: String,
    /// The sender's address.
    source_ip: String,
    /// The first 4 KiB of the body, without secrets.
    body: String,
    /// How long the body was, as far as it was read.
    body_bytes: u32,
}

#[derive(Debug, Deserialize)]
struct Query {
    limit: Option<String>,
    cursor: Option<String>,
}

/// Alerts that were refused, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/rejected-alerts", tag = "webhook",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<RejectedAlert>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_rejected_alerts(cx: Cx, request: Request) -> Result<Response> {
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
    let rows: Vec<RejectedAlert> = match cursor {
        None => db.all(&NEWEST, params![limit + 1]).await?,
        Some(Cursor { created_at, id }) => db.all(&OLDER, params![limit + 1, created_at, id]).await?,
    };
    response::json(&Page::new(rows, limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    }))
}
