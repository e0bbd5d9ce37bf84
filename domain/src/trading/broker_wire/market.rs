//! What TradingView is told of prices: `/quotes`, `/depth`, `/streaming`; and of money: `/accounts/{id}/balances`.

use serde::Serialize;

use super::seconds;
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::trading::aggregate::Candle;
use crate::trading::wire_number::WireNumber;

/// A row of `/quotes`: one for each symbol asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "s", rename_all = "lowercase")]
pub enum BrokerQuote {
    /// It is quoted.
    Ok {
        /// The name that was asked for.
        n: String,
        /// The quote.
        v: BrokerQuoteValues,
    },
    /// It is not known, or not quoted now.
    Error {
        /// The name that was asked for.
        n: String,
        /// A sentence for the user.
        errmsg: String,
    },
}

/// What a quote says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BrokerQuoteValues {
    /// What sellers ask.
    pub ask: WireNumber,
    /// What buyers bid.
    pub bid: WireNumber,
    /// The last price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lp: Option<WireNumber>,
}

/// A price and the volume that stands there.
pub type Level = (WireNumber, WireNumber);

/// `/depth`: prices and volumes, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Depth {
    /// Sellers, the cheapest first.
    pub asks: Vec<Level>,
    /// Buyers, the highest first.
    pub bids: Vec<Level>,
}

impl Depth {
    /// The levels put in order. Those without volume are left out.
    pub fn new(mut asks: Vec<Level>, mut bids: Vec<Level>) -> Self {
        for side in [&mut asks, &mut bids] {
            side.retain(|(_, volume)| volume.0 > Decimal::ZERO);
            side.sort_unstable();
        }
        bids.reverse();
        Self { asks, bids }
    }
}

/// A message of `/streaming`. Times are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "f")]
pub enum Frame {
    /// The best ask and bid.
    #[serde(rename = "q")]
    Quote {
        /// The symbol.
        id: String,
        /// When.
        t: i64,
        /// The ask's price.
        ap: WireNumber,
        /// Its size.
        #[serde(rename = "as")]
        ask_size: WireNumber,
        /// The bid's price.
        bp: WireNumber,
        /// Its size.
        bs: WireNumber,
    },
    /// A trade.
    #[serde(rename = "t")]
    Trade {
        /// The symbol.
        id: String,
        /// The price.
        p: WireNumber,
        /// The size, above nought.
        s: WireNumber,
        /// When.
        t: i64,
    },
    /// The day's bar so far.
    #[serde(rename = "d")]
    Daily {
        /// The symbol.
        id: String,
        /// The first price.
        o: WireNumber,
        /// The highest.
        h: WireNumber,
        /// The lowest.
        l: WireNumber,
        /// The last.
        c: WireNumber,
        /// Units traded.
        v: WireNumber,
        /// When the day began.
        t: i64,
    },
}

impl Frame {
    /// A trade; nothing of one without size, which the protocol forbids.
    pub fn trade(symbol: &str, price: Decimal, size: Decimal, at: Timestamp) -> Option<Self> {
        (size > Decimal::ZERO).then(|| Self::Trade {
            id: symbol.to_owned(),
            p: WireNumber(price),
            s: WireNumber(size),
            t: seconds(at),
        })
    }

    /// The day's bar so far.
    pub fn daily(symbol: &str, bar: &Candle) -> Self {
        Self::Daily {
            id: symbol.to_owned(),
            o: WireNumber(bar.open),
            h: WireNumber(bar.high),
            l: WireNumber(bar.low),
            c: WireNumber(bar.close),
            v: WireNumber(bar.volume),
            t: seconds(bar.time),
        }
    }

    /// As it goes over the wire: compact JSON and a newline.
    pub fn line(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{}\n", serde_json::to_string(self)?))
    }
}

/// A row of `/accounts/{id}/balances`: money or coins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// `USD`, `BTC`
    pub symbol: String,
    /// Its name in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_name: Option<String>,
    /// All of it.
    pub total: WireNumber,
    /// What no order holds.
    pub available: WireNumber,
    /// What orders hold.
    pub reserved: WireNumber,
    /// What it is worth, when a price is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<WireNumber>,
    /// In which currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_currency: Option<String>,
}

impl Balance {
    /// So much of `symbol`, of which orders hold `reserved`; `value` is its worth and the currency of that.
    pub fn of(symbol: &str, total: Decimal, reserved: Decimal, value: Option<(Decimal, &str)>) -> Self {
        let reserved = reserved.max(Decimal::ZERO).min(total.max(Decimal::ZERO));
        Self {
            symbol: symbol.to_owned(),
            long_name: None,
            total: WireNumber(total),
            available: WireNumber(total.saturating_sub(reserved)),
            reserved: WireNumber(reserved),
            value: value.map(|(value, _)| WireNumber(value.round(2))),
            value_currency: value.map(|(_, currency)| currency.to_owned()),
        }
    }
}
