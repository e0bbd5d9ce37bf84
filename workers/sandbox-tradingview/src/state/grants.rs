//! Who may use which script until when.

use pinewire_domain::{
    access::{expiry::Expiry, outcome::CallKind},
    time::Timestamp,
};
use pinewire_sandbox_kit::sql::{first, integer, rows, run};
use serde::Serialize;
use worker::{Result, SqlStorage, SqlStorageValue as Value};

use super::users::{self, User};
use crate::pine_perm::page::{Order, Page};

/// The column of an expiry that never comes: later than any time, so that it sorts last.
const LIFETIME: i64 = Timestamp::MAX.as_millis() + 1;

/// A page of a script's grants.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) pine_id: String,
    /// Only names that begin so, in whatever case.
    pub(crate) username: Option<String>,
    pub(crate) page: Page,
}

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

/// Some grants, in the order that was asked for.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) grants: Vec<Grant>,
    /// Whether there are some before them.
    pub(crate) has_previous: bool,
    /// Whether there are some behind them.
    pub(crate) has_next: bool,
}

/// A grant.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) user_id: i64,
    pub(crate) username: String,
    pub(crate) expiry: Expiry,
    pub(crate) created: Timestamp,
}

/// A page of a script's grants.
pub(crate) fn list(sql: &SqlStorage, list: &List) -> Result<Listed> {
    let Page {
        limit,
        backwards,
        after,
        ..
    } = &list.page;
    let (query, values) = select(list);
    let mut grants: Vec<Grant> = rows(sql, &query, values)?
        .into_iter()
        .map(|mut row| {
            Ok(Grant {
                user_id: row.integer()?,
                username: row.text()?,
                expiry: expiry(row.integer()?),
                created: Timestamp::from_millis(row.integer()?),
            })
        })
        .collect::<Result<_>>()?;
    let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
    let goes_on = grants.len() > limit;
    grants.truncate(limit);
    let came_from_somewhere = after.is_some();
    if *backwards {
        grants.reverse();
    }
    Ok(Listed {
        has_previous: if *backwards { goes_on } else { came_from_somewhere },
        has_next: if *backwards { came_from_somewhere } else { goes_on },
        grants,
    })
}

/// The query of a page: one row more than it has tells whether it is the last.
fn select(list: &List) -> (String, Vec<Value>) {
    let List {
        pine_id,
        username,
        page,
    } = list;
    let [first, second] = page.order.columns();
    let falls = |falling: bool| falling != page.backwards;
    let direction = |falling: bool| if falls(falling) { "DESC" } else { "ASC" };
    let beyond = |falling: bool| if falls(falling) { "<" } else { ">" };
    let mut query =
        "SELECT user_id, username, expires, created FROM grants WHERE pine_id = ? AND active = 1".to_owned();
    let mut values: Vec<Value> = vec![pine_id.as_str().into()];
    if let Some(prefix) = username {
        let (from, to) = users::range(prefix);
        query.push_str(" AND username >= ? AND username < ?");
        values.extend([from.into(), to.into()]);
    }
    if let Some([at, tie]) = &page.after {
        let (a, b) = (first.name, second.name);
        let (op_a, op_b) = (beyond(first.falling), beyond(second.falling));
        let (at, tie) = (first.value(at), second.value(tie));
        if op_a == op_b {
            // The index leads to the very row.
            query.push_str(&format!(" AND ({a}, {b}) {op_a} (?, ?)"));
            values.extend([at, tie]);
        } else {
            query.push_str(&format!(" AND {a} {op_a}= ? AND ({a} {op_a} ? OR {b} {op_b} ?)"));
            values.extend([at.clone(), at, tie]);
        }
    }
    query.push_str(&format!(
        " ORDER BY {} {}, {} {} LIMIT ?",
        first.name,
        direction(first.falling),
        second.name,
        direction(second.falling)
    ));
    values.push(integer(i64::from(page.limit) + 1));
    (query, values)
}

/// A column that grants are ordered by.
struct Column {
    name: &'static str,
    falling: bool,
}

impl Column {
    /// A value out of a cursor.
    fn value(&self, text: &str) -> Value {
        if self.name == "username" {
            text.into()
        } else {
            integer(text.parse().unwrap_or(0))
        }
    }
}

impl Order {
    const fn columns(self) -> [Column; 2] {
        let (first, second, falling, second_falling) = match self {
            Self::Username { falling } => ("username", "user_id", falling, falling),
            Self::Created { falling } => ("created", "user_id", falling, falling),
            Self::Expiration { falling } => ("expires", "username", falling, false),
        };
        [
            Column { name: first, falling },
            Column {
                name: second,
                falling: second_falling,
            },
        ]
    }

    /// Where a grant stands in this order: what its cursor holds.
    pub(crate) fn key(self, grant: &Grant) -> [String; 2] {
        match self {
            Self::Username { .. } => [grant.username.clone(), grant.user_id.to_string()],
            Self::Created { .. } => [grant.created.as_millis().to_string(), grant.user_id.to_string()],
            Self::Expiration { .. } => [column(grant.expiry).to_string(), grant.username.clone()],
        }
    }
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

/// A grant, and how often which call changed it or found it there.
#[derive(Debug, Serialize)]
pub(crate) struct CountedGrant {
    pine_id: String,
    username: String,
    expiration: Expiry,
    created: Timestamp,
    active: bool,
    added: i64,
    existed: i64,
    modified: i64,
    removed: i64,
}

/// All grants, of one script or of all; those that were removed too, if they are asked for.
pub(crate) fn counted(sql: &SqlStorage, pine_id: Option<&str>, removed: bool) -> Result<Vec<CountedGrant>> {
    let query =
        "SELECT pine_id, username, expires, created, active, added, existed, modified, removed FROM grants
        WHERE (?1 IS NULL OR pine_id = ?1) AND (active = 1 OR ?2 = 1) ORDER BY pine_id, username";
    rows(sql, query, vec![pine_id.into(), integer(removed.into())])?
        .into_iter()
        .map(|mut row| {
            Ok(CountedGrant {
                pine_id: row.text()?,
                username: row.text()?,
                expiration: expiry(row.integer()?),
                created: Timestamp::from_millis(row.integer()?),
                active: row.flag()?,
                added: row.integer()?,
                existed: row.integer()?,
                modified: row.integer()?,
                removed: row.integer()?,
            })
        })
        .collect()
}
