//! When US stocks are traded: regular sessions, and the hours before and after them for orders that ask for it.

use pinewire_domain::{
    time::{DAY_MS, Timestamp},
    trading::{
        session::{Session, us_stock_session},
        us_holidays::us_stock_special_day,
    },
};
use time::{Date, OffsetDateTime};

const HOUR_MS: i64 = 3_600_000;
/// From the beginning of pre-market trading, at 4:00, to the opening.
const BEFORE_OPEN_MS: i64 = 5 * HOUR_MS + HOUR_MS / 2;
/// From the beginning of the day in New York to the opening.
const TO_OPEN_MS: i64 = 9 * HOUR_MS + HOUR_MS / 2;
/// After-hours trading ends 16 hours after it began.
const EXTENDED_MS: i64 = 16 * HOUR_MS;
/// No holidays are longer.
const MAX_CLOSED_DAYS: u32 = 8;

/// How stocks are traded at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Not at all.
    Closed,
    /// Only for orders that ask for it.
    Extended,
    /// Fully.
    Regular,
}

/// Something that happens at a certain time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bell {
    /// Extended hours begin.
    PreMarket,
    Open,
    Close,
    /// Extended hours end.
    Night,
}

fn date_of(at: Timestamp) -> Option<Date> {
    let moment = OffsetDateTime::from_unix_timestamp(at.as_millis().div_euclid(1000)).ok()?;
    Some(moment.date())
}

/// The session of the day that `at` falls on (UTC: all of a session is on one).
pub(crate) fn session_on(at: Timestamp) -> Option<Session> {
    us_stock_session(date_of(at)?, us_stock_special_day)
}

/// Sessions of the days from `from` to `to`, both included.
pub(crate) fn sessions(from: Timestamp, to: Timestamp) -> impl Iterator<Item = Session> {
    let first = from.start_of_day();
    let days = to.start_of_day().millis_since(first).div_euclid(DAY_MS);
    (0..=days).filter_map(move |day| session_on(first.plus_millis(day * DAY_MS)))
}

/// Sessions from the day before `at` on.
fn around(at: Timestamp) -> impl Iterator<Item = Session> {
    let yesterday = at.start_of_day().plus_millis(-DAY_MS);
    (0..=MAX_CLOSED_DAYS).filter_map(move |day| session_on(yesterday.plus_days(day)?))
}

/// The session that opens next after `at`.
pub(crate) fn next_session(at: Timestamp) -> Option<Session> {
    around(at).find(|session| session.open > at)
}

/// The session that closes next after `at`: the present one, or the next.
pub(crate) fn current_session(at: Timestamp) -> Option<Session> {
    around(at).find(|session| session.close > at)
}

/// The last session that had closed by `at`.
pub(crate) fn last_closed(at: Timestamp) -> Option<Session> {
    let today = at.start_of_day();
    let mut days = (0..=i64::from(MAX_CLOSED_DAYS)).map(|day| today.plus_millis(-day * DAY_MS));
    days.find_map(|day| session_on(day).filter(|session| session.close <= at))
}

/// What rings on the day of a session, in order.
fn bells(session: &Session) -> [(Timestamp, Bell); 4] {
    let begins = session.open.plus_millis(-BEFORE_OPEN_MS);
    [
        (begins, Bell::PreMarket),
        (session.open, Bell::Open),
        (session.close, Bell::Close),
        (begins.plus_millis(EXTENDED_MS), Bell::Night),
    ]
}

/// The first bell after `at`.
pub(crate) fn next_bell(at: Timestamp) -> Option<(Timestamp, Bell)> {
    around(at)
        .flat_map(|session| bells(&session))
        .find(|(rings_at, _)| *rings_at > at)
}

/// How stocks are traded at `at`.
pub(crate) fn phase(at: Timestamp) -> Phase {
    match next_bell(at) {
        Some((_, Bell::Open | Bell::Night)) => Phase::Extended,
        Some((_, Bell::Close)) => Phase::Regular,
        Some((_, Bell::PreMarket)) | None => Phase::Closed,
    }
}

/// Midnight in New York of the day of a session: how Alpaca dates daily bars.
pub(crate) const fn midnight(session: &Session) -> Timestamp {
    session.open.plus_millis(-TO_OPEN_MS)
}

/// The time of day in New York on the day of a session, `09:30`.
pub(crate) fn new_york_time(session: &Session, at: Timestamp) -> String {
    let minutes = at.millis_since(midnight(session)).div_euclid(60_000);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn bells_ring_in_order() {
        let mut now = at("2026-11-25T23:00:00Z");
        let mut rung = Vec::new();
        while rung.len() < 6 {
            let (rings_at, bell) = next_bell(now).unwrap();
            rung.push(format!("{bell:?} {rings_at}"));
            now = rings_at;
        }
        assert_eq!(
            rung,
            [
                // The night before Thanksgiving, then the short day after it.
                "Night 2026-11-26T01:00:00.000Z",
                "PreMarket 2026-11-27T09:00:00.000Z",
                "Open 2026-11-27T14:30:00.000Z",
                "Close 2026-11-27T18:00:00.000Z",
                "Night 2026-11-28T01:00:00.000Z",
                "PreMarket 2026-11-30T09:00:00.000Z",
            ]
        );
    }

    #[test]
    fn a_day_has_phases() {
        for (time, expected) in [
            ("2026-07-06T07:59:59Z", Phase::Closed),
            ("2026-07-06T08:00:00Z", Phase::Extended),
            ("2026-07-06T13:30:00Z", Phase::Regular),
            ("2026-07-06T19:59:59.999Z", Phase::Regular),
            ("2026-07-06T20:00:00Z", Phase::Extended),
            ("2026-07-07T00:00:00Z", Phase::Closed),
            ("2026-07-03T15:00:00Z", Phase::Closed),
        ] {
            assert_eq!(phase(at(time)), expected, "{time}");
        }
    }

    #[test]
    fn sessions_before_and_after() {
        let sunday = at("2026-07-05T12:00:00Z");
        assert_eq!(next_session(sunday).unwrap().day, "2026-07-06");
        assert_eq!(last_closed(sunday).unwrap().day, "2026-07-02");
        let noon = at("2026-07-06T16:00:00Z");
        assert_eq!(current_session(noon).unwrap().day, "2026-07-06");
        assert_eq!(next_session(noon).unwrap().day, "2026-07-07");
        let session = session_on(noon).unwrap();
        assert_eq!(new_york_time(&session, session.open), "09:30");
        assert_eq!(midnight(&session), at("2026-07-06T04:00:00Z"));
    }
}
