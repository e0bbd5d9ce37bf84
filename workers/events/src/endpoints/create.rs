//! `POST /api/event-endpoints`.

use pinewire_domain::{id::EndpointId, standard_webhooks::EventType};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    events::target,
    http::{Problem, Request, Response, parse_json, response},
    idempotency::{self, Slot},
    params, sql,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{secret, types, view::EventEndpoint};

/// Endpoints of a seller.
const MOST_ENDPOINTS: u32 = 20;

sql! {
    /// ?2 endpoint, ?3 URL, ?4 description, ?5 types, ?6 secret, ?7 now, ?8 how many there may be.
    tenant ADD = "INSERT INTO event_endpoints (id, user_id, url, description, event_types, is_enabled, secret_sealed, secret_at, created_at, updated_at)
        SELECT ?2, ?1, ?3, ?4, ?5, 1, ?6, ?7, ?7, ?7
        WHERE (SELECT count(*) FROM event_endpoints WHERE user_id = ?1) < ?8";
}

/// A new endpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewEventEndpoint {
    /// Where to: `https://` and a public host's name.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://shop.example.com/hooks/pinewire")
    )]
    url: String,
    /// The seller's own words, at most 200 characters.
    #[serde(default)]
    description: String,
    /// Which events it gets; null or absent: all.
    event_types: Option<Vec<EventType>>,
}

/// A new endpoint, with what proves that an event is ours.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CreatedEventEndpoint {
    #[serde(flatten)]
    endpoint: EventEndpoint,
    /// The signing secret, shown this once.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    )]
    secret: String,
}

/// Add an endpoint
///
/// It gets every event of its types that happens from now on, signed as the Standard Webhooks specification says.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/event-endpoints", tag = "events", request_body = NewEventEndpoint,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time")),
    responses(
        (status = 201, description = "The endpoint and its secret, shown this once", body = CreatedEventEndpoint),
        (status = 409, description = "There are too many endpoints", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_event_endpoint(cx: Cx, mut request: Request) -> Result<Response> {
    let body = request.json_bytes().await?;
    idempotency::run(&cx, &request, &body, async |slot| create(&cx, slot, &body).await).await
}

async fn create(cx: &Cx, slot: &Slot, body: &[u8]) -> Result<Response> {
    let input: NewEventEndpoint = parse_json(body)?;
    let url = target::check(cx, &input.url)?;
    let description = types::description(&input.description)?;
    let event_types = types::to_column(input.event_types.as_deref())?;
    let (user_id, now) = (*cx.user_id()?, cx.now());
    let id: EndpointId = cx.new_id()?;
    let made = secret::make(cx, &user_id, &id)?;
    let created = CreatedEventEndpoint {
        endpoint: EventEndpoint {
            id,
            url: url.clone(),
            description: description.clone(),
            event_types: event_types.as_deref().map(serde_json::from_str).transpose()?,
            is_enabled: true,
            disabled_reason: None,
            disabled_at: None,
            secret_created_at: now,
            previous_secret_expires_at: None,
            failures: 0,
            failing_since: None,
            last_success_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        },
        secret: made.shown,
    };
    let entry = audit::Entry {
        actor: Actor::of(cx),
        action: "event_endpoint.create",
        subject_id: Some(id.as_str()),
        detail: json!({ "url": url }),
    };
    let results = audit::commit(cx, &entry, |batch| {
        let params = params![
            &id,
            url.as_str(),
            description.as_str(),
            event_types.as_deref(),
            made.sealed.as_str(),
            now,
            MOST_ENDPOINTS
        ];
        batch.tenant(&user_id, &ADD, params)?;
        slot.store_with(batch, 201, &created)
    })
    .await?;
    if results.changes(0)? == 0 {
        let detail = format!("There are {MOST_ENDPOINTS} endpoints already. Delete one first.");
        return Err(Problem::conflict(detail).into());
    }
    response::json_with_status(201, &created)
}
