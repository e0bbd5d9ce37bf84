//! Coming back from the broker's page, by browser or by program: the code becomes a token, the token tells the account.

use pinewire_domain::id::BrokerAccountId;
use pinewire_shared::{
    Cx, Error, Result,
    alpaca::oauth,
    http::{Cookie, Problem, Request, Response, SameSite},
    log,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    BROWSER_COOKIE, redirect_uri,
    state::{self, Returned},
    store::{self, Stored},
};
use crate::{account, agreement, region};

/// A code may be this long.
const MAX_CODE_BYTES: usize = 2048;

/// What the broker's page sent along.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct LinkReturn {
    /// The code.
    code: String,
    /// The state that it was sent.
    state: String,
}

/// What the broker's page adds to the address.
#[derive(Debug, Deserialize)]
struct Query {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// Finish linking an account
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/brokers/alpaca/callback", tag = "brokers", request_body = LinkReturn,
    responses(
        (status = 200, description = "The account was linked again", body = account::BrokerAccountView),
        (status = 201, description = "The account is linked", body = account::BrokerAccountView),
        (status = 409, description = "It is linked already, here or by another user", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The state or the code is not good (any more)", body = pinewire_shared::http::ProblemBody),
        (status = 503, description = "The broker could not be asked", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn complete_link(cx: Cx, mut request: Request) -> Result<Response> {
    region::check(&cx, &request)?;
    let input: LinkReturn = request.json().await?;
    let returned = state::take_by_session(&cx, &input.state).await?;
    let Stored { id, is_new } = complete(&cx, &returned, &input.code).await?;
    account::show(&cx, if is_new { 201 } else { 200 }, &id).await
}

/// Come back from the broker's page
///
/// Opened by the browser that began the link. It is sent on to the web app: `/brokers?linked=<account>`, or
/// `/brokers?link_error=<code>`.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/brokers/alpaca/callback", tag = "brokers",
    params(
        ("code" = Option<String>, Query, description = "The code"),
        ("state" = Option<String>, Query, description = "The state that was sent along"),
        ("error" = Option<String>, Query, description = "Why there is no code"),
    ),
    responses((status = 303, description = "On to the web app"))
))]
pub(crate) async fn return_from_broker(cx: Cx, request: Request) -> Result<Response> {
    let query = match finish(&cx, &request).await {
        Ok(id) => format!("linked={id}"),
        Err(Error::Reject(problem)) => {
            log::info(
                &cx,
                "link_refused",
                json!({ "code": problem.code, "cause": problem.cause }),
            );
            format!("link_error={}", problem.code)
        }
        Err(Error::Retry(what)) => {
            log::warn(&cx, "link_failed", json!({ "error": what }));
            "link_error=unavailable".to_owned()
        }
        Err(error) => return Err(error),
    };
    let base = cx.required_var("PUBLIC_URL")?;
    let answer = worker::ResponseBuilder::new().with_status(303).empty();
    let headers = answer.headers();
    headers.set(
        "location",
        &format!("{}/brokers?{query}", base.trim_end_matches('/')),
    )?;
    // The code in this address is used up; it should not be told to the next page all the same.
    headers.set("referrer-policy", "no-referrer")?;
    let forget = Cookie {
        name: BROWSER_COOKIE,
        value: "",
        max_age_seconds: 0,
        http_only: true,
        same_site: SameSite::Lax,
    };
    headers.append("set-cookie", &forget.to_string())?;
    Ok(answer)
}

async fn finish(cx: &Cx, request: &Request) -> Result<BrokerAccountId> {
    region::check(cx, request)?;
    let query: Query = request.query()?;
    let browser = request.cookie(BROWSER_COOKIE).unwrap_or_default();
    let returned = state::take_by_browser(cx, &query.state.unwrap_or_default(), &browser).await?;
    if let Some(error) = query.error {
        let detail = "The broker was not allowed to link the account.";
        return Err(Problem::new(422, "link_denied", detail).because(error).into());
    }
    let Stored { id, .. } = complete(cx, &returned, &query.code.unwrap_or_default()).await?;
    Ok(id)
}

async fn complete(cx: &Cx, returned: &Returned, code: &str) -> Result<Stored> {
    agreement::require(cx, &returned.user_id).await?;
    let refused = || {
        let detail = "Alpaca does not accept the code: it is too old or was used. Begin again.";
        Problem::new(422, "link_code_invalid", detail)
    };
    if code.is_empty() || code.len() > MAX_CODE_BYTES {
        return Err(refused().into());
    }
    let grant = oauth::exchange(cx, code, &returned.verifier, &redirect_uri(cx)?).await?;
    let grant = grant.ok_or_else(refused)?;
    let venue = oauth::account(cx, returned.environment, &grant.access_token).await?;
    let venue = venue.ok_or_else(|| {
        let detail = "Alpaca gave a link that does not open an account of this kind. Begin again.";
        Problem::new(422, "link_useless", detail)
    })?;
    store::store(cx, returned, &venue, &grant).await
}
