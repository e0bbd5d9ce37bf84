//! `/api/brokers/accounts`: the accounts as their user sees them.

use pinewire_domain::{
    id::{BrokerAccountId, UserId},
    time::Timestamp,
    trading::broker::{Broker, Environment, LinkStatus},
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    params, sql,
    trading::{
        accounts::{self, BrokerAccount},
        sequencer,
    },
};
use serde::{Deserialize, Serialize};

const MAX_NAME_CHARS: usize = 64;

sql! {
    /// ?2 account, ?3 name.
    tenant RENAME = "UPDATE broker_accounts SET name = ?3 WHERE user_id = ?1 AND id = ?2";
}

/// An account at a broker.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BrokerAccountView {
    /// Its id.
    id: BrokerAccountId,
    /// Where it is.
    broker: Broker,
    /// Which kind of money it holds.
    environment: Environment,
    /// The name to show.
    name: String,
    /// What its money is counted in.
    currency: String,
    /// Whether the link can be used.
    status: LinkStatus,
    /// Why not; null while it can.
    status_reason: Option<String>,
    /// When it came to stand so.
    since: Timestamp,
    /// When it was last linked.
    linked_at: Timestamp,
    /// When the link last proved to work or not to work.
    checked_at: Timestamp,
    /// When it was unlinked.
    unlinked_at: Option<Timestamp>,
    /// When it was linked first.
    created_at: Timestamp,
}

impl From<BrokerAccount> for BrokerAccountView {
    fn from(account: BrokerAccount) -> Self {
        Self {
            id: account.id,
            broker: account.broker,
            environment: account.environment,
            name: account.name,
            currency: account.currency,
            status: account.status,
            status_reason: account.status_reason,
            since: account.since,
            linked_at: account.linked_at,
            checked_at: account.checked_at,
            unlinked_at: account.unlinked_at,
            created_at: account.created_at,
        }
    }
}

/// Accounts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BrokerAccounts {
    /// All of them, the oldest first; there are few.
    data: Vec<BrokerAccountView>,
}

/// The name of an account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AccountName {
    /// 1 to 64 characters.
    name: String,
}

/// Linked accounts, and those that were
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/brokers/accounts", tag = "brokers",
    responses((status = 200, description = "The accounts", body = BrokerAccounts))
))]
pub(crate) async fn list_broker_accounts(cx: Cx, _request: Request) -> Result<Response> {
    let accounts = accounts::of_user(&cx, cx.user_id()?).await?;
    response::json(&BrokerAccounts {
        data: accounts.into_iter().map(BrokerAccountView::from).collect(),
    })
}

/// One account
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/brokers/accounts/{id}", tag = "brokers",
    params(("id" = String, Path, description = "The account's id")),
    responses(
        (status = 200, description = "The account", body = BrokerAccountView),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_broker_account(cx: Cx, request: Request) -> Result<Response> {
    show(&cx, 200, &request.id("id", "broker account")?).await
}

/// Rename an account
#[cfg_attr(feature = "openapi", utoipa::path(
    put, path = "/api/brokers/accounts/{id}", tag = "brokers", request_body = AccountName,
    params(("id" = String, Path, description = "The account's id")),
    responses(
        (status = 200, description = "The account", body = BrokerAccountView),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "The name is empty or too long", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn rename_broker_account(cx: Cx, mut request: Request) -> Result<Response> {
    let id: BrokerAccountId = request.id("id", "broker account")?;
    let input: AccountName = request.json().await?;
    let name = check_name(&input.name)?;
    let db = cx.db()?;
    db.tenant(cx.user_id()?).run(&RENAME, params![&id, name]).await?;
    show(&cx, 200, &id).await
}

/// The name without spaces around it; 422 if that is none.
pub(crate) fn check_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(Problem::invalid("name", "Use 1 to 64 characters.").into());
    }
    Ok(name)
}

/// Answers with the caller's account.
pub(crate) async fn show(cx: &Cx, status: u16, id: &BrokerAccountId) -> Result<Response> {
    let account = accounts::get(cx, cx.user_id()?, id).await?;
    response::json_with_status(status, &BrokerAccountView::from(account))
}

/// Tells the sequencers of all accounts of a user that have something to trade with.
pub(crate) async fn tell_sequencers(cx: &Cx, user_id: &UserId) -> Result<()> {
    for account in accounts::of_user(cx, user_id).await? {
        if account.status != LinkStatus::Revoked {
            sequencer::tell_settings(cx, &account.id).await;
        }
    }
    Ok(())
}
