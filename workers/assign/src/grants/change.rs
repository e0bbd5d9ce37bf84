//! Changes of a grant that exists: `POST /api/access/{id}/extend`, `/replace`, `/lifetime`, `/trial`.

use pinewire_domain::{
    access::{attempt::Change, duration::GrantDuration, expiry::Expiry, username::Username},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    access::{self, Grant, WantedChange},
    http::{Problem, Request, Response, parse_json},
    idempotency,
};
use serde::Deserialize;

use super::create;

/// More time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Extension {
    /// `7D`, `2W`, `1M`, `1Y`, or `1L` for a lifetime.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "30D"))]
    duration: GrantDuration,
}

/// Another end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Replacement {
    /// The exact end, be it sooner or later than the present one.
    expires_at: Timestamp,
}

/// Nothing is to be said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Nothing {}

/// Extend a grant
///
/// Time is added to whichever is later, now or the present end. A lifetime stays one.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access/{id}/extend", tag = "access", request_body = Extension,
    params(
        ("id" = String, Path, description = "The grant's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time"),
    ),
    responses(
        (status = 202, description = "It is being carried out", body = Grant),
        (status = 404, description = "There is no such grant", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The duration is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn extend_grant(cx: Cx, request: Request) -> Result<Response> {
    change(cx, request, Wanted::Extension).await
}

/// Set the exact end of a grant
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access/{id}/replace", tag = "access", request_body = Replacement,
    params(
        ("id" = String, Path, description = "The grant's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time"),
    ),
    responses(
        (status = 202, description = "It is being carried out", body = Grant),
        (status = 404, description = "There is no such grant", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The time is not in the future", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn replace_grant(cx: Cx, request: Request) -> Result<Response> {
    change(cx, request, Wanted::Replacement).await
}

/// Make a grant a lifetime
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access/{id}/lifetime", tag = "access", request_body = Nothing,
    params(
        ("id" = String, Path, description = "The grant's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time"),
    ),
    responses(
        (status = 202, description = "It is being carried out", body = Grant),
        (status = 404, description = "There is no such grant", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn make_grant_lifetime(cx: Cx, request: Request) -> Result<Response> {
    change(cx, request, Wanted::Lifetime).await
}

/// Give a trial
///
/// Only to who has never had access: it fails with `trial_used` otherwise.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access/{id}/trial", tag = "access", request_body = Extension,
    params(
        ("id" = String, Path, description = "The grant's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time"),
    ),
    responses(
        (status = 202, description = "It is being carried out", body = Grant),
        (status = 404, description = "There is no such grant", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The user has or had access", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The duration is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn give_trial(cx: Cx, request: Request) -> Result<Response> {
    change(cx, request, Wanted::Trial).await
}

/// Which of the changes a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Extension,
    Replacement,
    Lifetime,
    Trial,
}

impl Wanted {
    /// The change that the body describes; 4xx if it describes none, or none that this grant can have.
    fn of(self, grant: &Grant, body: &[u8], now: Timestamp) -> Result<Change> {
        match self {
            Self::Extension => {
                let duration = read_duration(body, now)?;
                Ok(Change::Extend {
                    duration,
                    grace_days: 0,
                })
            }
            Self::Replacement => {
                let Replacement { expires_at } = parse_json(body)?;
                let expiry = Expiry::At(expires_at);
                if expiry.is_over(now) {
                    let message = "Choose a time in the future. To end the access now, delete the grant.";
                    return Err(Problem::invalid("expires_at", message).into());
                }
                Ok(Change::Replace { expiry })
            }
            Self::Lifetime => {
                let Nothing {} = parse_json(body)?;
                Ok(Change::Replace {
                    expiry: Expiry::Never,
                })
            }
            Self::Trial if grant.has_access || grant.granted_at.is_some() => {
                Err(Problem::conflict("The user has or had access to this script: no trial.").into())
            }
            Self::Trial => {
                let duration = read_duration(body, now)?;
                if duration == GrantDuration::Lifetime {
                    return Err(Problem::invalid("duration", "A trial can't be for a lifetime.").into());
                }
                Ok(Change::Trial { duration })
            }
        }
    }
}

fn read_duration(body: &[u8], now: Timestamp) -> Result<GrantDuration> {
    let Extension { duration } = parse_json(body)?;
    if duration.extend(None, now).is_none() {
        return Err(Problem::invalid("duration", "The access would end after the year 9999.").into());
    }
    Ok(duration)
}

async fn change(cx: Cx, mut request: Request, wanted: Wanted) -> Result<Response> {
    let body = request.json_bytes().await?;
    let grant = access::requested_grant(&cx, &request).await?;
    let key = request.header(idempotency::HEADER);
    idempotency::run(&cx, &request, &body, async |_| {
        let change = wanted.of(&grant, &body, cx.now())?;
        let script = access::requested_script(&cx, grant.script.id.as_str()).await?;
        let username = Username::parse(&grant.username).map_err(Error::bug)?;
        let wish = WantedChange {
            idempotency_key: key.map(|key| format!("request:{key}")),
            ..WantedChange::new(script.id, username, change, cx.now())?
        };
        create::want(&cx, cx.user_id()?, &wish).await
    })
    .await
}
