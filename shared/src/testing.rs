//! Checks for native tests: each SQL statement is prepared against the schema that the migrations make.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "no worker has it: here a failure is a failed test"
)]

use std::path::Path;

use rusqlite::Connection;

/// A fresh database with all migrations applied.
///
/// # Panics
/// If a migration can't be read or does not apply.
pub fn migrated() -> Connection {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        connection
            .execute_batch(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    connection
}

/// Prepares one statement, and holds it to the rules for its kind: a tenant statement names `user_id` and `?1`, and
/// never walks through a whole table.
///
/// # Panics
/// If the statement is wrong.
pub fn assert_statement(kind: &str, name: &str, text: &str) {
    let connection = migrated();
    if let Err(error) = connection.prepare(text) {
        panic!("{name} does not prepare: {error}\n{text}");
    }
    if kind != "tenant" {
        return;
    }
    assert!(
        text.contains("user_id") && text.contains("?1"),
        "{name} is a tenant statement without its tenant:\n{text}"
    );
    let steps = query_plan(&connection, text);
    for step in &steps {
        let scans_a_table = step.starts_with("SCAN ")
            && !step.contains("VIRTUAL TABLE")
            && !step.contains("CONSTANT ROW")
            && !step.contains("(subquery")
            && is_table(&connection, step);
        assert!(
            !scans_a_table,
            "{name} reads a whole table ({step}):\n{text}\n{steps:#?}"
        );
    }
}

/// The steps that the database takes for a statement, in the words of `EXPLAIN QUERY PLAN`.
///
/// # Panics
/// If the statement does not prepare.
pub fn query_plan(connection: &Connection, text: &str) -> Vec<String> {
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
    let unbound = vec![rusqlite::types::Null; plan.parameter_count()];
    plan.query_map(rusqlite::params_from_iter(unbound), |row| row.get("detail"))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn is_table(connection: &Connection, step: &str) -> bool {
    let table = step.split(' ').nth(1).unwrap_or_default();
    connection
        .query_row(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1",
            [table],
            |row| row.get::<_, i64>(0),
        )
        .unwrap()
        > 0
}
