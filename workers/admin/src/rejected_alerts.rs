//! `GET /api/admin/rejected-alerts`: what webhooks refused, of all users and of tokens that are nobody's.

use pinewire_domain::{
    id::{RejectedAlertId, UserId},
    page::Cursor,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Request, Response, page::Page, response},
    params, sql,
};
use serde::{Deserialize, Serialize};

use super::paging::Paging;

sql! {
    /// ?3 and ?4 narrow it down to a user and a code.
    system PAGE = "SELECT id, user_id, created_at, status, code, reason, content_type, source_ip, body, body_bytes
        FROM rejected_alerts
        WHERE (created_at, id) < (?1, ?2) AND (?3 IS NULL OR user_id = ?3) AND (?4 IS NULL OR code = ?4)
        ORDER BY created_at DESC, id DESC LIMIT ?5";
}

/// An alert that was refused, and whose it was.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AdminRejectedAlert {
    id: RejectedAlertId,
    /// Whose webhook it was; null if the token is nobody's.
    user_id: Option<UserId>,
    created_at: Timestamp,
    /// The HTTP status that it was answered with.
    status: u16,
    /// The stable code of the reason.
    code: String,
    /// What the user was told.
    reason: String,
    content_type: String,
    source_ip: String,
    /// The first 4 KiB; empty if the token is nobody's.
    body: String,
    body_bytes: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub(crate) struct RejectedQuery {
    /// Rows on a page, 1 to 200; 50 if absent.
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only those of this user.
    user_id: Option<UserId>,
    /// Only those with this code.
    code: Option<String>,
}

/// Refused alerts of all users, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/rejected-alerts", tag = "admin", params(RejectedQuery),
    responses((status = 200, description = "One page", body = Page<AdminRejectedAlert>))
))]
pub(crate) async fn list_all_rejected_alerts(cx: Cx, request: Request) -> Result<Response> {
    let query: RejectedQuery = request.query()?;
    let paging = Paging::parse(query.limit.as_deref(), query.cursor.as_deref())?;
    let params = params![
        paging.before.created_at,
        paging.before.id,
        query.user_id.as_ref(),
        query.code,
        paging.read
    ];
    let rows: Vec<AdminRejectedAlert> = cx.db()?.system().all(&PAGE, params).await?;
    let page = Page::new(rows, paging.limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    });
    response::json(&page)
}
