//! Accounts, what they can do, and instruments.

use serde::Serialize;

use super::{Duration, durations};
use crate::id::BrokerAccountId;
use crate::trading::order::{Instrument, MarketKind};
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
    /// Orders can change at all.
    pub support_modify_order: bool,
    /// Also how long they stand.
    pub support_modify_duration: bool,
    /// Also their targets and stops.
    pub support_modify_brackets: bool,
    /// Stops can follow the price.
    pub support_trailing_stop: bool,
    /// There can be several positions in one instrument.
    pub support_multiposition: bool,
    /// `/previewOrder` works for new orders.
    pub support_place_order_preview: bool,
    /// And for changes.
    pub support_modify_order_preview: bool,
    /// `/balances` works.
    pub support_balances: bool,
    /// `/getLeverage` and its kin work.
    pub support_leverage: bool,
    /// The summary row is ours.
    pub support_custom_account_summary_row: bool,
    /// `/logout` works.
    pub support_logout: bool,
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
        support_modify_order: true,
        support_modify_duration: true,
        support_modify_brackets: true,
        support_trailing_stop: false,
        support_multiposition: false,
        support_place_order_preview: true,
        support_modify_order_preview: true,
        support_balances: false,
        support_leverage: false,
        support_custom_account_summary_row: true,
        support_logout: true,
    };

    /// What it can do for an account that trades in `markets`: coins are balances too.
    #[must_use]
    pub fn of(markets: &[MarketKind]) -> Self {
        Self {
            support_balances: markets.contains(&MarketKind::Crypto),
            ..Self::OURS
        }
    }
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
    /// How long its orders can stand.
    pub durations: Vec<Duration>,
}

impl BrokerAccount {
    /// What is told of an account in US dollars that trades in `markets`, the one that counts most first.
    pub fn of(id: BrokerAccountId, name: &str, is_live: bool, markets: &[MarketKind]) -> Self {
        Self {
            id: id.to_string(),
            name: name.to_owned(),
            kind: if is_live { "live" } else { "demo" },
            currency: "USD".to_owned(),
            currency_sign: "$".to_owned(),
            config: AccountFlags::of(markets),
            durations: durations(markets),
        }
    }
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
