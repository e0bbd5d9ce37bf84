//! The webhook: a new URL for the old one, off and on. A new URL leaves the old one working for a day, so that the alerts
//! on TradingView can be changed one by one; there are never more than these two.

use pinewire_domain::time::{DAY_MS, Timestamp};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::{Param, TenantSql},
    http::{Request, Response, response},
    intake::token::NewToken,
    params, sql,
};
use serde::Serialize;
use serde_json::json;

use super::settings;

sql! {
    /// The URL before the last one stops working at ?2.
    tenant END_OVERLAP = "UPDATE webhook_tokens SET expires_at = ?2 WHERE user_id = ?1 AND expires_at > ?2";
    /// A webhook that is off stays off.
    tenant ADD = "INSERT INTO webhook_tokens (token_hash, id, user_id, hint, created_at, disabled_at)
        SELECT ?2, ?3, ?1, ?4, ?5, (SELECT disabled_at FROM webhook_tokens
          WHERE user_id = ?1 AND expires_at IS NULL ORDER BY created_at DESC LIMIT 1)";
    /// All but ?2 work until ?3 only.
    tenant BEGIN_OVERLAP = "UPDATE webhook_tokens SET expires_at = ?3 WHERE user_id = ?1 AND expires_at IS NULL AND id <> ?2";
    tenant DISABLE = "UPDATE webhook_tokens SET disabled_at = ?2 WHERE user_id = ?1 AND disabled_at IS NULL
        AND (expires_at IS NULL OR expires_at > ?2)";
    tenant ENABLE = "UPDATE webhook_tokens SET disabled_at = NULL WHERE user_id = ?1";
}

/// A new webhook URL. It is not shown again.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct WebhookRotated {
    /// What to paste into TradingView.
    webhook_url: String,
    /// The last part of it.
    token: String,
    /// Until when the URL before this one still works.
    previous_expires_at: Timestamp,
}

/// Replace the webhook URL
///
/// The one before works for another 24 hours; one before that stops at once.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/config/webhook/rotate", tag = "config",
    responses((status = 201, description = "The new URL, shown this once", body = WebhookRotated))
))]
pub(crate) async fn rotate_webhook(cx: Cx, _request: Request) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let now = cx.now();
    let previous_expires_at = now.plus_millis(DAY_MS);
    let new = NewToken::generate(&cx)?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "webhook.rotate",
        subject_id: Some(new.id.as_str()),
        detail: json!({}),
    };
    audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &END_OVERLAP, params![now])?;
        batch.tenant(
            &user_id,
            &ADD,
            params![new.hash.as_str(), &new.id, new.hint.as_str(), now],
        )?;
        batch.tenant(&user_id, &BEGIN_OVERLAP, params![&new.id, previous_expires_at])?;
        Ok(())
    })
    .await?;
    let webhook_url = new.url(&cx)?;
    response::json_with_status(
        201,
        &WebhookRotated {
            webhook_url,
            token: new.token,
            previous_expires_at,
        },
    )
}

/// Refuse all alerts
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/config/webhook/disable", tag = "config",
    responses((status = 200, description = "The settings after the change", body = settings::Config))
))]
pub(crate) async fn disable_webhook(cx: Cx, _request: Request) -> Result<Response> {
    let now = cx.now();
    switch(&cx, "webhook.disable", &DISABLE, params![now]).await
}

/// Accept alerts again
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/config/webhook/enable", tag = "config",
    responses((status = 200, description = "The settings after the change", body = settings::Config))
))]
pub(crate) async fn enable_webhook(cx: Cx, _request: Request) -> Result<Response> {
    switch(&cx, "webhook.enable", &ENABLE, params![]).await
}

async fn switch(cx: &Cx, action: &str, sql: &TenantSql, params: &[Param]) -> Result<Response> {
    let user_id = *cx.user_id()?;
    let entry = audit::Entry {
        actor: Actor::of(cx),
        action,
        subject_id: Some(user_id.as_str()),
        detail: json!({}),
    };
    audit::commit(cx, &entry, |batch| {
        batch.tenant(&user_id, sql, params).map(|_| ())
    })
    .await?;
    response::json(&settings::load(cx).await?)
}
