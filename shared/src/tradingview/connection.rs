//! The row of a connection, and the cookies in it.

use pinewire_domain::{
    access::{
        connection::{ConnectionStatus, Health},
        cookies::Cookies,
        failure::AccessFailure,
    },
    id::{ConnectionId, UserId},
    time::Timestamp,
};
use serde_json::json;

use super::rotation::{self, SESSION_COLUMN, SIGNATURE_COLUMN};
use crate::{
    Cx, Result, crypto,
    db::{Db, FromRow},
    log, params, sql,
};

sql! {
    /// The one that lives; else the one that was disconnected last.
    tenant CURRENT = "SELECT id, user_id, tv_user_id, username, avatar_url, plan, coins, partner_balance,
          partner_currency, status, since, cookies_at, checked_at, tried_at, last_failure, sessionid_sealed,
          sessionid_sign_sealed, cookies_version, consent_version, consent_at, connected_at, disconnected_at,
          created_at, version
        FROM tv_connections WHERE user_id = ?1
        ORDER BY status = 'disconnected', disconnected_at DESC LIMIT 1";
    tenant BY_ID = "SELECT id, user_id, tv_user_id, username, avatar_url, plan, coins, partner_balance,
          partner_currency, status, since, cookies_at, checked_at, tried_at, last_failure, sessionid_sealed,
          sessionid_sign_sealed, cookies_version, consent_version, consent_at, connected_at, disconnected_at,
          created_at, version
        FROM tv_connections WHERE user_id = ?1 AND id = ?2";
}

/// A seller's connection to one TradingView account.
#[derive(Debug, Clone, FromRow)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// The seller.
    pub user_id: UserId,
    /// TradingView's number of the account.
    pub tv_user_id: i64,
    /// The account's name in its exact spelling.
    pub username: String,
    /// Its picture.
    pub avatar_url: Option<String>,
    /// Its subscription, in TradingView's word.
    pub plan: Option<String>,
    /// Its coins, as of the latest check that told.
    pub coins: Option<i64>,
    /// Its balance in the partner programme, an exact decimal.
    pub partner_balance: Option<String>,
    /// In which currency.
    pub partner_currency: Option<String>,
    /// Its health.
    #[row(flatten)]
    pub standing: Standing,
    /// Counts every change of the cookies.
    pub cookies_version: i64,
    /// Which text the seller agreed to.
    pub consent_version: String,
    /// When.
    pub consent_at: Timestamp,
    /// When cookies were last given.
    pub connected_at: Timestamp,
    /// When the seller disconnected, if they have not reconnected since.
    pub disconnected_at: Option<Timestamp>,
    /// When the account was first connected.
    pub created_at: Timestamp,
    /// The fence of writes.
    version: i64,
    sessionid_sealed: Option<String>,
    sessionid_sign_sealed: Option<String>,
}

/// The health of a connection, as it is stored.
#[derive(Debug, Clone, Copy, FromRow)]
pub struct Standing {
    /// Where it stands.
    pub status: ConnectionStatus,
    /// Since when.
    pub since: Timestamp,
    /// When the cookies were given or last rotated.
    pub cookies_at: Timestamp,
    /// When they last proved to work or not to work.
    pub checked_at: Timestamp,
    /// When a check was last tried.
    pub tried_at: Timestamp,
    /// What kept the latest check from telling.
    pub last_failure: Option<AccessFailure>,
}

impl Standing {
    /// Whether requests may be sent.
    pub const fn is_usable(&self) -> bool {
        self.health().is_usable()
    }

    /// The same for the rules of the domain.
    pub const fn health(&self) -> Health {
        Health {
            status: self.status,
            since: self.since,
            cookies_at: self.cookies_at,
            checked_at: self.checked_at,
            last_failure: self.last_failure,
        }
    }
}

impl Connection {
    /// The version of the row, for who writes it: a write names the version that it has read.
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The cookies, opened. `None` if there are none, or none that a master key opens: the seller has to give them anew.
    pub(super) fn cookies(&self, cx: &Cx) -> Result<Option<Cookies>> {
        let (Some(session), Some(signature)) = (&self.sessionid_sealed, &self.sessionid_sign_sealed) else {
            return Ok(None);
        };
        let keyring = cx.keyring()?;
        let open =
            |column, sealed| crypto::open(keyring, rotation::place(&self.user_id, &self.id, column), sealed);
        match (open(SESSION_COLUMN, session), open(SIGNATURE_COLUMN, signature)) {
            (Ok(session), Ok(signature)) => Ok(Cookies::parse(&session, &signature).ok()),
            (Err(error), _) | (_, Err(error)) => {
                let fields = json!({ "of": self.id, "error": error.to_string() });
                log::warn(cx, "secret_unreadable", fields);
                Ok(None)
            }
        }
    }
}

/// The seller's connection: the one that lives, else the one that was disconnected last.
pub async fn current(db: &Db, user_id: &UserId) -> Result<Option<Connection>> {
    db.tenant(user_id).first(&CURRENT, params![]).await
}

/// A connection of this seller.
pub async fn by_id(db: &Db, user_id: &UserId, id: &ConnectionId) -> Result<Option<Connection>> {
    db.tenant(user_id).first(&BY_ID, params![id]).await
}
