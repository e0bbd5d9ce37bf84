//! `GET /api/orders/stream`: what happens in an account, as it happens.

use pinewire_domain::id::BrokerAccountId;
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
    trading::{accounts, sequencer},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Query {
    account_id: BrokerAccountId,
}

/// What happens in an account, live
///
/// A WebSocket. The first message is `{"type":"ready","account_id","seq"}`; then comes
/// `{"type":"event","account_id","event":{"seq","at","kind","order_id","symbol","detail",…}}` for each event, with the
/// order, fill or position that it changed. Events are numbered without a gap: who misses one reads the lists again. A
/// connection is closed after half an hour: reconnect. `ping` is answered with `pong`.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/orders/stream", tag = "orders", params(("account_id" = String, Query)),
    responses(
        (status = 101, description = "A WebSocket"),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
        (status = 426, description = "No WebSocket was asked for", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn watch_orders(cx: Cx, request: Request) -> Result<Response> {
    let is_upgrade = request
        .header("upgrade")
        .is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
    if !is_upgrade {
        return Err(Problem::new(426, "upgrade_required", "Open this address as a WebSocket.").into());
    }
    refuse_other_origins(&cx, &request)?;
    let query: Query = request.query()?;
    let account = accounts::get(&cx, cx.user_id()?, &query.account_id).await?;
    sequencer::watch(&cx, &account.id).await
}

/// A WebSocket is not held back by CORS: a page of another origin could open one with the user's cookie, and read.
fn refuse_other_origins(cx: &Cx, request: &Request) -> Result<()> {
    let Some(origin) = request.header("origin") else {
        return Ok(());
    };
    let is_ours = cx
        .var("PUBLIC_URL")
        .is_some_and(|url| url.trim_end_matches('/') == origin)
        || origin
            .split_once("://")
            .is_some_and(|(_, host)| host == request.host());
    if request.header("authorization").is_some() || is_ours {
        return Ok(());
    }
    let detail = "Open the stream from the app itself, or with an API key.";
    Err(Problem::forbidden("origin_not_allowed", detail).into())
}
