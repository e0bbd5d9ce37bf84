//! `PUT` and `DELETE /api/event-endpoints/{id}`.

use pinewire_domain::{id::EndpointId, standard_webhooks::EventType};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    events::target,
    http::{self, Problem, Request, Response, response},
    params, sql,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    types,
    view::{self, no_such_endpoint},
};

sql! {
    /// ?2 endpoint, ?3 version (NULL: any), ?4 now, ?5 URL, ?6 description, ?7 whether ?8 types is given, ?9 enabled; NULL: as it is.
    tenant UPDATE = "UPDATE event_endpoints SET url = coalesce(?5, url), description = coalesce(?6, description),
          event_types = iif(?7, ?8, event_types), is_enabled = coalesce(?9, is_enabled),
          disabled_reason = CASE coalesce(?9, is_enabled) WHEN 1 THEN NULL ELSE coalesce(disabled_reason, 'owner') END,
          disabled_at = CASE coalesce(?9, is_enabled) WHEN 1 THEN NULL ELSE coalesce(disabled_at, ?4) END,
          failures = iif(?5 IS NULL AND coalesce(?9, 0) = 0, failures, 0),
          failing_since = iif(?5 IS NULL AND coalesce(?9, 0) = 0, failing_since, NULL),
          hold_until = iif(?5 IS NULL AND coalesce(?9, 0) = 0, hold_until, 0),
          updated_at = ?4, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND (?3 IS NULL OR version = ?3)";
    /// Takes the deliveries along.
    tenant DELETE = "DELETE FROM event_endpoints WHERE user_id = ?1 AND id = ?2";
}

/// A change of an endpoint: absent fields stay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::option_option, reason = "absent, null and given are three things")]
pub(crate) struct EventEndpointUpdate {
    /// Where to.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    url: Option<String>,
    /// The seller's own words.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    description: Option<String>,
    /// Which events it gets; null: all.
    #[serde(default, deserialize_with = "http::present")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<EventType>>, required = false))]
    event_types: Option<Option<Vec<EventType>>>,
    /// Whether anything is sent to it. Enabling it forgets that it failed.
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    is_enabled: Option<bool>,
    /// The version that this changes; another one is refused. Absent: whichever there is.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, required = false))]
    version: Option<i64>,
}

/// Change an endpoint
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/event-endpoints/{id}", tag = "events", request_body = EventEndpointUpdate,
    params(("id" = EndpointId, Path, description = "The endpoint")),
    responses(
        (status = 200, description = "The endpoint after the change", body = super::view::EventEndpoint),
        (status = 404, description = "There is no such endpoint", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It was changed meanwhile", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn update_event_endpoint(cx: Cx, mut request: Request) -> Result<Response> {
    let id: EndpointId = request.id("id", "endpoint")?;
    let update: EventEndpointUpdate = request.json().await?;
    let url = update
        .url
        .as_deref()
        .map(|url| target::check(&cx, url))
        .transpose()?;
    let description = update
        .description
        .as_deref()
        .map(types::description)
        .transpose()?;
    let event_types = update
        .event_types
        .as_ref()
        .map(|types| types::to_column(types.as_deref()))
        .transpose()?;
    let user_id = *cx.user_id()?;
    view::load(&cx, &user_id, &id).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "event_endpoint.update",
        subject_id: Some(id.as_str()),
        detail: json!({ "url": url, "is_enabled": update.is_enabled }),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        let params = params![
            &id,
            update.version,
            cx.now(),
            url.as_deref(),
            description.as_deref(),
            event_types.is_some(),
            event_types.as_ref().and_then(Option::as_deref),
            update.is_enabled
        ];
        batch.tenant(&user_id, &UPDATE, params)?;
        Ok(())
    })
    .await?;
    let endpoint = view::load(&cx, &user_id, &id).await?;
    if results.changes(0)? == 0 {
        let detail = "The endpoint was changed meanwhile. Load it again and repeat your change.";
        return Err(Problem::conflict(detail).into());
    }
    response::json(&endpoint)
}

/// Delete an endpoint
///
/// With the log of its deliveries.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/api/event-endpoints/{id}", tag = "events",
    params(("id" = EndpointId, Path, description = "The endpoint")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "There is no such endpoint", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn delete_event_endpoint(cx: Cx, request: Request) -> Result<Response> {
    let id: EndpointId = request.id("id", "endpoint")?;
    let user_id = *cx.user_id()?;
    let endpoint = view::load(&cx, &user_id, &id).await?;
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "event_endpoint.delete",
        subject_id: Some(id.as_str()),
        detail: json!({ "url": endpoint.url }),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        batch.tenant(&user_id, &DELETE, params![&id])?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        return Err(no_such_endpoint());
    }
    response::no_content()
}
