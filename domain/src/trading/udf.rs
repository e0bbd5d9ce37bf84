//! The UDF datafeed of TradingView's charts: the shapes of its answers, the parameters of its questions, and which bars
//! answer a request for history.
//!
//! Times are seconds. Errors are HTTP 200 with `{"s":"error","errmsg":"…"}`.

use serde::Serialize;

use super::aggregate::Candle;
use super::wire_number::WireNumber;
use crate::time::Timestamp;
use crate::timeframe::{Timeframe, TimeframeError, Unit};

/// Bars of one answer at most.
pub const MAX_BARS: usize = 5_000;
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

/// `/symbols`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SymbolInfo {
    /// The short name.
    pub name: String,
    /// What to ask by.
    pub ticker: String,
    /// The name in full.
    pub description: String,
    /// `stock`, `crypto`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// `0930-1600`, `24x7`.
    pub session: String,
    /// `YYYYMMDD`, separated by commas.
    pub session_holidays: String,
    /// `America/New_York`, `Etc/UTC`.
    pub timezone: String,
    /// Where it is quoted.
    pub exchange: String,
    /// Where it is listed.
    pub listed_exchange: String,
    /// How prices are written.
    pub format: &'static str,
    /// Steps of the price in `1/pricescale`.
    pub minmov: u32,
    /// A power of ten: 100 for cents.
    pub pricescale: u64,
    /// Whether there are bars shorter than a day.
    pub has_intraday: bool,
    /// Whether there are daily ones.
    pub has_daily: bool,
    /// Whether there are weekly and monthly ones.
    pub has_weekly_and_monthly: bool,
    /// Resolutions.
    pub supported_resolutions: Vec<String>,
    /// Decimals of the volume.
    pub volume_precision: u32,
    /// `streaming`, `delayed_streaming`, `endofday`.
    pub data_status: &'static str,
    /// The currency of its prices.
    pub currency_code: String,
}

/// A row of `/search`, whose answer is a bare array of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The short name.
    pub symbol: String,
    /// With its exchange.
    pub full_name: String,
    /// The name in full.
    pub description: String,
    /// Where it is quoted.
    pub exchange: String,
    /// What to ask by.
    pub ticker: String,
    /// `stock`, `crypto`, …
    #[serde(rename = "type")]
    pub kind: String,
}

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

const fn seconds(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(1000)
}

/// `/marks`, in columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Marks {
    /// Ids.
    pub id: Vec<String>,
    /// Times.
    pub time: Vec<i64>,
    /// `red`, `green`, `blue`, `yellow`.
    pub color: Vec<String>,
    /// What is shown when pointed at.
    pub text: Vec<String>,
    /// One letter.
    pub label: Vec<String>,
    /// The letter's color.
    #[serde(rename = "labelFontColor")]
    pub label_font_color: Vec<String>,
    /// Sizes in pixels.
    #[serde(rename = "minSize")]
    pub min_size: Vec<u32>,
}

/// A mark of `/timescale_marks`, whose answer is a bare array of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimescaleMark {
    /// Its id.
    pub id: String,
    /// When.
    pub time: i64,
    /// `red`, `green`, `blue`, `yellow`.
    pub color: String,
    /// One letter.
    pub label: String,
    /// Lines shown when pointed at.
    pub tooltip: Vec<String>,
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Decimal;

    fn bars(times: &[i64]) -> Vec<Candle> {
        let bar = |seconds: &i64| Candle {
            time: Timestamp::from_millis(seconds * 1000),
            open: Decimal::from(1),
            high: "2.50".parse().unwrap(),
            low: Decimal::from(1),
            close: Decimal::from(2),
            volume: Decimal::from(10),
        };
        times.iter().map(bar).collect()
    }

    fn answer(from: i64, to: i64, countback: Option<usize>) -> String {
        let request = HistoryRequest { from, to, countback };
        serde_json::to_string(&history(&bars(&[60, 120, 300]), request)).unwrap()
    }

    #[test]
    fn history_is_columns_of_numbers() {
        assert_eq!(
            answer(120, 301, None),
            r#"{"s":"ok","t":[120,300],"o":[1,1],"h":[2.5,2.5],"l":[1,1],"c":[2,2],"v":[10,10]}"#
        );
    }

    #[test]
    fn countback_wins_over_from_and_to_is_left_out() {
        assert!(answer(300, 301, Some(2)).contains("[120,300]"));
        assert!(answer(0, 300, Some(10)).contains(r#""t":[60,120]"#));
        assert!(answer(0, 300, None).contains(r#""t":[60,120]"#));
    }

    #[test]
    fn where_nothing_is_the_last_bar_before_is_named() {
        assert_eq!(answer(130, 200, None), r#"{"s":"no_data","nextTime":120}"#);
        assert_eq!(answer(0, 60, None), r#"{"s":"no_data"}"#);
        assert_eq!(answer(400, 300, None), r#"{"s":"no_data","nextTime":120}"#);
    }

    #[test]
    fn an_answer_is_bounded() {
        let times: Vec<i64> = (0..6_000).collect();
        let request = HistoryRequest {
            from: 0,
            to: 6_000,
            countback: None,
        };
        let History::Bars(columns) = history(&bars(&times), request) else {
            panic!()
        };
        assert_eq!((columns.t.len(), columns.t[0]), (MAX_BARS, 1_000));
    }

    #[test]
    fn resolutions_are_tradingviews_own() {
        for (text, canonical) in [("1", "1"), ("60", "60"), ("D", "1D"), ("1W", "1W"), ("6M", "6M")] {
            assert_eq!(parse_resolution(text).unwrap().to_string(), canonical);
        }
        for bad in ["", "0", "1h", "m", "30S", "10T", "{}"] {
            assert!(parse_resolution(bad).is_err(), "{bad}");
        }
        for offered in RESOLUTIONS {
            assert_eq!(parse_resolution(offered).unwrap().to_string(), *offered);
        }
    }

    #[test]
    fn errors_keep_the_protocols_shape() {
        let error = History::Error(UdfError::new("Unknown symbol."));
        assert_eq!(
            serde_json::to_string(&error).unwrap(),
            r#"{"s":"error","errmsg":"Unknown symbol."}"#
        );
    }
}
