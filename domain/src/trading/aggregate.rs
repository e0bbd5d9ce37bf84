//! Longer bars from shorter ones, for any resolution of a chart.
//!
//! With sessions, intraday bars count from the opening, as exchanges and charts do, and a daily bar is a session's, dated
//! at midnight (UTC) of its day. Without, bars count from midnight (UTC). Weeks begin on Monday, months on their first.

use serde::{Deserialize, Serialize};

use super::session::{Hours, Session};
use crate::bars::calendar::Calendar;
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::timeframe::{Timeframe, Unit};

/// Prices and volume of a span of time. Empty spans have no bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candle {
    /// When it begins.
    pub time: Timestamp,
    /// The first price.
    pub open: Decimal,
    /// The highest.
    pub high: Decimal,
    /// The lowest.
    pub low: Decimal,
    /// The last.
    pub close: Decimal,
    /// Units traded.
    pub volume: Decimal,
}

impl Candle {
    /// Takes in the candle that follows.
    fn absorb(&mut self, next: &Self) {
        self.high = self.high.max(next.high);
        self.low = self.low.min(next.low);
        self.close = next.close;
        self.volume = self.volume.saturating_add(next.volume);
    }
}

/// When the bar begins that `at` belongs to. `None` for ticks and ranges, and for times outside the sessions given.
pub fn bar_time(at: Timestamp, resolution: Timeframe, hours: &Hours) -> Option<Timestamp> {
    let calendar = Calendar::of(resolution)?;
    let from_midnight = |at: Timestamp| {
        let start_s = calendar.span_at(at).start_s;
        Timestamp::from_millis(start_s.saturating_mul(1000))
    };
    let Hours::Sessions(_) = hours else {
        return Some(from_midnight(at));
    };
    if matches!(resolution.unit(), Unit::Second | Unit::Minute) {
        let session = hours.last_opened(at).filter(|session| at < session.close)?;
        let length = i64::from(resolution.seconds()?) * 1000;
        let since = at.millis_since(session.open);
        return Some(session.open.plus_millis(since / length * length));
    }
    // A daily bar is dated at midnight already; a shorter one belongs to the day of its session.
    let day = if at == at.start_of_day() {
        at
    } else {
        hours.last_opened(at).and_then(midnight_of)?
    };
    Some(from_midnight(day))
}

fn midnight_of(session: &Session) -> Option<Timestamp> {
    Timestamp::parse(&format!("{}T00:00:00Z", session.day)).ok()
}

/// The candles of `resolution` that `candles` make. These must be sorted by time, and their resolution must divide the new
/// one. Candles outside the sessions given are left out.
pub fn aggregate(candles: &[Candle], resolution: Timeframe, hours: &Hours) -> Vec<Candle> {
    let mut longer: Vec<Candle> = Vec::new();
    for candle in candles {
        let Some(time) = bar_time(candle.time, resolution, hours) else {
            continue;
        };
        match longer.last_mut() {
            Some(last) if last.time == time => last.absorb(candle),
            _ => longer.push(Candle { time, ..*candle }),
        }
    }
    longer
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::{Date, Month};

    use super::*;
    use crate::trading::session::us_stock_session;

    fn hours() -> Hours {
        let days = (1..=31).filter_map(|day| Date::from_calendar_date(2024, Month::March, day).ok());
        Hours::of(days.filter_map(|day| us_stock_session(day, |_| None)).collect())
    }

    fn minutes(hours: &Hours, step: i64, prices: &[(i64, i64)]) -> Vec<Candle> {
        let start = Timestamp::parse("2024-03-07T14:30:00Z").unwrap();
        let bar = |(index, (price, spread)): (usize, &(i64, i64))| Candle {
            time: start.plus_seconds(60 * step * i64::try_from(index).unwrap()),
            open: Decimal::from(*price),
            high: Decimal::from(price + spread),
            low: Decimal::from(price - spread),
            close: Decimal::from(price + spread / 2),
            volume: Decimal::from(price % 7),
        };
        let all = prices.iter().enumerate().map(bar);
        all.filter(|candle| hours.is_open(candle.time)).collect()
    }

    fn of(text: &str) -> Timeframe {
        text.parse().unwrap()
    }

    #[test]
    fn bars_begin_where_charts_begin_them() {
        let at = Timestamp::parse("2024-03-11T15:47:00Z").unwrap();
        let sessions = hours();
        for (resolution, stocks, crypto) in [
            ("5", "2024-03-11T15:45:00.000Z", "2024-03-11T15:45:00.000Z"),
            ("60", "2024-03-11T15:30:00.000Z", "2024-03-11T15:00:00.000Z"),
            ("240", "2024-03-11T13:30:00.000Z", "2024-03-11T12:00:00.000Z"),
            ("1D", "2024-03-11T00:00:00.000Z", "2024-03-11T00:00:00.000Z"),
            ("1W", "2024-03-11T00:00:00.000Z", "2024-03-11T00:00:00.000Z"),
            ("1M", "2024-03-01T00:00:00.000Z", "2024-03-01T00:00:00.000Z"),
        ] {
            let begins = |hours| bar_time(at, of(resolution), hours).unwrap().to_string();
            assert_eq!(begins(&sessions), stocks, "{resolution}");
            assert_eq!(begins(&Hours::Always), crypto, "{resolution}");
        }
        let night = Timestamp::parse("2024-03-11T03:00:00Z").unwrap();
        assert_eq!(bar_time(night, of("60"), &hours()), None);
        assert_eq!(bar_time(at, of("10T"), &Hours::Always), None);
    }

    #[test]
    fn a_bar_sums_up_its_parts() {
        let parts = minutes(&Hours::Always, 1, &[(10, 1), (12, 3), (11, 2)]);
        let whole = aggregate(&parts, of("5"), &Hours::Always);
        let expected = Candle {
            time: parts[0].time,
            open: Decimal::from(10),
            high: Decimal::from(15),
            low: Decimal::from(9),
            close: Decimal::from(12),
            volume: Decimal::from(3 + 5 + 4),
        };
        assert_eq!(whole, [expected]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn bars_of_bars_are_the_bars(
            prices in prop::collection::vec((20_i64..100, 0_i64..20), 1..400),
            step in prop::sample::select(vec![1_i64, 5, 60]),
            sessions: bool,
            (middle, long) in prop::sample::select(vec![
                ("5", "15"), ("5", "60"), ("15", "60"), ("30", "240"), ("15", "1D"), ("60", "1W"), ("1D", "1W"), ("1D", "1M"), ("5", "1M"),
            ]),
        ) {
            let hours = if sessions { hours() } else { Hours::Always };
            let base = minutes(&hours, step, &prices);
            let direct = aggregate(&base, of(long), &hours);
            let twice = aggregate(&aggregate(&base, of(middle), &hours), of(long), &hours);
            prop_assert_eq!(&direct, &twice);
            prop_assert!(direct.windows(2).all(|pair| pair[0].time < pair[1].time));
            let volume = |bars: &[Candle]| bars.iter().fold(Decimal::ZERO, |sum, bar| sum.saturating_add(bar.volume));
            prop_assert_eq!(volume(&direct), volume(&base));
        }
    }
}
