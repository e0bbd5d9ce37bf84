//! `GET /api/signals/{id}`: everything about one signal.

use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Request, Response, response},
    params,
};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    no_such_signal,
    row::Row,
    signal_id,
    statements::{GET, GET_EVENTS, GET_REQUEST},
    timeline::{Event, TimelineEntry, timeline},
    view::{Signal, Viewer, raw_json},
};

/// One signal with the request that it was made from, and what happened to it since.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SignalDetail {
    /// What the list shows.
    #[serde(flatten)]
    signal: Signal,
    /// The fields of the alert that mean nothing to us, as sent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    extra: Option<Box<RawValue>>,
    /// What the sender said that the body is.
    content_type: String,
    /// The body, without the secret that it may have carried.
    raw_body: String,
    /// What happened, the oldest first.
    timeline: Vec<TimelineEntry>,
}

#[derive(Debug, FromRow)]
struct RequestRow {
    extra: Option<String>,
    content_type: String,
    raw_body: String,
    source_ip: String,
}

/// One signal, with its request and timeline
///
/// Deleted signals are shown until they are purged, so that they can be restored.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/signals/{id}", tag = "signals",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The signal", body = SignalDetail),
        (status = 404, description = "There is no such signal", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_signal(cx: Cx, request: Request) -> Result<Response> {
    let (id, user_id) = (signal_id(&request)?, cx.user_id()?);
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &GET, params![&id])?;
    batch.tenant(user_id, &GET_REQUEST, params![&id])?;
    batch.tenant(user_id, &GET_EVENTS, params![&id])?;
    let mut results = batch.run().await?;
    let row: Row = results.first(0)?.ok_or_else(no_such_signal)?;
    let request: RequestRow = results.first(1)?.ok_or_else(no_such_signal)?;
    let events: Vec<Event> = results.rows(2)?;
    let timeline = timeline(&row, &request.source_ip, request.raw_body.len(), events)?;
    response::json(&SignalDetail {
        signal: Viewer::new(&cx)?.show(row),
        extra: raw_json(request.extra),
        content_type: request.content_type,
        raw_body: request.raw_body,
        timeline,
    })
}
