//! `GET`, `POST` and `DELETE /access/{username}`: answered when it is done, as the older API did.

mod change;
mod read;
mod scripts;
mod wait;

use pinewire_domain::access::{
    attempt::Change,
    legacy::{self, LegacyAccess, LegacyRequest},
    username::Username,
};
use pinewire_shared::{
    Cx, Result,
    http::{FieldError, Problem, Request, Response, response},
};
use serde::Deserialize;

use crate::{
    envelope,
    seller::{self, Seller},
};

const MAX_BODY_BYTES: usize = 64 * 1024;

/// A request for the description; [`legacy::parse_request`] reads it.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct OlderAccessRequest {
    /// Scripts as TradingView names them: 1 to 100.
    #[schema(example = json!(["PUB;0123456789abcdef0123456789abcdef"]))]
    pine_ids: Vec<String>,
    /// Of a `POST`: a number and `Y`, `M`, `W` or `D`, or `1L` for a lifetime.
    #[schema(required = false, example = "7D")]
    duration: Option<String>,
}

/// What access a user has (older API)
///
/// As TradingView shows it now. Where a client can't send a body with `GET`: `?pine_ids=PUB;…,PUB;…`.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/access/{username}", tag = "older", request_body = OlderAccessRequest,
    params(
        ("username" = String, Path, description = "The user"),
        ("X-Admin-Token" = String, Header, description = "The token"),
        ("pine_ids" = Option<String>, Query, description = "The scripts, separated by commas, in place of a body"),
    ),
    responses(
        (status = 200, description = "For each script", body = Vec<LegacyAccess>),
        (status = 400, description = "The request can't be understood", body = crate::envelope::OlderError),
        (status = 401, description = "The token is missing or wrong", body = crate::envelope::OlderError),
        (status = 503, description = "TradingView can't be asked", body = crate::envelope::OlderError),
    )
))]
pub(crate) async fn get_older_access(cx: Cx, request: Request) -> Result<Response> {
    let answer = async {
        let asked = Asked::by(&cx, request, false).await?;
        let mut shown = Vec::with_capacity(asked.what.pine_ids.len());
        for pine_id in &asked.what.pine_ids {
            let expiry = read::expiry(&cx, &asked.seller.user_id, pine_id, &asked.username).await?;
            shown.push(LegacyAccess::new(pine_id, asked.username.as_str(), expiry));
        }
        response::json(&shown)
    };
    envelope::answer(&cx, answer.await)
}

/// Give a user access, or prolong it (older API)
///
/// Answered when TradingView has done it. The duration counts from the present end, or from now if that is over.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/access/{username}", tag = "older", request_body = OlderAccessRequest,
    params(
        ("username" = String, Path, description = "The user"),
        ("X-Admin-Token" = String, Header, description = "The token"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key within a day, time is not given twice"),
    ),
    responses(
        (status = 200, description = "For each script", body = Vec<LegacyAccess>),
        (status = 400, description = "The request can't be understood", body = crate::envelope::OlderError),
        (status = 401, description = "The token is missing or wrong", body = crate::envelope::OlderError),
        (status = 503, description = "TradingView can't be asked", body = crate::envelope::OlderError),
        (status = 504, description = "It is still being carried out: look before sending it again", body = crate::envelope::OlderError),
    )
))]
pub(crate) async fn give_older_access(cx: Cx, request: Request) -> Result<Response> {
    let key = request.header(pinewire_shared::idempotency::HEADER);
    let answer = async {
        let asked = Asked::by(&cx, request, true).await?;
        let duration = asked
            .what
            .duration
            .ok_or_else(|| Problem::bad_request("bad_request", "Send a duration, such as 7D."))?;
        let change = Change::Extend {
            duration,
            grace_days: 0,
        };
        let outcomes = change::carry_out(&cx, &asked, change, key.as_deref()).await?;
        let shown: Vec<LegacyAccess> = outcomes
            .into_iter()
            .map(|outcome| outcome.before.granted(outcome.after, outcome.status))
            .collect();
        response::json(&shown)
    };
    envelope::answer(&cx, answer.await)
}

/// End a user's access (older API)
///
/// Answered when TradingView has done it; `hasAccess` is the state before.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete, path = "/access/{username}", tag = "older", request_body = OlderAccessRequest,
    params(
        ("username" = String, Path, description = "The user"),
        ("X-Admin-Token" = String, Header, description = "The token"),
    ),
    responses(
        (status = 200, description = "For each script", body = Vec<LegacyAccess>),
        (status = 400, description = "The request can't be understood", body = crate::envelope::OlderError),
        (status = 401, description = "The token is missing or wrong", body = crate::envelope::OlderError),
        (status = 503, description = "TradingView can't be asked", body = crate::envelope::OlderError),
        (status = 504, description = "It is still being carried out: look before sending it again", body = crate::envelope::OlderError),
    )
))]
pub(crate) async fn end_older_access(cx: Cx, request: Request) -> Result<Response> {
    let answer = async {
        let asked = Asked::by(&cx, request, false).await?;
        let outcomes = change::carry_out(&cx, &asked, Change::Revoke, None).await?;
        let shown: Vec<LegacyAccess> = outcomes
            .into_iter()
            .map(|outcome| outcome.before.removed(outcome.status))
            .collect();
        response::json(&shown)
    };
    envelope::answer(&cx, answer.await)
}

/// A request that was understood.
struct Asked {
    seller: Seller,
    username: Username,
    what: LegacyRequest,
}

impl Asked {
    async fn by(cx: &Cx, mut request: Request, needs_duration: bool) -> Result<Self> {
        let seller = seller::identify(cx, &request).await?;
        let username = Username::parse(request.param("username")?)
            .map_err(|error| Problem::bad_request("username_invalid", error.to_string()))?;
        let body = request
            .body(MAX_BODY_BYTES)
            .await?
            .ok_or_else(|| Problem::new(413, "payload_too_large", "The body is longer than 64 KiB."))?;
        let body = if body.is_empty() {
            in_query(&request)?
        } else {
            String::from_utf8_lossy(&body).into_owned()
        };
        let what = legacy::parse_request(&body, needs_duration).map_err(refused)?;
        Ok(Self {
            seller,
            username,
            what,
        })
    }
}

/// The body that a query stands for; empty without one.
fn in_query(request: &Request) -> Result<String> {
    #[derive(Deserialize)]
    struct Query {
        pine_ids: Option<String>,
    }
    let query: Query = request.query()?;
    Ok(match query.pine_ids {
        None => String::new(),
        Some(list) => {
            let ids: Vec<&str> = list.split(',').map(str::trim).collect();
            serde_json::json!({ "pine_ids": ids }).to_string()
        }
    })
}

/// The older API said 400 to whatever it did not understand.
fn refused(errors: Vec<pinewire_domain::validation::FieldError>) -> Problem {
    let errors = errors
        .into_iter()
        .map(|error| FieldError {
            field: error.field,
            message: error.message,
        })
        .collect();
    let mut problem = Problem::validation(errors);
    problem.status = 400;
    problem
}
