//! The UDF datafeed of TradingView's charts: the shapes of its answers, the parameters of its questions, and which bars
//! and marks answer them.
//!
//! Times are seconds. Errors are HTTP 200 with `{"s":"error","errmsg":"…"}`.

mod history;
mod marks;
mod quotes;
mod symbol_info;
mod symbols;
#[cfg(test)]
mod tests;

pub use history::{Columns, History, HistoryRequest, MAX_BARS, history};
pub use marks::{MAX_MARKS, Mark, Marks, TimescaleMark};
pub use quotes::{Quote, QuoteValues, Quotes};
pub use symbol_info::SymbolColumns;
pub use symbols::{Found, SymbolInfo};

use serde::Serialize;

use crate::time::Timestamp;
use crate::timeframe::{Timeframe, TimeframeError, Unit};

/// The resolutions that we offer.
pub const RESOLUTIONS: &[&str] = &[
    "1", "3", "5", "15", "30", "45", "60", "120", "180", "240", "1D", "1W", "1M", "3M", "12M",
];

/// Reads a `resolution`: `1`, `60`, `D`, `1D`, `2W`, `6M`. Seconds, ticks and ranges are not offered.
pub fn parse_resolution(text: &str) -> Result<Timeframe, TimeframeError> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"DWM".contains(&byte));
    let resolution = Timeframe::parse(text)?;
    let offered = matches!(
        resolution.unit(),
        Unit::Minute | Unit::Day | Unit::Week | Unit::Month
    );
    if plain && offered {
        Ok(resolution)
    } else {
        Err(TimeframeError)
    }
}

/// A choice in the symbol search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is sent back.
    pub value: String,
    /// What is shown.
    pub name: String,
    /// What is shown in full.
    pub desc: String,
}

/// A kind of symbol in the symbol search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SymbolType {
    /// What is shown.
    pub name: String,
    /// What is sent back.
    pub value: String,
}

/// `/config`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the protocol's flags")]
pub struct Config {
    /// `/search` and `/symbols` work.
    pub supports_search: bool,
    /// `/symbol_info` does.
    pub supports_group_request: bool,
    /// `/marks` does.
    pub supports_marks: bool,
    /// `/timescale_marks` does.
    pub supports_timescale_marks: bool,
    /// `/time` does.
    pub supports_time: bool,
    /// Choices of exchanges.
    pub exchanges: Vec<Choice>,
    /// Choices of kinds.
    pub symbols_types: Vec<SymbolType>,
    /// Resolutions of any symbol.
    pub supported_resolutions: Vec<String>,
}

/// `{"s":"error","errmsg":"…"}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UdfError {
    /// `error`
    pub s: &'static str,
    /// A sentence for the user.
    pub errmsg: String,
}

impl UdfError {
    /// With that sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            s: "error",
            errmsg: message.into(),
        }
    }
}

const fn seconds(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(1000)
}
