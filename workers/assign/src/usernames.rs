//! Who is meant by a name. Buyers seldom give the exact spelling that TradingView's access endpoints want; the username
//! hint knows it. What it said is remembered for some minutes.

use pinewire_domain::{
    access::{failure::AccessFailure, outcome::Problem as Trouble, username::Username},
    auth::Scope,
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Access, Limit, Problem, Request, Response, Route, response},
    log, routes,
    tradingview::Client,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/users/validate/{name}" => validate_username, Access::Scope(Scope::AccessRead), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(validate_username))]
pub(crate) struct Docs;

/// A user that is there will most likely still be there.
const FOUND_SECONDS: u64 = 600;
/// One that is not may be about to sign up.
const NOT_FOUND_SECONDS: u64 = 60;

/// What TradingView knows of a name.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ValidatedUsername {
    /// The name that was asked for.
    name: String,
    /// Whether there is such a user.
    exists: bool,
    /// The exact spelling.
    username: Option<String>,
    /// Whether the account is closed.
    is_inactive: bool,
}

/// What is remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Known {
    /// The exact spelling; `None`: there is no such user.
    pub(crate) username: Option<String>,
    is_inactive: bool,
}

/// Find a TradingView user by name, in any spelling
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/users/validate/{name}", tag = "access",
    params(("name" = String, Path, description = "A username, in any case")),
    responses(
        (status = 200, description = "Whether there is such a user, and the exact spelling", body = ValidatedUsername),
        (status = 422, description = "This can't be a username", body = pinewire_shared::http::ProblemBody),
        (status = 503, description = "TradingView does not say", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn validate_username(cx: Cx, request: Request) -> Result<Response> {
    let name = request.param("name")?.to_owned();
    let username = Username::parse(&name).map_err(|error| Problem::invalid("name", error.to_string()))?;
    let known = find(&cx, &username).await?.map_err(|trouble| {
        let detail = "TradingView does not say at the moment whether there is such a user. Try again.";
        let after = trouble
            .retry_at
            .map_or(5, |at| u32::try_from(cx.now().seconds_until(at)).unwrap_or(60));
        Error::from(
            Problem::new(503, "tradingview_unavailable", detail)
                .retry_after(after)
                .because(trouble.failure),
        )
    })?;
    response::json(&ValidatedUsername {
        name,
        exists: known.username.is_some(),
        username: known.username,
        is_inactive: known.is_inactive,
    })
}

/// What TradingView says of a name, now or some minutes ago.
pub(crate) async fn find(cx: &Cx, name: &Username) -> Result<Result<Known, Trouble>> {
    let kv = cx.kv()?;
    let key = format!("tradingview-user:{}", name.key());
    match kv.get::<Known>(&key).await {
        Ok(Some(known)) => return Ok(Ok(known)),
        Ok(None) => {}
        // A cache that is down is no reason not to ask.
        Err(error) => log::warn(cx, "cache_not_read", json!({ "error": error.to_string() })),
    }
    let hint = match Client::anonymous(cx).find_user(name).await.answer {
        Ok(hint) => hint,
        Err(trouble) if trouble.failure == AccessFailure::UserNotFound => None,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let known = Known {
        is_inactive: hint.as_ref().is_some_and(|hint| hint.inactive),
        username: hint.map(|hint| hint.username),
    };
    let seconds = if known.username.is_some() {
        FOUND_SECONDS
    } else {
        NOT_FOUND_SECONDS
    };
    if let Err(error) = kv.put(&key, &known, seconds).await {
        log::warn(cx, "cache_not_written", json!({ "error": error.to_string() }));
    }
    Ok(Ok(known))
}
