//! Signing secrets: made by us, shown once, sealed at rest. While one is being replaced, both sign.

use pinewire_domain::{
    id::{EndpointId, UserId},
    standard_webhooks::SigningSecret,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    crypto,
    events::secret::{PRESENT, PREVIOUS, Sealed, place},
    http::{Request, Response, response},
    params, random, sql,
};
use serde::Serialize;
use serde_json::json;

use super::view::no_such_endpoint;

/// How long the secret before signs as well.
const OVERLAP_MS: i64 = DAY_MS;

sql! {
    tenant GET = "SELECT secret_sealed, previous_secret_sealed, previous_until FROM event_endpoints
        WHERE user_id = ?1 AND id = ?2";
    /// ?2 endpoint, ?3 the secret that was read, ?4 the new one, ?5 the one that was read, sealed for its new place,
    /// ?6 until when, ?7 now.
    tenant REPLACE = "UPDATE event_endpoints SET secret_sealed = ?4, previous_secret_sealed = ?5, previous_until = ?6,
          secret_at = ?7, updated_at = ?7, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND secret_sealed = ?3";
}

/// A secret that was just made.
pub(super) struct Made {
    /// What its owner is shown.
    pub(super) shown: String,
    /// What is kept.
    pub(super) sealed: String,
}

/// A secret that replaced another one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RotatedSecret {
    /// The new signing secret, shown this once.
    secret: String,
    /// Until when the one before signs as well.
    previous_secret_expires_at: Timestamp,
}

/// Makes the secret that an endpoint signs with from now on.
pub(super) fn make(cx: &Cx, user_id: &UserId, id: &EndpointId) -> Result<Made> {
    let shown = SigningSecret::from_random(random::bytes()?).reveal();
    let sealed = crypto::seal(cx.keyring()?, place(user_id, id, PRESENT), &shown)?;
    Ok(Made { shown, sealed })
}

/// Replace an endpoint's signing secret
///
/// For a day both secrets sign, so that no event is lost while the receiver changes over.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/event-endpoints/{id}/secret", tag = "events",
    params(("id" = EndpointId, Path, description = "The endpoint")),
    responses(
        (status = 201, description = "The new secret, shown this once", body = RotatedSecret),
        (status = 404, description = "There is no such endpoint", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "Somebody else is replacing it", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn rotate_event_secret(cx: Cx, request: Request) -> Result<Response> {
    let id: EndpointId = request.id("id", "endpoint")?;
    let user_id = *cx.user_id()?;
    let sealed: Option<Sealed> = cx.db()?.tenant(&user_id).first(&GET, params![&id]).await?;
    let sealed = sealed.ok_or_else(no_such_endpoint)?;
    let old = crypto::open(
        cx.keyring()?,
        place(&user_id, &id, PRESENT),
        &sealed.secret_sealed,
    )?;
    let old = crypto::seal(cx.keyring()?, place(&user_id, &id, PREVIOUS), &old)?;
    let made = make(&cx, &user_id, &id)?;
    let until = cx.now().plus_millis(OVERLAP_MS);
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "event_endpoint.rotate_secret",
        subject_id: Some(id.as_str()),
        detail: json!({}),
    };
    let results = audit::commit(&cx, &entry, |batch| {
        let params = params![
            &id,
            sealed.secret_sealed.as_str(),
            made.sealed.as_str(),
            old.as_str(),
            until,
            cx.now()
        ];
        batch.tenant(&user_id, &REPLACE, params)?;
        Ok(())
    })
    .await?;
    if results.changes(0)? == 0 {
        let detail = "The secret was replaced meanwhile. Load the endpoint again.";
        return Err(pinewire_shared::http::Problem::conflict(detail).into());
    }
    let rotated = RotatedSecret {
        secret: made.shown,
        previous_secret_expires_at: until,
    };
    response::json_with_status(201, &rotated)
}
