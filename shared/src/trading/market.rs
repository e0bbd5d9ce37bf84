//! Prices, bars and sessions, for the workers that trade: the typed client of the `datafeed` worker. It asks by the
//! service binding `DATAFEED`, on routes that the gateway hands nobody on to; what is asked often is answered from what
//! `datafeed` keeps, at no cost to the vendor.
//!
//! Any name of a symbol can be asked by; answers have our own ([`super::symbols`]).

use pinewire_domain::{
    decimal::Decimal,
    symbol::Symbol,
    time::Timestamp,
    timeframe::Timeframe,
    trading::{aggregate::Candle, order::MarketKind},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Cx, Error, Result, http::outgoing};

pub use super::symbols::{Listing, ListingKind, from_alpaca, instrument, listing, listings};

/// The service binding.
pub const BINDING: &str = "DATAFEED";

/// A symbol's prices now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Our name of it.
    pub symbol: Symbol,
    /// What buyers bid; absent while nobody does.
    pub bid: Option<Decimal>,
    /// What sellers ask; absent while nobody does.
    pub ask: Option<Decimal>,
    /// The last trade's price.
    pub last: Option<Decimal>,
    /// When the newest of these was, by the venue's clock.
    pub at: Timestamp,
    /// The day's prices so far; absent before its first trade.
    pub day: Option<Candle>,
    /// The close of the trading day before.
    pub previous_close: Option<Decimal>,
}

impl Quote {
    /// What a unit trades at: the last trade, else the middle of bid and ask.
    pub fn price(&self) -> Option<Decimal> {
        self.last.or_else(|| {
            let sum = self.bid?.checked_add(self.ask?)?;
            sum.checked_div(Decimal::from(2))
        })
    }
}

/// Bars of a symbol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarSeries {
    /// Our name of it.
    pub symbol: Symbol,
    /// The oldest first; the last one may still grow. Prices are adjusted for splits, not for dividends.
    pub bars: Vec<Candle>,
    /// When there are none: the last bar before the time asked for, if there is any.
    pub earlier: Option<Timestamp>,
}

/// The exchanges' hours around a time. Markets without sessions have no need to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    /// The time asked about.
    pub at: Timestamp,
    /// Whether a session is on.
    pub is_open: bool,
    /// The trading day, `YYYY-MM-DD`: it lasts until the next session opens.
    pub day: String,
    /// When the next session opens.
    pub next_open: Timestamp,
    /// When the next close is: of this session, or of the next.
    pub next_close: Timestamp,
}

/// What [`quote`] asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteQuestion {
    /// Whose.
    pub symbols: Vec<Symbol>,
}

/// What [`bars`] asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarsQuestion {
    /// Whose.
    pub symbol: Symbol,
    /// How long each is, in TradingView's spelling.
    pub timeframe: String,
    /// From then on.
    pub from: Timestamp,
    /// Before then.
    pub to: Timestamp,
    /// The last so many before `to`, whatever `from` says.
    pub countback: Option<usize>,
}

/// What [`session`] asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionQuestion {
    /// When; `None` for now, by the venue's clock.
    pub at: Option<Timestamp>,
}

/// The prices of these symbols, in their order. Those that nobody knows or quotes are left out.
pub async fn quote(cx: &Cx, symbols: &[Symbol]) -> Result<Vec<Quote>> {
    if symbols.is_empty() {
        return Ok(Vec::new());
    }
    let question = QuoteQuestion {
        symbols: symbols.to_vec(),
    };
    ask(cx, "quote", &question).await
}

/// The bars of a symbol from `from` to before `to`, or the last `countback` before `to`; `None` for a symbol that nobody
/// knows. 5,000 at most: the newest.
pub async fn bars(
    cx: &Cx,
    symbol: &Symbol,
    timeframe: Timeframe,
    from: Timestamp,
    to: Timestamp,
    countback: Option<usize>,
) -> Result<Option<BarSeries>> {
    let question = BarsQuestion {
        symbol: symbol.clone(),
        timeframe: timeframe.to_string(),
        from,
        to,
        countback,
    };
    ask(cx, "bars", &question).await
}

/// The exchanges' hours around `at`; around now, by the venue's clock, for `None`.
pub async fn session(cx: &Cx, at: Option<Timestamp>) -> Result<SessionState> {
    ask(cx, "session", &SessionQuestion { at }).await
}

/// The trading day of a market at `at`, `YYYY-MM-DD`: the day of UTC where there are no sessions.
pub async fn trading_day(cx: &Cx, market: MarketKind, at: Timestamp) -> Result<String> {
    match market {
        MarketKind::Crypto => Ok(at.date()),
        MarketKind::Stocks => Ok(session(cx, Some(at)).await?.day),
    }
}

/// Asks `POST /internal/<operation>`.
async fn ask<Q: Serialize, A: DeserializeOwned>(cx: &Cx, operation: &str, question: &Q) -> Result<A> {
    let headers = worker::Headers::new();
    headers.set("x-request-id", cx.request_id().as_str())?;
    headers.set("content-type", "application/json")?;
    let request = outgoing::request(
        &worker::Method::Post,
        &format!("https://datafeed/internal/{operation}"),
        &headers,
        Some(&serde_json::to_string(question)?),
    )?;
    let broken = |error: worker::Error| Error::retry(format_args!("{BINDING}: {error}"));
    let mut answer = cx
        .service(BINDING)?
        .fetch_request(request)
        .await
        .map_err(broken)?;
    let (status, text) = (answer.status_code(), answer.text().await.map_err(broken)?);
    match status {
        200 => Ok(serde_json::from_str(&text)?),
        429 | 500.. => Err(Error::retry(format_args!("{BINDING} {operation}: {status}"))),
        _ => Err(Error::bug(format_args!("{BINDING} {operation}: {status} {text}"))),
    }
}
