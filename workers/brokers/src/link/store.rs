//! A linked account's row: a new one, or the one that it had before.

use pinewire_domain::{
    id::BrokerAccountId,
    trading::broker::{Broker, Environment, LinkStatus},
};
use pinewire_shared::{
    Cx, Error, Result,
    alpaca::oauth::{Grant, VenueAccount},
    audit::{self, Actor},
    db::{Batch, FromRow},
    http::Problem,
    log, params, sql,
    trading::{
        accounts::{self, BrokerAccount},
        sequencer,
    },
};
use serde_json::json;

use super::state::Returned;
use crate::{check, paper};

/// How often somebody who links twice at once reads again.
const ATTEMPTS: usize = 4;

sql! {
    /// ?2 environment, ?3 the broker's id of the account.
    tenant KNOWN = "SELECT id FROM broker_accounts
        WHERE user_id = ?1 AND broker = 'alpaca' AND environment = ?2 AND venue_account_id = ?3";
    /// ?2 id, ?3 environment, ?4 the broker's id, ?5 name, ?6 currency, ?7 why it can't trade, ?8 now, ?9 token, ?10 scope.
    tenant ADD = "INSERT INTO broker_accounts (user_id, id, broker, environment, venue_account_id, name, currency, status,
          status_reason, since, access_token_sealed, scope, linked_at, checked_at, tried_at, created_at)
        VALUES (?1, ?2, 'alpaca', ?3, ?4, ?5, ?6, iif(?7 IS NULL, 'active', 'error'), ?7, ?8, ?9, ?10, ?8, ?8, ?8, ?8)";
    /// ?2 id, ?3 why it can't trade, ?4 now, ?5 token, ?6 scope, ?7 the version that was read: any other makes the column
    /// NULL, which it can't be.
    tenant RELINK = "UPDATE broker_accounts SET status = iif(?3 IS NULL, 'active', 'error'), status_reason = ?3,
          since = ?4, access_token_sealed = ?5, scope = ?6, linked_at = ?4, checked_at = ?4, tried_at = ?4,
          unlinked_at = NULL, version = iif(version = ?7, version + 1, NULL)
        WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Known {
    id: BrokerAccountId,
}

/// A row that was written.
pub(super) struct Stored {
    /// Of this account.
    pub(super) id: BrokerAccountId,
    /// Whether it was never linked before.
    pub(super) is_new: bool,
}

/// Stores the link. 409 if the account is linked already, by whomever.
pub(super) async fn store(
    cx: &Cx,
    returned: &Returned,
    venue: &VenueAccount,
    grant: &Grant,
) -> Result<Stored> {
    for _ in 0..ATTEMPTS {
        match try_store(cx, returned, venue, grant).await {
            Ok(stored) => {
                begin_work(cx, &stored.id).await;
                return Ok(stored);
            }
            Err(error) => lost_the_race(error)?,
        }
    }
    Err(Error::retry("the account is being linked by many at once"))
}

async fn try_store(cx: &Cx, returned: &Returned, venue: &VenueAccount, grant: &Grant) -> Result<Stored> {
    let user_id = &returned.user_id;
    let known = known(cx, returned, &venue.id).await?;
    match &known {
        Some(known) => refuse_if_it_works(cx, known).await?,
        None => paper::check_room(&accounts::of_user(cx, user_id).await?)?,
    }
    let id = known.as_ref().map_or_else(|| cx.new_id(), |known| Ok(known.id))?;
    let token = accounts::seal_token(cx, user_id, &id, &grant.access_token)?;
    let scope = grant.scope.as_deref();
    let (params, statement, action) = if let Some(known) = &known {
        let params = params![&id, venue.blocked, cx.now(), token, scope, known.version].to_vec();
        (params, &RELINK, "broker_account.relink")
    } else {
        let params = params![
            &id,
            returned.environment.as_str(),
            venue.id.as_str(),
            name(returned.environment, &venue.number),
            venue.currency.as_str(),
            venue.blocked,
            cx.now(),
            token,
            scope
        ];
        (params.to_vec(), &ADD, "broker_account.link")
    };
    let entry = audit::Entry {
        actor: Actor::User(*user_id),
        action,
        subject_id: Some(id.as_str()),
        detail: json!({ "broker": Broker::Alpaca, "environment": returned.environment, "scope": scope }),
    };
    audit::commit(cx, &entry, |batch: &mut Batch<'_>| {
        batch.tenant(user_id, statement, &params).map(|_| ())
    })
    .await?;
    Ok(Stored {
        id,
        is_new: known.is_none(),
    })
}

async fn known(cx: &Cx, returned: &Returned, venue_id: &str) -> Result<Option<BrokerAccount>> {
    let db = cx.db()?;
    let params = params![returned.environment.as_str(), venue_id];
    let row: Option<Known> = db.tenant(&returned.user_id).first(&KNOWN, params).await?;
    match row {
        Some(known) => accounts::find(cx, &returned.user_id, &known.id).await,
        None => Ok(None),
    }
}

/// A link that was taken back at the broker is still thought to be active until somebody tries it.
async fn refuse_if_it_works(cx: &Cx, known: &BrokerAccount) -> Result<()> {
    if known.status == LinkStatus::Active && check::trouble(cx, known).await?.is_none() {
        return Err(paper::already_linked().into());
    }
    Ok(())
}

/// What the account is called at first: its owner knows the end of its number.
fn name(environment: Environment, number: &str) -> String {
    let skipped = number.chars().count().saturating_sub(4);
    let end: String = number.chars().skip(skipped).collect();
    format!("Alpaca {environment} …{end}")
}

/// The sequencer reads what the account holds. What is committed counts: one that could not be told looks by itself, at
/// the latest when somebody asks for the account.
async fn begin_work(cx: &Cx, id: &BrokerAccountId) {
    sequencer::tell_settings(cx, id).await;
    if let Err(error) = sequencer::resync(cx, id).await {
        let fields = json!({ "account": id, "error": error.to_string() });
        log::warn(cx, "account_not_read", fields);
    }
}

/// Nothing, where reading again helps: the row was changed or added by another request of the same user.
fn lost_the_race(error: Error) -> Result<()> {
    let constraint = match &error {
        Error::Reject(problem) => problem.cause.as_deref().unwrap_or_default(),
        Error::Bug(text) => text.as_str(),
        Error::Retry(_) => return Err(error),
    };
    if constraint.contains("broker_accounts.version") || constraint.contains("broker_accounts.user_id") {
        return Ok(());
    }
    if constraint.contains("broker_accounts.venue_account_id") {
        let detail = "This account is linked by another user of pinewire. Unlink it there first.";
        return Err(Problem::new(409, "account_taken", detail).into());
    }
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_named_by_the_end_of_its_number() {
        assert_eq!(name(Environment::Paper, "PA3XYZ1234"), "Alpaca paper …1234");
        assert_eq!(name(Environment::Live, "12"), "Alpaca live …12");
    }
}
