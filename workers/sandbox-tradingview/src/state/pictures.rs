//! Pictures that were uploaded.

use pinewire_sandbox_kit::sql::{first, integer, run};
use worker::{Result, SqlStorage};

/// Pictures that are kept; the oldest go.
const KEPT: i64 = 50;

/// Keeps a picture.
pub(crate) fn keep(sql: &SqlStorage, id: &str, picture: Vec<u8>) -> Result<()> {
    let insert = "INSERT INTO pictures (id, picture) VALUES (?, ?)";
    run(sql, insert, vec![id.into(), picture.into()])?;
    let surplus = "DELETE FROM pictures WHERE seq <= (SELECT max(seq) FROM pictures) - ?";
    run(sql, surplus, vec![integer(KEPT)])
}

/// A picture.
pub(crate) fn find(sql: &SqlStorage, id: &str) -> Result<Option<Vec<u8>>> {
    let query = "SELECT picture FROM pictures WHERE id = ?";
    first(sql, query, vec![id.into()])?
        .map(|mut row| row.bytes())
        .transpose()
}
