//! `GET /webhook/{token}`: whether the webhook is alive, for programs as JSON and for people who paste the URL into a
//! browser as a page. It changes nothing.

use pinewire_domain::{
    alert::{Rejection, RejectionCode},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{Request, Response, response},
    intake::{self, token},
    params, sql,
};
use serde::Serialize;

use crate::page;

sql! {
    /// The webhook of token ?1 at ?2.
    system FIND = "SELECT t.disabled_at IS NOT NULL OR u.status <> 'active' AS is_disabled,
          coalesce(t.expires_at <= ?2, 0) AS is_expired,
          (SELECT max(last_alert_at) FROM signal_usage WHERE user_id = t.user_id) AS last_alert_at
        FROM webhook_tokens t JOIN users u ON u.id = t.user_id WHERE t.token_hash = ?1";
}

#[derive(Debug, FromRow)]
struct Row {
    is_disabled: bool,
    is_expired: bool,
    last_alert_at: Option<Timestamp>,
}

/// The webhook takes alerts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct WebhookStatus {
    /// Always true.
    alive: bool,
    /// When the last alert was stored or recognised as a duplicate.
    last_alert_at: Option<Timestamp>,
}

/// Ask whether a webhook is alive
///
/// Browsers (`Accept: text/html`) get a page.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/webhook/{token}", tag = "webhook",
    params(("token" = String, Path, description = "The token of a webhook URL")),
    responses(
        (status = 200, description = "It takes alerts", body = WebhookStatus),
        (status = 401, description = "The token is disabled or expired", body = pinewire_shared::http::ProblemBody),
        (status = 404, description = "The token is nobody's", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn webhook_status(cx: Cx, request: Request) -> Result<Response> {
    let hash = token::hash(request.param("token")?);
    let row: Option<Row> = cx.db()?.system().first(&FIND, params![hash, cx.now()]).await?;
    let standing = standing(row);
    if request
        .header("accept")
        .is_some_and(|types| types.contains("text/html"))
    {
        return page::respond(&standing);
    }
    match standing {
        Ok(last_alert_at) => response::json(&WebhookStatus {
            alive: true,
            last_alert_at,
        }),
        Err(rejection) => Err(intake::problem(&rejection, cx.now()).into()),
    }
}

/// When the last alert came, or why none can come.
fn standing(row: Option<Row>) -> Result<Option<Timestamp>, Rejection> {
    match row {
        None => Err(Rejection::of(RejectionCode::TokenUnknown)),
        Some(row) if row.is_disabled => Err(Rejection::of(RejectionCode::TokenDisabled)),
        Some(row) if row.is_expired => Err(Rejection::of(RejectionCode::TokenExpired)),
        Some(row) => Ok(row.last_alert_at),
    }
}
