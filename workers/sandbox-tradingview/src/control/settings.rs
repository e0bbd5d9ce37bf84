//! How many requests are taken, and how often cookies are replaced.

use pinewire_shared::{
    Result,
    http::{Problem, Response, response},
};
use serde::{Deserialize, Serialize};

use crate::{
    bucket::{self, Limits},
    state::settings::{self, NO_ROTATION, Rotation},
    visit::Visit,
};

const SECOND_US: u32 = 1_000_000;

/// One of `per_second` and `interval_ms`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    burst: u32,
    per_second: Option<u32>,
    interval_ms: Option<u32>,
    retry_after_s: Option<u32>,
}

#[derive(Serialize)]
struct Shown {
    burst: u32,
    interval_ms: u32,
    retry_after_s: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedRotation {
    every_calls: u32,
    grace_ms: Option<u32>,
}

pub(super) fn limits(visit: &Visit) -> Result<Response> {
    show(settings::limits(&visit.sql)?)
}

pub(super) fn set_limits(visit: &Visit) -> Result<Response> {
    let wanted: Wanted = visit.json()?;
    let interval_us = match (wanted.per_second, wanted.interval_ms) {
        (Some(count), None) if (1..=SECOND_US).contains(&count) => SECOND_US / count,
        (None, Some(ms)) if (1..=3_600_000).contains(&ms) => ms.saturating_mul(1000),
        _ => {
            let message = "give a per_second from 1 to 1000000, or an interval_ms from 1 to 3600000";
            return Err(Problem::invalid("per_second", message).into());
        }
    };
    if wanted.burst == 0 {
        return Err(Problem::invalid("burst", "must be at least 1").into());
    }
    let limits = Limits {
        burst: wanted.burst,
        interval_us,
        retry_after_s: wanted.retry_after_s,
    };
    settings::set_limits(&visit.sql, &limits)?;
    show(limits)
}

pub(super) fn reset_limits(visit: &Visit) -> Result<Response> {
    settings::set_limits(&visit.sql, &bucket::DEFAULT)?;
    response::no_content()
}

fn show(limits: Limits) -> Result<Response> {
    response::json(&Shown {
        burst: limits.burst,
        interval_ms: limits.interval_us.div_ceil(1000),
        retry_after_s: limits.retry_after_s,
    })
}

pub(super) fn set_rotation(visit: &Visit) -> Result<Response> {
    let wanted: WantedRotation = visit.json()?;
    let rotation = Rotation {
        every_calls: wanted.every_calls,
        grace_ms: wanted.grace_ms.unwrap_or(NO_ROTATION.grace_ms),
    };
    settings::set_rotation(&visit.sql, rotation)?;
    response::json(&rotation)
}
