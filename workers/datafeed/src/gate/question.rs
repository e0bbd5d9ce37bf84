//! What the workers ask the gate, and what it answers.

use pinewire_domain::{symbol::Symbol, time::Timestamp, trading::order::MarketKind};
use pinewire_shared::trading::market::Listing;
use serde::{Deserialize, Serialize};

/// The operations.
pub(crate) mod operation {
    pub(crate) const CHUNK: &str = "chunk";
    pub(crate) const LIVE: &str = "live";
    pub(crate) const QUOTES: &str = "quotes";
    pub(crate) const CALENDAR: &str = "calendar";
    pub(crate) const CLOCK: &str = "clock";
}

/// Whose prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    /// Our name.
    pub(crate) symbol: Symbol,
    /// Alpaca's name.
    pub(crate) alpaca: String,
    pub(crate) market: MarketKind,
    /// See [`Listing::bars_epoch`].
    pub(crate) epoch: i64,
}

impl Subject {
    pub(crate) fn of(listing: &Listing) -> Self {
        Self {
            symbol: listing.symbol().clone(),
            alpaca: listing.alpaca.clone(),
            market: listing.instrument.market,
            epoch: listing.bars_epoch,
        }
    }

    /// Where a chunk of it is kept.
    pub(crate) fn key(&self, base: &str, chunk: &str) -> String {
        format!("bars/{}/{}/{base}/{chunk}.csv", self.symbol, self.epoch)
    }
}

/// For a chunk's bars.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ChunkQuestion {
    pub(crate) subject: Subject,
    /// See [`Base::as_str`](crate::bars::Base::as_str).
    pub(crate) base: String,
    /// Any instant of the chunk.
    pub(crate) within: Timestamp,
    /// Up to which they have to be there.
    pub(crate) through: Timestamp,
}

/// For the minutes since `from`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiveQuestion {
    pub(crate) subject: Subject,
    pub(crate) from: Timestamp,
}

/// For the latest prices.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct QuotesQuestion {
    pub(crate) subjects: Vec<Subject>,
}

/// For the exchanges' days of a year.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CalendarQuestion {
    pub(crate) year: i32,
}

/// Why the gate has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Denied {
    /// For the log.
    pub(crate) reason: String,
    /// When to ask again, in seconds; `None` if that changes nothing.
    pub(crate) retry_after_s: Option<u32>,
}

/// What the gate answers: text whose form the operation says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GateAnswer {
    Text(String),
    Denied(Denied),
}
