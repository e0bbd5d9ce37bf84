//! `GET /api/config`. Secrets are write-only: what is told of them is whether they are set.

use pinewire_domain::{id::WebhookTokenId, quota::QuotaMode, screenshot::Resolution, time::Timestamp};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Request, Response, response},
    params, sql,
};
use serde::Serialize;

sql! {
    /// ?2 now, ?3 this month.
    tenant LOAD = "SELECT c.default_chart_id, c.screenshots_enabled, c.screenshot_resolution, c.timezone,
          c.sessionid_sealed IS NOT NULL AS has_cookies, c.cookies_valid, c.cookies_set_at, c.cookies_checked_at,
          c.require_tradingview_ip, c.body_secret_hash IS NOT NULL AS has_body_secret, c.max_age_seconds,
          c.allowed_symbols, c.dedupe_window_seconds, c.quota_mode, c.retention_days,
          coalesce(c.monthly_quota, p.monthly_signals) AS quota, coalesce(g.accepted, 0) AS used,
          w.id AS webhook_id, w.hint, w.created_at AS webhook_created_at, w.disabled_at IS NOT NULL AS is_disabled,
          (SELECT max(expires_at) FROM webhook_tokens WHERE user_id = ?1 AND expires_at > ?2) AS previous_expires_at,
          (SELECT max(last_alert_at) FROM signal_usage WHERE user_id = ?1) AS last_alert_at
        FROM signal_configs c
        JOIN users u ON u.id = c.user_id
        JOIN plans p ON p.id = u.plan_id
        JOIN webhook_tokens w ON w.user_id = c.user_id AND w.expires_at IS NULL
        LEFT JOIN signal_usage g ON g.user_id = c.user_id AND g.month = ?3
        WHERE c.user_id = ?1 ORDER BY w.created_at DESC LIMIT 1";
}

#[derive(Debug, FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of a row")]
struct Row {
    default_chart_id: Option<String>,
    screenshots_enabled: bool,
    screenshot_resolution: Resolution,
    timezone: String,
    has_cookies: bool,
    cookies_valid: Option<bool>,
    cookies_set_at: Option<Timestamp>,
    cookies_checked_at: Option<Timestamp>,
    require_tradingview_ip: bool,
    has_body_secret: bool,
    max_age_seconds: Option<u32>,
    allowed_symbols: Option<String>,
    dedupe_window_seconds: u32,
    quota_mode: QuotaMode,
    retention_days: u32,
    quota: Option<u32>,
    used: u32,
    webhook_id: WebhookTokenId,
    hint: String,
    webhook_created_at: Timestamp,
    is_disabled: bool,
    previous_expires_at: Option<Timestamp>,
    last_alert_at: Option<Timestamp>,
}

/// A user's settings for alerts and screenshots.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Config {
    /// The chart layout to take screenshots of when the alert names none.
    default_chart_id: Option<String>,
    /// Whether screenshots are taken.
    screenshots_enabled: bool,
    /// Their size.
    screenshot_resolution: Resolution,
    /// The time zone of the chart, by its IANA name.
    preferred_timezone: String,
    /// The TradingView cookies for private charts.
    cookies: CookieState,
    /// Whether alerts are only accepted from TradingView's own addresses.
    require_tradingview_ip: bool,
    /// Whether alerts must carry a secret in their body.
    body_secret_set: bool,
    /// The age at which an alert is refused; null: never.
    max_age_seconds: Option<u32>,
    /// The only symbols that alerts may be about; null: all.
    allowed_symbols: Option<Vec<String>>,
    /// How long an alert without an id or a time is remembered by its body; 0: not at all.
    dedupe_window_seconds: u32,
    /// What happens to alerts beyond the quota.
    quota_mode: QuotaMode,
    /// How long signals are kept.
    retention_days: u32,
    /// The month's quota.
    quota: QuotaState,
    /// The webhook.
    webhook: WebhookState,
}

/// What may be told of the TradingView cookies.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct CookieState {
    /// Whether there are any.
    set: bool,
    /// Whether TradingView took them when they were last used; null: not used yet.
    valid: Option<bool>,
    /// When they were set.
    set_at: Option<Timestamp>,
    /// When they were last used.
    checked_at: Option<Timestamp>,
}

/// Where the month's quota stands.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct QuotaState {
    /// Alerts a month; null: unlimited.
    limit: Option<u32>,
    /// Alerts accepted this month.
    used: u32,
    /// This month (UTC), as `YYYY-MM`.
    month: String,
    /// When counting starts anew.
    resets_at: Timestamp,
}

/// The webhook, without its token.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct WebhookState {
    /// The current token's id.
    id: WebhookTokenId,
    /// The token's last characters.
    hint: String,
    /// When the token was made.
    created_at: Timestamp,
    /// When the last alert was stored or recognised as a duplicate.
    last_alert_at: Option<Timestamp>,
    /// Until when the URL before this one still works.
    previous_expires_at: Option<Timestamp>,
    /// Whether alerts are refused.
    disabled: bool,
}

/// The settings for alerts and screenshots
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/config", tag = "config",
    responses((status = 200, description = "The settings", body = Config))
))]
pub(crate) async fn get_config(cx: Cx, _request: Request) -> Result<Response> {
    response::json(&load(&cx).await?)
}

/// The caller's settings.
pub(super) async fn load(cx: &Cx) -> Result<Config> {
    let month = cx.now().month();
    let row: Option<Row> = cx
        .db()?
        .tenant(cx.user_id()?)
        .first(&LOAD, params![cx.now(), month.to_string()])
        .await?;
    let row = row.ok_or_else(|| Error::bug("a user without settings or webhook"))?;
    Ok(Config {
        default_chart_id: row.default_chart_id,
        screenshots_enabled: row.screenshots_enabled,
        screenshot_resolution: row.screenshot_resolution,
        preferred_timezone: row.timezone,
        cookies: CookieState {
            set: row.has_cookies,
            valid: row.cookies_valid,
            set_at: row.cookies_set_at,
            checked_at: row.cookies_checked_at,
        },
        require_tradingview_ip: row.require_tradingview_ip,
        body_secret_set: row.has_body_secret,
        max_age_seconds: row.max_age_seconds,
        allowed_symbols: row
            .allowed_symbols
            .map(|list| serde_json::from_str(&list))
            .transpose()?,
        dedupe_window_seconds: row.dedupe_window_seconds,
        quota_mode: row.quota_mode,
        retention_days: row.retention_days,
        quota: QuotaState {
            limit: row.quota,
            used: row.used,
            month: month.to_string(),
            resets_at: month.next().start(),
        },
        webhook: WebhookState {
            id: row.webhook_id,
            hint: row.hint,
            created_at: row.webhook_created_at,
            last_alert_at: row.last_alert_at,
            previous_expires_at: row.previous_expires_at,
            disabled: row.is_disabled,
        },
    })
}
