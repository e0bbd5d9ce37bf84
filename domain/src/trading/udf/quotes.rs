//! `/quotes`

use serde::Serialize;

use crate::trading::wire_number::WireNumber;

/// `/quotes`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quotes {
    /// `ok`
    pub s: &'static str,
    /// One for each symbol asked for.
    pub d: Vec<Quote>,
}

/// A symbol's quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// `ok`, or `error` for a symbol that is not known.
    pub s: &'static str,
    /// The name that was asked for.
    pub n: String,
    /// The quote.
    pub v: QuoteValues,
}

/// What a quote says. Of unknown symbols, nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct QuoteValues {
    /// Change since the last close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ch: Option<WireNumber>,
    /// The same in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chp: Option<WireNumber>,
    /// The last price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lp: Option<WireNumber>,
    /// What sellers ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<WireNumber>,
    /// What buyers bid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bid: Option<WireNumber>,
    /// The day's first price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_price: Option<WireNumber>,
    /// The day's highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_price: Option<WireNumber>,
    /// The day's lowest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_price: Option<WireNumber>,
    /// The last close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prev_close_price: Option<WireNumber>,
    /// The day's volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume: Option<WireNumber>,
    /// The short name.
    pub short_name: String,
    /// Where it is quoted.
    pub exchange: String,
    /// The name in full.
    pub description: String,
    /// With its exchange.
    pub original_name: String,
}
