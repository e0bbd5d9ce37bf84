//! The account, positions, clock, calendar and bars.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{decimal, text};
use super::order::{Unreadable, our_symbol};
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::trading::aggregate::Candle;
use crate::trading::sequencer::{Figures, VenuePosition};

/// The figures at `at`, of `GET /v2/account`.
pub fn read_figures(account: &Value, at: Timestamp) -> Result<Figures, Unreadable> {
    Ok(Figures {
        equity: decimal(account, "equity")?.ok_or(Unreadable("account's equity"))?,
        cash: decimal(account, "cash")?.ok_or(Unreadable("account's cash"))?,
        buying_power: decimal(account, "buying_power")?.ok_or(Unreadable("account's buying_power"))?,
        at,
    })
}

/// A row of `GET /v2/positions`.
pub fn read_position(position: &Value) -> Result<VenuePosition, Unreadable> {
    let quantity = decimal(position, "qty")?.ok_or(Unreadable("position's qty"))?;
    let average_price = decimal(position, "avg_entry_price")?;
    Ok(VenuePosition {
        symbol: text(position, "symbol")
            .and_then(our_symbol)
            .ok_or(Unreadable("position's symbol"))?,
        quantity: if text(position, "side") == Some("short") {
            quantity.abs().negated()
        } else {
            quantity
        },
        average_price: average_price.ok_or(Unreadable("position's avg_entry_price"))?,
    })
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
