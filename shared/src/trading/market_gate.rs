//! The way to the vendor of market data: the Durable Object `MarketGate` of the worker `market-gate`, as the `datafeed`
//! worker asks it. Everyone else asks `datafeed` ([`super::market`]), which keeps what was fetched.

use pinewire_domain::{symbol::Symbol, time::Timestamp, trading::order::MarketKind};
use serde::{Deserialize, Serialize};

use super::symbols::Listing;
use crate::{
    Cx, Error, Result,
    http::{Problem, outgoing},
};

/// The binding, and the name of the only object.
const BINDING: &str = "MARKET_GATE";
const NAME: &str = "alpaca";

/// The operations.
pub mod operation {
    /// Bars that have settled: `ChunkQuestion` → the text of a [`BarFile`](pinewire_domain::trading::bar_store::BarFile).
    pub const CHUNK: &str = "chunk";
    /// The minutes since: `LiveQuestion` → the same.
    pub const LIVE: &str = "live";
    /// The latest prices: `QuotesQuestion` → JSON of [`Quote`](super::super::market::Quote)s.
    pub const QUOTES: &str = "quotes";
    /// `CalendarQuestion` → JSON of a [`YearOfSessions`](pinewire_domain::trading::session_year::YearOfSessions).
    pub const CALENDAR: &str = "calendar";
    /// All stocks that are active: `()` → JSON of [`Asset`](pinewire_domain::trading::alpaca_wire::Asset)s.
    pub const STOCKS: &str = "stocks";
    /// The market's time, in milliseconds.
    pub const CLOCK: &str = "clock";
}

/// Whose prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Our name.
    pub symbol: Symbol,
    /// Alpaca's name.
    pub alpaca: String,
    /// Where it trades.
    pub market: MarketKind,
    /// See [`Listing::bars_epoch`].
    pub epoch: i64,
}

impl Subject {
    /// As the table of symbols has it.
    pub fn of(listing: &Listing) -> Self {
        Self {
            symbol: listing.symbol().clone(),
            alpaca: listing.alpaca.clone(),
            market: listing.instrument.market,
            epoch: listing.bars_epoch,
        }
    }

    /// Where a chunk of it is kept.
    pub fn key(&self, base: &str, chunk: &str) -> String {
        format!("bars/{}/{}/{base}/{chunk}.csv", self.symbol, self.epoch)
    }
}

/// For a chunk's bars.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChunkQuestion {
    /// Whose.
    pub subject: Subject,
    /// See [`Base::as_str`](pinewire_domain::trading::bar_store::Base::as_str).
    pub base: String,
    /// Any instant of the chunk.
    pub within: Timestamp,
    /// Up to which they have to be there.
    pub through: Timestamp,
}

/// For the minutes since `from`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LiveQuestion {
    /// Whose.
    pub subject: Subject,
    /// Where the day begins.
    pub from: Timestamp,
}

/// For the latest prices.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct QuotesQuestion {
    /// Whose.
    pub subjects: Vec<Subject>,
}

/// For the exchanges' days of a year.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarQuestion {
    /// Which.
    pub year: i32,
}

/// Asks the gate for the text that answers a question. 503 `market_data_unavailable` while the vendor is not to be asked.
pub async fn ask<Q: Serialize>(cx: &Cx, operation: &str, question: &Q) -> Result<String> {
    let request = outgoing::request(
        &worker::Method::Post,
        &format!("https://object/{operation}"),
        &worker::Headers::new(),
        Some(&serde_json::to_string(question)?),
    )?;
    let mut answer = cx.durable_object(BINDING, NAME)?.fetch(request).await?;
    let retry_after = answer.headers().get("retry-after")?;
    let text = answer.text().await.map_err(Error::retry)?;
    let seconds = retry_after.and_then(|seconds| seconds.parse::<u32>().ok());
    match (answer.status_code(), seconds) {
        (200, _) => Ok(text),
        (503, Some(seconds)) => {
            let detail = format!("Market data is not available now. Try again in {seconds} s.");
            Err(Problem::new(503, "market_data_unavailable", detail)
                .retry_after(seconds)
                .because(text)
                .into())
        }
        (status, _) => Err(Error::bug(format_args!(
            "market gate {operation}: {status} {text}"
        ))),
    }
}
