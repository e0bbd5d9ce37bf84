//! `/config`: what the trading panel shows and how often it asks; and `/accounts/{id}/state`, which fills it.

use serde::Serialize;

use super::{Duration, durations};
use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::trading::order::MarketKind;
use crate::trading::sequencer::AccountView;
use crate::trading::wire_number::WireNumber;

/// A column of a table, or a field of the summary row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its id.
    pub id: &'static str,
    /// What is shown above it.
    pub title: &'static str,
    /// What is shown when pointed at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tooltip: Option<&'static str>,
    /// `left`, `right`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<&'static str>,
}

/// A table of the account manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Its id.
    pub id: &'static str,
    /// What is shown above it.
    pub title: &'static str,
    /// Its columns; `amData` of `/state` has a cell for each.
    pub columns: Vec<Column>,
}

/// How often the panel asks, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PullingInterval {
    /// For `/quotes` and `/depth`.
    pub quotes: u32,
    /// For `/orders`.
    pub orders: u32,
    /// For `/positions`.
    pub positions: u32,
    /// For `/state`.
    pub account_manager: u32,
    /// For `/balances`.
    pub balances: u32,
}

impl PullingInterval {
    /// The protocol's own defaults: polls are answered from stored state.
    pub const DEFAULT: Self = Self {
        quotes: 500,
        orders: 500,
        positions: 1_000,
        account_manager: 500,
        balances: 1_000,
    };
}

/// `/config`. Without custom fields: their flags are off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrokerConfig {
    /// The line above everything.
    pub account_summary_row: Vec<Column>,
    /// The tables.
    pub account_manager: Vec<Table>,
    /// Durations of any account; an account's own go before them.
    pub durations: Vec<Duration>,
    /// How often to ask.
    pub pulling_interval: PullingInterval,
}

impl BrokerConfig {
    /// What holds for every account.
    pub fn new() -> Self {
        let summary = SUMMARY.iter().map(|field| field.column(None)).collect();
        let columns = TABLE.iter().map(|field| field.column(Some("right"))).collect();
        Self {
            account_summary_row: summary,
            account_manager: vec![Table {
                id: "accountSummary",
                title: "Account",
                columns,
            }],
            durations: durations(MarketKind::ALL),
            pulling_interval: PullingInterval::DEFAULT,
        }
    }
}

impl Default for BrokerConfig {
    fn default() -> Self {
        Self::new()
    }
}

/// What the summary row shows, the most important last: what does not fit is cut off at the front.
const SUMMARY: &[Field] = &[
    Field::BuyingPower,
    Field::Realised,
    Field::Unrealised,
    Field::Equity,
];
/// What the table shows.
const TABLE: &[Field] = &[
    Field::Balance,
    Field::Equity,
    Field::BuyingPower,
    Field::Unrealised,
    Field::Realised,
];

#[derive(Debug, Clone, Copy)]
enum Field {
    Balance,
    Equity,
    BuyingPower,
    Unrealised,
    Realised,
}

impl Field {
    const fn column(self, alignment: Option<&'static str>) -> Column {
        let (id, title, tooltip) = match self {
            Self::Balance => ("balance", "Balance", None),
            Self::Equity => ("equity", "Equity", None),
            Self::BuyingPower => ("buyingPower", "Buying power", None),
            Self::Unrealised => ("unrealizedPl", "Unrealised P/L", None),
            Self::Realised => (
                "realizedPl",
                "Realised P/L today",
                Some("Of what was closed since the trading day began."),
            ),
        };
        Column {
            id,
            title,
            tooltip,
            alignment,
        }
    }

    fn value(self, money: &AccountMoney) -> String {
        let number = match self {
            Self::Balance => money.balance,
            Self::Equity => money.equity,
            Self::BuyingPower => money.buying_power,
            Self::Unrealised => money.unrealised,
            Self::Realised => money.realised_today,
        };
        super::money_text(number)
    }
}

/// The money of an account as the panel shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountMoney {
    /// Its money.
    pub balance: Decimal,
    /// What it is worth in all.
    pub equity: Decimal,
    /// What can be spent.
    pub buying_power: Decimal,
    /// The profit of what it holds.
    pub unrealised: Decimal,
    /// The profit of what was closed since the trading day began.
    pub realised_today: Decimal,
}

impl AccountMoney {
    /// The account's money, with its positions at the prices that `price` tells; `None` before the venue's figures are
    /// known.
    pub fn of(view: &AccountView, price: impl Fn(&Symbol) -> Option<Decimal>) -> Option<Self> {
        let figures = view.figures?;
        let unrealised = view
            .positions
            .iter()
            .filter_map(|position| position.unrealised_profit(price(&position.symbol)?))
            .fold(Decimal::ZERO, Decimal::saturating_add);
        Some(Self {
            balance: figures.cash.round(2),
            equity: figures.equity.round(2),
            buying_power: figures.buying_power.round(2),
            unrealised,
            realised_today: view.day_profit.round(2),
        })
    }
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
    pub equity: WireNumber,
    /// The tables of the account manager: tables, rows, cells.
    pub am_data: Vec<Vec<Vec<String>>>,
    /// The summary row.
    pub account_summary_row_data: Vec<String>,
}

impl AccountState {
    /// What is told of an account's money, in the order of [`BrokerConfig`]'s columns.
    pub fn of(money: &AccountMoney) -> Self {
        let row = |fields: &[Field]| fields.iter().map(|field| field.value(money)).collect::<Vec<_>>();
        Self {
            balance: WireNumber(money.balance),
            unrealized_pl: WireNumber(money.unrealised),
            equity: WireNumber(money.equity),
            am_data: vec![vec![row(TABLE)]],
            account_summary_row_data: row(SUMMARY),
        }
    }
}
