//! When the exchanges are open: a year at a time by the venue's own calendar, kept in KV and in memory.

use std::{cell::RefCell, rc::Rc};

use pinewire_domain::{
    time::{DAY_MS, Timestamp},
    trading::{
        order::MarketKind,
        session::{Hours, Session},
        session_year::YearOfSessions,
    },
};
use pinewire_shared::{
    Cx, Result, log,
    trading::market_gate::{self, CalendarQuestion, operation},
};

/// A calendar that may still change is read again after that.
const FRESH_S: u64 = 6 * 3_600;
/// What was does not change.
const PAST_FRESH_S: u64 = 90 * 86_400;
/// So close to the year's end the next session may be in the next year.
const YEAR_END_MS: i64 = 10 * DAY_MS;

/// Years, with when they were read.
type Known = Vec<(i32, Timestamp, Rc<Vec<Session>>)>;

thread_local! {
    static KNOWN: RefCell<Known> = const { RefCell::new(Vec::new()) };
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

/// The weekdays of the year on which the exchanges are closed, as charts want them.
pub(crate) async fn holidays(cx: &Cx, now: Timestamp) -> Result<String> {
    let year = year_of(now);
    let keep_s = keep_s(year, year_of(cx.now()));
    Ok(read(cx, year, keep_s).await?.holidays())
}

pub(crate) fn year_of(at: Timestamp) -> i32 {
    at.month().index().div_euclid(12)
}

const fn keep_s(year: i32, this_year: i32) -> u64 {
    if year < this_year { PAST_FRESH_S } else { FRESH_S }
}

async fn sessions_of(cx: &Cx, year: i32, this_year: i32) -> Result<Rc<Vec<Session>>> {
    let known = KNOWN.with_borrow(|known| {
        let found = known.iter().find(|(of, ..)| *of == year);
        found.map(|(_, at, sessions)| (*at, Rc::clone(sessions)))
    });
    let keep_s = keep_s(year, this_year);
    let fresh_ms = i64::try_from(keep_s)
        .unwrap_or(i64::MAX / 1000)
        .saturating_mul(1000);
    if let Some((_, sessions)) = known.filter(|(at, _)| cx.now().millis_since(*at) < fresh_ms) {
        return Ok(sessions);
    }
    let sessions = Rc::new(read(cx, year, keep_s).await?.sessions());
    KNOWN.with_borrow_mut(|known| {
        known.retain(|(of, ..)| *of != year);
        known.push((year, cx.now(), Rc::clone(&sessions)));
    });
    Ok(sessions)
}

async fn read(cx: &Cx, year: i32, fresh_s: u64) -> Result<YearOfSessions> {
    let key = format!("market-calendar/us/{year}");
    if let Some(kept) = cx.kv()?.get(&key).await? {
        return Ok(kept);
    }
    let text = market_gate::ask(cx, operation::CALENDAR, &CalendarQuestion { year }).await?;
    let read: YearOfSessions = serde_json::from_str(&text)?;
    if let Err(error) = cx.kv()?.put(&key, &read, fresh_s).await {
        let fields = serde_json::json!({ "year": year, "error": error.to_string() });
        log::warn(cx, "calendar_not_kept", fields);
    }
    Ok(read)
}
