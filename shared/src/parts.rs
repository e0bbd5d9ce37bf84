//! What an object keeps, in parts: rows of [packed](pinewire_domain::packed) values, each with a kind and a name.
//!
//! Writes between two waits of the object are one transaction of the platform, and [`Parts::transaction`] makes sure that
//! they are one even if one of them fails.

use pinewire_domain::packed::{pack, unpack};
use serde::{Serialize, de::DeserializeOwned};
use worker::{SqlStorage, SqlStorageValue, Storage};

use crate::{Error, Result, durable_object};

/// The table of an object's parts.
#[derive(Debug)]
pub struct Parts {
    storage: Storage,
    /// The object's database, for tables of its own.
    pub sql: SqlStorage,
}

impl Parts {
    /// Opens the table, and makes it where it is not there yet.
    pub fn open(storage: Storage) -> Result<Self> {
        let sql = storage.sql();
        sql.exec(
            "CREATE TABLE IF NOT EXISTS parts (kind TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL,
               PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID",
            None,
        )?;
        Ok(Self { storage, sql })
    }

    /// Does all that `work` writes, or nothing.
    pub fn transaction(&self, mut work: impl FnMut() -> Result<()>) -> Result<()> {
        durable_object::transaction(&self.storage, &mut work)
    }

    /// Stores a part, or deletes it.
    pub fn put<T: Serialize>(&self, kind: &str, name: &str, part: Option<&T>) -> Result<()> {
        let body = part.map(pack).transpose().map_err(Error::bug)?;
        self.put_packed(kind, name, body)
    }

    fn put_packed(&self, kind: &str, name: &str, body: Option<Vec<u8>>) -> Result<()> {
        let done = match body {
            Some(body) => self.sql.exec(
                "INSERT INTO parts (kind, name, body) VALUES (?, ?, ?)
                 ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body",
                vec![kind.into(), name.into(), body.into()],
            ),
            None => self.sql.exec(
                "DELETE FROM parts WHERE kind = ? AND name = ?",
                vec![kind.into(), name.into()],
            ),
        };
        Ok(done.map(drop)?)
    }

    /// All parts of a kind, by name.
    pub fn all<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<(String, T)>> {
        let mut parts = Vec::new();
        for (name, body) in self.packed(kind)? {
            parts.push((name, unpack(&body).map_err(Error::bug)?));
        }
        Ok(parts)
    }

    fn packed(&self, kind: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let rows = self.sql.exec(
            "SELECT name, body FROM parts WHERE kind = ? ORDER BY name",
            vec![kind.into()],
        )?;
        let mut parts = Vec::new();
        for row in rows.raw() {
            let mut row = row?.into_iter();
            let (Some(SqlStorageValue::String(name)), Some(SqlStorageValue::Blob(body))) =
                (row.next(), row.next())
            else {
                return Err(Error::bug("a stored part is not packed"));
            };
            parts.push((name, body));
        }
        Ok(parts)
    }
}
