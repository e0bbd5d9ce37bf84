//! Where bars begin and end: intraday bars count from midnight (UTC), weeks begin on Monday, months on their first.

use crate::time::{Month, Timestamp};
use crate::timeframe::{Timeframe, Unit};

pub(crate) const DAY_S: i64 = 86_400;
/// 1970-01-05, the first Monday of the epoch.
const FIRST_MONDAY_S: i64 = 4 * DAY_S;

/// From `start_s` to before `end_s`, in epoch seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start_s: i64,
    pub(crate) end_s: i64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Calendar {
    /// Seconds, up to a day; the last bar of a day ends with it.
    Intraday(i64),
    /// Seconds of whole days, and an instant at which a bar begins.
    Days(i64, i64),
    Months(i32),
}

impl Calendar {
    pub(crate) fn of(timeframe: Timeframe) -> Option<Self> {
        let count = i64::from(timeframe.count());
        Some(match timeframe.unit() {
            Unit::Second => Self::seconds(count),
            Unit::Minute => Self::seconds(count * 60),
            Unit::Day => Self::Days(count * DAY_S, 0),
            Unit::Week => Self::Days(count * 7 * DAY_S, FIRST_MONDAY_S),
            Unit::Month => Self::Months(i32::try_from(count).ok()?),
            Unit::Tick | Unit::Range => return None,
        })
    }

    /// Beyond a day, minutes are rounded up to whole days.
    fn seconds(seconds: i64) -> Self {
        if seconds <= DAY_S {
            Self::Intraday(seconds)
        } else {
            Self::Days((seconds + DAY_S - 1) / DAY_S * DAY_S, 0)
        }
    }

    /// The bar that holds `at`.
    pub(crate) fn span_at(self, at: Timestamp) -> Span {
        let at_s = at.as_millis().div_euclid(1000);
        match self {
            Self::Intraday(length) => {
                let midnight = at_s.div_euclid(DAY_S) * DAY_S;
                let start_s = midnight + (at_s - midnight) / length * length;
                Span {
                    start_s,
                    end_s: (start_s + length).min(midnight + DAY_S),
                }
            }
            Self::Days(length, origin) => {
                let start_s = (at_s - origin).div_euclid(length) * length + origin;
                Span {
                    start_s,
                    end_s: start_s + length,
                }
            }
            Self::Months(count) => {
                let first = at.month().index().div_euclid(count) * count;
                let start_of = |index| Month::from_index(index).start().as_millis().div_euclid(1000);
                let start_s = start_of(first);
                // Beyond the year 9999 there is no month to begin: the bar ends some time after.
                Span {
                    start_s,
                    end_s: start_of(first + count).max(start_s + DAY_S),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(timeframe: &str, at: &str) -> (String, String) {
        let calendar = Calendar::of(timeframe.parse().unwrap()).unwrap();
        let span = calendar.span_at(Timestamp::parse(at).unwrap());
        let text = |seconds: i64| {
            Timestamp::from_millis(seconds * 1000)
                .to_string()
                .replace(":00.000Z", "")
        };
        (text(span.start_s), text(span.end_s))
    }

    #[test]
    fn bars_begin_where_people_expect_them() {
        for (timeframe, start, end) in [
            ("5", "2024-02-28T10:30", "2024-02-28T10:35"),
            ("240", "2024-02-28T08:00", "2024-02-28T12:00"),
            ("1D", "2024-02-28T00:00", "2024-02-29T00:00"),
            ("1W", "2024-02-26T00:00", "2024-03-04T00:00"),
            ("1M", "2024-02-01T00:00", "2024-03-01T00:00"),
            ("3M", "2024-01-01T00:00", "2024-04-01T00:00"),
            ("12M", "2024-01-01T00:00", "2025-01-01T00:00"),
        ] {
            assert_eq!(
                span(timeframe, "2024-02-28T10:31:00Z"),
                (start.to_owned(), end.to_owned()),
                "{timeframe}"
            );
        }
        assert_eq!(span("7", "2024-02-28T23:59:00Z").1, "2024-02-29T00:00");
    }
}
