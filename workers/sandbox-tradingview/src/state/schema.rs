//! The object's tables.

use pinewire_sandbox_kit::{faults, sql::run};
use worker::{Result, SqlStorage};

const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS users (
        id INTEGER PRIMARY KEY,
        username TEXT NOT NULL UNIQUE COLLATE NOCASE,
        password TEXT,
        two_factor_code TEXT,
        captcha INTEGER NOT NULL DEFAULT 0,
        -- Wrong passwords in a row.
        failures INTEGER NOT NULL DEFAULT 0,
        plan TEXT NOT NULL DEFAULT '',
        coins INTEGER NOT NULL DEFAULT 0,
        inactive INTEGER NOT NULL DEFAULT 0,
        joined INTEGER NOT NULL
    ) STRICT",
    "CREATE TABLE IF NOT EXISTS sessions (
        sessionid TEXT PRIMARY KEY,
        sessionid_sign TEXT NOT NULL,
        user_id INTEGER NOT NULL,
        -- live; second_factor: only the code is missing; dead
        stage TEXT NOT NULL,
        uses INTEGER NOT NULL DEFAULT 0,
        -- When another pair took its place, and which.
        replaced_at INTEGER,
        successor TEXT
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS scripts (
        pine_id TEXT PRIMARY KEY,
        owner_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        access TEXT NOT NULL,
        kind TEXT NOT NULL,
        version TEXT NOT NULL,
        likes INTEGER NOT NULL,
        image TEXT NOT NULL,
        description TEXT NOT NULL
    ) STRICT",
    "CREATE INDEX IF NOT EXISTS scripts_by_owner ON scripts (owner_id)",
    "CREATE TABLE IF NOT EXISTS grants (
        pine_id TEXT NOT NULL,
        user_id INTEGER NOT NULL,
        username TEXT NOT NULL COLLATE NOCASE,
        -- Epoch milliseconds; for lifetime, later than any time.
        expires INTEGER NOT NULL,
        created INTEGER NOT NULL,
        active INTEGER NOT NULL,
        -- How often which call changed it, or found it there.
        added INTEGER NOT NULL,
        existed INTEGER NOT NULL DEFAULT 0,
        modified INTEGER NOT NULL DEFAULT 0,
        removed INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (pine_id, user_id)
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS grants_by_name ON grants (pine_id, active, username)",
    "CREATE INDEX IF NOT EXISTS grants_by_creation ON grants (pine_id, active, created, user_id)",
    "CREATE INDEX IF NOT EXISTS grants_by_expiry ON grants (pine_id, active, expires, username)",
    "CREATE INDEX IF NOT EXISTS grants_by_latest_expiry ON grants (pine_id, active, expires DESC, username)",
    "CREATE TABLE IF NOT EXISTS calls (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        query TEXT NOT NULL,
        -- Who called, if it was known.
        caller TEXT,
        pine_id TEXT,
        username TEXT,
        -- NULL as long as there is no answer.
        status INTEGER,
        -- The fault that it met, as JSON.
        fault TEXT
    ) STRICT",
    "CREATE TABLE IF NOT EXISTS buckets (caller INTEGER PRIMARY KEY, full_at INTEGER NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS pictures (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, picture BLOB NOT NULL) STRICT",
];

/// Creates what is not there yet.
pub(crate) fn create(sql: &SqlStorage) -> Result<()> {
    faults::create(sql)?;
    TABLES
        .iter()
        .try_for_each(|statement| run(sql, statement, Vec::new()))
}

/// Forgets everything.
pub(crate) fn clear(sql: &SqlStorage) -> Result<()> {
    faults::clear(sql)?;
    for table in [
        "users", "sessions", "scripts", "grants", "calls", "buckets", "settings", "pictures",
    ] {
        run(sql, &format!("DELETE FROM {table}"), Vec::new())?;
    }
    Ok(())
}
