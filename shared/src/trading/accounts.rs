//! Accounts at brokers: the row, its token, and what the sequencer has to know of it. Linking and unlinking is the
//! `brokers` worker's, orders are the sequencer's.

use pinewire_domain::{
    id::{BrokerAccountId, UserId},
    time::Timestamp,
    trading::{
        broker::{Broker, Environment, LinkStatus},
        risk::{PlanLimits, RiskLimits},
        sequencer::Settings,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{agreement, reservations};
use crate::{
    Cx, Error, Result,
    crypto::{self, Place},
    db::FromRow,
    http::Problem,
    log, params, sql,
};

const TABLE: &str = "broker_accounts";
const TOKEN_COLUMN: &str = "access_token_sealed";

sql! {
    tenant FIND = "SELECT id, user_id, broker, environment, venue_account_id, name, currency, status, status_reason, since,
          access_token_sealed, linked_at, checked_at, unlinked_at, created_at, version
        FROM broker_accounts WHERE user_id = ?1 AND id = ?2";
    tenant OF_USER = "SELECT id, user_id, broker, environment, venue_account_id, name, currency, status, status_reason,
          since, access_token_sealed, linked_at, checked_at, unlinked_at, created_at, version
        FROM broker_accounts WHERE user_id = ?1 ORDER BY created_at, id LIMIT ?2";
    system FOR_OBJECT = "SELECT id, user_id, broker, environment, venue_account_id, name, currency, status, status_reason,
          since, access_token_sealed, linked_at, checked_at, unlinked_at, created_at, version
        FROM broker_accounts WHERE id = ?1";
    /// ?2 account, ?3 version of the text that counts, ?4 now.
    tenant SETTINGS = "SELECT a.status, u.status = 'active' AS is_user_active, r.limits, p.id AS plan_id, p.max_trades,
          p.risk_limits AS plan_limits,
          (SELECT count(*) FROM broker_accounts b JOIN orders o ON o.account_id = b.id AND o.is_trade = 1
           WHERE b.user_id = ?1 AND b.id <> ?2)
          + (SELECT count(*) FROM trade_reservations t
             WHERE t.user_id = ?1 AND t.account_id <> ?2 AND t.until > ?4) AS trades_elsewhere,
          EXISTS (SELECT 1 FROM broker_agreements g WHERE g.user_id = ?1 AND g.version = ?3) AS has_agreed
        FROM broker_accounts a JOIN users u ON u.id = a.user_id JOIN plans p ON p.id = u.plan_id
        LEFT JOIN risk_limits r ON r.account_id = a.id
        WHERE a.user_id = ?1 AND a.id = ?2";
    /// ?2 account, ?3 why, ?4 now, ?5 the version that was used: a link that was renewed meanwhile is not to blame.
    tenant MARK_ERROR = "UPDATE broker_accounts SET status = 'error', status_reason = ?3,
          since = iif(status = 'error', since, ?4), checked_at = ?4, tried_at = ?4, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND status <> 'revoked' AND version = ?5";
}

/// More accounts than that nobody links ([`Error::Reject`] says so).
pub const MAX_ACCOUNTS: u32 = 20;

/// An account at a broker that a user linked.
#[derive(Debug, Clone, FromRow)]
pub struct BrokerAccount {
    /// Its id here.
    pub id: BrokerAccountId,
    /// Whose it is.
    pub user_id: UserId,
    /// Where it is.
    pub broker: Broker,
    /// Which kind of money it holds.
    pub environment: Environment,
    /// The broker's id of it.
    pub venue_account_id: String,
    /// The name to show.
    pub name: String,
    /// What its money is counted in.
    pub currency: String,
    /// Whether the link can be used.
    pub status: LinkStatus,
    /// Why not, in a sentence.
    pub status_reason: Option<String>,
    /// When it came to stand so.
    pub since: Timestamp,
    /// When it was last linked.
    pub linked_at: Timestamp,
    /// When the link last proved to work or not to work.
    pub checked_at: Timestamp,
    /// When it was unlinked, if it has not been linked again.
    pub unlinked_at: Option<Timestamp>,
    /// When it was linked first.
    pub created_at: Timestamp,
    /// The fence of writes: whoever writes names the version that was read.
    pub version: i64,
    access_token_sealed: Option<String>,
}

/// What whoever calls the broker has to know of an account. The token is sealed, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The account.
    pub account: BrokerAccountId,
    /// Whose it is.
    pub user_id: UserId,
    /// Which kind of money it holds.
    pub environment: Environment,
    /// The version of the account's row that this is of.
    pub version: i64,
    token_sealed: Option<String>,
}

impl BrokerAccount {
    /// The way to the broker.
    pub fn link(&self) -> Link {
        Link {
            account: self.id,
            user_id: self.user_id,
            environment: self.environment,
            version: self.version,
            token_sealed: self.access_token_sealed.clone(),
        }
    }
}

/// An account of this user.
pub async fn find(cx: &Cx, user_id: &UserId, id: &BrokerAccountId) -> Result<Option<BrokerAccount>> {
    cx.db()?.tenant(user_id).first(&FIND, params![id]).await
}

/// The same, or 404.
pub async fn get(cx: &Cx, user_id: &UserId, id: &BrokerAccountId) -> Result<BrokerAccount> {
    let account = find(cx, user_id, id).await?;
    account.ok_or_else(|| Problem::not_found("broker account").into())
}

/// All accounts of this user, linked or not, the oldest first.
pub async fn of_user(cx: &Cx, user_id: &UserId) -> Result<Vec<BrokerAccount>> {
    cx.db()?
        .tenant(user_id)
        .all(&OF_USER, params![MAX_ACCOUNTS.saturating_mul(2)])
        .await
}

/// The account that a sequencer was made for; `None` once its user is erased.
pub async fn for_object(cx: &Cx, id: &BrokerAccountId) -> Result<Option<BrokerAccount>> {
    cx.db()?.system().first(&FOR_OBJECT, params![id]).await
}

fn place<'a>(user_id: &'a UserId, id: &'a BrokerAccountId) -> Place<'a> {
    Place {
        tenant: user_id.as_str(),
        table: TABLE,
        row: id.as_str(),
        column: TOKEN_COLUMN,
    }
}

/// The column `access_token_sealed` of this account.
pub fn seal_token(cx: &Cx, user_id: &UserId, id: &BrokerAccountId, token: &str) -> Result<String> {
    crypto::seal(cx.keyring()?, place(user_id, id), token)
}

/// The token to call the broker with. `None` if there is none (paper accounts, links that were taken back), or none that
/// a master key opens: the user has to link the account again.
pub fn open_token(cx: &Cx, link: &Link) -> Result<Option<String>> {
    let Some(sealed) = &link.token_sealed else {
        return Ok(None);
    };
    match crypto::open(cx.keyring()?, place(&link.user_id, &link.account), sealed) {
        Ok(token) => Ok(Some(token)),
        Err(error) => {
            let fields = json!({ "of": link.account, "error": error.to_string() });
            log::warn(cx, "secret_unreadable", fields);
            Ok(None)
        }
    }
}

#[derive(Debug, FromRow)]
struct SettingsRow {
    status: LinkStatus,
    is_user_active: bool,
    limits: Option<String>,
    plan_id: String,
    max_trades: Option<u32>,
    plan_limits: Option<String>,
    trades_elsewhere: u32,
    has_agreed: bool,
}

/// What the sequencer is to go by: limits, plan, and whether anything may be opened. Read anew, so that `account` may be
/// older.
pub async fn settings(cx: &Cx, account: &BrokerAccount) -> Result<Settings> {
    let params = params![&account.id, agreement::VERSION, cx.now()];
    let row = cx.db()?.tenant(&account.user_id).first(&SETTINGS, params).await?;
    settings_of(row)
}

/// The same for a command that may be a trade, which the user's other accounts count from now on, until it is
/// [released](reservations::release).
pub async fn settings_for_trade(cx: &Cx, account: &BrokerAccount, key: &str) -> Result<Settings> {
    let db = cx.db()?;
    let mut batch = db.batch();
    reservations::reserve(&mut batch, cx, account, key)?;
    batch.tenant(
        &account.user_id,
        &SETTINGS,
        params![&account.id, agreement::VERSION, cx.now()],
    )?;
    settings_of(batch.run().await?.first(1)?)
}

fn settings_of(row: Option<SettingsRow>) -> Result<Settings> {
    let Some(row) = row else {
        return Ok(erased());
    };
    Ok(Settings {
        inactive: inactive(&row).map(str::to_owned),
        limits: read_limits(row.limits.as_deref())?.unwrap_or_default(),
        plan: PlanLimits {
            plan: row.plan_id,
            max_trades: row.max_trades,
            limits: read_limits(row.plan_limits.as_deref())?.unwrap_or_else(RiskLimits::unlimited),
        },
        trades_elsewhere: row.trades_elsewhere,
    })
}

/// An account whose user is gone: nothing leaves any more.
fn erased() -> Settings {
    Settings {
        inactive: Some("erased".to_owned()),
        limits: RiskLimits::default(),
        plan: PlanLimits::free(),
        trades_elsewhere: 0,
    }
}

/// The word for why nothing may be opened.
const fn inactive(row: &SettingsRow) -> Option<&'static str> {
    match row.status {
        _ if !row.is_user_active => Some("disabled"),
        LinkStatus::Revoked => Some("revoked"),
        LinkStatus::Broken => Some("in error"),
        LinkStatus::Active if !row.has_agreed => Some("waiting for you to accept the risk disclosure"),
        LinkStatus::Active => None,
    }
}

/// Limits as they are stored; `None` where none are.
pub fn read_limits(stored: Option<&str>) -> Result<Option<RiskLimits>> {
    stored
        .map(|text| {
            serde_json::from_str(text).map_err(|error| Error::bug(format_args!("risk limits: {error}")))
        })
        .transpose()
}

/// Notes that the broker does not accept the link any more. Nothing happens if the account was linked again or unlinked
/// since `link` was read. Whether anything changed; whoever calls this makes sure that the account's sequencer hears of it.
pub async fn mark_error(cx: &Cx, link: &Link, reason: &str) -> Result<bool> {
    let params = params![&link.account, reason, crate::clock::now(), link.version];
    let changed = cx.db()?.tenant(&link.user_id).run(&MARK_ERROR, params).await?;
    Ok(changed > 0)
}
