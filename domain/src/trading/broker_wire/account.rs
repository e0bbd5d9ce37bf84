//! Accounts, what they can do, and instruments.

use serde::Serialize;

use crate::trading::order::{Instrument, MarketKind, TimeInForce};
use crate::trading::wire_number::WireNumber;

/// What an account can do. Those that change the contract are always written, whatever their defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the protocol's flags")]
pub struct AccountFlags {
    /// There are positions.
    pub support_positions: bool,
    /// `/ordersHistory` works.
    pub support_orders_history: bool,
    /// `/executions` works.
    pub support_executions: bool,
    /// Orders may have a target and a stop.
    pub support_order_brackets: bool,
    /// Market orders too.
    pub support_market_brackets: bool,
    /// Positions may have a target and a stop.
    pub support_position_brackets: bool,
    /// There are stop-limit orders.
    pub support_stop_limit_orders: bool,
    /// Orders are filled in parts.
    pub support_partial_order_execution: bool,
    /// The quantity of an order can change.
    pub support_edit_amount: bool,
    /// The price of an order can change.
    pub support_modify_order_price: bool,
    /// Positions can be turned.
    pub support_reverse_position: bool,
    /// By a request of its own, not by an order of twice the quantity.
    pub support_native_reverse_position: bool,
    /// Positions can be closed by a request of their own.
    pub support_close_position: bool,
    /// Also in part.
    pub support_partial_close_position: bool,
    /// The profit of positions is up to date.
    #[serde(rename = "supportPLUpdate")]
    pub support_pl_update: bool,
    /// There is a depth of market.
    pub support_level2_data: bool,
}

impl AccountFlags {
    /// What the sequencer can do.
    pub const OURS: Self = Self {
        support_positions: true,
        support_orders_history: true,
        support_executions: true,
        support_order_brackets: true,
        support_market_brackets: true,
        support_position_brackets: true,
        support_stop_limit_orders: true,
        support_partial_order_execution: true,
        support_edit_amount: true,
        support_modify_order_price: true,
        support_reverse_position: true,
        support_native_reverse_position: true,
        support_close_position: true,
        support_partial_close_position: true,
        support_pl_update: true,
        support_level2_data: false,
    };
}

/// A row of `/accounts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrokerAccount {
    /// `acc_…`
    pub id: String,
    /// What is shown.
    pub name: String,
    /// `live`, `demo`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `USD`
    pub currency: String,
    /// `$`
    pub currency_sign: String,
    /// What it can do.
    pub config: AccountFlags,
}

/// `/accounts/{id}/state`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountState {
    /// Its money.
    pub balance: WireNumber,
    /// The profit of its positions.
    pub unrealized_pl: WireNumber,
    /// What it is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equity: Option<WireNumber>,
    /// The tables of the account manager: tables, rows, cells.
    pub am_data: Vec<Vec<Vec<String>>>,
    /// The summary row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub account_summary_row_data: Vec<String>,
}

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
    pub supported_order_types: &'static [&'static str],
}

/// The durations of `/config`: those that the order check accepts, for the types that it accepts them for.
pub fn durations() -> Vec<Duration> {
    const ALL: &[&str] = &["market", "limit", "stop", "stoplimit"];
    const PLAIN: &[&str] = &["market", "limit"];
    let duration = |duration: TimeInForce, title, supported_order_types| Duration {
        id: duration.as_str(),
        title,
        has_date_picker: duration == TimeInForce::Gtd,
        has_time_picker: duration == TimeInForce::Gtd,
        is_default: duration == TimeInForce::Day,
        supported_order_types,
    };
    vec![
        duration(TimeInForce::Day, "Day", ALL),
        duration(TimeInForce::Gtc, "Good till cancelled", ALL),
        duration(TimeInForce::Ioc, "Immediate or cancel", PLAIN),
        duration(TimeInForce::Fok, "Fill or kill", PLAIN),
        duration(TimeInForce::Opg, "At the open", PLAIN),
        duration(TimeInForce::Cls, "At the close", PLAIN),
    ]
}

/// A row of `/instruments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrokerInstrument {
    /// Its name.
    pub name: String,
    /// In words.
    pub description: String,
    /// A pip.
    pub pip_size: WireNumber,
    /// What a pip of one unit is worth.
    pub pip_value: WireNumber,
    /// The step of its prices.
    pub min_tick: WireNumber,
    /// `stock`, `crypto`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The least that can be ordered.
    pub min_qty: WireNumber,
    /// The step of its quantities.
    pub qty_step: WireNumber,
}

impl BrokerInstrument {
    /// What is told of an instrument.
    pub fn of(instrument: &Instrument, description: &str) -> Self {
        let tick = WireNumber(instrument.price_step);
        let step = if instrument.fractionable {
            instrument.quantity_step
        } else {
            crate::decimal::Decimal::from(1)
        };
        Self {
            name: instrument.symbol.ticker().to_owned(),
            description: description.to_owned(),
            pip_size: tick,
            pip_value: tick,
            min_tick: tick,
            kind: match instrument.market {
                MarketKind::Stocks => "stock",
                MarketKind::Crypto => "crypto",
            },
            min_qty: WireNumber(instrument.min_quantity.max(step)),
            qty_step: WireNumber(step),
        }
    }
}
