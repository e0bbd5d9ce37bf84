//! Users.

use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::sql::{Row, first, integer, rows, run};
use serde::{Deserialize, Serialize};
use worker::{Result, SqlStorage};

use crate::session::Named;

/// Names that TradingView suggests at once.
const HINTS: i64 = 10;
const COLUMNS: &str = "id, username, plan, coins, inactive, joined";

/// A user, without what is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) username: String,
    /// Such as `pro_premium`; empty for none.
    pub(crate) plan: String,
    pub(crate) coins: i64,
    pub(crate) inactive: bool,
    pub(crate) joined: Timestamp,
}

impl User {
    /// Address of the picture.
    pub(crate) fn picture(&self) -> String {
        picture(self.id)
    }
}

/// Address of a user's picture.
pub(crate) fn picture(id: i64) -> String {
    format!("https://s3.tradingview.com/userpics/{id}-mid.png")
}

/// The two bounds of names that begin with `prefix`.
pub(super) fn range(prefix: &str) -> (String, String) {
    (prefix.to_owned(), format!("{prefix}{}", char::MAX))
}

/// Users whose names begin so, in whatever case.
pub(crate) fn hint(sql: &SqlStorage, prefix: &str) -> Result<Vec<User>> {
    let (from, to) = range(prefix);
    let query =
        format!("SELECT {COLUMNS} FROM users WHERE username >= ? AND username < ? ORDER BY username LIMIT ?");
    rows(sql, &query, vec![from.into(), to.into(), integer(HINTS)])?
        .into_iter()
        .map(user)
        .collect()
}

/// The user of this name, in whatever case.
pub(crate) fn by_name(sql: &SqlStorage, username: &str) -> Result<Option<User>> {
    let query = format!("SELECT {COLUMNS} FROM users WHERE username = ?");
    first(sql, &query, vec![username.into()])?.map(user).transpose()
}

pub(super) fn by_id(sql: &SqlStorage, id: i64) -> Result<Option<User>> {
    let query = format!("SELECT {COLUMNS} FROM users WHERE id = ?");
    first(sql, &query, vec![integer(id)])?.map(user).transpose()
}

fn user(mut row: Row) -> Result<User> {
    Ok(User {
        id: row.integer()?,
        username: row.text()?,
        plan: row.text()?,
        coins: row.integer()?,
        inactive: row.flag()?,
        joined: Timestamp::from_millis(row.integer()?),
    })
}

/// The user whom a pair of cookies names, made if there is none.
pub(super) fn ensure(sql: &SqlStorage, named: &Named, now: Timestamp) -> Result<User> {
    if let Some(user) = by_name(sql, &named.username)? {
        return Ok(user);
    }
    // Two names with the same number: the second gets the next free one.
    let is_taken = by_id(sql, named.user_id.into())?.is_some();
    let id = (!is_taken).then_some(i64::from(named.user_id));
    let insert = format!("INSERT INTO users (id, username, joined) VALUES (?, ?, ?) RETURNING {COLUMNS}");
    let values = vec![
        id.into(),
        named.username.as_str().into(),
        integer(now.as_millis()),
    ];
    first(sql, &insert, values)?.map_or_else(|| Err(worker::Error::RustError("no user".to_owned())), user)
}

/// Adds those that are not there yet.
pub(crate) fn add_all(sql: &SqlStorage, usernames: &[impl Serialize], now: Timestamp) -> Result<()> {
    let usernames = serde_json::to_string(usernames)?;
    let insert = "INSERT OR IGNORE INTO users (username, joined) SELECT value, ? FROM json_each(?)";
    run(sql, insert, vec![integer(now.as_millis()), usernames.into()])
}

/// What signing in asks for.
pub(super) struct Secrets {
    pub(super) id: i64,
    pub(super) password: Option<String>,
    pub(super) two_factor_code: Option<String>,
    pub(super) captcha: bool,
    /// Wrong passwords in a row.
    pub(super) failures: i64,
}

pub(super) fn secrets(sql: &SqlStorage, username: &str) -> Result<Option<Secrets>> {
    let query = "SELECT id, password, two_factor_code, captcha, failures FROM users WHERE username = ?";
    let Some(mut row) = first(sql, query, vec![username.into()])? else {
        return Ok(None);
    };
    Ok(Some(Secrets {
        id: row.integer()?,
        password: row.optional_text()?,
        two_factor_code: row.optional_text()?,
        captcha: row.flag()?,
        failures: row.integer()?,
    }))
}

/// Counts a wrong password, or forgets the wrong ones after a right one.
pub(super) fn count_failure(sql: &SqlStorage, id: i64, is_wrong: bool) -> Result<()> {
    let update = "UPDATE users SET failures = iif(?, failures + 1, 0) WHERE id = ?";
    run(sql, update, vec![integer(is_wrong.into()), integer(id)])
}

/// An account to be made, or changed if the name is there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub(crate) username: String,
    #[serde(default)]
    pub(crate) password: Option<String>,
    #[serde(default)]
    pub(crate) two_factor_code: Option<String>,
    #[serde(default)]
    pub(crate) captcha: bool,
    #[serde(default)]
    pub(crate) plan: String,
    #[serde(default)]
    pub(crate) coins: i64,
    #[serde(default)]
    pub(crate) inactive: bool,
}

/// Makes or changes an account and returns its number.
pub(crate) fn put(sql: &SqlStorage, account: &Account, now: Timestamp) -> Result<i64> {
    let upsert =
        "INSERT INTO users (username, password, two_factor_code, captcha, plan, coins, inactive, joined)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET password = excluded.password, two_factor_code = excluded.two_factor_code,
            captcha = excluded.captcha, plan = excluded.plan, coins = excluded.coins,
            inactive = excluded.inactive, failures = 0
        RETURNING id";
    let values = vec![
        account.username.as_str().into(),
        account.password.clone().into(),
        account.two_factor_code.clone().into(),
        integer(account.captcha.into()),
        account.plan.as_str().into(),
        integer(account.coins),
        integer(account.inactive.into()),
        integer(now.as_millis()),
    ];
    first(sql, upsert, values)?.map_or(Ok(0), |mut row| row.integer())
}
