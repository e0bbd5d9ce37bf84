//! `DELETE /api/connect`: the cookies are forgotten. Grants, scripts and the history stay on record.

use pinewire_domain::access::connection::ConnectionStatus;
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    http::{Problem, Request, Response, response},
    params, sql, tradingview,
};
use serde_json::json;

sql! {
    /// ?2 connection, ?3 now.
    tenant FORGET = "UPDATE tv_connections SET status = 'disconnected', since = ?3, disconnected_at = ?3,
          sessionid_sealed = NULL, sessionid_sign_sealed = NULL, last_failure = NULL,
          cookies_version = cookies_version + 1, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND status <> 'disconnected'";
}

/// Disconnect from TradingView
///
/// The cookies are deleted at once. Access that buyers have stays as it is on TradingView, and stays on record here.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/connect", tag = "connection",
    responses(
        (status = 204, description = "Disconnected; the cookies are deleted"),
        (status = 404, description = "There is no connection", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn disconnect(cx: Cx, _request: Request) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let connection = tradingview::current(&cx.db()?, &user_id).await?;
    let connection = connection
        .filter(|connection| connection.standing.status != ConnectionStatus::Disconnected)
        .ok_or_else(|| Problem::not_found("connection"))?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "connection.disconnect",
        subject_id: Some(connection.id.as_str()),
        detail: json!({ "tradingview_user": connection.tv_user_id }),
    };
    audit::commit(&cx, &entry, |batch| {
        batch
            .tenant(&user_id, &FORGET, params![&connection.id, cx.now()])
            .map(|_| ())
    })
    .await?;
    response::no_content()
}
