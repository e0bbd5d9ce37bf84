//! Faults that are to come, in the order in which they were asked for.

use serde::Deserialize;
use worker::{SqlStorage, SqlStorageValue};

use crate::{faults::Fault, vendor::Vendor};

/// More are a mistake; the oldest go.
const KEPT: i64 = 200;

#[derive(Deserialize)]
struct Row {
    seq: i64,
    fault: String,
}

pub(super) fn create(sql: &SqlStorage) -> worker::Result<()> {
    let table =
        "CREATE TABLE IF NOT EXISTS faults (seq INTEGER PRIMARY KEY AUTOINCREMENT, fault TEXT NOT NULL)";
    sql.exec(table, None).map(drop)
}

pub(super) fn add(sql: &SqlStorage, fault: &Fault) -> worker::Result<()> {
    sql.exec(
        "INSERT INTO faults (fault) VALUES (?)",
        vec![serde_json::to_string(fault)?.into()],
    )?;
    let surplus = "DELETE FROM faults WHERE seq <= (SELECT max(seq) FROM faults) - ?";
    sql.exec(surplus, vec![SqlStorageValue::try_from_i64(KEPT)?])
        .map(drop)
}

pub(super) fn list(sql: &SqlStorage) -> worker::Result<Vec<Fault>> {
    Ok(rows(sql)?.into_iter().map(|(_, fault)| fault).collect())
}

pub(super) fn clear(sql: &SqlStorage) -> worker::Result<()> {
    sql.exec("DELETE FROM faults", None).map(drop)
}

/// The first fault that concerns a request, one time less.
pub(super) fn take(sql: &SqlStorage, vendor: Vendor, path: &str) -> worker::Result<Option<Fault>> {
    let Some((seq, fault)) = rows(sql)?
        .into_iter()
        .find(|(_, fault)| fault.concerns(vendor, path))
    else {
        return Ok(None);
    };
    let seq = SqlStorageValue::try_from_i64(seq)?;
    if fault.times > 1 {
        let rest = serde_json::to_string(&Fault {
            times: fault.times - 1,
            ..fault.clone()
        })?;
        sql.exec(
            "UPDATE faults SET fault = ? WHERE seq = ?",
            vec![rest.into(), seq],
        )?;
    } else {
        sql.exec("DELETE FROM faults WHERE seq = ?", vec![seq])?;
    }
    Ok(Some(fault))
}

fn rows(sql: &SqlStorage) -> worker::Result<Vec<(i64, Fault)>> {
    let rows: Vec<Row> = sql
        .exec("SELECT seq, fault FROM faults ORDER BY seq", None)?
        .to_array()?;
    rows.into_iter()
        .map(|row| Ok((row.seq, serde_json::from_str(&row.fault)?)))
        .collect()
}
