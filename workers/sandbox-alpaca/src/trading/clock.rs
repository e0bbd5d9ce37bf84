//! `/v2/clock` and `/v2/calendar`

use serde_json::Value;

use crate::{
    json::Object,
    venue::{
        calendar::{self, Phase},
        refusal::Refusal,
    },
    visit::{Outcome, Reply, Scene},
};

/// As far as the calendar reaches when it is not told how far.
const YEAR_MS: i64 = 366 * 86_400_000;
const MAX_MS: i64 = 30 * YEAR_MS;

pub(super) fn show(scene: &mut Scene<'_>) -> Outcome {
    let wire = Object::new()
        .time("timestamp", scene.now)
        .flag("is_open", calendar::phase(scene.now) == Phase::Regular)
        .optional_time(
            "next_open",
            calendar::next_session(scene.now).map(|session| session.open),
        )
        .optional_time(
            "next_close",
            calendar::current_session(scene.now).map(|session| session.close),
        );
    Reply::ok(&wire.build())
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
    let days = calendar::sessions(from, to).map(|session| -> Value {
        Object::new()
            .text("date", &session.day)
            .text("open", &calendar::new_york_time(&session, session.open))
            .text("close", &calendar::new_york_time(&session, session.close))
            .text("session_open", "0400")
            .text("session_close", "2000")
            .build()
    });
    Reply::list(days.collect())
}
