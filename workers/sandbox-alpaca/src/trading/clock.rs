//! `/v2/clock` and `/v2/calendar`

use pinewire_domain::time::Timestamp;
use serde::Serialize;

use crate::{
    venue::{
        calendar::{self, Phase},
        refusal::Refusal,
    },
    visit::{Outcome, Reply, Scene},
};

/// As far as the calendar reaches when it is not told how far.
const YEAR_MS: i64 = 366 * 86_400_000;
const MAX_MS: i64 = 30 * YEAR_MS;

#[derive(Debug, Serialize)]
struct ClockWire {
    timestamp: Timestamp,
    is_open: bool,
    next_open: Option<Timestamp>,
    next_close: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct DayWire {
    date: String,
    open: String,
    close: String,
    session_open: &'static str,
    session_close: &'static str,
}

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    Reply::ok(&ClockWire {
        timestamp: scene.now,
        is_open: calendar::phase(scene.now) == Phase::Regular,
        next_open: calendar::next_session(scene.now).map(|session| session.open),
        next_close: calendar::current_session(scene.now).map(|session| session.close),
    })
}

pub(super) fn calendar(scene: &mut Scene<'_>) -> Outcome {
    let from = scene
        .visit
        .time("start")?
        .unwrap_or_else(|| scene.now.plus_millis(-YEAR_MS));
    let to = scene
        .visit
        .time("end")?
        .unwrap_or_else(|| scene.now.plus_millis(YEAR_MS));
    if to.millis_since(from) > MAX_MS {
        return Err(Refusal::invalid("the range is too long"));
    }
    let days: Vec<DayWire> = calendar::sessions(from, to)
        .map(|session| DayWire {
            open: calendar::new_york_time(&session, session.open),
            close: calendar::new_york_time(&session, session.close),
            date: session.day,
            session_open: "0400",
            session_close: "2000",
        })
        .collect();
    Reply::ok(&days)
}
