//! The spans of bars: `1Min`, `15Min`, `4Hour`, `1Day`, `1Week`, `3Month`. Stocks have bars of their sessions only; coins
//! of whole days (UTC).

use pinewire_domain::time::{DAY_MS, Timestamp};

use crate::venue::{asset::Asset, calendar};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// 1970-01-05, a Monday.
const FIRST_MONDAY_MS: i64 = 4 * DAY_MS;
/// No bars are older.
pub(super) const FIRST_MS: i64 = 1_451_606_400_000;

/// How long a bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timeframe {
    /// So many milliseconds, less than a day.
    Intraday(i64),
    Day,
    Week,
    /// So many months.
    Months(u32),
}

/// The time that a bar covers, and how it is dated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) dated: Timestamp,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Timeframe {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at_checked(digits)?;
        let count: u32 = count.parse().ok()?;
        Some(match unit {
            "Min" | "T" if (1..=59).contains(&count) => Self::Intraday(i64::from(count) * MINUTE_MS),
            "Hour" | "H" if (1..=23).contains(&count) => Self::Intraday(i64::from(count) * HOUR_MS),
            "Day" | "D" if count == 1 => Self::Day,
            "Week" | "W" if count == 1 => Self::Week,
            "Month" | "M" if [1, 2, 3, 4, 6, 12].contains(&count) => Self::Months(count),
            _ => return None,
        })
    }

    /// The first bar that begins at `at` or later.
    pub(super) fn first(self, asset: &Asset, at: Timestamp) -> Option<Span> {
        let at = at.max(Timestamp::from_millis(FIRST_MS));
        if asset.is_crypto() {
            let from = self.start_of(at);
            let from = if from < at { self.next_start(from) } else { from };
            return Some(self.span(from));
        }
        match self {
            Self::Intraday(_) => {
                // The bar of a session that began by then, or the next session's first.
                let session = calendar::current_session(at)?;
                let from = if at <= session.open {
                    session.open
                } else {
                    self.start_of(at)
                };
                let from = if from < at { self.next_start(from) } else { from };
                if from < session.close {
                    self.in_session(from, &session)
                } else {
                    self.first(asset, session.close)
                }
            }
            Self::Day => {
                let mut days = calendar::sessions(at.plus_millis(-DAY_MS), at.plus_millis(10 * DAY_MS));
                let session = days.find(|session| calendar::midnight(session) >= at)?;
                Some(Span {
                    dated: calendar::midnight(&session),
                    from: session.open,
                    to: session.close,
                })
            }
            Self::Week | Self::Months(_) => {
                let mut from = self.start_of(at);
                loop {
                    let span = self.of_sessions(from);
                    match span {
                        Some(span) if span.dated >= at => return Some(span),
                        _ => from = self.next_start(from),
                    }
                }
            }
        }
    }

    /// The bar that follows.
    pub(super) fn next(self, asset: &Asset, span: Span) -> Option<Span> {
        if asset.is_crypto() {
            return Some(self.span(span.to));
        }
        match self {
            Self::Intraday(_) => self.first(asset, span.to),
            _ => self.first(asset, span.dated.plus_millis(1)),
        }
    }

    fn in_session(
        self,
        from: Timestamp,
        session: &pinewire_domain::trading::session::Session,
    ) -> Option<Span> {
        let start = self.start_of(from);
        (from < session.close).then(|| Span {
            dated: start,
            from,
            to: self.next_start(start).min(session.close),
        })
    }

    /// All sessions of the week or months that begin with a day.
    fn of_sessions(self, start: Timestamp) -> Option<Span> {
        let last = self.next_start(start).plus_millis(-1);
        let mut sessions = calendar::sessions(start, last);
        let first = sessions.next()?;
        let close = sessions.last().map_or(first.close, |session| session.close);
        // Dated at midnight in New York of its first day, which has the offset of its first session.
        let midnight = calendar::midnight(&first);
        let into_day = midnight.millis_since(midnight.start_of_day());
        Some(Span {
            dated: start.plus_millis(into_day),
            from: first.open,
            to: close,
        })
    }

    fn span(self, from: Timestamp) -> Span {
        Span {
            dated: from,
            from,
            to: self.next_start(from),
        }
    }

    /// When the bar begins that holds `at`, without regard to sessions.
    fn start_of(self, at: Timestamp) -> Timestamp {
        let ms = at.as_millis();
        match self {
            Self::Intraday(length) => {
                let midnight = at.start_of_day();
                let since = at.millis_since(midnight);
                midnight.plus_millis(since - since % length)
            }
            Self::Day => at.start_of_day(),
            Self::Week => Timestamp::from_millis(
                (ms - FIRST_MONDAY_MS).div_euclid(7 * DAY_MS) * 7 * DAY_MS + FIRST_MONDAY_MS,
            ),
            Self::Months(count) => {
                let count = i32::try_from(count).unwrap_or(1);
                let index = at.month().index().div_euclid(count) * count;
                pinewire_domain::time::Month::from_index(index).start()
            }
        }
    }

    fn next_start(self, start: Timestamp) -> Timestamp {
        match self {
            // The last bar of a day ends with it.
            Self::Intraday(length) => start
                .plus_millis(length)
                .min(start.start_of_day().plus_millis(DAY_MS)),
            Self::Day => start.plus_millis(DAY_MS),
            Self::Week => start.plus_millis(7 * DAY_MS),
            Self::Months(count) => start.plus_months(count).unwrap_or(Timestamp::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn spans(symbol: &str, timeframe: &str, from: &str, count: usize) -> Vec<String> {
        let asset = Asset::find(symbol).unwrap();
        let timeframe = Timeframe::parse(timeframe).unwrap();
        let mut span = timeframe.first(asset, at(from));
        let mut spans = Vec::new();
        while let Some(found) = span.filter(|_| spans.len() < count) {
            let text = |at: Timestamp| at.to_string().replace(":00.000Z", "");
            spans.push(format!(
                "{}: {} {}",
                text(found.dated),
                text(found.from),
                text(found.to)
            ));
            span = timeframe.next(asset, found);
        }
        spans
    }

    #[test]
    fn stocks_have_bars_in_sessions() {
        assert_eq!(
            spans("AAPL", "15Min", "2026-11-27T17:31:00Z", 3),
            [
                "2026-11-27T17:45: 2026-11-27T17:45 2026-11-27T18:00",
                "2026-11-30T14:30: 2026-11-30T14:30 2026-11-30T14:45",
                "2026-11-30T14:45: 2026-11-30T14:45 2026-11-30T15:00",
            ]
        );
        // Hours are those of the clock; the first is half a one.
        assert_eq!(
            spans("AAPL", "1Hour", "2026-07-06T00:00:00Z", 2),
            [
                "2026-07-06T13:00: 2026-07-06T13:30 2026-07-06T14:00",
                "2026-07-06T14:00: 2026-07-06T14:00 2026-07-06T15:00",
            ]
        );
        assert_eq!(
            spans("AAPL", "1Day", "2026-07-02T04:00:00Z", 2),
            [
                "2026-07-02T04:00: 2026-07-02T13:30 2026-07-02T20:00",
                "2026-07-06T04:00: 2026-07-06T13:30 2026-07-06T20:00",
            ]
        );
        assert_eq!(
            spans("AAPL", "1Week", "2026-07-01T00:00:00Z", 1),
            ["2026-07-06T04:00: 2026-07-06T13:30 2026-07-10T20:00"]
        );
        assert_eq!(
            spans("AAPL", "1Month", "2026-06-02T00:00:00Z", 1),
            ["2026-07-01T04:00: 2026-07-01T13:30 2026-07-31T20:00"]
        );
    }

    #[test]
    fn coins_have_bars_always() {
        assert_eq!(
            spans("BTC/USD", "4Hour", "2026-07-04T19:00:00Z", 2),
            [
                "2026-07-04T20:00: 2026-07-04T20:00 2026-07-05T00:00",
                "2026-07-05T00:00: 2026-07-05T00:00 2026-07-05T04:00",
            ]
        );
        assert_eq!(
            spans("BTC/USD", "3Month", "2026-07-01T00:00:00Z", 1),
            ["2026-07-01T00:00: 2026-07-01T00:00 2026-10-01T00:00"]
        );
    }

    #[test]
    fn other_spans_are_refused() {
        for text in ["", "Min", "0Min", "60Min", "24Hour", "2Day", "5Month", "1Year"] {
            assert_eq!(Timeframe::parse(text), None, "{text}");
        }
    }
}
