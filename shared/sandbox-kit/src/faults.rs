//! Faults that are to come, in the order in which they were asked for: kept in the Durable Object of each stand-in.

use worker::{Result, SqlStorage};

use crate::{
    addressee::Vendor,
    fault::Fault,
    sql::{Row, integer, rows, run},
};

/// More are a mistake; the oldest go.
const KEPT: i64 = 200;

/// Creates what the others need.
pub fn create(sql: &SqlStorage) -> Result<()> {
    let table = "CREATE TABLE IF NOT EXISTS planned_faults (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, seen INTEGER NOT NULL, fault TEXT NOT NULL)";
    run(sql, table, Vec::new())
}

/// Makes the vendor fail; `fault` is a [`Fault`] as JSON.
pub fn add(sql: &SqlStorage, fault: &str) -> Result<()> {
    run(
        sql,
        "INSERT INTO planned_faults (seen, fault) VALUES (0, ?)",
        vec![fault.into()],
    )?;
    let surplus = "DELETE FROM planned_faults WHERE seq <= (SELECT max(seq) FROM planned_faults) - ?";
    run(sql, surplus, vec![integer(KEPT)])
}

/// Faults that are to come, the next first: a JSON array of [`Fault`]s.
pub fn list(sql: &SqlStorage) -> Result<String> {
    let query = "SELECT fault FROM planned_faults ORDER BY seq";
    let faults: Vec<String> = rows(sql, query, Vec::new())?
        .into_iter()
        .map(|mut row| row.text())
        .collect::<Result<_>>()?;
    Ok(format!("[{}]", faults.join(",")))
}

/// Lets everything work again.
pub fn clear(sql: &SqlStorage) -> Result<()> {
    run(sql, "DELETE FROM planned_faults", Vec::new())
}

/// The first fault that strikes a request, one time less. Those before it have seen one request more.
pub fn take(sql: &SqlStorage, vendor: Vendor, method: &str, path: &str) -> Result<Option<Fault>> {
    let query = "SELECT seq, seen, fault FROM planned_faults ORDER BY seq";
    for row in rows(sql, query, Vec::new())? {
        let Planned { seq, seen, fault } = planned(row)?;
        if !fault.concerns(vendor, method, path) {
            continue;
        }
        let strikes = fault.strikes(seen);
        let times = fault.times - u32::from(strikes);
        if times == 0 {
            run(
                sql,
                "DELETE FROM planned_faults WHERE seq = ?",
                vec![integer(seq)],
            )?;
        } else {
            let rest = Fault {
                times,
                ..fault.clone()
            };
            let update = "UPDATE planned_faults SET seen = ?, fault = ? WHERE seq = ?";
            let seen = i64::from(seen.wrapping_add(1));
            run(
                sql,
                update,
                vec![integer(seen), rest.to_text().into(), integer(seq)],
            )?;
        }
        if strikes {
            return Ok(Some(fault));
        }
    }
    Ok(None)
}

struct Planned {
    seq: i64,
    /// Requests that it concerned so far.
    seen: u32,
    fault: Fault,
}

fn planned(mut row: Row) -> Result<Planned> {
    Ok(Planned {
        seq: row.integer()?,
        seen: u32::try_from(row.integer()?).unwrap_or(0),
        fault: Fault::parse(row.text()?.as_bytes())?,
    })
}
