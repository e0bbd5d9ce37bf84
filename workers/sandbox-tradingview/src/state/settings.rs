//! How the stand-in is set: limits, rotation of cookies, whether it was seeded.

use pinewire_sandbox_kit::sql::{first, run};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use worker::{Result, SqlStorage};

use crate::bucket::{self, Limits};

const LIMITS: &str = "limits";
const ROTATION: &str = "rotation";

/// How often cookies are replaced by new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rotation {
    /// After so many calls; 0 for never.
    pub(crate) every_calls: u32,
    /// How long the old pair goes on working, in milliseconds.
    pub(crate) grace_ms: u32,
}

/// They are not replaced unless a test asks for it.
pub(crate) const NO_ROTATION: Rotation = Rotation {
    every_calls: 0,
    grace_ms: 60_000,
};

pub(crate) fn limits(sql: &SqlStorage) -> Result<Limits> {
    Ok(get(sql, LIMITS)?.unwrap_or(bucket::DEFAULT))
}

/// Sets the limits and lets every bucket be full.
pub(crate) fn set_limits(sql: &SqlStorage, limits: &Limits) -> Result<()> {
    run(sql, "DELETE FROM buckets", Vec::new())?;
    set(sql, LIMITS, limits)
}

pub(crate) fn rotation(sql: &SqlStorage) -> Result<Rotation> {
    Ok(get(sql, ROTATION)?.unwrap_or(NO_ROTATION))
}

pub(crate) fn set_rotation(sql: &SqlStorage, rotation: Rotation) -> Result<()> {
    set(sql, ROTATION, &rotation)
}

pub(super) fn get<T: DeserializeOwned>(sql: &SqlStorage, name: &str) -> Result<Option<T>> {
    let row = first(
        sql,
        "SELECT value FROM settings WHERE name = ?",
        vec![name.into()],
    )?;
    let Some(mut row) = row else {
        return Ok(None);
    };
    Ok(Some(serde_json::from_str(&row.text()?)?))
}

pub(super) fn set<T: Serialize>(sql: &SqlStorage, name: &str, value: &T) -> Result<()> {
    let upsert =
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
    run(
        sql,
        upsert,
        vec![name.into(), serde_json::to_string(value)?.into()],
    )
}
