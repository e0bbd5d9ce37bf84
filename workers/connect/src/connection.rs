//! `POST /api/connect`: verified cookies become a connection, or renew one.

use pinewire_domain::{
    access::connection::{ConnectionEvent, Effects, Health},
    id::{ConnectionId, UserId},
};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    db::{Batch, Param},
    http::{Problem, Request, Response, response},
    params, sql,
    tradingview::{
        self, Cause, Connection, Seen,
        consequences::{self, Subject},
    },
};
use serde::Deserialize;
use serde_json::json;

#[cfg(feature = "openapi")]
use crate::status::ConnectionStatusView;
use crate::{
    consent,
    credentials::{self, Given, Verified},
    owner, status,
};

/// How often somebody who connects twice at once reads again.
const ATTEMPTS: usize = 4;

sql! {
    /// ?2 id, ?3 account, ?4 name, ?5 picture, ?6 plan, ?7 to ?9 balance, ?10 status, ?11 now, ?12 and ?13 the cookies,
    /// ?14 consent.
    tenant ADD = "INSERT INTO tv_connections (user_id, id, tv_user_id, username, avatar_url, plan, coins, partner_balance,
          partner_currency, status, since, cookies_at, checked_at, tried_at, sessionid_sealed, sessionid_sign_sealed,
          consent_version, consent_at, connected_at, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?11, ?11, ?12, ?13, ?14, ?11, ?11, ?11)";
    /// The same, and ?15 since when, ?16 the version that was read: any other makes the column NULL, which it can't be.
    /// These cookies are a new descent: what is still on its way with older ones neither replaces nor condemns them.
    tenant RENEW = "UPDATE tv_connections SET tv_user_id = ?3, username = ?4, avatar_url = coalesce(?5, avatar_url),
          plan = coalesce(?6, plan), coins = coalesce(?7, coins), partner_balance = coalesce(?8, partner_balance),
          partner_currency = coalesce(?9, partner_currency), status = ?10, since = ?15, cookies_at = ?11,
          checked_at = ?11, tried_at = ?11, last_failure = NULL, sessionid_sealed = ?12, sessionid_sign_sealed = ?13,
          cookies_version = cookies_version + 1, given_version = cookies_version + 1, consent_version = ?14,
          consent_at = ?11, connected_at = ?11, disconnected_at = NULL, version = iif(version = ?16, version + 1, NULL)
        WHERE user_id = ?1 AND id = ?2";
}

/// Either the two cookies, or username and password; and the seller's consent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewConnection {
    /// The value of the cookie `sessionid`.
    sessionid: Option<String>,
    /// The value of the cookie `sessionid_sign`.
    sessionid_sign: Option<String>,
    /// Name or mail address on TradingView.
    username: Option<String>,
    /// Used once, never stored.
    password: Option<String>,
    /// The authenticator app's code, where the account has one.
    two_factor_code: Option<String>,
    /// The version of the text that the seller agrees to: `consent.version` of `GET /api/connect`.
    consent_version: String,
}

/// Connect to TradingView, or renew the cookies
///
/// The account is read from TradingView's front page with these cookies. A seller has one connection at a time; connecting
/// the same account again keeps its scripts, grants and history, and pending work goes on.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/connect", tag = "connection", request_body = NewConnection,
    responses(
        (status = 200, description = "Connected again", body = ConnectionStatusView),
        (status = 201, description = "Connected for the first time", body = ConnectionStatusView),
        (status = 409, description = "Another account is connected, or another seller has this one", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "They are not accepted, a captcha or code is wanted, or the consent is missing", body = pinewire_shared::http::ProblemBody),
        (status = 503, description = "TradingView could not be asked", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn connect(cx: Cx, mut request: Request) -> Result<Response> {
    let input: NewConnection = request.json().await?;
    if input.consent_version != consent::VERSION {
        let message = format!(
            "Agree to the text of version {}: GET /api/connect shows it.",
            consent::VERSION
        );
        return Err(Problem::invalid("consent_version", message).into());
    }
    let credentials = Given {
        sessionid: input.sessionid,
        sessionid_sign: input.sessionid_sign,
        username: input.username,
        password: input.password,
        two_factor_code: input.two_factor_code,
    }
    .parse()?;
    let verified = credentials::verify(&cx, credentials).await?;
    for _ in 0..ATTEMPTS {
        let known = owner::connection_to(&cx, verified.probe.visitor.id).await?;
        match store(&cx, known.as_ref(), &verified).await {
            Ok(()) => {
                let view = status::load(&cx).await?;
                return response::json_with_status(if known.is_some() { 200 } else { 201 }, &view);
            }
            Err(error) => lost_the_race(error)?,
        }
    }
    Err(Error::retry("the connection is being changed by many at once"))
}

async fn store(cx: &Cx, known: Option<&Connection>, verified: &Verified) -> Result<()> {
    let user_id = *cx.user_id()?;
    let id: ConnectionId = known.map_or_else(|| cx.new_id(), |connection| Ok(connection.id))?;
    let now = cx.now();
    let (health, effects) = match known {
        Some(connection) => connection
            .standing
            .health()
            .after(ConnectionEvent::Connected, now),
        None => (Health::connected(now), Effects::default()),
    };
    let seen = Seen {
        cause: Cause::Connect,
        failure: None,
        balance: None,
        http_status: verified.http_status,
        latency_ms: verified.latency_ms,
    };
    let mut params = columns(cx, &user_id, &id, health, verified)?;
    let statement = match known {
        Some(connection) => {
            params.extend([health.since.into(), connection.version().into()]);
            &RENEW
        }
        None => &ADD,
    };
    let subject = Subject {
        user_id: &user_id,
        connection_id: &id,
        username: &verified.probe.visitor.username,
        cookies_version: known.map_or(1, |connection| connection.cookies_version + 1),
    };
    let entry = audit::Entry {
        actor: Actor::of(cx),
        action: "connection.connect",
        subject_id: Some(id.as_str()),
        detail: json!({
            "tradingview_user": verified.probe.visitor.id,
            "consent_version": consent::VERSION,
        }),
    };
    audit::commit(cx, &entry, |batch: &mut Batch<'_>| {
        batch.tenant(&user_id, statement, &params)?;
        tradingview::add_check(batch, &user_id, &id, health, seen)?;
        consequences::add(batch, subject, effects, now)
    })
    .await?;
    consequences::after(cx, &user_id, effects).await;
    Ok(())
}

fn columns(
    cx: &Cx,
    user_id: &UserId,
    id: &ConnectionId,
    health: Health,
    verified: &Verified,
) -> Result<Vec<Param>> {
    let (session, signature) = tradingview::seal_cookies(cx, user_id, id, &verified.cookies)?;
    let visitor = &verified.probe.visitor;
    let balance = verified.probe.balance.as_ref();
    Ok(params![
        id,
        visitor.id,
        visitor.username.as_str(),
        visitor.avatar_url.as_deref(),
        visitor.plan.as_deref(),
        balance.map(|balance| balance.coins),
        balance.and_then(|balance| balance.partner_fiat_balance.as_deref()),
        balance.and_then(|balance| balance.currency.as_deref()),
        health.status.as_str(),
        cx.now(),
        session,
        signature,
        consent::VERSION
    ]
    .to_vec())
}

/// Nothing, where reading again helps: the row was changed or added by another request. Reading again also tells whether
/// that was another seller's.
fn lost_the_race(error: Error) -> Result<()> {
    const CONTESTED: [&str; 3] = [
        "tv_connections.version",
        "tv_connections.user_id",
        "tv_connections.tv_user_id",
    ];
    let constraint = match &error {
        Error::Reject(problem) => problem.cause.as_deref().unwrap_or_default(),
        Error::Bug(text) => text.as_str(),
        Error::Retry(_) => return Err(error),
    };
    if CONTESTED.iter().any(|column| constraint.contains(column)) {
        return Ok(());
    }
    Err(error)
}
