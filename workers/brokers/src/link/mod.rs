//! Linking an account at Alpaca by OAuth: the browser goes there with a state that is good for one use, in the session and
//! in the browser that began it, and comes back with a code.

pub(crate) mod complete;
mod state;
mod store;

use pinewire_domain::{
    time::Timestamp,
    trading::broker::{Broker, Environment},
};
use pinewire_shared::{
    Cx, Result,
    alpaca::oauth,
    http::{Cookie, Problem, Request, Response, SameSite, response},
    trading::accounts,
};
use serde::{Deserialize, Serialize};

use crate::{agreement, paper, region};

/// Tells the browser that began a link from any other.
const BROWSER_COOKIE: &str = "__Host-broker-link";

/// Which accounts are to be linked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewLink {
    /// `live` or `paper`.
    environment: Environment,
}

/// Where to go.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct LinkBegun {
    /// The broker's page: open it in this browser.
    authorize_url: String,
    /// Until when one can come back from it.
    expires_at: Timestamp,
}

/// Begin to link an account at Alpaca
///
/// The page sends the browser back to `GET /api/brokers/alpaca/callback`. A program that catches the browser itself sends
/// `code` and `state` to `POST /api/brokers/alpaca/callback` in the same session.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/brokers/alpaca/link", tag = "brokers", request_body = NewLink,
    responses(
        (status = 201, description = "Where to go", body = LinkBegun),
        (status = 403, description = "Trading is not offered in this country", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The agreement is missing, or there are too many accounts", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn begin_link(cx: Cx, mut request: Request) -> Result<Response> {
    region::check(&cx, &request)?;
    let input: NewLink = request.json().await?;
    if !Broker::Alpaca.environments().contains(&input.environment) {
        return Err(Problem::invalid("environment", "Alpaca has no such accounts.").into());
    }
    let user_id = *cx.user_id()?;
    agreement::require(&cx, &user_id).await?;
    // One of those that are known may be linked again.
    let linked = accounts::of_user(&cx, &user_id).await?;
    if linked.iter().all(|account| account.broker == Broker::Paper) {
        paper::check_room(&linked)?;
    }
    let begun = state::begin(&cx, input.environment).await?;
    let authorize_url = oauth::authorize_url(
        &cx,
        &oauth::Request {
            environment: input.environment,
            redirect_uri: &redirect_uri(&cx)?,
            state: &begun.state,
            verifier: &begun.verifier,
        },
    )?;
    let answer = response::json_with_status(
        201,
        &LinkBegun {
            authorize_url,
            expires_at: begun.expires_at,
        },
    )?;
    let cookie = Cookie {
        name: BROWSER_COOKIE,
        value: &begun.browser,
        max_age_seconds: state::VALID_SECONDS,
        http_only: true,
        same_site: SameSite::Lax,
    };
    answer.headers().append("set-cookie", &cookie.to_string())?;
    Ok(answer)
}

/// Where the broker sends the browser back to.
fn redirect_uri(cx: &Cx) -> Result<String> {
    let base = cx.required_var("PUBLIC_URL")?;
    Ok(format!(
        "{}/api/brokers/alpaca/callback",
        base.trim_end_matches('/')
    ))
}
