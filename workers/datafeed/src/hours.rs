//! When the exchanges are open: a year at a time by the venue's own calendar, kept in KV and in memory.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use pinewire_domain::{
    time::{DAY_MS, Timestamp},
    trading::{
        alpaca_wire::CalendarDay,
        order::MarketKind,
        session::{Hours, Session, SpecialDay, us_stock_session},
    },
};
use pinewire_shared::{Cx, Result, log};
use serde::{Deserialize, Serialize};
use time::{Date, Weekday};

use crate::gate::{self, CalendarQuestion, operation};

/// A calendar that may still change is read again after that.
const FRESH_S: u64 = 6 * 3_600;
/// What was does not change.
const PAST_FRESH_S: u64 = 90 * 86_400;
/// So close to the year's end the next session may be in the next year.
const YEAR_END_MS: i64 = 10 * DAY_MS;
const USUAL_CLOSE: &str = "16:00";

/// The weekdays of a year on which the exchanges keep other hours than usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct YearOfSessions {
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
    pub(crate) fn of(year: i32, open: &[CalendarDay]) -> Option<Self> {
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

    fn sessions(&self) -> Vec<Session> {
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

fn weekdays(year: i32) -> impl Iterator<Item = Date> {
    let first = Date::from_ordinal_date(year, 1).ok();
    std::iter::successors(first, |date| date.next_day())
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

/// By year, with when they were read.
type Known = BTreeMap<i32, (Timestamp, Rc<Vec<Session>>)>;

thread_local! {
    static KNOWN: RefCell<Known> = const { RefCell::new(BTreeMap::new()) };
}

/// The hours of a market, at least from `from` to the session after `to`.
pub(crate) async fn between(cx: &Cx, market: MarketKind, from: Timestamp, to: Timestamp) -> Result<Hours> {
    if market == MarketKind::Crypto {
        return Ok(Hours::Always);
    }
    let last = year_of(to.plus_millis(YEAR_END_MS));
    let mut sessions = Vec::new();
    for year in year_of(from.plus_millis(-YEAR_END_MS))..=last {
        sessions.extend_from_slice(&sessions_of(cx, year, year_of(cx.now())).await?);
    }
    // Year after year they are in their order already.
    Ok(Hours::Sessions(sessions))
}

/// The weekdays of the year on which the exchanges are closed, as charts want them: `20260101,20260119`.
pub(crate) async fn holidays(cx: &Cx, now: Timestamp) -> Result<String> {
    let year = year_of(now);
    let sessions = sessions_of(cx, year, year_of(cx.now())).await?;
    let closed = weekdays(year)
        .map(name)
        .filter(|day| !sessions.iter().any(|session| session.day == *day));
    Ok(closed
        .map(|day| day.replace('-', ""))
        .collect::<Vec<_>>()
        .join(","))
}

pub(crate) fn year_of(at: Timestamp) -> i32 {
    at.month().index().div_euclid(12)
}

async fn sessions_of(cx: &Cx, year: i32, this_year: i32) -> Result<Rc<Vec<Session>>> {
    let known = KNOWN.with_borrow(|known| known.get(&year).cloned());
    let keep_s = if year < this_year { PAST_FRESH_S } else { FRESH_S };
    let fresh_ms = i64::try_from(keep_s)
        .unwrap_or(i64::MAX / 1000)
        .saturating_mul(1000);
    if let Some((_, sessions)) = known.filter(|(at, _)| cx.now().millis_since(*at) < fresh_ms) {
        return Ok(sessions);
    }
    let sessions = Rc::new(read(cx, year, keep_s).await?.sessions());
    KNOWN.with_borrow_mut(|known| known.insert(year, (cx.now(), Rc::clone(&sessions))));
    Ok(sessions)
}

async fn read(cx: &Cx, year: i32, fresh_s: u64) -> Result<YearOfSessions> {
    let key = format!("market-calendar/us/{year}");
    if let Some(kept) = cx.kv()?.get(&key).await? {
        return Ok(kept);
    }
    let text = gate::ask(cx, operation::CALENDAR, &CalendarQuestion { year }).await?;
    let read: YearOfSessions = serde_json::from_str(&text)?;
    if let Err(error) = cx.kv()?.put(&key, &read, fresh_s).await {
        let fields = serde_json::json!({ "year": year, "error": error.to_string() });
        log::warn(cx, "calendar_not_kept", fields);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
