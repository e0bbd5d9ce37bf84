//! Which bars are fetched and kept: the base that a resolution is made of, cut into chunks by the calendar.
//!
//! A chunk is a day, a month or a year (UTC) of one base of one symbol: as many bars as the vendor gives at once, and as
//! few files as a chart needs. US sessions lie within one day of UTC.

use crate::time::{DAY_MS, Month, Timestamp};
use crate::timeframe::{Timeframe, Unit};
use crate::trading::order::MarketKind;
use crate::trading::session::{Hours, Session};

/// After a session ends its bars may still change: late trades are added, and the free plan's prices come with 15
/// minutes' delay.
const SETTLING_MS: i64 = 20 * 60_000;
/// The same without sessions.
const SETTLING_ALWAYS_MS: i64 = 5 * 60_000;

/// Bars that others are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// One minute.
    Minute,
    /// Five.
    FiveMinutes,
    /// 15.
    QuarterHour,
    /// 30.
    HalfHour,
    /// 60.
    Hour,
    /// A day.
    Day,
}

impl Base {
    const INTRADAY: [(Self, u32); 5] = [
        (Self::Hour, 60),
        (Self::HalfHour, 30),
        (Self::QuarterHour, 15),
        (Self::FiveMinutes, 5),
        (Self::Minute, 1),
    ];

    /// The longest one that divides `timeframe`. Sessions open at half past the hour, so that hours don't divide them.
    pub fn of(timeframe: Timeframe, market: MarketKind) -> Option<Self> {
        match timeframe.unit() {
            Unit::Minute => Self::INTRADAY
                .into_iter()
                .filter(|(base, _)| !(market == MarketKind::Stocks && *base == Self::Hour))
                .find(|(_, minutes)| timeframe.count().is_multiple_of(*minutes))
                .map(|(base, _)| base),
            Unit::Day | Unit::Week | Unit::Month => Some(Self::Day),
            Unit::Second | Unit::Tick | Unit::Range => None,
        }
    }

    /// The name in keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "1",
            Self::FiveMinutes => "5",
            Self::QuarterHour => "15",
            Self::HalfHour => "30",
            Self::Hour => "60",
            Self::Day => "1D",
        }
    }

    /// The base of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [
            Self::Minute,
            Self::FiveMinutes,
            Self::QuarterHour,
            Self::HalfHour,
            Self::Hour,
            Self::Day,
        ];
        all.into_iter().find(|base| base.as_str() == name)
    }

    /// What the vendor is asked for. Its days of coins are not those of UTC, so days are made of hours.
    pub const fn vendors(self, market: MarketKind) -> &'static str {
        match (self, market) {
            (Self::Minute, _) => "1Min",
            (Self::FiveMinutes, _) => "5Min",
            (Self::QuarterHour, _) => "15Min",
            (Self::HalfHour, _) => "30Min",
            (Self::Day, MarketKind::Stocks) => "1Day",
            (Self::Hour, _) | (Self::Day, MarketKind::Crypto) => "1Hour",
        }
    }

    /// About how many bars of `timeframe` a chunk makes: decides how many are fetched at once, no more.
    pub fn bars_in_chunk(self, timeframe: Timeframe, market: MarketKind) -> usize {
        let (session_s, counts, week) = match market {
            MarketKind::Stocks => (23_400, [1, 21, 252], 5),
            MarketKind::Crypto => (86_400, [1, 30, 365], 7),
        };
        let [day, month, year] = counts;
        let days: u32 = match self.span() {
            Span::Day => day,
            Span::Month => month,
            Span::Year => year,
        };
        let count = timeframe.count().max(1);
        let bars = match timeframe.unit() {
            Unit::Minute => days * (session_s / (count.saturating_mul(60))).max(1),
            Unit::Day => days / count,
            Unit::Week => days / (week * count),
            _ => 12 / count,
        };
        usize::try_from(bars).unwrap_or(1).max(1)
    }

    const fn span(self) -> Span {
        match self {
            Self::Minute => Span::Day,
            Self::FiveMinutes | Self::QuarterHour => Span::Month,
            Self::HalfHour | Self::Hour | Self::Day => Span::Year,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Day,
    Month,
    Year,
}

/// A day, a month or a year of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// Of what.
    pub base: Base,
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant behind it.
    pub end: Timestamp,
}

impl Chunk {
    /// The one that `at` lies in.
    #[must_use]
    pub fn around(base: Base, at: Timestamp) -> Self {
        let month = at.month();
        let (start, end) = match base.span() {
            Span::Day => (at.start_of_day(), at.start_of_day().plus_millis(DAY_MS)),
            Span::Month => (month.start(), month.next().start()),
            Span::Year => {
                let january = month.index().div_euclid(12) * 12;
                (
                    Month::from_index(january).start(),
                    Month::from_index(january + 12).start(),
                )
            }
        };
        Self { base, start, end }
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        Self::around(self.base, self.start.plus_millis(-1))
    }

    /// `2026-11-20`, `2026-11`, `2026`.
    pub fn name(&self) -> String {
        let mut date = self.start.date();
        date.truncate(match self.base.span() {
            Span::Day => 10,
            Span::Month => 7,
            Span::Year => 4,
        });
        date
    }

    /// Whether the market is open at any time of it.
    pub fn has_session(&self, hours: &Hours) -> bool {
        match hours {
            Hours::Always => true,
            Hours::Sessions(sessions) => {
                let next = sessions.partition_point(|session| session.open < self.start);
                sessions.get(next).is_some_and(|session| session.open < self.end)
            }
        }
    }
}

/// The instant before which bars no longer change, at `now`: where the first day begins that has not settled.
pub fn settled_through(hours: &Hours, now: Timestamp) -> Timestamp {
    match hours {
        Hours::Always => now.plus_millis(-SETTLING_ALWAYS_MS).start_of_day(),
        Hours::Sessions(sessions) => {
            let is_settled = |session: &Session| session.close.plus_millis(SETTLING_MS) <= now;
            let first = sessions.partition_point(is_settled);
            match sessions.get(first) {
                Some(session) => session.open.start_of_day(),
                None => now.start_of_day(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_resolution_is_made_of_the_longest_base_that_divides_it() {
        use MarketKind::{Crypto, Stocks};
        for (timeframe, stocks, crypto) in [
            ("1", "1", "1"),
            ("3", "1", "1"),
            ("5", "5", "5"),
            ("45", "15", "15"),
            ("30", "30", "30"),
            ("60", "30", "60"),
            ("240", "30", "60"),
            ("1D", "1D", "1D"),
            ("3M", "1D", "1D"),
        ] {
            let of = |market| Base::of(timeframe.parse().unwrap(), market).unwrap().as_str();
            assert_eq!((of(Stocks), of(Crypto)), (stocks, crypto), "{timeframe}");
        }
        assert_eq!(Base::of("10T".parse().unwrap(), Crypto), None);
    }

    #[test]
    fn chunks_follow_one_another_without_gaps() {
        for (base, name, before) in [
            (Base::Minute, "2024-03-01", "2024-02-29"),
            (Base::FiveMinutes, "2024-03", "2024-02"),
            (Base::Day, "2024", "2023"),
        ] {
            let chunk = Chunk::around(base, at("2024-03-01T00:00:00Z"));
            assert_eq!(
                (chunk.name(), chunk.before().name()),
                (name.to_owned(), before.to_owned())
            );
            assert_eq!(chunk.before().end, chunk.start);
            assert_eq!(Base::parse(base.as_str()), Some(base));
        }
    }

    #[test]
    fn a_day_settles_some_time_after_its_close() {
        let session = |day: &str, open: &str, close: &str| Session {
            open: at(&format!("{day}T{open}:00Z")),
            close: at(&format!("{day}T{close}:00Z")),
            day: day.to_owned(),
        };
        let hours = Hours::of(vec![
            session("2026-11-20", "14:30", "21:00"),
            session("2026-11-23", "14:30", "21:00"),
        ]);
        for (now, settled) in [
            ("2026-11-20T21:19:59Z", "2026-11-20T00:00:00Z"),
            ("2026-11-20T21:20:00Z", "2026-11-23T00:00:00Z"),
            ("2026-11-23T15:00:00Z", "2026-11-23T00:00:00Z"),
        ] {
            assert_eq!(settled_through(&hours, at(now)), at(settled), "{now}");
        }
        let always = settled_through(&Hours::Always, at("2026-11-21T00:04:59Z"));
        assert_eq!(always, at("2026-11-20T00:00:00Z"));
        assert!(!Chunk::around(Base::Minute, at("2026-11-21T12:00:00Z")).has_session(&hours));
        assert!(Chunk::around(Base::FiveMinutes, at("2026-11-21T12:00:00Z")).has_session(&hours));
    }
}
