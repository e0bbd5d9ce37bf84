//! Statements that run in one transaction and one round trip.

use std::time::Duration;

use js_sys::{Array, JSON};
use pinewire_domain::id::UserId;
use serde::Deserialize;
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Db, FromRow, Param, Row, SystemSql, TenantSql, param};
use crate::{Error, Result, deadline};

/// How long a batch may take unless told otherwise. D1 itself gives up after 30 s.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(10);

/// Statements collected for one transaction.
#[derive(Debug)]
pub struct Batch<'a> {
    db: &'a Db,
    statements: Array,
    deadline: Duration,
}

impl<'a> Batch<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self {
            db,
            statements: Array::new(),
            deadline: DEFAULT_DEADLINE,
        }
    }

    /// Gives up after `deadline` with [`Error::Retry`]. A write may still have happened: retry it idempotently.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Adds a statement on the tenant's rows. `params` start at `?2`.
    pub fn tenant(&mut self, user_id: &UserId, sql: &TenantSql, params: &[Param]) -> Result<&mut Self> {
        let tenant = Param::from(user_id);
        self.push(sql.0, std::iter::once(&tenant).chain(params))
    }

    /// Adds a statement that is not bound to one tenant. `params` start at `?1`.
    pub fn system(&mut self, sql: &SystemSql, params: &[Param]) -> Result<&mut Self> {
        self.push(sql.0, params.iter())
    }

    fn push<'p>(&mut self, text: &'static str, params: impl Iterator<Item = &'p Param>) -> Result<&mut Self> {
        let statement = self.db.platform.prepare(text);
        self.statements
            .push(statement.bind(&param::to_js(params)?)?.as_ref());
        Ok(self)
    }

    /// Runs the statements, all or none. An error that a unique constraint caused is [`Error::Reject`] with the code
    /// `conflict`; ask [`is_unique_violation`](crate::db::BatchResults) where more is known. Down or slow: retry.
    pub async fn run(self) -> Result<BatchResults> {
        if self.statements.length() == 0 {
            return Ok(BatchResults { outcomes: Vec::new() });
        }
        let running = JsFuture::from(self.db.platform.batch(&self.statements)?);
        let answer = deadline::within(self.deadline, running)
            .await
            .ok_or_else(|| Error::retry("the database did not answer in time"))?
            .map_err(|error| classify(&error))?;
        let outcomes = serde_json::from_str(&String::from(JSON::stringify(&answer)?)).map_err(Error::bug)?;
        Ok(BatchResults { outcomes })
    }
}

/// What a statement gave (`D1Result`).
#[derive(Debug, Deserialize)]
struct Outcome {
    results: Vec<Map<String, Value>>,
    meta: Meta,
}

#[derive(Debug, Deserialize)]
struct Meta {
    #[serde(default)]
    changes: u64,
}

/// What the statements of a batch gave, by their position.
#[derive(Debug)]
pub struct BatchResults {
    outcomes: Vec<Outcome>,
}

impl BatchResults {
    /// Takes the rows of statement `index` out.
    pub fn rows<T: FromRow>(&mut self, index: usize) -> Result<Vec<T>> {
        let rows = self.take_rows(index)?;
        let mut made = Vec::with_capacity(rows.len());
        for columns in rows {
            made.push(T::from_row(&mut Row::new(columns))?);
        }
        Ok(made)
    }

    /// The first row of statement `index`, if there is one. Takes all of them out.
    pub fn first<T: FromRow>(&mut self, index: usize) -> Result<Option<T>> {
        match self.take_rows(index)?.into_iter().next() {
            Some(columns) => T::from_row(&mut Row::new(columns)).map(Some),
            None => Ok(None),
        }
    }

    /// How many rows statement `index` gave, as long as they are not taken out.
    pub fn row_count(&self, index: usize) -> Result<usize> {
        Ok(self.outcome(index)?.results.len())
    }

    /// How many rows statement `index` changed.
    pub fn changes(&self, index: usize) -> Result<u64> {
        Ok(self.outcome(index)?.meta.changes)
    }

    fn outcome(&self, index: usize) -> Result<&Outcome> {
        self.outcomes.get(index).ok_or_else(|| no_statement(index))
    }

    fn take_rows(&mut self, index: usize) -> Result<Vec<Map<String, Value>>> {
        let outcome = self.outcomes.get_mut(index).ok_or_else(|| no_statement(index))?;
        Ok(std::mem::take(&mut outcome.results))
    }
}

#[cold]
fn no_statement(index: usize) -> Error {
    Error::bug(format_args!("the batch has no statement {index}"))
}

/// D1's errors have no codes, only words: `D1_ERROR: UNIQUE constraint failed: users.email_key: SQLITE_CONSTRAINT`.
fn classify(error: &JsValue) -> Error {
    let text = message(error);
    if text.contains("UNIQUE constraint failed") {
        return crate::http::Problem::conflict("This already exists.")
            .because(text)
            .into();
    }
    // What D1 says when it is overloaded, restarting or unreachable (its error list), and SQLite's own busy codes.
    let transient = [
        "overloaded",
        "Network connection lost",
        "reset",
        "timed out",
        "timeout",
        "SQLITE_BUSY",
        "storage operation exceeded",
    ];
    if transient.iter().any(|sign| text.contains(sign)) {
        return Error::Retry(text);
    }
    Error::Bug(text)
}

/// What an error says, with that of its cause, where D1 puts the database's own words.
fn message(error: &JsValue) -> String {
    let Some(error) = error.dyn_ref::<js_sys::Error>() else {
        return error
            .as_string()
            .unwrap_or_else(|| "no error that says why".to_owned());
    };
    let own = String::from(error.message());
    match error.cause().dyn_ref::<js_sys::Error>() {
        Some(cause) => format!("{own}: {}", String::from(cause.message())),
        None => own,
    }
}
