//! When two alerts are one. TradingView resends a request that was answered with an error, people set up the same alert
//! twice, and no alert has an id of its own unless its author gives it one.
//!
//! In this order: the author's id; the symbol, strategy, action and times of the alert, where it states a time; the
//! body itself, for a while. Counting duplicates is left to the caller.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Alert, fields};
use crate::text_enum;
use crate::time::Timestamp;

/// Seconds that an id or a stated time is remembered, unless the user's window is longer. Not longer, because authors
/// also send ids that never change, and must not lose their alerts for good.
const NAMED_TTL_S: u32 = 86_400;

/// What tells one order of a strategy from another one of the same bar.
const ORDER: &[&[&str]] = &[
    &["order_id", "strategy_order_id"],
    fields::COMMENT,
    fields::POSITION,
    &[
        "quantity",
        "qty",
        "contracts",
        "order_contracts",
        "strategy_order_contracts",
        "size",
    ],
    &[
        "position_size",
        "market_position_size",
        "strategy_position_size",
        "strategy_market_position_size",
    ],
];

text_enum! {
    /// What makes two alerts the same.
    DedupeKind("dedupe kind") {
        /// The author's id.
        Id = "id",
        /// Symbol, strategy, action and times.
        Key = "key",
        /// The body.
        Body = "body",
    }
}

/// The key under which an alert is remembered: `{kind}:{SHA-256 in hex}`. Unique within a user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DedupeKey {
    kind: DedupeKind,
    text: String,
}

impl DedupeKey {
    /// The key of `alert`.
    pub fn of(alert: &Alert) -> Self {
        if let Some(id) = &alert.alert_id {
            return Self::new(DedupeKind::Id, &[Some(id.clone())]);
        }
        let told_apart = alert.action.is_some()
            || alert.direction.is_some()
            || alert.signal_type.is_some()
            || alert.strategy.is_some();
        if alert.alert_at.is_none() || !told_apart {
            return Self::new(DedupeKind::Body, &[Some(alert.raw_body.clone())]);
        }
        let mut parts = vec![
            Some(alert.symbol.to_string()),
            alert.timeframe.map(|timeframe| timeframe.to_string()),
            alert.strategy.clone(),
            alert.indicator.clone(),
            alert.action.clone(),
            alert.direction.map(|direction| direction.to_string()),
            alert.signal_type.clone(),
            alert.alert_at.map(|at| at.to_string()),
        ];
        // The other times: the bar's beside the one at which the alert fired.
        let times = fields::TIME
            .iter()
            .map(|name| fields::peek(&alert.extra, &[name]));
        let orders = ORDER.iter().map(|names| {
            fields::peek(&alert.extra, names).or_else(|| fields::peek_nested(&alert.extra, names))
        });
        parts.extend(times.chain(orders).map(|found| found.map(|found| found.text)));
        Self::new(DedupeKind::Key, &parts)
    }

    fn new(kind: DedupeKind, parts: &[Option<String>]) -> Self {
        let parts: Value = parts.iter().cloned().collect();
        Self {
            kind,
            text: format!("{kind}:{}", hex::encode(Sha256::digest(parts.to_string()))),
        }
    }

    /// The text, for the column.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it is made from.
    pub const fn kind(&self) -> DedupeKind {
        self.kind
    }

    /// Until when an alert with this key is a duplicate of one received at `received_at`, given the user's window in
    /// seconds. With a window of 0, equal bodies are never duplicates.
    pub fn expires_at(&self, received_at: Timestamp, window_seconds: u32) -> Timestamp {
        let seconds = match self.kind {
            DedupeKind::Id | DedupeKind::Key => window_seconds.max(NAMED_TTL_S),
            DedupeKind::Body => window_seconds,
        };
        received_at.plus_seconds(seconds.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(body: &str) -> DedupeKey {
        let at = Timestamp::from_millis(1_705_314_600_000);
        DedupeKey::of(&super::super::parse(None, body.as_bytes(), at).unwrap())
    }

    #[test]
    fn the_authors_id_decides_whatever_else_differs() {
        let one = key(r#"{"ticker":"A","id":"42","price":1}"#);
        assert_eq!(one, key(r#"{"ticker":"B","alert_id":42,"price":2}"#));
        assert_ne!(one, key(r#"{"ticker":"A","id":"43","price":1}"#));
        assert_eq!(one.kind(), DedupeKind::Id);
        let unfilled = key(r#"{"ticker":"A","id":"{{strategy.order.id}}"}"#);
        assert_eq!(unfilled.kind(), DedupeKind::Body);
    }

    #[test]
    fn a_stated_time_makes_the_same_bar_one_alert() {
        let alert = |rest: &str| {
            key(&format!(
                r#"{{"ticker":"A","action":"buy","time":"2024-01-15T10:30:00Z"{rest}}}"#
            ))
        };
        let one = alert(r#","price":1"#);
        assert_eq!(one.kind(), DedupeKind::Key);
        assert_eq!(one, alert(r#", "price":2, "note":"x""#));
        assert_eq!(
            one,
            key(r#"{"symbol":"a","side":"buy","timestamp":1705314600000}"#)
        );
        for other in [
            r#","strategy":"S""#,
            r#","timeframe":"5""#,
            r#","timenow":"2024-01-15T10:30:01Z""#,
            r#","order_id":"TP1""#,
            r#","contracts":2"#,
        ] {
            assert_ne!(one, alert(other), "{other}");
        }
        assert_ne!(
            one,
            key(r#"{"ticker":"A","action":"sell","time":"2024-01-15T10:30:00Z"}"#)
        );
    }

    #[test]
    fn nothing_to_tell_alerts_apart_leaves_the_body() {
        assert_eq!(
            key(r#"{"ticker":"A","time":"2024-01-15T10:30:00Z","message":"x"}"#).kind(),
            DedupeKind::Body
        );
        assert_eq!(key("BUY BTCUSDT @ 45000").kind(), DedupeKind::Body);
        assert_eq!(key("BUY BTCUSDT @ 45000"), key(" BUY BTCUSDT @ 45000\n"));
        assert_ne!(key("BUY BTCUSDT @ 45000"), key("BUY BTCUSDT @ 45001"));
    }

    #[test]
    fn only_bodies_follow_the_window() {
        let at = Timestamp::EPOCH;
        assert_eq!(key("BUY BTCUSDT").expires_at(at, 60).as_millis(), 60_000);
        assert_eq!(key("BUY BTCUSDT").expires_at(at, 0), at);
        assert_eq!(
            key(r#"{"ticker":"A","id":"1"}"#).expires_at(at, 0).as_millis(),
            86_400_000
        );
        assert!(key("BUY BTCUSDT").as_str().starts_with("body:"));
    }
}
