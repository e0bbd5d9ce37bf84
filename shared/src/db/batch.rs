//! Statements that run in one transaction and one round trip.

use std::time::Duration;

use pinewire_domain::id::UserId;
use serde::de::DeserializeOwned;

use super::{Db, Param, SystemSql, TenantSql, param};
use crate::{Error, Result, deadline};

/// How long a batch may take unless told otherwise. D1 itself gives up after 30 s.
const DEFAULT_DEADLINE: Duration = Duration::from_secs(10);

/// Statements collected for one transaction.
#[derive(Debug)]
pub struct Batch<'a> {
    db: &'a Db,
    statements: Vec<worker::D1PreparedStatement>,
    deadline: Duration,
}

impl<'a> Batch<'a> {
    pub(super) fn new(db: &'a Db) -> Self {
        Self {
            db,
            statements: Vec::new(),
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
        #[expect(clippy::disallowed_methods, reason = "the one place that prepares statements")]
        let statement = self.db.d1.prepare(text);
        self.statements
            .push(statement.inner().bind(param::to_js(params)?)?.into());
        Ok(self)
    }

    /// Runs the statements, all or none. An error that a unique constraint caused is [`Error::Reject`] with the code
    /// `conflict`; ask [`is_unique_violation`](crate::db::BatchResults) where more is known. Down or slow: retry.
    pub async fn run(self) -> Result<BatchResults> {
        if self.statements.is_empty() {
            return Ok(BatchResults { results: Vec::new() });
        }
        #[expect(clippy::disallowed_methods, reason = "the one place that runs statements")]
        let running = self.db.d1.batch(self.statements);
        let results = deadline::within(self.deadline, running)
            .await
            .ok_or_else(|| Error::retry("the database did not answer in time"))?
            .map_err(|error| classify(&error))?;
        Ok(BatchResults { results })
    }
}

/// What the statements of a batch gave, by their position.
#[derive(Debug)]
pub struct BatchResults {
    results: Vec<worker::D1Result>,
}

impl BatchResults {
    /// The rows of statement `index`.
    pub fn rows<T: DeserializeOwned>(&self, index: usize) -> Result<Vec<T>> {
        Ok(self.result(index)?.results()?)
    }

    /// The first row of statement `index`, if there is one.
    pub fn first<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>> {
        Ok(self.rows(index)?.into_iter().next())
    }

    /// How many rows statement `index` changed.
    pub fn changes(&self, index: usize) -> Result<u64> {
        let meta = self.result(index)?.meta()?;
        Ok(meta.and_then(|meta| meta.changes).unwrap_or(0) as u64)
    }

    fn result(&self, index: usize) -> Result<&worker::D1Result> {
        self.results
            .get(index)
            .ok_or_else(|| Error::bug(format_args!("the batch has no statement {index}")))
    }
}

fn classify(error: &worker::Error) -> Error {
    let text = match error {
        worker::Error::D1(error) => error.cause(),
        other => other.to_string(),
    };
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
