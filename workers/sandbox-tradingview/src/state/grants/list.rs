//! Pages of a script's grants, in any of TradingView's orders.

use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::sql::{integer, rows};
use worker::{Result, SqlStorage, SqlStorageValue as Value};

use super::{Grant, column, expiry};
use crate::{
    pine_perm::page::{Order, Page},
    state::users,
};

/// A page of a script's grants.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) pine_id: String,
    /// Only names that begin so, in whatever case.
    pub(crate) username: Option<String>,
    pub(crate) page: Page,
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
    let mut values: Vec<Value> = vec![pine_id.as_str().into()];
    let named = match username {
        None => "",
        Some(prefix) => {
            let (from, to) = users::range(prefix);
            values.extend([from.into(), to.into()]);
            " AND username >= ? AND username < ?"
        }
    };
    let [first, second] = page.order.columns();
    let (a, b) = (first.name, second.name);
    let (beyond_a, order_a) = first.direction(page.backwards);
    let (beyond_b, order_b) = second.direction(page.backwards);
    let behind = match &page.after {
        None => String::new(),
        Some([at, tie]) => {
            let (at, tie) = (first.value(at), second.value(tie));
            if beyond_a == beyond_b {
                // The index leads to the very row.
                values.extend([at, tie]);
                format!(" AND ({a}, {b}) {beyond_a} (?, ?)")
            } else {
                values.extend([at.clone(), at, tie]);
                format!(" AND {a} {beyond_a}= ? AND ({a} {beyond_a} ? OR {b} {beyond_b} ?)")
            }
        }
    };
    values.push(integer(i64::from(page.limit) + 1));
    let query = format!(
        "SELECT user_id, username, expires, created FROM grants WHERE pine_id = ? AND active = 1{named}{behind}
        ORDER BY {a} {order_a}, {b} {order_b} LIMIT ?"
    );
    (query, values)
}

/// A column that grants are ordered by.
struct Column {
    name: &'static str,
    falling: bool,
}

impl Column {
    /// What is behind another value, and the order, when a list is read forwards or backwards.
    const fn direction(&self, backwards: bool) -> (&'static str, &'static str) {
        if self.falling == backwards {
            (">", "ASC")
        } else {
            ("<", "DESC")
        }
    }

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
