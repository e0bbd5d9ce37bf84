//! Whose a TradingView account is: one seller's at a time.

use pinewire_domain::id::UserId;
use pinewire_shared::{
    Cx, Result,
    db::{Db, FromRow},
    params, sql,
    tradingview::{self, Connection},
};

use crate::refusal;

sql! {
    /// ?1 TradingView's number of the account.
    system OWNER = "SELECT user_id FROM tv_connections WHERE tv_user_id = ?1 AND status <> 'disconnected' LIMIT 1";
    /// The seller's connection to this account, whether it lives or not. ?2 TradingView's number of the account.
    tenant OF_ACCOUNT = "SELECT id FROM tv_connections WHERE user_id = ?1 AND tv_user_id = ?2";
}

#[derive(Debug, FromRow)]
struct Owner {
    user_id: UserId,
}

#[derive(Debug, FromRow)]
struct Known {
    id: pinewire_domain::id::ConnectionId,
}

/// The seller's connection to this account, if there was one; or why there can't be one now.
pub(crate) async fn connection_to(cx: &Cx, tv_user_id: i64) -> Result<Option<Connection>> {
    let user_id = cx.user_id()?;
    let db = cx.db()?;
    let owner: Option<Owner> = db.system().first(&OWNER, params![tv_user_id]).await?;
    if owner.is_some_and(|owner| owner.user_id != *user_id) {
        return Err(refusal::owned_by_another().into());
    }
    if let Some(connection) = tradingview::current(&db, user_id).await? {
        if connection.tv_user_id == tv_user_id {
            return Ok(Some(connection));
        }
        if connection.disconnected_at.is_none() {
            return Err(refusal::other_account(&connection.username).into());
        }
    }
    of_account(&db, user_id, tv_user_id).await
}

async fn of_account(db: &Db, user_id: &UserId, tv_user_id: i64) -> Result<Option<Connection>> {
    let known: Option<Known> = db.tenant(user_id).first(&OF_ACCOUNT, params![tv_user_id]).await?;
    match known {
        Some(known) => tradingview::by_id(db, user_id, &known.id).await,
        None => Ok(None),
    }
}
