//! `GET /api/connect`: the connection as the seller sees it, and what they should know.

use pinewire_domain::{
    access::{
        connection::{CHECK_EVERY_MS, ConnectionStatus, WARN_AFTER_DAYS},
        failure::AccessFailure,
    },
    id::ConnectionId,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
    tradingview::{self, Connection},
};
use serde::Serialize;

use crate::{
    check::TradingViewAccount,
    consent::{self, ConsentText},
};

/// Whether the seller is connected, and what they agree to by connecting.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConnectionStatusView {
    /// The connection; null if there never was one.
    connection: Option<ConnectionView>,
    /// What is agreed to by connecting.
    consent: ConsentText,
}

/// A seller's connection to TradingView, without its cookies.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConnectionView {
    /// Its id.
    id: ConnectionId,
    /// Where it stands.
    status: ConnectionStatus,
    /// Since when.
    since: Timestamp,
    /// The account; its balance as of the latest check.
    account: TradingViewAccount,
    /// When the account was first connected.
    created_at: Timestamp,
    /// When cookies were last given.
    connected_at: Timestamp,
    /// When the seller disconnected.
    disconnected_at: Option<Timestamp>,
    /// When the cookies were given or last renewed by TradingView.
    cookies_at: Timestamp,
    /// Their age.
    cookie_age_days: i64,
    /// When they last proved to work or not to work.
    checked_at: Timestamp,
    /// When a check was last tried, whatever it told.
    tried_at: Timestamp,
    /// When they are checked next; null while there are none.
    next_check_at: Option<Timestamp>,
    /// What kept the latest check from telling.
    last_failure: Option<CheckFailure>,
    /// Which text the seller agreed to.
    consent_version: String,
    /// When.
    consent_at: Timestamp,
    /// What the seller should do.
    warnings: Vec<Warning>,
}

/// What went wrong.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct CheckFailure {
    /// A stable name.
    code: AccessFailure,
    /// What it means.
    reason: &'static str,
}

impl From<AccessFailure> for CheckFailure {
    fn from(code: AccessFailure) -> Self {
        Self {
            code,
            reason: code.reason(),
        }
    }
}

/// Something that the seller should do.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Warning {
    /// `cookies_dead`, `cookies_old`, `check_failing` or `consent_outdated`.
    code: &'static str,
    /// What and why.
    message: String,
}

/// The connection to TradingView
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/connect", tag = "connection",
    responses((status = 200, description = "Where it stands", body = ConnectionStatusView))
))]
pub(crate) async fn get_connection(cx: Cx, _request: Request) -> Result<Response> {
    response::json(&load(&cx).await?)
}

/// The caller's connection.
pub(crate) async fn load(cx: &Cx) -> Result<ConnectionStatusView> {
    let connection = tradingview::current(&cx.db()?, cx.user_id()?).await?;
    Ok(ConnectionStatusView {
        connection: connection.map(|connection| show(connection, cx.now())),
        consent: consent::current(),
    })
}

fn show(connection: Connection, now: Timestamp) -> ConnectionView {
    let warnings = warnings(&connection, now);
    let standing = connection.standing;
    let lives = standing.status != ConnectionStatus::Disconnected;
    ConnectionView {
        id: connection.id,
        status: standing.status,
        since: standing.since,
        account: TradingViewAccount {
            id: connection.tv_user_id,
            username: connection.username,
            avatar_url: connection.avatar_url,
            plan: connection.plan,
            coins: connection.coins,
            partner_balance: connection.partner_balance,
            partner_currency: connection.partner_currency,
        },
        created_at: connection.created_at,
        connected_at: connection.connected_at,
        disconnected_at: connection.disconnected_at,
        cookies_at: standing.cookies_at,
        cookie_age_days: standing.health().cookie_age_days(now),
        checked_at: standing.checked_at,
        tried_at: standing.tried_at,
        next_check_at: lives.then(|| standing.tried_at.plus_millis(CHECK_EVERY_MS)),
        last_failure: standing.last_failure.map(CheckFailure::from),
        consent_version: connection.consent_version,
        consent_at: connection.consent_at,
        warnings,
    }
}

fn warnings(connection: &Connection, now: Timestamp) -> Vec<Warning> {
    let standing = connection.standing;
    let mut warnings = Vec::new();
    let mut warn = |code, message: String| warnings.push(Warning { code, message });
    if standing.status == ConnectionStatus::Disconnected {
        return warnings;
    }
    let age = standing.health().cookie_age_days(now);
    if standing.status == ConnectionStatus::Dead {
        let message =
            "TradingView no longer accepts your cookies. Reconnect; waiting work continues by itself.";
        warn("cookies_dead", message.to_owned());
    } else if age >= WARN_AFTER_DAYS {
        warn(
            "cookies_old",
            format!(
                "Your cookies are {age} days old. TradingView ends sessions after some weeks: reconnect with fresh ones \
                 while these still work."
            ),
        );
    }
    if let Some(failure) = standing
        .last_failure
        .filter(|failure| !failure.means_dead_session())
    {
        let message = format!("The latest check could not tell. {}", failure.reason());
        warn("check_failing", message);
    }
    if connection.consent_version != consent::VERSION {
        let message = "What you agreed to has a newer version. Read it and reconnect.";
        warn("consent_outdated", message.to_owned());
    }
    warnings
}
