//! The batch of [`super::statements`] on `SQLite` itself: what D1 runs, with numbers bound as D1 binds them.

mod properties;
mod rules;

use pinewire_domain::{
    alert::{self, Rejection, RejectionCode},
    id::{RejectedAlertId, SignalId, UserId},
    time::Timestamp,
};
use rusqlite::{
    Connection, ToSql,
    types::{ToSqlOutput, Value},
};

use super::{
    Incoming, Outcome, Source,
    refusals::Refusal,
    standing::{Claimed, Standing},
    statements::{Candidate, EXPLAIN, explain},
};
use crate::{
    db::{FromRow, Param, Row},
    testing,
};

const NOW: Timestamp = Timestamp::from_millis(1_768_500_000_000);
const TOKEN: &str = "the hash of a token";
const TRADINGVIEW: &str = "52.89.214.238";

/// D1 binds every number as a double.
impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        #[expect(clippy::cast_precision_loss, reason = "as D1 does")]
        Ok(ToSqlOutput::Owned(match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Real(*number as f64),
            Self::Text(text) => Value::Text(text.clone()),
        }))
    }
}

/// A database with one user and one token.
struct Database {
    connection: Connection,
    user_id: UserId,
    made: u128,
}

impl Database {
    fn new() -> Self {
        let connection = testing::migrated();
        let user_id = UserId::from_parts(1, 1);
        let database = Self {
            connection,
            user_id,
            made: 0,
        };
        database.run(&format!(
            "INSERT INTO users (id, email, email_key, created_at, updated_at) VALUES ('{user_id}', 'a@b.c', 'a@b.c', 1, 1);
             INSERT INTO signal_configs (user_id, updated_at) VALUES ('{user_id}', 1);
             INSERT INTO webhook_tokens (token_hash, id, user_id, hint, created_at)
             VALUES ('{TOKEN}', 'whk_1', '{user_id}', 'hint', 1);"
        ));
        database
    }

    fn run(&self, sql: &str) {
        self.connection.execute_batch(sql).unwrap();
    }

    fn configure(&self, assignment: &str) {
        self.run(&format!("UPDATE signal_configs SET {assignment}"));
    }

    fn number(&self, sql: &str) -> i64 {
        self.connection.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// What the webhook worker does with a body from TradingView.
    fn post(&mut self, at: Timestamp, body: &str) -> Outcome {
        self.deliver(&incoming(at), body)
    }

    fn deliver(&mut self, incoming: &Incoming<'_>, body: &str) -> Outcome {
        let alert = alert::parse(None, body.as_bytes(), incoming.received_at).unwrap();
        self.made += 1;
        let candidate = Candidate {
            incoming,
            key: alert::dedupe::DedupeKey::of(&alert),
            alert: &alert,
            signal_id: SignalId::new(incoming.received_at, self.made),
        };
        let transaction = self.connection.transaction().unwrap();
        let results: Vec<_> = candidate
            .statements()
            .unwrap()
            .map(|(sql, params)| rows(&transaction, sql.0, &params))
            .into();
        transaction.commit().unwrap();
        if let Some(row) = results[0].first() {
            let claimed = made::<Claimed>(row.clone());
            return claimed.outcome(&candidate.signal_id);
        }
        assert!(results.iter().all(Vec::is_empty));
        let standing = rows(&self.connection, EXPLAIN.0, &explain(incoming, Some(&alert))).pop();
        let standing: Option<Standing> = standing.map(made);
        let rejection = match &standing {
            Some(standing) => standing
                .refusal(incoming, &alert)
                .expect("a reason for the refusal"),
            None => Rejection::of(RejectionCode::TokenUnknown),
        };
        let user_id = standing.as_ref().map(|standing| &standing.user_id);
        self.keep(&Refusal {
            incoming,
            user_id,
            rejection: &rejection,
            body: body.as_bytes(),
        });
        Outcome::Refused(rejection)
    }

    fn keep(&mut self, refusal: &Refusal<'_>) {
        self.made += 1;
        let id = RejectedAlertId::new(refusal.incoming.received_at, self.made);
        let transaction = self.connection.transaction().unwrap();
        for (sql, params) in refusal.statements(&id) {
            rows(&transaction, sql.0, &params);
        }
        transaction.commit().unwrap();
    }
}

fn made<T: FromRow>(row: serde_json::Value) -> T {
    let serde_json::Value::Object(columns) = row else {
        panic!("{row} is no row");
    };
    T::from_row(&mut Row::new(columns)).unwrap()
}

/// Runs a statement and returns its rows as the objects that D1 makes of them.
fn rows(connection: &Connection, sql: &str, params: &[Param]) -> Vec<serde_json::Value> {
    let mut statement = connection.prepare_cached(sql).unwrap();
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map(rusqlite::params_from_iter(params), |row| {
        let columns = names.iter().enumerate().map(|(at, name)| {
            let value = match row.get_unwrap(at) {
                Value::Null => serde_json::Value::Null,
                Value::Integer(number) => number.into(),
                Value::Text(text) => text.into(),
                other => panic!("{name} is {other:?}"),
            };
            (name.clone(), value)
        });
        Ok(serde_json::Value::Object(columns.collect()))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn incoming(at: Timestamp) -> Incoming<'static> {
    Incoming {
        source: Source::Token { hash: TOKEN },
        source_ip: TRADINGVIEW,
        content_type: "application/json",
        received_at: at,
    }
}

fn code(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Duplicate { .. } => "duplicate",
        Outcome::Refused(rejection) => rejection.code.as_str(),
    }
}
