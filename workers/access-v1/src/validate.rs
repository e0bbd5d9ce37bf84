//! `GET /validate/{username}`: whether TradingView has such a user. Open to anyone, as it always was.

use pinewire_domain::access::{legacy::Validation, username::Username};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    tradingview,
};

use crate::envelope;

/// Whether TradingView has a user of this name (older API)
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/validate/{username}", tag = "older",
    params(("username" = String, Path, description = "A username, in any case")),
    responses(
        (status = 200, description = "Whether there is such a user, and the exact spelling", body = Validation),
        (status = 503, description = "TradingView does not say", body = crate::envelope::OlderError),
    )
))]
pub(crate) async fn validate_older(cx: Cx, request: Request) -> Result<Response> {
    let validated = validate(&cx, &request).await;
    envelope::answer(&cx, validated)
}

async fn validate(cx: &Cx, request: &Request) -> Result<Response> {
    // What can't be a name is nobody's.
    let known = match Username::parse(request.param("username")?) {
        Ok(name) => exact(cx, &name).await?,
        Err(_) => None,
    };
    response::json(&Validation {
        valid_user: known.is_some(),
        verified_username: known.map(|name| name.as_str().to_owned()).unwrap_or_default(),
    })
}

/// The exact spelling; `None` if TradingView has no such user, 503 if it does not say.
pub(crate) async fn exact(cx: &Cx, name: &Username) -> Result<Option<Username>> {
    let known = tradingview::known_user(cx, name).await?.map_err(|trouble| {
        let detail = "TradingView does not say at the moment whether there is such a user. Try again.";
        Problem::new(503, "tradingview_unavailable", detail)
            .retry_after(5)
            .because(trouble.failure)
    })?;
    Ok(known
        .username
        .map(|spelling| Username::parse(&spelling).unwrap_or_else(|_| name.clone())))
}
