//! `POST /api/event-endpoints/{id}/replay`: what happened since a time, once more.

use pinewire_domain::{
    id::EndpointId,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    events::{
        KEEP_DAYS,
        delivery::{self, Stretch},
    },
    http::{Problem, Request, Response, response},
    idempotency, jobs,
};
use serde::{Deserialize, Serialize};

use super::view;

/// What is to be replayed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EventReplay {
    /// Events from this time on; at most 30 days ago.
    since: Timestamp,
    /// Up to this time; now if absent.
    until: Option<Timestamp>,
    /// Whether what has arrived, or is on its way, is left out; true if absent.
    #[serde(default = "yes")]
    #[cfg_attr(feature = "openapi", schema(default = true, required = false))]
    only_missing: bool,
}

const fn yes() -> bool {
    true
}

/// What is being replayed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct StartedEventReplay {
    /// To whom.
    endpoint_id: EndpointId,
    /// From when on.
    since: Timestamp,
    /// Up to when.
    until: Timestamp,
    /// Whether what has arrived is left out.
    only_missing: bool,
}

/// Replay events
///
/// Sends the endpoint what happened since a time, of the types that it is subscribed to: after an outage, or to an
/// endpoint that was added later. Each keeps its `webhook-id`, so that a receiver can tell what it has seen.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/event-endpoints/{id}/replay", tag = "events", request_body = EventReplay,
    params(
        ("id" = EndpointId, Path, description = "The endpoint"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time"),
    ),
    responses(
        (status = 202, description = "It has begun", body = StartedEventReplay),
        (status = 404, description = "There is no such endpoint", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The endpoint is disabled", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn replay_events(cx: Cx, mut request: Request) -> Result<Response> {
    let id: EndpointId = request.id("id", "endpoint")?;
    let body = request.json_bytes().await?;
    let input: EventReplay = pinewire_shared::http::parse_json(&body)?;
    idempotency::run(&cx, &request, &body, async |slot| {
        let (user_id, now) = (*cx.user_id()?, cx.now());
        let started = stretch(&id, &input, now)?;
        if !view::load(&cx, &user_id, &id).await?.is_enabled {
            return Err(Problem::conflict("The endpoint is disabled. Enable it first.").into());
        }
        let db = cx.db()?;
        let mut batch = db.batch();
        let stretch = Stretch {
            endpoint_id: id,
            after: started.since.plus_millis(-1),
            after_id: "~".to_owned(),
            until: started.until,
            only_missing: started.only_missing,
        };
        delivery::add_stretch(&mut batch, &user_id, stretch, now)?;
        slot.store_with(&mut batch, 202, &started)?;
        batch.run().await?;
        let work = cx.clone();
        cx.wait_until(async move { jobs::send_pending(&work).await });
        response::json_with_status(202, &started)
    })
    .await
}

fn stretch(id: &EndpointId, input: &EventReplay, now: Timestamp) -> Result<StartedEventReplay> {
    if input.since < now.plus_millis(-KEEP_DAYS * DAY_MS) {
        return Err(Problem::invalid("since", "Events are kept for 30 days.").into());
    }
    let until = input.until.unwrap_or(now).min(now);
    if until < input.since {
        return Err(Problem::invalid("until", "Choose a time after since.").into());
    }
    Ok(StartedEventReplay {
        endpoint_id: *id,
        since: input.since,
        until,
        only_missing: input.only_missing,
    })
}
