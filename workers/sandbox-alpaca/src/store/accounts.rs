//! Accounts and what they hold.

use pinewire_sandbox_kit::sql::{integer, rows, run};
use worker::{Result, SqlStorage};

use super::{
    columns::{Columns, decimal, flag, number, time},
    orders,
};
use crate::venue::account::{Account, DataPlan, Environment, Facts, Position};

pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS accounts (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        number TEXT NOT NULL,
        environment TEXT NOT NULL,
        key_id TEXT NOT NULL,
        secret_key TEXT NOT NULL,
        -- OAuth tokens, with spaces between them.
        tokens TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        -- Text: a JavaScript number does not hold 64 bits.
        seed TEXT NOT NULL,
        ids INTEGER NOT NULL,
        cash TEXT NOT NULL,
        last_equity TEXT NOT NULL,
        multiplier INTEGER NOT NULL,
        shorting INTEGER NOT NULL,
        data_plan TEXT NOT NULL,
        status TEXT NOT NULL,
        trading_blocked INTEGER NOT NULL,
        account_blocked INTEGER NOT NULL,
        revoked INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE IF NOT EXISTS positions (
        account TEXT NOT NULL,
        symbol TEXT NOT NULL,
        qty TEXT NOT NULL,
        cost TEXT NOT NULL,
        PRIMARY KEY (account, symbol)
    ) STRICT, WITHOUT ROWID",
];

pub(super) fn load(sql: &SqlStorage) -> Result<Vec<Account>> {
    let query = "SELECT id, number, environment, key_id, secret_key, tokens, created_at, seed, ids, cash, last_equity,
        multiplier, shorting, data_plan, status, trading_blocked, account_blocked, revoked
        FROM accounts ORDER BY seq";
    let mut accounts = Vec::new();
    for row in rows(sql, query, Vec::new())? {
        let mut row = Columns::of(row);
        let facts = Facts {
            id: row.text(),
            number: row.text(),
            environment: row.word(Environment::Paper),
            key_id: row.text(),
            secret_key: row.text(),
            tokens: row.text().split_ascii_whitespace().map(str::to_owned).collect(),
            created_at: row.time(),
            seed: row.text().parse().unwrap_or_default(),
            ids: row.number(),
            cash: row.decimal(),
            last_equity: row.decimal(),
            multiplier: u8::try_from(row.integer()).unwrap_or(1),
            shorting: row.flag(),
            data_plan: row.word(DataPlan::Free),
            status: row.text(),
            trading_blocked: row.flag(),
            account_blocked: row.flag(),
            revoked: row.flag(),
            positions: Vec::new(),
        };
        let mut account = Account::new(row.finish(facts)?);
        account.facts.positions = positions(sql, &account.facts.id)?;
        account.orders = orders::load(sql, &account.facts.id)?;
        account.fills = orders::load_fills(sql, &account.facts.id)?;
        accounts.push(account);
    }
    Ok(accounts)
}

fn positions(sql: &SqlStorage, account: &str) -> Result<Vec<Position>> {
    let query = "SELECT symbol, qty, cost FROM positions WHERE account = ? ORDER BY symbol";
    let mut positions = Vec::new();
    for row in rows(sql, query, vec![account.into()])? {
        let mut row = Columns::of(row);
        let position = Position {
            symbol: row.text(),
            qty: row.decimal(),
            cost: row.decimal(),
        };
        positions.push(row.finish(position)?);
    }
    Ok(positions)
}

pub(super) fn save(sql: &SqlStorage, facts: &Facts) -> Result<()> {
    let upsert = "INSERT INTO accounts (id, number, environment, key_id, secret_key, tokens, created_at, seed, ids, cash,
            last_equity, multiplier, shorting, data_plan, status, trading_blocked, account_blocked, revoked)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens, ids = excluded.ids, cash = excluded.cash,
            last_equity = excluded.last_equity, status = excluded.status,
            trading_blocked = excluded.trading_blocked, account_blocked = excluded.account_blocked,
            revoked = excluded.revoked";
    let id = facts.id.as_str();
    let values = vec![
        id.into(),
        facts.number.as_str().into(),
        facts.environment.as_str().into(),
        facts.key_id.as_str().into(),
        facts.secret_key.as_str().into(),
        facts.tokens.join(" ").into(),
        time(facts.created_at),
        facts.seed.to_string().into(),
        number(facts.ids),
        decimal(facts.cash),
        decimal(facts.last_equity),
        integer(facts.multiplier.into()),
        flag(facts.shorting),
        facts.data_plan.as_str().into(),
        facts.status.as_str().into(),
        flag(facts.trading_blocked),
        flag(facts.account_blocked),
        flag(facts.revoked),
    ];
    run(sql, upsert, values)?;
    run(sql, "DELETE FROM positions WHERE account = ?", vec![id.into()])?;
    for position in &facts.positions {
        let insert = "INSERT INTO positions (account, symbol, qty, cost) VALUES (?, ?, ?, ?)";
        let values = vec![
            id.into(),
            position.symbol.as_str().into(),
            decimal(position.qty),
            decimal(position.cost),
        ];
        run(sql, insert, values)?;
    }
    Ok(())
}
