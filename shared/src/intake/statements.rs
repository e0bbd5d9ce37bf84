//! The accept path in SQL: one batch, so one transaction and one round trip.
//!
//! Whose alert it is follows from the webhook token (`?1`) or, for a test alert, from the signed-in owner (`?2`); one of
//! them is NULL. [`CLAIM`] decides: it takes the dedupe key for the new signal, or finds it taken, or touches nothing
//! because the alert is refused. It leaves its mark in `attempt_id`, by which the statements after it know. The job of the
//! screenshot, the statistics and the metrics follow by triggers.

use pinewire_domain::{
    alert::{Alert, dedupe::DedupeKey, policy},
    id::SignalId,
    screenshot::ChartId,
    signal::{Direction, SignalSource},
};
use serde_json::{Map, Value};

use super::{Incoming, Source};
use crate::{
    Result,
    crypto::sha256_hex,
    db::{Param, SystemSql},
    params, sql,
};

/// The user whom the alert belongs to.
macro_rules! user {
    () => {
        "coalesce(?2, (SELECT user_id FROM webhook_tokens WHERE token_hash = ?1))"
    };
}

/// All that decides on an alert. ?1 token, ?2 owner, ?3 now, ?4 month.
macro_rules! standing {
    () => {
        concat!(
            "FROM users u
            JOIN signal_configs c ON c.user_id = u.id
            JOIN plans p ON p.id = u.plan_id
            LEFT JOIN webhook_tokens t ON t.token_hash = ?1
            LEFT JOIN signal_usage g ON g.user_id = u.id AND g.month = ?4
            WHERE u.id = ",
            user!()
        )
    };
}

sql! {
    /// Takes the key ?5 for signal ?6 (until ?7 at least), or counts a duplicate. Who sends is checked first (?8: from an
    /// address of TradingView's, ?9: hash of the body secret). What the alert says (?10 its time, ?11 its ticker, ?12
    /// its full symbol) and the quota are checked only for new alerts: one that is resent because its answer got lost
    /// is answered like the first time.
    system CLAIM = concat!("INSERT INTO alert_dedupe (user_id, dedupe_key, signal_id, expires_at, attempt_id)
        SELECT u.id, ?5, ?6, max(?7, ?3 + c.dedupe_window_seconds * 1000), ?6 ", standing!(), "
          AND u.status = 'active'
          AND (?2 IS NOT NULL
            OR (t.disabled_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?3)
              AND (c.require_tradingview_ip = 0 OR ?8)
              AND (c.body_secret_hash IS NULL OR c.body_secret_hash = ?9)))
          AND (EXISTS (SELECT 1 FROM alert_dedupe WHERE user_id = u.id AND dedupe_key = ?5 AND expires_at > ?3)
            OR ((?2 IS NOT NULL
                OR ((c.max_age_seconds IS NULL OR ?10 >= ?3 - c.max_age_seconds * 1000)
                  AND (c.allowed_symbols IS NULL
                    OR EXISTS (SELECT 1 FROM json_each(c.allowed_symbols) WHERE value IN (?11, ?12)))))
              AND (c.quota_mode = 'soft'
                OR coalesce(c.monthly_quota, p.monthly_signals) IS NULL
                OR coalesce(g.accepted, 0) < coalesce(c.monthly_quota, p.monthly_signals))))
        ON CONFLICT (user_id, dedupe_key) DO UPDATE SET
          signal_id = iif(expires_at > ?3, signal_id, excluded.signal_id),
          duplicates = iif(expires_at > ?3, duplicates + 1, 0),
          expires_at = iif(expires_at > ?3, expires_at, excluded.expires_at),
          attempt_id = excluded.attempt_id
        RETURNING user_id, signal_id,
          (SELECT screenshots_enabled FROM signal_configs c WHERE c.user_id = alert_dedupe.user_id) AS screenshots_enabled,
          EXISTS (SELECT 1 FROM alert_bindings b WHERE b.user_id = alert_dedupe.user_id AND b.is_enabled = 1) AS has_orders,
          (SELECT live_until FROM signal_configs c WHERE c.user_id = alert_dedupe.user_id) AS live_until");

    /// Stores the signal ?4 if it got the key ?3.
    system STORE = concat!("INSERT INTO signals (id, user_id, created_at, updated_at, source, source_ip, ticker, exchange,
          timeframe, price, action, direction, signal_type, indicator, strategy, message, chart_id, alert_at, parameters,
          extra, content_type, raw_body, dedupe_key, screenshot_status)
        SELECT ?4, d.user_id, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
          ?3, iif(c.screenshots_enabled, 'pending', 'none')
        FROM alert_dedupe d JOIN signal_configs c ON c.user_id = d.user_id
        WHERE d.user_id = ", user!(), " AND d.dedupe_key = ?3 AND d.signal_id = ?4");

    /// Counts the alert ?4, as a signal or as a duplicate, at ?5 in the month ?6.
    system COUNT = concat!("INSERT INTO signal_usage (user_id, month, accepted, duplicates, last_alert_at)
        SELECT user_id, ?6, signal_id = ?4, signal_id <> ?4, ?5 FROM alert_dedupe
        WHERE user_id = ", user!(), " AND dedupe_key = ?3 AND attempt_id = ?4
        ON CONFLICT (user_id, month) DO UPDATE SET
          accepted = accepted + excluded.accepted,
          duplicates = duplicates + excluded.duplicates,
          last_alert_at = excluded.last_alert_at");

    /// All that a refusal has to be explained by. ?5: hash of the body secret.
    system EXPLAIN = concat!("SELECT u.id AS user_id, u.status = 'active' AS is_active,
          t.disabled_at IS NOT NULL AS is_disabled, coalesce(t.expires_at <= ?3, 0) AS is_expired,
          c.require_tradingview_ip, c.body_secret_hash IS NULL OR c.body_secret_hash IS ?5 AS is_secret_right,
          c.max_age_seconds, c.allowed_symbols, c.quota_mode = 'strict' AS is_quota_strict,
          coalesce(c.monthly_quota, p.monthly_signals) AS quota, coalesce(g.accepted, 0) AS used ", standing!());
}

/// The statements of one alert, to be run one after another in one transaction.
pub(super) type Statements = [(&'static SystemSql, Vec<Param>); 3];

/// What the statements of one alert are made from.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) incoming: &'a Incoming<'a>,
    pub(super) alert: &'a Alert,
    pub(super) key: DedupeKey,
    pub(super) signal_id: SignalId,
}

impl Candidate<'_> {
    /// The first of them returns the row of [`Claimed`](super::standing::Claimed), unless it refused.
    pub(super) fn statements(&self) -> Result<Statements> {
        let (token, owner) = sender(self.incoming.source);
        let (now, key) = (self.incoming.received_at, self.key.as_str());
        let signal_id = &self.signal_id;
        let month = now.month().to_string();
        let symbol = &self.alert.symbol;
        let claim = params![
            token.clone(),
            owner.clone(),
            now,
            month.as_str(),
            key,
            signal_id,
            self.key.expires_at(now, 0),
            policy::is_tradingview_ip(self.incoming.source_ip),
            secret_hash(self.alert),
            self.alert.alert_at,
            symbol.ticker(),
            symbol.to_string(),
        ];
        let counted = params![token.clone(), owner.clone(), key, signal_id, now, month.as_str()];
        Ok([
            (&CLAIM, claim.to_vec()),
            (&STORE, self.row(token, owner)?),
            (&COUNT, counted.to_vec()),
        ])
    }

    fn row(&self, token: Param, owner: Param) -> Result<Vec<Param>> {
        let alert = self.alert;
        let source = match self.incoming.source {
            Source::Token { .. } => SignalSource::Tradingview,
            Source::Owner(_) => SignalSource::Test,
        };
        Ok(params![
            token,
            owner,
            self.key.as_str(),
            &self.signal_id,
            self.incoming.received_at,
            source.as_str(),
            self.incoming.source_ip,
            alert.symbol.ticker(),
            alert.symbol.exchange(),
            alert.timeframe.map(|timeframe| timeframe.to_string()),
            alert.price.map(|price| price.to_string()),
            alert.action.as_deref(),
            alert.direction.map(Direction::as_str),
            alert.signal_type.as_deref(),
            alert.indicator.as_deref(),
            alert.strategy.as_deref(),
            alert.message.as_deref(),
            alert.chart_id.as_ref().map(ChartId::as_str),
            alert.alert_at,
            alert.parameters.as_ref().map(object).transpose()?,
            (!alert.extra.is_empty())
                .then(|| object(&alert.extra))
                .transpose()?,
            self.incoming.content_type,
            alert.raw_body.as_str(),
        ]
        .to_vec())
    }
}

/// The parameters of [`EXPLAIN`], which is also asked about bodies that are no alert.
pub(super) fn explain(incoming: &Incoming<'_>, alert: Option<&Alert>) -> Vec<Param> {
    let (token, owner) = sender(incoming.source);
    let now = incoming.received_at;
    params![
        token,
        owner,
        now,
        now.month().to_string(),
        alert.and_then(secret_hash)
    ]
    .to_vec()
}

fn secret_hash(alert: &Alert) -> Option<String> {
    let secret = alert.secret.as_ref()?;
    Some(sha256_hex(secret.expose().as_bytes()))
}

fn sender(source: Source<'_>) -> (Param, Param) {
    match source {
        Source::Token { hash } => (hash.into(), Param::Null),
        Source::Owner(user_id) => (Param::Null, user_id.into()),
    }
}

fn object(map: &Map<String, Value>) -> Result<String> {
    Ok(serde_json::to_string(map)?)
}
