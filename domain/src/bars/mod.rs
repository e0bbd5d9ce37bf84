//! Made-up market data: open, high, low, close and volume for any symbol and time, for the sandbox and for demos.
//!
//! A bar depends on nothing but symbol, timeframe and time, so that any worker draws the same chart at any time. Bars
//! join (each opens where the last one closed) and agree across timeframes: a day's high is the highest of its minutes'
//! highs, its volume is their sum. Markets never close here. None of it is a real price.
//!
//! The days are a bounded walk (`walk`), and each is split top-down into hours, minutes and seconds (`split`); longer
//! bars are sums of days. All in whole ticks, without floats.

pub(crate) mod calendar;
mod market;
mod split;
mod walk;

use serde::Serialize;

use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::timeframe::Timeframe;

use calendar::{Calendar, Span};
use market::Market;
use split::Candle;

/// Bars of one request at most.
pub const MAX_BARS: usize = 5_000;

/// The prices of a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// When it opens.
    pub time: Timestamp,
    /// The first price.
    pub open: Decimal,
    /// The highest price.
    pub high: Decimal,
    /// The lowest price.
    pub low: Decimal,
    /// The last price, which is the next bar's first.
    pub close: Decimal,
    /// Units traded.
    pub volume: u64,
}

/// A symbol's bars.
#[derive(Debug, Clone, Copy)]
pub struct Series {
    market: Market,
    calendar: Calendar,
}

impl Series {
    /// The series of `symbol`; `None` for ticks and ranges, which are no spans of time. The exchange makes no
    /// difference.
    pub fn new(symbol: &Symbol, timeframe: Timeframe) -> Option<Self> {
        Some(Self {
            market: Market::of(symbol),
            calendar: Calendar::of(timeframe)?,
        })
    }

    /// Decimals of its prices.
    pub const fn decimals(&self) -> u32 {
        self.market.decimals
    }

    /// The bar that `at` falls into, as it will be when it closes.
    pub fn at(&self, at: Timestamp) -> Bar {
        self.bar(self.calendar.span_at(at))
    }

    /// The last `count` bars (at most [`MAX_BARS`]) that have opened by `until`, the oldest first.
    pub fn last(&self, until: Timestamp, count: usize) -> Vec<Bar> {
        let mut bars = Vec::with_capacity(count.min(MAX_BARS));
        let mut span = self.calendar.span_at(until);
        while bars.len() < count.min(MAX_BARS) {
            bars.push(self.bar(span));
            let before = Timestamp::from_millis(span.start_s.saturating_mul(1000)).plus_millis(-1);
            let previous = self.calendar.span_at(before);
            if previous.start_s >= span.start_s {
                break;
            }
            span = previous;
        }
        bars.reverse();
        bars
    }

    /// The prices from `from` to before `to`, whatever the timeframe; both are cut to whole seconds, and it is at least
    /// one. For markets that have sessions: a day's bar is that of its session.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Bar {
        let start_s = from.as_millis().div_euclid(1000);
        let end_s = to.as_millis().div_euclid(1000).max(start_s + 1);
        self.bar(Span { start_s, end_s })
    }

    fn bar(&self, span: Span) -> Bar {
        let candle = self.market.candle(span);
        let price = |ticks: i64| Decimal::from_parts(ticks.into(), self.market.decimals).unwrap_or_default();
        let Candle {
            open,
            high,
            low,
            close,
            volume,
        } = candle;
        Bar {
            time: Timestamp::from_millis(span.start_s.saturating_mul(1000)),
            open: price(open),
            high: price(high),
            low: price(low),
            close: price(close),
            volume,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(symbol: &str, timeframe: &str) -> Series {
        Series::new(&symbol.parse().unwrap(), timeframe.parse().unwrap()).unwrap()
    }

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// Stored screenshots and documentation show these bars: they must not change unnoticed.
    #[test]
    fn a_bar_is_always_the_same() {
        let at = Timestamp::parse("2024-01-15T10:30:00Z").unwrap();
        let bar = series("BINANCE:BTCUSDT", "60").at(at);
        assert_eq!(bar, series("BTCUSDT", "1h").at(at.plus_seconds(1799)));
        assert_eq!(
            serde_json::to_string(&bar).unwrap(),
            r#"{"time":"2024-01-15T10:00:00.000Z","open":"71791.55","high":"72115.87","low":"71701.61","close":"72056.61","volume":807820}"#
        );
    }

    #[test]
    fn prices_are_plausible() {
        for (symbol, low, high, decimals) in [
            ("BTCUSDT", "45000", "110000", 2),
            ("AAPL", "130", "270", 2),
            ("EURUSD", "0.99", "1.21", 5),
            ("SHIBUSDT", "0.00001", "0.00004", 8),
        ] {
            let days = series(symbol, "1D");
            assert_eq!(days.decimals(), decimals);
            let bars = days.last(Timestamp::parse("2027-01-01T00:00:00Z").unwrap(), 2_000);
            assert_eq!(bars.len(), 2_000);
            for bar in &bars {
                assert!(
                    number(low) < bar.low && bar.high < number(high),
                    "{symbol}: {bar:?}"
                );
            }
            let moved = bars.iter().filter(|bar| bar.open != bar.close).count();
            assert!(moved > 1_900, "{symbol} moved on {moved} days only");
        }
    }

    #[test]
    fn ticks_and_ranges_have_no_bars() {
        assert!(Series::new(&"A".parse().unwrap(), "10T".parse().unwrap()).is_none());
    }

    #[test]
    fn the_ends_of_time_have_bars() {
        for timeframe in ["1S", "7", "1D", "1W", "12M"] {
            let bars = series("A", timeframe);
            assert_eq!(bars.last(Timestamp::MIN, 3).len(), 1, "{timeframe}");
            assert_eq!(bars.last(Timestamp::MAX, 3).len(), 3, "{timeframe}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn bars_join_and_hold_their_prices(
            ms in 0_i64..4_000_000_000_000,
            symbol in prop::sample::select(vec!["BTCUSDT", "AAPL", "EURUSD", "USDJPY", "PEPEUSDT", "UNKNOWN"]),
            timeframe in prop::sample::select(vec!["1S", "45S", "1", "7", "60", "240", "1D", "3D", "1W", "1M", "3M"]),
        ) {
            let bars = series(symbol, timeframe).last(Timestamp::from_millis(ms), 20);
            for pair in bars.windows(2) {
                prop_assert_eq!(pair[0].close, pair[1].open);
                prop_assert!(pair[0].time < pair[1].time);
            }
            for bar in &bars {
                prop_assert!(bar.low > Decimal::ZERO && bar.low <= bar.open.min(bar.close));
                prop_assert!(bar.high >= bar.open.max(bar.close) && bar.volume > 0 || timeframe.ends_with('S'));
                prop_assert_eq!(*bar, series(symbol, timeframe).at(bar.time));
            }
        }

        #[test]
        fn any_span_is_made_of_its_minutes(start_min in 0_i64..40_000_000, minutes in 1_i64..400) {
            let minute_bars = series("AAPL", "1");
            let at = |minute: i64| Timestamp::from_millis(minute * 60_000);
            let whole = minute_bars.between(at(start_min), at(start_min + minutes));
            let parts: Vec<Bar> = (0..minutes).map(|minute| minute_bars.at(at(start_min + minute))).collect();
            prop_assert_eq!(whole.open, parts[0].open);
            prop_assert_eq!(whole.close, parts[parts.len() - 1].close);
            prop_assert_eq!(Some(whole.high), parts.iter().map(|bar| bar.high).max());
            prop_assert_eq!(Some(whole.low), parts.iter().map(|bar| bar.low).min());
            prop_assert_eq!(whole.volume, parts.iter().map(|bar| bar.volume).sum::<u64>());
        }

        #[test]
        fn longer_bars_are_made_of_shorter_ones(
            ms in 0_i64..4_000_000_000_000,
            (long, short) in prop::sample::select(vec![("1", "5S"), ("15", "1"), ("60", "15"), ("240", "60"), ("1D", "60"), ("1W", "1D"), ("1M", "1D"), ("1D", "30")]),
        ) {
            let at = Timestamp::from_millis(ms);
            let whole = series("ETHUSDT", long).at(at);
            let shorter = series("ETHUSDT", short);
            let end = Calendar::of(long.parse().unwrap()).unwrap().span_at(at).end_s * 1000 - 1;
            let parts = shorter.last(Timestamp::from_millis(end), 3_000);
            let parts: Vec<_> = parts.into_iter().filter(|bar| bar.time >= whole.time).collect();
            prop_assert_eq!(parts[0].open, whole.open);
            prop_assert_eq!(parts[parts.len() - 1].close, whole.close);
            prop_assert_eq!(parts.iter().map(|bar| bar.high).max(), Some(whole.high));
            prop_assert_eq!(parts.iter().map(|bar| bar.low).min(), Some(whole.low));
            prop_assert_eq!(parts.iter().map(|bar| bar.volume).sum::<u64>(), whole.volume);
        }
    }
}
