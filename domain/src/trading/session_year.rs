//! The exchanges' days of a year, by the days on which a venue says that it is open.

use serde::{Deserialize, Serialize};
use time::{Date, Weekday};

use super::alpaca_wire::CalendarDay;
use super::session::{Session, SpecialDay, us_stock_session};

const USUAL_CLOSE: &str = "16:00";

/// The weekdays of a year on which the exchanges keep other hours than usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearOfSessions {
    year: i32,
    special: Vec<Special>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Special {
    /// Of the year, from 1.
    day: u16,
    /// The minute of the day in New York; `None` when they stay closed.
    closes_at: Option<i64>,
}

impl YearOfSessions {
    /// From the days on which the venue is open.
    pub fn of(year: i32, open: &[CalendarDay]) -> Option<Self> {
        let mut special = Vec::new();
        let mut open = open.iter().peekable();
        for date in weekdays(year) {
            let name = name(date);
            while open.next_if(|day| day.date < name).is_some() {}
            let closes_at = match open.next_if(|day| day.date == name) {
                Some(day) if day.close == USUAL_CLOSE => continue,
                Some(day) => Some(minute_of_day(&day.close)?),
                None => None,
            };
            let day = date.ordinal();
            special.push(Special { day, closes_at });
        }
        Some(Self { year, special })
    }

    /// All sessions of the year.
    pub fn sessions(&self) -> Vec<Session> {
        let special = |date: Date| {
            let found = self
                .special
                .iter()
                .find(|special| special.day == date.ordinal())?;
            Some(found.closes_at.map_or(SpecialDay::Closed, SpecialDay::ClosesAt))
        };
        weekdays(self.year)
            .filter_map(|date| us_stock_session(date, special))
            .collect()
    }
}

impl YearOfSessions {
    /// The weekdays on which the exchanges are closed, as charts want them: `20260101,20260119`.
    pub fn holidays(&self) -> String {
        let closed = self.special.iter().filter(|special| special.closes_at.is_none());
        let days = closed.filter_map(|special| Date::from_ordinal_date(self.year, special.day).ok());
        days.map(|day| name(day).replace('-', ""))
            .collect::<Vec<_>>()
            .join(",")
    }
}

fn weekdays(year: i32) -> impl Iterator<Item = Date> {
    let first = Date::from_ordinal_date(year, 1).ok();
    core::iter::successors(first, |date| date.next_day())
        .take_while(move |date| date.year() == year)
        .filter(|date| !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday))
}

fn name(date: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    )
}

fn minute_of_day(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn day(date: &str, close: &str) -> CalendarDay {
        CalendarDay {
            date: date.to_owned(),
            open: "09:30".to_owned(),
            close: close.to_owned(),
        }
    }

    #[test]
    fn what_the_venue_does_not_list_is_closed() {
        let listed: Vec<_> = weekdays(2026)
            .map(name)
            .filter(|date| date != "2026-11-26")
            .map(|date| day(&date, if date == "2026-11-27" { "13:00" } else { "16:00" }))
            .collect();
        let year = YearOfSessions::of(2026, &listed).unwrap();
        assert_eq!(year.special.len(), 2);
        let sessions = year.sessions();
        let of = |date: &str| sessions.iter().find(|session| session.day == date);
        assert_eq!(of("2026-11-26"), None);
        let short = of("2026-11-27").unwrap();
        assert_eq!(short.close, Timestamp::parse("2026-11-27T18:00:00Z").unwrap());
        assert_eq!(
            of("2026-07-06").unwrap().open,
            Timestamp::parse("2026-07-06T13:30:00Z").unwrap()
        );
        assert_eq!(sessions.len(), 260);
        assert_eq!(year.holidays(), "20261126");
    }
}
