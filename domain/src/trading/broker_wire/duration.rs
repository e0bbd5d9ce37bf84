//! How long orders can stand: `durations` of `/config` and of an account.

use serde::Serialize;

use crate::trading::order::{MarketKind, OrderType, TimeInForce};

/// A duration that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Duration {
    /// What is sent back as `durationType`.
    pub id: &'static str,
    /// What is shown.
    pub title: &'static str,
    /// Whether a date goes with it.
    pub has_date_picker: bool,
    /// Whether a time of day goes with it.
    pub has_time_picker: bool,
    /// Whether it is chosen at first.
    #[serde(rename = "default", skip_serializing_if = "core::ops::Not::not")]
    pub is_default: bool,
    /// Of which orders.
    pub supported_order_types: Vec<&'static str>,
}

/// The durations of an account that trades in `markets`: those that the order check accepts in one of them, each for the
/// types that it accepts it for. Crypto alone knows no `day`.
///
/// No venue ends an order at a time of the user's choice: for `gtd` the sequencer cancels it then.
pub fn durations(markets: &[MarketKind]) -> Vec<Duration> {
    const OFFERED: [(TimeInForce, &str); 7] = [
        (TimeInForce::Day, "Day"),
        (TimeInForce::Gtc, "Good till cancelled"),
        (TimeInForce::Ioc, "Immediate or cancel"),
        (TimeInForce::Fok, "Fill or kill"),
        (TimeInForce::Opg, "At the open"),
        (TimeInForce::Cls, "At the close"),
        (TimeInForce::Gtd, "Good till date"),
    ];
    let default = markets.first().map(|market| market.default_duration());
    OFFERED
        .into_iter()
        .filter(|(duration, _)| markets.iter().any(|market| duration.fits_market(*market)))
        .map(|(duration, title)| Duration {
            id: duration.as_str(),
            title,
            has_date_picker: duration == TimeInForce::Gtd,
            has_time_picker: duration == TimeInForce::Gtd,
            is_default: Some(duration) == default,
            supported_order_types: OrderType::ALL
                .iter()
                .filter(|kind| duration.fits_type(**kind))
                .map(|kind| super::type_word(*kind))
                .collect(),
        })
        .collect()
}
