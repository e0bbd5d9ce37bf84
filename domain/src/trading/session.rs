//! When markets are open, and which trading day it is.
//!
//! Sessions come from the venue's calendar where it has one. For US stocks they can also be made here: 9:30 to 16:00 in New
//! York, Monday to Friday, with the year's holidays and early closes as data. Markets without sessions are open always, and
//! their days are those of UTC.

use time::{Date, Month, Weekday};

use super::us_holidays::us_stock_special_day;
use crate::time::{DAY_MS, Timestamp};

const MINUTE_MS: i64 = 60_000;
const OPEN_MINUTE: i64 = 9 * 60 + 30;
const CLOSE_MINUTE: i64 = 16 * 60;

/// A session of a market.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Session {
    /// When it opens.
    pub open: Timestamp,
    /// When it closes.
    pub close: Timestamp,
    /// Its trading day, `YYYY-MM-DD`.
    pub day: String,
}

/// A day on which the exchanges keep other hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpecialDay {
    /// They stay closed.
    Closed,
    /// They close at that minute of the day, New York time: 780 is 13:00.
    ClosesAt(i64),
}

/// The session of US stocks on a day; `None` when there is none. `special` says which days are not like others.
pub fn us_stock_session(date: Date, special: impl Fn(Date) -> Option<SpecialDay>) -> Option<Session> {
    if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return None;
    }
    let close_minute = match special(date) {
        None => CLOSE_MINUTE,
        Some(SpecialDay::Closed) => return None,
        Some(SpecialDay::ClosesAt(minute)) => minute,
    };
    let midnight_ms = date.midnight().assume_utc().unix_timestamp().checked_mul(1000)?;
    let midnight = Timestamp::from_millis(midnight_ms).plus_millis(new_york_behind_utc_ms(date));
    Some(Session {
        open: midnight.plus_millis(OPEN_MINUTE * MINUTE_MS),
        close: midnight.plus_millis(close_minute * MINUTE_MS),
        day: format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        ),
    })
}

/// The trading day of US stocks that `at` belongs to, by the exchanges' usual calendar, for when no venue can be asked.
pub fn usual_us_stock_day(at: Timestamp) -> String {
    // The longest time without a session is a long weekend.
    let days = (0..7).filter_map(|back| {
        let seconds = at.plus_millis(-back * DAY_MS).as_millis().div_euclid(1000);
        let date = time::OffsetDateTime::from_unix_timestamp(seconds).ok()?.date();
        us_stock_session(date, us_stock_special_day)
    });
    Hours::of(days.collect()).trading_day(at)
}

/// How far New York is behind UTC during the session of that day: 4 hours from the second Sunday of March to the first of
/// November (the clocks change at night), else 5. The rule of 2007.
fn new_york_behind_utc_ms(date: Date) -> i64 {
    let first_sunday = |month, week: u8| {
        let first = Date::from_calendar_date(date.year(), month, 1).ok()?;
        let to_sunday = (7 - first.weekday().number_days_from_sunday()) % 7;
        Date::from_calendar_date(date.year(), month, 1 + to_sunday + 7 * week).ok()
    };
    let summer = first_sunday(Month::March, 1)
        .zip(first_sunday(Month::November, 0))
        .is_some_and(|(begin, end)| begin <= date && date < end);
    if summer {
        4 * 60 * MINUTE_MS
    } else {
        5 * 60 * MINUTE_MS
    }
}

/// A market's hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hours {
    /// Always.
    Always,
    /// These sessions, sorted, without overlap.
    Sessions(Vec<Session>),
}

impl Hours {
    /// Hours of sessions in any order.
    pub fn of(mut sessions: Vec<Session>) -> Self {
        sessions.sort();
        Self::Sessions(sessions)
    }

    /// Whether it trades at `at`. A session ends before its closing instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        match self {
            Self::Always => true,
            Self::Sessions(_) => self.last_opened(at).is_some_and(|session| at < session.close),
        }
    }

    /// The next opening after `at`, if the sessions reach that far.
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Always => None,
            Self::Sessions(sessions) => {
                let next = sessions.partition_point(|session| session.open <= at);
                sessions.get(next).map(|session| session.open)
            }
        }
    }

    /// The next close after `at`, if the sessions reach that far.
    pub fn next_close(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Always => None,
            Self::Sessions(sessions) => {
                let next = sessions.partition_point(|session| session.close <= at);
                sessions.get(next).map(|session| session.close)
            }
        }
    }

    /// The trading day that `at` belongs to: it begins when its session opens and lasts until the next one opens, so that
    /// what is locked for a day stays locked overnight. Without sessions, the day of UTC.
    pub fn trading_day(&self, at: Timestamp) -> String {
        self.last_opened(at)
            .map_or_else(|| at.date(), |session| session.day.clone())
    }

    /// When the trading day of `at` ends.
    pub fn day_ends(&self, at: Timestamp) -> Timestamp {
        self.next_open(at)
            .unwrap_or_else(|| at.start_of_day().plus_millis(DAY_MS))
    }

    /// The session that opened last by `at`.
    pub fn last_opened(&self, at: Timestamp) -> Option<&Session> {
        match self {
            Self::Always => None,
            Self::Sessions(sessions) => {
                let next = sessions.partition_point(|session| session.open <= at);
                sessions.get(next.checked_sub(1)?)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        let mut parts = text.split('-').map(|part| part.parse::<i32>().unwrap());
        let (year, month, day) = (
            parts.next().unwrap(),
            u8::try_from(parts.next().unwrap()).unwrap(),
            u8::try_from(parts.next().unwrap()).unwrap(),
        );
        Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
    }

    fn special(day: Date) -> Option<SpecialDay> {
        if day == date("2024-07-04") {
            Some(SpecialDay::Closed)
        } else if day == date("2024-07-03") {
            Some(SpecialDay::ClosesAt(13 * 60))
        } else {
            None
        }
    }

    fn hours(days: &[&str]) -> Hours {
        Hours::of(
            days.iter()
                .filter_map(|day| us_stock_session(date(day), special))
                .collect(),
        )
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn sessions_follow_new_yorks_clocks() {
        for (day, open, close) in [
            ("2024-01-16", "14:30", "21:00"),
            ("2024-03-08", "14:30", "21:00"),
            ("2024-03-11", "13:30", "20:00"),
            ("2024-07-03", "13:30", "17:00"),
            ("2024-11-01", "13:30", "20:00"),
            ("2024-11-04", "14:30", "21:00"),
            ("2026-03-09", "13:30", "20:00"),
        ] {
            let session = us_stock_session(date(day), special).unwrap();
            assert_eq!(session.open, at(&format!("{day}T{open}:00Z")));
            assert_eq!(session.close, at(&format!("{day}T{close}:00Z")));
            assert_eq!(session.day, day);
        }
        for day in ["2024-01-13", "2024-01-14", "2024-07-04"] {
            assert_eq!(us_stock_session(date(day), special), None, "{day}");
        }
    }

    #[test]
    fn a_trading_day_lasts_until_the_next_opening() {
        let hours = hours(&["2024-07-03", "2024-07-04", "2024-07-05", "2024-07-08"]);
        for (time, open, day) in [
            ("2024-07-03T13:29:59.999Z", false, "2024-07-03"),
            ("2024-07-03T13:30:00Z", true, "2024-07-03"),
            ("2024-07-03T17:00:00Z", false, "2024-07-03"),
            ("2024-07-04T15:00:00Z", false, "2024-07-03"),
            ("2024-07-05T13:30:00Z", true, "2024-07-05"),
            ("2024-07-07T00:00:00Z", false, "2024-07-05"),
        ] {
            assert_eq!(hours.is_open(at(time)), open, "{time}");
            assert_eq!(hours.trading_day(at(time)), day, "{time}");
        }
        let holiday = at("2024-07-04T15:00:00Z");
        assert_eq!(hours.next_open(holiday), Some(at("2024-07-05T13:30:00Z")));
        assert_eq!(hours.next_close(holiday), Some(at("2024-07-05T20:00:00Z")));
        assert_eq!(hours.day_ends(holiday), at("2024-07-05T13:30:00Z"));
        assert_eq!(hours.next_open(at("2024-07-08T13:30:00Z")), None);
    }

    #[test]
    fn without_a_calendar_the_usual_one_tells_the_day() {
        for (time, day) in [
            ("2024-01-16T14:29:59Z", "2024-01-12"),
            ("2024-01-16T14:30:00Z", "2024-01-16"),
            ("2024-01-20T12:00:00Z", "2024-01-19"),
        ] {
            assert_eq!(usual_us_stock_day(at(time)), day, "{time}");
        }
    }

    #[test]
    fn without_sessions_it_is_always_open_and_days_are_utc() {
        let now = at("2024-07-06T23:59:00Z");
        assert!(Hours::Always.is_open(now));
        assert_eq!(Hours::Always.trading_day(now), "2024-07-06");
        assert_eq!(Hours::Always.day_ends(now), at("2024-07-07T00:00:00Z"));
    }
}
