//! `PUT /api/config`: changes the fields that are given. Secrets are sealed or hashed before they are stored.

use pinewire_domain::{id::UserId, quota::QuotaMode, screenshot::Resolution};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    crypto::{self, Place},
    db::Param,
    http::{Request, Response, present, response},
    params, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{settings, validate};

sql! {
    /// Nullable columns come as a pair: whether to change, and to what.
    tenant UPDATE = "UPDATE signal_configs SET
          default_chart_id = iif(?3, ?4, default_chart_id),
          screenshots_enabled = coalesce(?5, screenshots_enabled),
          screenshot_resolution = coalesce(?6, screenshot_resolution),
          timezone = coalesce(?7, timezone),
          require_tradingview_ip = coalesce(?8, require_tradingview_ip),
          max_age_seconds = iif(?9, ?10, max_age_seconds),
          allowed_symbols = iif(?11, ?12, allowed_symbols),
          dedupe_window_seconds = coalesce(?13, dedupe_window_seconds),
          quota_mode = coalesce(?14, quota_mode),
          retention_days = coalesce(?15, retention_days),
          body_secret_hash = iif(?16, ?17, body_secret_hash),
          sessionid_sealed = iif(?18, ?19, sessionid_sealed),
          sessionid_sign_sealed = iif(?20, ?21, sessionid_sign_sealed),
          cookies_set_at = iif(?18 OR ?20, iif(iif(?18, ?19, sessionid_sealed) IS NULL, NULL, ?2), cookies_set_at),
          cookies_valid = iif(?18 OR ?20, NULL, cookies_valid),
          cookies_checked_at = iif(?18 OR ?20, NULL, cookies_checked_at),
          updated_at = ?2
        WHERE user_id = ?1";
}

/// A change of the settings: absent fields stay; where null is allowed it clears.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::option_option, reason = "absent, null and given are three things")]
pub(crate) struct ConfigUpdate {
    /// The id of a chart layout, or its address on TradingView.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub(super) default_chart_id: Option<Option<String>>,
    /// Whether screenshots are taken.
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    pub(super) screenshots_enabled: Option<bool>,
    /// Their size.
    #[cfg_attr(feature = "openapi", schema(value_type = Resolution, required = false))]
    pub(super) screenshot_resolution: Option<Resolution>,
    /// An IANA name, such as `Europe/Istanbul`.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub(super) preferred_timezone: Option<String>,
    /// Whether alerts are only accepted from TradingView's own addresses.
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    pub(super) require_tradingview_ip: Option<bool>,
    /// 1 to 604800 (a week).
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, required = false))]
    pub(super) max_age_seconds: Option<Option<u32>>,
    /// `TICKER` or `EXCHANGE:TICKER`, at most 500.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>, required = false))]
    pub(super) allowed_symbols: Option<Option<Vec<String>>>,
    /// 0 to 86400 (a day).
    #[cfg_attr(feature = "openapi", schema(value_type = u32, required = false))]
    pub(super) dedupe_window_seconds: Option<u32>,
    /// What happens to alerts beyond the quota.
    #[cfg_attr(feature = "openapi", schema(value_type = QuotaMode, required = false))]
    pub(super) quota_mode: Option<QuotaMode>,
    /// 1 to 3650 (ten years).
    #[cfg_attr(feature = "openapi", schema(value_type = u32, required = false))]
    pub(super) retention_days: Option<u32>,
    /// The value of TradingView's cookie `sessionid`.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub(super) tv_sessionid_plain: Option<Option<String>>,
    /// The value of TradingView's cookie `sessionid_sign`.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub(super) tv_sessionid_sign_plain: Option<Option<String>>,
    /// What alerts must carry as `secret`: 8 to 128 visible characters without spaces.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, required = false))]
    pub(super) body_secret: Option<Option<String>>,
}

/// Change the settings
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/config", tag = "config",
    request_body = ConfigUpdate,
    responses(
        (status = 200, description = "The settings after the change", body = settings::Config),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_config(cx: Cx, mut request: Request) -> Result<Response> {
    let update = validate::normalised(request.json().await?)?;
    let user_id = *cx.user_id()?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "config.update",
        subject_id: Some(user_id.as_str()),
        detail: json!({ "fields": update.changed_fields() }),
    };
    let params = update.params(&cx, &user_id)?;
    audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &UPDATE, &params).map(|_| ())
    })
    .await?;
    response::json(&settings::load(&cx).await?)
}

impl ConfigUpdate {
    /// The names of the fields that are given: what is remembered of a change, without its values.
    fn changed_fields(&self) -> Vec<&'static str> {
        [
            ("default_chart_id", self.default_chart_id.is_some()),
            ("screenshots_enabled", self.screenshots_enabled.is_some()),
            ("screenshot_resolution", self.screenshot_resolution.is_some()),
            ("preferred_timezone", self.preferred_timezone.is_some()),
            ("require_tradingview_ip", self.require_tradingview_ip.is_some()),
            ("max_age_seconds", self.max_age_seconds.is_some()),
            ("allowed_symbols", self.allowed_symbols.is_some()),
            ("dedupe_window_seconds", self.dedupe_window_seconds.is_some()),
            ("quota_mode", self.quota_mode.is_some()),
            ("retention_days", self.retention_days.is_some()),
            ("tv_sessionid_plain", self.tv_sessionid_plain.is_some()),
            ("tv_sessionid_sign_plain", self.tv_sessionid_sign_plain.is_some()),
            ("body_secret", self.body_secret.is_some()),
        ]
        .into_iter()
        .filter_map(|(field, is_given)| is_given.then_some(field))
        .collect()
    }

    fn params(&self, cx: &Cx, user_id: &UserId) -> Result<Vec<Param>> {
        let seal = |column, plain: &Option<Option<String>>| -> Result<Option<String>> {
            let Some(Some(plain)) = plain else { return Ok(None) };
            let tenant = user_id.as_str();
            let place = Place {
                tenant,
                table: "signal_configs",
                row: tenant,
                column,
            };
            Ok(Some(crypto::seal(cx.keyring()?, place, plain)?))
        };
        let sessionid = seal("sessionid_sealed", &self.tv_sessionid_plain)?;
        let sessionid_sign = seal("sessionid_sign_sealed", &self.tv_sessionid_sign_plain)?;
        let body_secret = self.body_secret.as_ref().and_then(Option::as_deref);
        let allowed_symbols = self
            .allowed_symbols
            .as_ref()
            .and_then(Option::as_ref)
            .map(serde_json::to_string)
            .transpose()?;
        Ok(params![
            cx.now(),
            self.default_chart_id.is_some(),
            self.default_chart_id.clone().flatten(),
            self.screenshots_enabled,
            self.screenshot_resolution.map(Resolution::as_str),
            self.preferred_timezone.as_deref(),
            self.require_tradingview_ip,
            self.max_age_seconds.is_some(),
            self.max_age_seconds.flatten(),
            self.allowed_symbols.is_some(),
            allowed_symbols,
            self.dedupe_window_seconds,
            self.quota_mode.map(QuotaMode::as_str),
            self.retention_days,
            self.body_secret.is_some(),
            body_secret.map(|secret| crypto::sha256_hex(secret.as_bytes())),
            self.tv_sessionid_plain.is_some(),
            sessionid,
            self.tv_sessionid_sign_plain.is_some(),
            sessionid_sign,
        ]
        .to_vec())
    }
}
