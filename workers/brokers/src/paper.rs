//! `POST /api/brokers/paper/accounts`: accounts inside the platform, for who wants to trade without a broker.

use pinewire_domain::{
    id::BrokerAccountId,
    trading::broker::{Broker, Environment, LinkStatus},
};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::Batch,
    http::{Problem, Request, Response, parse_json},
    idempotency, params, sql,
    trading::{
        accounts::{self, BrokerAccount},
        sequencer,
    },
};
use serde::Deserialize;
use serde_json::json;

use crate::{account, agreement, region};

sql! {
    /// ?2 id, ?3 name, ?4 now.
    tenant ADD = "INSERT INTO broker_accounts (user_id, id, broker, environment, venue_account_id, name, status, since,
          linked_at, checked_at, tried_at, created_at)
        VALUES (?1, ?2, 'paper', 'paper', ?2, ?3, 'active', ?4, ?4, ?4, ?4, ?4)";
    /// ?2 account, ?3 now.
    tenant REOPEN = "UPDATE broker_accounts SET status = 'active', status_reason = NULL, since = ?3, linked_at = ?3,
          checked_at = ?3, unlinked_at = NULL, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND broker = 'paper' AND status = 'revoked'";
}

/// A new paper account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewPaperAccount {
    /// 1 to 64 characters; `Paper` and a number if absent.
    name: Option<String>,
}

/// Open a paper account
///
/// Its orders are filled inside the platform, against the datafeed, with money that does not exist.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/brokers/paper/accounts", tag = "brokers", request_body = NewPaperAccount,
    responses(
        (status = 201, description = "The account", body = account::BrokerAccountView),
        (status = 403, description = "Trading is not offered in this country", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "The agreement is missing, or there are too many accounts", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_paper_account(cx: Cx, mut request: Request) -> Result<Response> {
    region::check(&cx, &request)?;
    let body = request.json_bytes().await?;
    idempotency::run(&cx, &request, &body, async |_| create(&cx, &body).await).await
}

async fn create(cx: &Cx, body: &[u8]) -> Result<Response> {
    let input: NewPaperAccount = parse_json(body)?;
    let user_id = *cx.user_id()?;
    agreement::require(cx, &user_id).await?;
    let known = accounts::of_user(cx, &user_id).await?;
    check_room(&known)?;
    let number = known
        .iter()
        .filter(|account| account.broker == Broker::Paper)
        .count()
        + 1;
    let name = input.name.unwrap_or_else(|| format!("Paper {number}"));
    let name = account::check_name(&name)?;
    let id: BrokerAccountId = cx.new_id()?;
    let detail = json!({ "broker": Broker::Paper, "environment": Environment::Paper });
    commit(cx, "broker_account.link", &id, detail, |batch| {
        batch
            .tenant(&user_id, &ADD, params![&id, name, cx.now()])
            .map(|_| ())
    })
    .await?;
    sequencer::tell_settings(cx, &id).await;
    account::show(cx, 201, &id).await
}

/// Open a paper account again
///
/// With its orders, positions and history. An account at Alpaca is linked again by `POST /api/brokers/alpaca/link`.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/brokers/accounts/{id}/reopen", tag = "brokers",
    params(("id" = String, Path, description = "The account's id")),
    responses(
        (status = 200, description = "The account", body = account::BrokerAccountView),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is not closed, or not a paper account", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn reopen_paper_account(cx: Cx, request: Request) -> Result<Response> {
    region::check(&cx, &request)?;
    let user_id = *cx.user_id()?;
    let found = accounts::get(&cx, &user_id, &request.id("id", "broker account")?).await?;
    agreement::require(&cx, &user_id).await?;
    if found.broker != Broker::Paper {
        let detail = "This account is linked again at its broker: POST /api/brokers/alpaca/link.";
        return Err(Problem::conflict(detail).into());
    }
    if found.status != LinkStatus::Revoked {
        return Err(already_linked().into());
    }
    commit(&cx, "broker_account.relink", &found.id, json!({}), |batch| {
        batch
            .tenant(&user_id, &REOPEN, params![&found.id, cx.now()])
            .map(|_| ())
    })
    .await?;
    sequencer::tell_settings(&cx, &found.id).await;
    account::show(&cx, 200, &found.id).await
}

/// The statements and their entry in the audit log.
async fn commit(
    cx: &Cx,
    action: &str,
    id: &BrokerAccountId,
    detail: serde_json::Value,
    add: impl Fn(&mut Batch<'_>) -> Result<()>,
) -> Result<()> {
    let entry = audit::Entry {
        actor: Actor::of(cx),
        action,
        subject_id: Some(id.as_str()),
        detail,
    };
    audit::commit(cx, &entry, add).await?;
    Ok(())
}

/// 409 when there are so many accounts that something is wrong.
pub(crate) fn check_room(known: &[BrokerAccount]) -> Result<()> {
    let full = known.len() >= accounts::MAX_ACCOUNTS as usize;
    if full {
        let detail = format!(
            "You have {} accounts already; reopen or link one of them again.",
            known.len()
        );
        return Err(Problem::new(409, "too_many_accounts", detail).into());
    }
    Ok(())
}

/// 409 for what is linked.
pub(crate) fn already_linked() -> Problem {
    Problem::new(409, "already_linked", "This account is linked already.")
}
