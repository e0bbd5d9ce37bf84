//! `GET /api/signals/stream`: live news of the user's signals, by WebSocket or, without an upgrade, as server-sent
//! events. The user's [`SignalStream`](crate::SignalStream) holds the connection; here only who may
//! open one is decided.

use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, outgoing},
    stream::BINDING,
};

/// Carries the user's id to the Durable Object, which can't tell its own name.
pub(crate) const USER_HEADER: &str = "x-user-id";

/// Live news of the user's signals
///
/// With `Upgrade: websocket`, each message is JSON: `{"type":"created"|"updated"|"deleted","id","event_id"}`. Without,
/// the same comes as server-sent events: `event: signal`. The first message is `ready`, or `resync` if news since
/// `Last-Event-ID` may be missing: read the list again then. A connection is closed after half an hour: reconnect with
/// the last id (browsers do that for server-sent events; a WebSocket passes it as `last_event_id`). `ping` is answered
/// with `pong`.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/signals/stream", tag = "signals",
    params(
        ("Last-Event-ID" = Option<String>, Header, description = "The last news that were seen"),
        ("last_event_id" = Option<String>, Query, description = "The same, for clients that can't set headers"),
    ),
    responses(
        (status = 101, description = "A WebSocket"),
        (status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream"),
        (status = 403, description = "A page of another origin asks with the user's cookie", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn stream_signals(cx: Cx, request: Request) -> Result<Response> {
    refuse_other_origins(&cx, &request)?;
    let user_id = cx.user_id()?;
    let headers = worker::Headers::new();
    headers.set(USER_HEADER, user_id.as_str())?;
    headers.set("x-request-id", cx.request_id().as_str())?;
    if is_upgrade(&request) {
        headers.set("upgrade", "websocket")?;
    }
    if let Some(last) = request
        .header("last-event-id")
        .or(request.query::<Resume>()?.last_event_id)
    {
        headers.set("last-event-id", &last)?;
    }
    let request = outgoing::request(&worker::Method::Get, "https://object/watch", &headers, None)?;
    cx.durable_object(BINDING, user_id.as_str())?.fetch(request).await
}

#[derive(serde::Deserialize)]
struct Resume {
    last_event_id: Option<String>,
}

fn is_upgrade(request: &Request) -> bool {
    request
        .header("upgrade")
        .is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// A WebSocket is not held back by CORS: a page of another origin could open one with the user's cookie, and read.
fn refuse_other_origins(cx: &Cx, request: &Request) -> Result<()> {
    let Some(origin) = request.header("origin") else {
        return Ok(());
    };
    let by_header = request.header("authorization").is_some();
    let is_ours = cx
        .var("PUBLIC_URL")
        .is_some_and(|url| url.trim_end_matches('/') == origin)
        || origin
            .split_once("://")
            .is_some_and(|(_, host)| host == request.host());
    if by_header || is_ours || !is_upgrade(request) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "origin_not_allowed",
        "Open the stream from the app itself, or with an API key.",
    )
    .into())
}
