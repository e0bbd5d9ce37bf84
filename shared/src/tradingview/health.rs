//! What a request told about the cookies: stored with its history and with what follows from it, in one transaction.

use pinewire_domain::{
    access::{
        connection::{ConnectionEvent, Effects, Health},
        failure::AccessFailure,
        wire::Balance,
    },
    id::{ConnectionCheckId, ConnectionId, UserId},
};

use super::{
    Connection, connection,
    consequences::{self, Subject},
};
use crate::{
    Cx, Error, Result, clock,
    db::{Batch, Db},
    params, random, sql,
};

/// How often a writer that came second reads again.
const ATTEMPTS: usize = 8;

sql! {
    /// ?2 connection, ?3 status, ?4 since, ?5 checked at, ?6 tried at, ?7 failure, ?8 to ?10 balance, ?11 the version that
    /// was read: any other makes the column NULL, which it can't be, so that nothing of the transaction happens.
    tenant STORE = "UPDATE tv_connections SET status = ?3, since = ?4, checked_at = ?5, tried_at = ?6, last_failure = ?7,
          coins = coalesce(?8, coins), partner_balance = coalesce(?9, partner_balance),
          partner_currency = coalesce(?10, partner_currency), version = iif(version = ?11, version + 1, NULL)
        WHERE user_id = ?1 AND id = ?2";
    /// ?2 id, ?3 connection, ?4 now, ?5 cause, ?6 failure, ?7 status, ?8 HTTP status, ?9 latency.
    tenant ADD_CHECK = "INSERT INTO tv_connection_checks
          (user_id, id, connection_id, created_at, cause, failure, status, http_status, latency_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
}

pinewire_domain::text_enum! {
    /// Why a request was made that told about the cookies.
    Cause("cause") {
        /// The seller gave them.
        Connect = "connect",
        /// It was time.
        Schedule = "schedule",
        /// Something else was wanted, and they proved dead.
        Request = "request",
    }
}

/// What a request told.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Why it was made.
    pub cause: Cause,
    /// What went wrong, if anything did.
    pub failure: Option<AccessFailure>,
    /// The balance, if it was told.
    pub balance: Option<&'a Balance>,
    /// The HTTP status; `None` when there was no answer.
    pub http_status: Option<u16>,
    /// How long the answer took.
    pub latency_ms: i64,
}

/// A request found the cookies of `connection` dead. Whether it is dead now: it is not if other cookies came meanwhile.
pub async fn mark_dead(cx: &Cx, connection: &Connection) -> Result<bool> {
    let seen = Seen {
        cause: Cause::Request,
        failure: Some(AccessFailure::SessionDead),
        balance: None,
        http_status: None,
        latency_ms: 0,
    };
    let (health, _) = observe(cx, connection, seen).await?;
    Ok(!health.is_usable())
}

/// Stores what a request with the cookies of `connection` told, with its place in the history. The seller is told what
/// they need to know, once. The health afterwards, and what the change means for pending work.
pub async fn observe(cx: &Cx, connection: &Connection, seen: Seen<'_>) -> Result<(Health, Effects)> {
    let db = cx.db()?;
    for _ in 0..ATTEMPTS {
        let row = connection::by_id(&db, &connection.user_id, &connection.id).await?;
        let Some(row) = row else {
            return Ok((connection.standing.health(), Effects::default()));
        };
        match store(cx, &db, &row, connection.cookies_version, seen).await {
            Err(error) if lost_the_race(&error) => {}
            done => return done,
        }
    }
    Err(Error::retry("the connection is being changed by many at once"))
}

async fn store(
    cx: &Cx,
    db: &Db,
    row: &Connection,
    cookies_version: i64,
    seen: Seen<'_>,
) -> Result<(Health, Effects)> {
    let now = clock::now();
    let health = row.standing.health();
    let is_dead = seen.failure.is_some_and(AccessFailure::means_dead_session);
    // Cookies that were replaced meanwhile have the right to be dead.
    if is_dead && row.cookies_version != cookies_version {
        return Ok((health, Effects::default()));
    }
    let event = seen.failure.map_or(
        ConnectionEvent::Worked { rotated: false },
        ConnectionEvent::CheckFailed,
    );
    let (next, effects) = health.after(event, now);
    let mut batch = db.batch();
    let balance = seen.balance;
    batch.tenant(
        &row.user_id,
        &STORE,
        params![
            &row.id,
            next.status.as_str(),
            next.since,
            next.checked_at,
            now,
            next.last_failure.map(AccessFailure::as_str),
            balance.map(|balance| balance.coins),
            balance.and_then(|balance| balance.partner_fiat_balance.as_deref()),
            balance.and_then(|balance| balance.currency.as_deref()),
            row.version()
        ],
    )?;
    add_check(&mut batch, &row.user_id, &row.id, next, seen)?;
    let subject = Subject {
        user_id: &row.user_id,
        connection_id: &row.id,
        username: &row.username,
        cookies_version: row.cookies_version,
    };
    consequences::add(&mut batch, subject, effects, now)?;
    batch.run().await?;
    consequences::after(cx, &row.user_id, effects).await;
    Ok((next, effects))
}

/// A line of the health history.
pub fn add_check(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    connection_id: &ConnectionId,
    health: Health,
    seen: Seen<'_>,
) -> Result<()> {
    let now = clock::now();
    batch.tenant(
        user_id,
        &ADD_CHECK,
        params![
            &random::id::<ConnectionCheckId>(now)?,
            connection_id,
            now,
            seen.cause.as_str(),
            seen.failure.map(AccessFailure::as_str),
            health.status.as_str(),
            seen.http_status,
            seen.latency_ms
        ],
    )?;
    Ok(())
}

/// Whether the row was changed after it was read.
fn lost_the_race(error: &Error) -> bool {
    matches!(error, Error::Bug(text) if text.contains("NOT NULL constraint failed: tv_connections.version"))
}
