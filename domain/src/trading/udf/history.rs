//! `/history`: which bars answer a question, in columns.

use serde::Serialize;

use super::{UdfError, seconds};
use crate::trading::aggregate::Candle;
use crate::trading::wire_number::WireNumber;

/// Bars of one answer at most.
pub const MAX_BARS: usize = 5_000;

/// `/history`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum History {
    /// Bars.
    Bars(Columns),
    /// No bars in the time asked for.
    NoData {
        /// `no_data`
        s: &'static str,
        /// When the last bar before it began, in seconds; absent when nothing is earlier.
        #[serde(rename = "nextTime", skip_serializing_if = "Option::is_none")]
        next_time: Option<i64>,
    },
    /// It cannot be answered.
    Error(UdfError),
}

/// Bars in columns, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Columns {
    /// `ok`
    pub s: &'static str,
    /// Times.
    pub t: Vec<i64>,
    /// Opens.
    pub o: Vec<WireNumber>,
    /// Highs.
    pub h: Vec<WireNumber>,
    /// Lows.
    pub l: Vec<WireNumber>,
    /// Closes.
    pub c: Vec<WireNumber>,
    /// Volumes.
    pub v: Vec<WireNumber>,
}

impl Columns {
    /// The bars in columns.
    pub fn of(bars: &[Candle]) -> Self {
        let column = |price: fn(&Candle) -> crate::decimal::Decimal| {
            bars.iter().map(|bar| WireNumber(price(bar))).collect()
        };
        Self {
            s: "ok",
            t: bars.iter().map(|bar| seconds(bar.time)).collect(),
            o: column(|bar| bar.open),
            h: column(|bar| bar.high),
            l: column(|bar| bar.low),
            c: column(|bar| bar.close),
            v: column(|bar| bar.volume),
        }
    }
}

/// What `/history` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryRequest {
    /// From this second on.
    pub from: i64,
    /// To before this second.
    pub to: i64,
    /// The last so many bars before `to`, whatever `from` says.
    pub countback: Option<usize>,
}

/// The answer to `request` out of `bars`, which are sorted and reach back far enough: to `from`, or to `countback` bars
/// before `to`, and one bar beyond.
pub fn history(bars: &[Candle], request: HistoryRequest) -> History {
    let HistoryRequest { from, to, countback } = request;
    let end = bars.partition_point(|bar| seconds(bar.time) < to);
    let begin = match countback {
        Some(count) => end.saturating_sub(count),
        None => bars.partition_point(|bar| seconds(bar.time) < from).min(end),
    };
    let begin = begin.max(end.saturating_sub(MAX_BARS));
    match bars.get(begin..end) {
        Some(found) if !found.is_empty() => History::Bars(Columns::of(found)),
        _ => History::NoData {
            s: "no_data",
            next_time: begin
                .checked_sub(1)
                .and_then(|before| bars.get(before))
                .map(|bar| seconds(bar.time)),
        },
    }
}
