//! `GET /api/users/validate/{name}`: who is meant by a name.

use pinewire_domain::{access::username::Username, auth::Scope};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Access, Limit, Problem, Request, Response, Route, response},
    routes, tradingview,
};
use serde::Serialize;

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/users/validate/{name}" => validate_username, Access::Scope(Scope::AccessRead), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(validate_username))]
pub(crate) struct Docs;

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
    let known = tradingview::known_user(&cx, &username)
        .await?
        .map_err(|trouble| {
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
