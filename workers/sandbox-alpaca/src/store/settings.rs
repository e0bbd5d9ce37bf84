//! The clock, prices that were set, troubles to come, codes that nobody has exchanged yet.

use pinewire_sandbox_kit::sql::{first, integer, rows, run};
use worker::{Result, SqlStorage};

use super::columns::{Columns, decimal, optional_decimal, time};
use crate::{
    venue::{
        prices::{Point, Prices, Set},
        trouble::{Kind, Trouble, Troubles},
    },
    world::{Clock, Code, Settings},
};

pub(super) const TABLES: &[&str] = &[
    // One row.
    "CREATE TABLE IF NOT EXISTS settings (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        -- real; running: the time it was set to, minus the real time, is in clock_ms; stopped: there is the time
        clock TEXT NOT NULL,
        clock_ms INTEGER NOT NULL,
        passed INTEGER NOT NULL,
        per_minute INTEGER
    ) STRICT",
    "CREATE TABLE IF NOT EXISTS prices (
        seq INTEGER PRIMARY KEY, symbol TEXT NOT NULL, at INTEGER NOT NULL, price TEXT NOT NULL, per_second TEXT) STRICT",
    "CREATE TABLE IF NOT EXISTS troubles (
        seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, times INTEGER NOT NULL, account TEXT) STRICT",
    "CREATE TABLE IF NOT EXISTS codes (
        seq INTEGER PRIMARY KEY,
        code TEXT NOT NULL,
        client_id TEXT NOT NULL,
        redirect_uri TEXT NOT NULL,
        scope TEXT NOT NULL,
        -- Their ids, with spaces between them.
        accounts TEXT NOT NULL
    ) STRICT",
];

pub(super) fn load(sql: &SqlStorage) -> Result<Option<Settings>> {
    let query = "SELECT clock, clock_ms, passed, per_minute FROM settings";
    let Some(row) = first(sql, query, Vec::new())? else {
        return Ok(None);
    };
    let mut row = Columns::of(row);
    let (word, ms) = (row.text(), row.integer());
    let clock = match word.as_str() {
        "running" => Clock::Running(ms),
        "stopped" => Clock::Stopped(pinewire_domain::time::Timestamp::from_millis(ms)),
        _ => Clock::Real,
    };
    let settings = Settings {
        clock,
        passed: row.time(),
        per_minute: row.optional_integer().and_then(|count| u32::try_from(count).ok()),
        prices: prices(sql)?,
        troubles: Troubles::new(troubles(sql)?),
        codes: codes(sql)?,
    };
    row.finish(Some(settings))
}

fn prices(sql: &SqlStorage) -> Result<Prices> {
    let mut sets: Vec<Set> = Vec::new();
    let query = "SELECT symbol, at, price, per_second FROM prices ORDER BY seq";
    for row in rows(sql, query, Vec::new())? {
        let mut row = Columns::of(row);
        let symbol = row.text();
        let point = Point {
            at: row.time(),
            price: row.decimal(),
        };
        let per_second = row.optional_decimal();
        let point = row.finish(point)?;
        match sets.iter_mut().find(|set| set.symbol == symbol) {
            Some(set) => set.points.push(point),
            None => sets.push(Set {
                symbol,
                points: vec![point],
                per_second,
            }),
        }
    }
    Ok(Prices(sets))
}

fn troubles(sql: &SqlStorage) -> Result<Vec<Trouble>> {
    let mut troubles = Vec::new();
    let query = "SELECT kind, times, account FROM troubles ORDER BY seq";
    for row in rows(sql, query, Vec::new())? {
        let mut row = Columns::of(row);
        let trouble = Trouble {
            kind: row.word(Kind::DropUpdates),
            times: u32::try_from(row.integer()).unwrap_or(1),
            account: row.optional_text(),
        };
        troubles.push(row.finish(trouble)?);
    }
    Ok(troubles)
}

fn codes(sql: &SqlStorage) -> Result<Vec<Code>> {
    let mut codes = Vec::new();
    let query = "SELECT code, client_id, redirect_uri, scope, accounts FROM codes ORDER BY seq";
    for row in rows(sql, query, Vec::new())? {
        let mut row = Columns::of(row);
        let code = Code {
            code: row.text(),
            client_id: row.text(),
            redirect_uri: row.text(),
            scope: row.text(),
            accounts: row.text().split_ascii_whitespace().map(str::to_owned).collect(),
        };
        codes.push(row.finish(code)?);
    }
    Ok(codes)
}

/// Writes what is not as it is stored.
pub(super) fn save(sql: &SqlStorage, settings: &Settings, stored: Option<&Settings>) -> Result<()> {
    let is_new =
        |is_same: fn(&Settings, &Settings) -> bool| stored.is_none_or(|stored| !is_same(stored, settings));
    if is_new(|a, b| a.clock == b.clock && a.passed == b.passed && a.per_minute == b.per_minute) {
        let (word, ms) = match settings.clock {
            Clock::Real => ("real", 0),
            Clock::Running(ahead_ms) => ("running", ahead_ms),
            Clock::Stopped(at) => ("stopped", at.as_millis()),
        };
        let upsert = "INSERT OR REPLACE INTO settings (id, clock, clock_ms, passed, per_minute) VALUES (1, ?, ?, ?, ?)";
        let per_minute = settings.per_minute.map(i64::from).into();
        run(
            sql,
            upsert,
            vec![word.into(), integer(ms), time(settings.passed), per_minute],
        )?;
    }
    if is_new(|a, b| a.prices == b.prices) {
        save_prices(sql, &settings.prices)?;
    }
    if is_new(|a, b| a.troubles.planned == b.troubles.planned) {
        run(sql, "DELETE FROM troubles", Vec::new())?;
        for trouble in &settings.troubles.planned {
            let insert = "INSERT INTO troubles (kind, times, account) VALUES (?, ?, ?)";
            let values = vec![
                trouble.kind.as_str().into(),
                integer(trouble.times.into()),
                trouble.account.clone().into(),
            ];
            run(sql, insert, values)?;
        }
    }
    if is_new(|a, b| a.codes == b.codes) {
        save_codes(sql, &settings.codes)?;
    }
    Ok(())
}

fn save_prices(sql: &SqlStorage, prices: &Prices) -> Result<()> {
    run(sql, "DELETE FROM prices", Vec::new())?;
    for set in &prices.0 {
        for point in &set.points {
            let insert = "INSERT INTO prices (symbol, at, price, per_second) VALUES (?, ?, ?, ?)";
            let values = vec![
                set.symbol.as_str().into(),
                time(point.at),
                decimal(point.price),
                optional_decimal(set.per_second),
            ];
            run(sql, insert, values)?;
        }
    }
    Ok(())
}

fn save_codes(sql: &SqlStorage, codes: &[Code]) -> Result<()> {
    run(sql, "DELETE FROM codes", Vec::new())?;
    for code in codes {
        let insert =
            "INSERT INTO codes (code, client_id, redirect_uri, scope, accounts) VALUES (?, ?, ?, ?, ?)";
        let values = vec![
            code.code.as_str().into(),
            code.client_id.as_str().into(),
            code.redirect_uri.as_str().into(),
            code.scope.as_str().into(),
            code.accounts.join(" ").into(),
        ];
        run(sql, insert, values)?;
    }
    Ok(())
}
