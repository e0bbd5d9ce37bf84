//! Cookies at rest: sealed, each for its row and column, and replaced when TradingView renews them.

use pinewire_domain::{
    access::cookies::Cookies,
    id::{ConnectionId, UserId},
};

use super::Connection;
use crate::{
    Cx, Result, clock,
    crypto::{self, Place},
    params, sql,
};

/// The columns that hold the cookies.
pub(super) const SESSION_COLUMN: &str = "sessionid_sealed";
pub(super) const SIGNATURE_COLUMN: &str = "sessionid_sign_sealed";

sql! {
    /// ?2 connection, ?3 and ?4 the cookies, ?5 now, ?6 the version of the cookies that were sent. They must descend from
    /// those that the seller gave last: what belongs to an earlier sign-in must not replace them.
    tenant ROTATE = "UPDATE tv_connections SET sessionid_sealed = ?3, sessionid_sign_sealed = ?4, cookies_at = ?5,
          cookies_version = cookies_version + 1, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND status <> 'disconnected' AND given_version <= ?6";
}

/// Where a cookie belongs.
pub(super) fn place<'a>(user_id: &'a UserId, id: &'a ConnectionId, column: &'static str) -> Place<'a> {
    Place {
        tenant: user_id.as_str(),
        table: "tv_connections",
        row: id.as_str(),
        column,
    }
}

/// The columns `sessionid_sealed` and `sessionid_sign_sealed` of this connection.
pub fn seal_cookies(
    cx: &Cx,
    user_id: &UserId,
    id: &ConnectionId,
    cookies: &Cookies,
) -> Result<(String, String)> {
    let keyring = cx.keyring()?;
    let seal = |column, secret| crypto::seal(keyring, place(user_id, id, column), secret);
    Ok((
        seal(SESSION_COLUMN, cookies.sessionid())?,
        seal(SIGNATURE_COLUMN, cookies.sessionid_sign())?,
    ))
}

/// Stores the cookies that TradingView sent in answer to a request with those of `connection`. Does nothing if the seller
/// has given others or disconnected meanwhile. [`Client`](super::Client) does this by itself.
pub async fn store_rotated_cookies(cx: &Cx, connection: &Connection, cookies: &Cookies) -> Result<()> {
    let (session, signature) = seal_cookies(cx, &connection.user_id, &connection.id, cookies)?;
    let params = params![
        &connection.id,
        session,
        signature,
        clock::now(),
        connection.cookies_version
    ];
    cx.db()?.tenant(&connection.user_id).run(&ROTATE, params).await?;
    Ok(())
}
