//! Storing the world in the Durable Object: a row for each account, order and fill, written when it changes.

use pinewire_sandbox_kit::sql::{Row, integer, rows, run};
use serde::{Serialize, de::DeserializeOwned};
use worker::{Result, SqlStorage};

use crate::{
    venue::account::Account,
    world::{Settings, World},
};

const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    // What is in the rows is JSON: `Facts`, `Order` and `Fill`.
    "CREATE TABLE IF NOT EXISTS accounts (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, facts TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS orders (
        account TEXT NOT NULL, seq INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, seq)
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS fills (
        account TEXT NOT NULL, seq INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, seq)
    ) STRICT, WITHOUT ROWID",
];

/// Creates what is not there yet.
pub(crate) fn create(sql: &SqlStorage) -> Result<()> {
    TABLES.iter().try_for_each(|table| run(sql, table, Vec::new()))
}

/// Forgets everything.
pub(crate) fn clear(sql: &SqlStorage) -> Result<()> {
    for table in ["settings", "accounts", "orders", "fills"] {
        run(sql, &format!("DELETE FROM {table}"), Vec::new())?;
    }
    Ok(())
}

/// The world as it was saved; `None` if it never was.
pub(crate) fn load(sql: &SqlStorage) -> Result<Option<World>> {
    let settings = rows(sql, "SELECT value FROM settings WHERE name = 'world'", Vec::new())?;
    let Some(settings) = settings.into_iter().next() else {
        return Ok(None);
    };
    let settings: Settings = read(settings)?;
    let mut accounts = Vec::new();
    for row in rows(sql, "SELECT facts FROM accounts ORDER BY seq", Vec::new())? {
        let mut account = Account::new(read(row)?);
        account.orders = of_account(sql, "orders", &account)?;
        account.fills = of_account(sql, "fills", &account)?;
        accounts.push(account);
    }
    Ok(Some(World::new(settings, accounts)))
}

/// Saves what changed. `stored` is what was saved before.
pub(crate) fn save(sql: &SqlStorage, world: &mut World, stored: &mut Stored) -> Result<()> {
    let settings = serde_json::to_string(&world.settings)?;
    if settings != stored.settings {
        let upsert = "INSERT INTO settings (name, value) VALUES ('world', ?)
            ON CONFLICT DO UPDATE SET value = excluded.value";
        run(sql, upsert, vec![settings.as_str().into()])?;
        stored.settings = settings;
    }
    stored
        .accounts
        .resize_with(world.accounts.len(), Default::default);
    for (account, (facts, fills)) in world.accounts.iter_mut().zip(&mut stored.accounts) {
        save_account(sql, account, facts, fills)?;
    }
    Ok(())
}

/// What is known to be stored.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    settings: String,
    /// Of each account its facts and how many fills.
    accounts: Vec<(String, usize)>,
}

impl Stored {
    /// What is stored of a world that was just loaded.
    pub(crate) fn of(world: &World) -> Result<Self> {
        let mut stored = Self::default();
        for account in &world.accounts {
            stored
                .accounts
                .push((serde_json::to_string(&account.facts)?, account.fills.len()));
        }
        Ok(stored)
    }
}

fn save_account(
    sql: &SqlStorage,
    account: &mut Account,
    stored: &mut String,
    fills: &mut usize,
) -> Result<()> {
    let facts = serde_json::to_string(&account.facts)?;
    let id = account.facts.id.as_str();
    if facts != *stored {
        let upsert = "INSERT INTO accounts (id, facts) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET facts = excluded.facts";
        run(sql, upsert, vec![id.into(), facts.as_str().into()])?;
        *stored = facts;
    }
    let mut changed = core::mem::take(&mut account.changed);
    changed.sort_unstable();
    changed.dedup();
    for changed in changed {
        if let Some(order) = account.order(&changed) {
            put(sql, "orders", id, order.seq, order)?;
        }
    }
    for fill in account.fills.iter().skip(*fills) {
        put(sql, "fills", id, fill.seq, fill)?;
    }
    *fills = account.fills.len();
    Ok(())
}

fn put<T: Serialize>(sql: &SqlStorage, table: &str, account: &str, seq: u64, value: &T) -> Result<()> {
    let upsert = format!(
        "INSERT INTO {table} (account, seq, value) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET value = excluded.value"
    );
    let seq = integer(i64::try_from(seq).unwrap_or(i64::MAX));
    run(
        sql,
        &upsert,
        vec![account.into(), seq, serde_json::to_string(value)?.into()],
    )
}

fn of_account<T: DeserializeOwned>(sql: &SqlStorage, table: &str, account: &Account) -> Result<Vec<T>> {
    let query = format!("SELECT value FROM {table} WHERE account = ? ORDER BY seq");
    rows(sql, &query, vec![account.facts.id.as_str().into()])?
        .into_iter()
        .map(read)
        .collect()
}

fn read<T: DeserializeOwned>(mut row: Row) -> Result<T> {
    Ok(serde_json::from_slice(row.text()?.as_bytes())?)
}
