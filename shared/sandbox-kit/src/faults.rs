//! Faults that are to come, in the order in which they were asked for: kept in the Durable Object of each stand-in.

use serde::{Deserialize, Serialize};
use worker::{Result, SqlStorage};

use crate::{
    addressee::Vendor,
    fault::Fault,
    sql::{integer, rows, run},
};

/// More are a mistake; the oldest go.
const KEPT: i64 = 200;

/// What the object is asked about faults.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Makes the vendor fail.
    Add {
        /// How.
        fault: Box<Fault>,
    },
    /// Faults that are to come, the next first.
    List,
    /// Lets everything work again.
    Clear,
    /// The fault that this request meets.
    Take {
        /// Whom the request is for.
        vendor: Vendor,
        /// Its path.
        path: String,
    },
}

/// Creates what the others need.
pub fn create(sql: &SqlStorage) -> Result<()> {
    let table = "CREATE TABLE IF NOT EXISTS planned_faults (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, seen INTEGER NOT NULL, fault TEXT NOT NULL)";
    run(sql, table, Vec::new())
}

/// Answers a question by JSON.
pub fn answer(sql: &SqlStorage, question: &Question) -> Result<String> {
    Ok(match question {
        Question::Add { fault } => serde_json::to_string(&add(sql, fault)?),
        Question::List => serde_json::to_string(&list(sql)?),
        Question::Clear => serde_json::to_string(&clear(sql)?),
        Question::Take { vendor, path } => serde_json::to_string(&take(sql, *vendor, path)?),
    }?)
}

fn add(sql: &SqlStorage, fault: &Fault) -> Result<()> {
    let text = serde_json::to_string(fault)?;
    run(
        sql,
        "INSERT INTO planned_faults (seen, fault) VALUES (0, ?)",
        vec![text.into()],
    )?;
    let surplus = "DELETE FROM planned_faults WHERE seq <= (SELECT max(seq) FROM planned_faults) - ?";
    run(sql, surplus, vec![integer(KEPT)])
}

fn list(sql: &SqlStorage) -> Result<Vec<Fault>> {
    Ok(planned(sql)?.into_iter().map(|planned| planned.fault).collect())
}

/// Lets everything work again.
pub fn clear(sql: &SqlStorage) -> Result<()> {
    run(sql, "DELETE FROM planned_faults", Vec::new())
}

/// The first fault that strikes a request, one time less. Those before it have seen one request more.
pub fn take(sql: &SqlStorage, vendor: Vendor, path: &str) -> Result<Option<Fault>> {
    for Planned { seq, seen, fault } in planned(sql)? {
        if !fault.concerns(vendor, path) {
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
            let rest = serde_json::to_string(&Fault {
                times,
                ..fault.clone()
            })?;
            let update = "UPDATE planned_faults SET seen = ?, fault = ? WHERE seq = ?";
            let seen = i64::from(seen.wrapping_add(1));
            run(sql, update, vec![integer(seen), rest.into(), integer(seq)])?;
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

fn planned(sql: &SqlStorage) -> Result<Vec<Planned>> {
    let query = "SELECT seq, seen, fault FROM planned_faults ORDER BY seq";
    rows(sql, query, Vec::new())?
        .into_iter()
        .map(|mut row| {
            Ok(Planned {
                seq: row.integer()?,
                seen: u32::try_from(row.integer()?).unwrap_or(0),
                fault: serde_json::from_str(&row.text()?)?,
            })
        })
        .collect()
}
