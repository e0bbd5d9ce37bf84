//! Who may use which script until when.

mod counts;
mod list;

use pinewire_domain::{
    access::{expiry::Expiry, outcome::CallKind},
    time::Timestamp,
};
use pinewire_sandbox_kit::sql::{first, integer, run};
use worker::{Result, SqlStorage, SqlStorageValue as Value};

use super::users::{self, User};

pub(crate) use counts::counted;
pub(crate) use list::{List, Listed, list};

/// The column of an expiry that never comes: later than any time, so that it sorts last.
const LIFETIME: i64 = Timestamp::MAX.as_millis() + 1;

/// A change of one grant.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) kind: CallKind,
    pub(crate) pine_id: String,
    pub(crate) username: String,
    pub(crate) expiry: Expiry,
}

/// What a change did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Created,
    Changed,
    /// Nothing: there is one, whose expiry stays.
    Exists,
    /// Nothing: there is none.
    NotExists,
    /// Nothing: there is no user of exactly that name.
    NoSuchUser,
}

/// A grant.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) user_id: i64,
    pub(crate) username: String,
    pub(crate) expiry: Expiry,
    pub(crate) created: Timestamp,
}

/// Changes a grant.
pub(crate) fn change(sql: &SqlStorage, change: &Change, now: Timestamp) -> Result<Done> {
    let Change {
        kind,
        pine_id,
        username,
        expiry,
    } = change;
    let user = users::by_name(sql, username)?.filter(|user| user.username == *username && !user.inactive);
    let Some(user) = user else {
        return Ok(Done::NoSuchUser);
    };
    let key = || -> Vec<Value> { vec![pine_id.as_str().into(), integer(user.id)] };
    let query = "SELECT active FROM grants WHERE pine_id = ? AND user_id = ?";
    let exists = first(sql, query, key())?.map_or(Ok(false), |mut row| row.flag())?;
    let count = |set: &str| {
        run(
            sql,
            &format!("UPDATE grants SET {set} WHERE pine_id = ? AND user_id = ?"),
            key(),
        )
    };
    Ok(match (kind, exists) {
        (CallKind::Add, true) => {
            count("existed = existed + 1")?;
            Done::Exists
        }
        (CallKind::Add, false) => {
            add(sql, pine_id, &user, *expiry, now)?;
            Done::Created
        }
        (CallKind::Modify, true) => {
            count(&format!("modified = modified + 1, expires = {}", column(*expiry)))?;
            Done::Changed
        }
        (CallKind::Remove, true) => {
            count("removed = removed + 1, active = 0")?;
            Done::Changed
        }
        (CallKind::Modify | CallKind::Remove, false) => Done::NotExists,
    })
}

/// Adds a grant, perhaps once again.
pub(crate) fn add(
    sql: &SqlStorage,
    pine_id: &str,
    user: &User,
    expiry: Expiry,
    now: Timestamp,
) -> Result<()> {
    let upsert = "INSERT INTO grants (pine_id, user_id, username, expires, created, active, added)
        VALUES (?, ?, ?, ?, ?, 1, 1)
        ON CONFLICT DO UPDATE SET
            expires = excluded.expires, created = excluded.created, active = 1, added = added + 1";
    let values = vec![
        pine_id.into(),
        integer(user.id),
        user.username.as_str().into(),
        integer(column(expiry)),
        integer(now.as_millis()),
    ];
    run(sql, upsert, values)
}

/// The column of an expiry.
fn column(expiry: Expiry) -> i64 {
    expiry.at().map_or(LIFETIME, Timestamp::as_millis)
}

/// The expiry of a column.
fn expiry(column: i64) -> Expiry {
    if column >= LIFETIME {
        Expiry::Never
    } else {
        Expiry::At(Timestamp::from_millis(column))
    }
}
