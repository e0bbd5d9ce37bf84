//! How many requests are taken, and how often cookies are replaced.

use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
};
use serde::{Deserialize, Serialize};

use super::body;
use crate::{
    bucket::{self, Limits},
    state::{
        control::{Question, asked},
        settings::{NO_ROTATION, Rotation},
    },
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

pub(super) async fn limits(cx: Cx, _: Request) -> Result<Response> {
    show(asked(&cx, &Question::GetLimits).await?)
}

pub(super) async fn set_limits(cx: Cx, mut request: Request) -> Result<Response> {
    let wanted: Wanted = body(&mut request).await?;
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
    asked::<()>(&cx, &Question::SetLimits { limits }).await?;
    show(limits)
}

pub(super) async fn reset_limits(cx: Cx, _: Request) -> Result<Response> {
    let limits = bucket::DEFAULT;
    asked::<()>(&cx, &Question::SetLimits { limits }).await?;
    response::no_content()
}

fn show(limits: Limits) -> Result<Response> {
    response::json(&Shown {
        burst: limits.burst,
        interval_ms: limits.interval_us.div_ceil(1000),
        retry_after_s: limits.retry_after_s,
    })
}

pub(super) async fn set_rotation(cx: Cx, mut request: Request) -> Result<Response> {
    let wanted: WantedRotation = body(&mut request).await?;
    let rotation = Rotation {
        every_calls: wanted.every_calls,
        grace_ms: wanted.grace_ms.unwrap_or(NO_ROTATION.grace_ms),
    };
    asked::<()>(&cx, &Question::SetRotation { rotation }).await?;
    response::json(&rotation)
}
