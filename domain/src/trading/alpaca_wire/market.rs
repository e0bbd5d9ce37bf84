//! The account, positions, clock, calendar and bars.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::order::our_symbol;
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::trading::aggregate::Candle;
use crate::trading::sequencer::{Figures, VenuePosition};

/// `GET /v2/account`, as far as we read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Alpaca's id.
    pub id: String,
    /// The number that its owner knows.
    pub account_number: String,
    /// `ACTIVE`, …
    pub status: String,
    /// `USD`
    pub currency: String,
    /// What it is worth.
    pub equity: Decimal,
    /// Its money.
    pub cash: Decimal,
    /// What can be spent.
    pub buying_power: Decimal,
    /// Whether Alpaca blocks its trading.
    #[serde(default)]
    pub trading_blocked: bool,
    /// Whether Alpaca blocks it.
    #[serde(default)]
    pub account_blocked: bool,
}

impl Account {
    /// Its figures at `at`.
    pub const fn figures(&self, at: Timestamp) -> Figures {
        Figures {
            equity: self.equity,
            cash: self.cash,
            buying_power: self.buying_power,
            at,
        }
    }

    /// Whether it can trade.
    pub fn is_active(&self) -> bool {
        self.status == "ACTIVE" && !self.trading_blocked && !self.account_blocked
    }
}

/// A row of `GET /v2/positions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Of what.
    pub symbol: String,
    /// Units; below nought when short.
    pub qty: Decimal,
    /// What a unit cost.
    pub avg_entry_price: Decimal,
    /// `long`, `short`.
    pub side: String,
}

impl Position {
    /// What it tells; `None` when its symbol makes no sense.
    pub fn to_venue(&self) -> Option<VenuePosition> {
        let quantity = if self.side == "short" {
            self.qty.abs().negated()
        } else {
            self.qty
        };
        Some(VenuePosition {
            symbol: our_symbol(&self.symbol)?,
            quantity,
            average_price: self.avg_entry_price,
        })
    }
}

/// `GET /v2/clock`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Alpaca's time.
    pub timestamp: Timestamp,
    /// Whether the session is on.
    pub is_open: bool,
    /// When it opens next.
    pub next_open: Timestamp,
    /// When it closes next.
    pub next_close: Timestamp,
}

/// A row of `GET /v2/calendar`. Its times are New York's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// `YYYY-MM-DD`
    pub date: String,
    /// `09:30`
    pub open: String,
    /// `16:00`
    pub close: String,
}

/// A bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// When it begins.
    pub t: Timestamp,
    /// The first price.
    pub o: Decimal,
    /// The highest.
    pub h: Decimal,
    /// The lowest.
    pub l: Decimal,
    /// The last.
    pub c: Decimal,
    /// Units traded.
    pub v: Decimal,
}

impl From<&Bar> for Candle {
    fn from(bar: &Bar) -> Self {
        Self {
            time: bar.t,
            open: bar.o,
            high: bar.h,
            low: bar.l,
            close: bar.c,
            volume: bar.v,
        }
    }
}

/// `GET /v2/stocks/bars`: bars by symbol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bars {
    /// By symbol.
    #[serde(default)]
    pub bars: BTreeMap<String, Vec<Bar>>,
    /// Where to go on.
    pub next_page_token: Option<String>,
}

/// `GET /v2/stocks/{symbol}/bars`: bars of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SymbolBars {
    /// Null when there are none.
    pub bars: Option<Vec<Bar>>,
    /// Of what.
    pub symbol: String,
    /// Where to go on.
    pub next_page_token: Option<String>,
}
