//! Trades of plans that include only so many. Each account's sequencer counts its own; what is under way at a user's other
//! accounts it is told by reservations: a command that may be a trade is reserved before it is decided on, in the
//! transaction that reads the others', and released once what became of it can be read.

use pinewire_domain::id::{BrokerAccountId, UserId};

use super::accounts::BrokerAccount;
use crate::{Cx, Result, db::Batch, params, sql};

/// A reservation that nobody releases ends then: longer than the database is ever waited for.
const RESERVED_MS: i64 = 10 * 60 * 1000;

sql! {
    /// ?2 account, ?3 key, ?4 until.
    tenant RESERVE = "INSERT INTO trade_reservations (user_id, account_id, key, until)
        SELECT user_id, id, ?3, ?4 FROM broker_accounts WHERE user_id = ?1 AND id = ?2
        ON CONFLICT (account_id, key) DO UPDATE SET until = excluded.until";
    /// ?2 account, ?3 keys, ?4 now.
    tenant RELEASE = "DELETE FROM trade_reservations
        WHERE user_id = ?1 AND (until <= ?4 OR account_id = ?2 AND key IN (SELECT value FROM json_each(?3)))";
}

/// Reserves a trade for the command of that key.
pub(super) fn reserve(batch: &mut Batch<'_>, cx: &Cx, account: &BrokerAccount, key: &str) -> Result<()> {
    let params = params![&account.id, key, cx.now().plus_millis(RESERVED_MS)];
    batch.tenant(&account.user_id, &RESERVE, params)?;
    Ok(())
}

/// Releases what was reserved for the commands of these keys: what they became can be read.
pub async fn release(cx: &Cx, user_id: &UserId, account: &BrokerAccountId, keys: &[String]) -> Result<()> {
    let keys = serde_json::to_string(keys)?;
    let params = params![account, keys, cx.now()];
    cx.db()?.tenant(user_id).run(&RELEASE, params).await?;
    Ok(())
}
