//! The devices on which the account is signed in.

use pinewire_domain::{id::SessionId, time::Timestamp};
use pinewire_shared::{
    Cx, Result, account,
    audit::{self, Actor},
    db::FromRow,
    http::{Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::Serialize;
use serde_json::json;

/// More live sessions than this are not listed; they expire by themselves.
const MOST: u32 = 200;

sql! {
    /// ?2 now.
    tenant LIVE = "SELECT id, user_agent, ip, created_at, last_seen_at, expires_at FROM sessions
        WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2 ORDER BY created_at DESC, id DESC LIMIT ?3";
    tenant IS_MINE = "SELECT id, user_agent, ip, created_at, last_seen_at, expires_at FROM sessions
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
    tenant REVOKE_OTHERS = "UPDATE sessions SET revoked_at = ?3, revoke_reason = 'user'
        WHERE user_id = ?1 AND id <> ?2 AND revoked_at IS NULL";
}

#[derive(Debug, FromRow)]
struct Row {
    id: SessionId,
    user_agent: String,
    ip: String,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    expires_at: Timestamp,
}

/// A signed-in device.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SignedInSession {
    id: SessionId,
    user_agent: String,
    ip: String,
    created_at: Timestamp,
    /// When it was last refreshed.
    last_seen_at: Timestamp,
    expires_at: Timestamp,
    /// Whether it is the one that asks.
    current: bool,
}

/// Live sessions, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/account/sessions", tag = "accounts",
    responses((status = 200, description = "All live sessions, on one page", body = Page<SignedInSession>))
))]
pub(crate) async fn list_sessions(cx: Cx, _request: Request) -> Result<Response> {
    let current = cx.caller()?.session_id();
    let rows: Vec<Row> = cx
        .db()?
        .tenant(cx.user_id()?)
        .all(&LIVE, params![cx.now(), MOST])
        .await?;
    let data = rows
        .into_iter()
        .map(|row| SignedInSession {
            current: current == Some(row.id),
            id: row.id,
            user_agent: row.user_agent,
            ip: row.ip,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        })
        .collect();
    response::json(&Page {
        data,
        next_cursor: None,
    })
}

/// Sign out another device
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/account/sessions/{id}", tag = "accounts",
    params(("id" = String, Path, description = "The session's id")),
    responses(
        (status = 204, description = "It has ended"),
        (status = 404, description = "There is no such live session", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn revoke_session(cx: Cx, request: Request) -> Result<Response> {
    let id: SessionId = request.id("id", "session")?;
    let user_id = *cx.user_id()?;
    let row: Option<Row> = cx.db()?.tenant(&user_id).first(&IS_MINE, params![&id]).await?;
    if row.is_none() {
        return Err(Problem::not_found("session").into());
    }
    account::end_session(&cx, &user_id, &id, "user", Actor::of(&cx)).await?;
    response::no_content()
}

/// Sign out all other devices
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/account/sessions", tag = "accounts",
    responses((status = 204, description = "All but the session that asks have ended"))
))]
pub(crate) async fn revoke_other_sessions(cx: Cx, _request: Request) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let keep = cx
        .caller()?
        .session_id()
        .map(|id| id.to_string())
        .unwrap_or_default();
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "session.end_others",
        subject_id: Some(user_id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        batch
            .tenant(&user_id, &REVOKE_OTHERS, params![keep.as_str(), cx.now()])
            .map(|_| ())
    })
    .await?;
    response::no_content()
}
