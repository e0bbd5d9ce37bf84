//! `GET /api/event-endpoints` and one of them.

use pinewire_domain::{
    id::{EndpointId, UserId},
    standard_webhooks::EventType,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::Serialize;

sql! {
    tenant LIST = "SELECT id, url, description, event_types, is_enabled, disabled_reason, disabled_at, secret_at,
          previous_until, failures, failing_since, succeeded_at, created_at, updated_at, version
        FROM event_endpoints WHERE user_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 100";
    tenant ONE = "SELECT id, url, description, event_types, is_enabled, disabled_reason, disabled_at, secret_at,
          previous_until, failures, failing_since, succeeded_at, created_at, updated_at, version
        FROM event_endpoints WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Row {
    id: EndpointId,
    url: String,
    description: String,
    event_types: Option<String>,
    is_enabled: bool,
    disabled_reason: Option<String>,
    disabled_at: Option<Timestamp>,
    secret_at: Timestamp,
    previous_until: Option<Timestamp>,
    failures: u32,
    failing_since: Option<Timestamp>,
    succeeded_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    version: i64,
}

/// Where events are sent to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventEndpoint {
    /// Its id.
    pub(super) id: EndpointId,
    /// The address.
    pub(super) url: String,
    /// The seller's own words.
    pub(super) description: String,
    /// Which events it gets; null: all.
    pub(super) event_types: Option<Vec<EventType>>,
    /// Whether anything is sent to it.
    pub(super) is_enabled: bool,
    /// Why not: `owner`, `gone` (it answered 410) or `failing` (nothing arrived for three days).
    pub(super) disabled_reason: Option<String>,
    /// Since when not.
    pub(super) disabled_at: Option<Timestamp>,
    /// When its signing secret was made.
    pub(super) secret_created_at: Timestamp,
    /// Until when the secret before signs as well; null: it does not.
    pub(super) previous_secret_expires_at: Option<Timestamp>,
    /// Tries in a row that failed.
    pub(super) failures: u32,
    /// When the first of them was made.
    pub(super) failing_since: Option<Timestamp>,
    /// When something last arrived.
    pub(super) last_success_at: Option<Timestamp>,
    /// When it was added.
    pub(super) created_at: Timestamp,
    /// When it last changed.
    pub(super) updated_at: Timestamp,
    /// Counts the changes.
    pub(super) version: i64,
}

impl Row {
    fn show(self, now: Timestamp) -> Result<EventEndpoint> {
        let types = self.event_types.as_deref().map(serde_json::from_str);
        Ok(EventEndpoint {
            id: self.id,
            url: self.url,
            description: self.description,
            event_types: types.transpose()?,
            is_enabled: self.is_enabled,
            disabled_reason: self.disabled_reason,
            disabled_at: self.disabled_at,
            secret_created_at: self.secret_at,
            previous_secret_expires_at: self.previous_until.filter(|until| *until > now),
            failures: self.failures,
            failing_since: self.failing_since,
            last_success_at: self.succeeded_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

/// Endpoints, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/event-endpoints", tag = "events",
    responses((status = 200, description = "All endpoints, on one page", body = Page<EventEndpoint>))
))]
pub(crate) async fn list_event_endpoints(cx: Cx, _request: Request) -> Result<Response> {
    let rows: Vec<Row> = cx.db()?.tenant(cx.user_id()?).all(&LIST, params![]).await?;
    let data = rows
        .into_iter()
        .map(|row| row.show(cx.now()))
        .collect::<Result<Vec<_>>>()?;
    response::json(&Page {
        data,
        next_cursor: None,
    })
}

/// An endpoint
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/event-endpoints/{id}", tag = "events",
    params(("id" = EndpointId, Path, description = "The endpoint")),
    responses(
        (status = 200, description = "The endpoint", body = EventEndpoint),
        (status = 404, description = "There is no such endpoint", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_event_endpoint(cx: Cx, request: Request) -> Result<Response> {
    let id: EndpointId = request.id("id", "endpoint")?;
    response::json(&load(&cx, cx.user_id()?, &id).await?)
}

/// An endpoint of this seller; 404 if there is none.
pub(super) async fn load(cx: &Cx, user_id: &UserId, id: &EndpointId) -> Result<EventEndpoint> {
    let row: Option<Row> = cx.db()?.tenant(user_id).first(&ONE, params![id]).await?;
    row.ok_or_else(no_such_endpoint)?.show(cx.now())
}

pub(super) fn no_such_endpoint() -> Error {
    Problem::not_found("endpoint").into()
}
