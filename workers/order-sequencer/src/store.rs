//! The account in the object's own database: a row for each part of the sequencer's state, for each part of the paper
//! venue's ([packed](pinewire_domain::packed)), and for each event, as the JSON that the projection takes.
//!
//! Writes between two waits of the object are one transaction of the platform, and [`Store::write`] makes sure that they
//! are one even if one of them fails.

use pinewire_domain::{
    id::BrokerAccountId,
    packed::{pack, unpack},
    trading::sequencer::{Core, Event, State, Step},
};
use pinewire_shared::{Error, Result, durable_object};
use serde::{Serialize, de::DeserializeOwned};
use worker::{SqlStorage, SqlStorageValue, Storage};

/// Parts of the state, by their kind.
const CORE: &str = "core";
const ORDER: &str = "order";
const BOOK: &str = "book";
const KEY: &str = "key";
/// Parts of the paper venue.
pub(crate) const PAPER: &str = "paper";
pub(crate) const PAPER_ORDER: &str = "paper_order";

/// The object's database.
pub(crate) struct Store {
    storage: Storage,
    sql: SqlStorage,
}

impl Store {
    pub(crate) fn open(storage: Storage) -> Result<Self> {
        let sql = storage.sql();
        sql.exec(
            "CREATE TABLE IF NOT EXISTS parts (kind TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL,
               PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID",
            None,
        )?;
        sql.exec(
            "CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
            None,
        )?;
        Ok(Self { storage, sql })
    }

    /// Does all that `work` writes, or nothing.
    pub(crate) fn transaction(&self, mut work: impl FnMut() -> Result<()>) -> Result<()> {
        durable_object::transaction(&self.storage, &mut work)
    }

    /// The state as it was stored; `None` for an account that was never opened.
    pub(crate) fn state(&self) -> Result<Option<State>> {
        let Some((_, core)) = self.parts::<Core>(CORE)?.pop() else {
            return Ok(None);
        };
        let mut state = State::new(core.account, core.settings.clone());
        state.core = core;
        for (name, order) in self.parts(ORDER)? {
            state.orders.insert(name.parse().map_err(Error::bug)?, order);
        }
        for (name, book) in self.parts(BOOK)? {
            state.books.insert(name.parse().map_err(Error::bug)?, book);
        }
        for (name, answered) in self.parts(KEY)? {
            state.keys.insert(name, answered);
        }
        Ok(Some(state))
    }

    /// Stores what a step changed, and what it tells.
    pub(crate) fn save(&self, state: &State, step: &Step) -> Result<()> {
        self.put(CORE, "", Some(&state.core))?;
        for id in &step.dirty.orders {
            self.put(ORDER, id.as_str(), state.orders.get(id))?;
        }
        for symbol in &step.dirty.books {
            self.put(BOOK, &symbol.to_string(), state.books.get(symbol))?;
        }
        for key in &step.dirty.keys {
            self.put(KEY, key, state.keys.get(key))?;
        }
        for event in &step.events {
            self.add_event(state.core.account, event)?;
        }
        Ok(())
    }

    /// Stores a part, or deletes it.
    pub(crate) fn put<T: Serialize>(&self, kind: &str, name: &str, part: Option<&T>) -> Result<()> {
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
    pub(crate) fn parts<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<(String, T)>> {
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
            parts.push((name, unpack(&body).map_err(Error::bug)?));
        }
        Ok(parts)
    }

    fn add_event(&self, account: BrokerAccountId, event: &Event) -> Result<()> {
        let body = serde_json::to_string(&event.projected(account))?;
        let seq = i64::try_from(event.seq).map_err(Error::bug)?;
        self.sql.exec(
            "INSERT INTO events (seq, body) VALUES (?, ?)",
            vec![SqlStorageValue::try_from_i64(seq)?, body.into()],
        )?;
        Ok(())
    }

    /// The next events after `seq`, as the JSON array that the projection takes, and the number of the last one.
    pub(crate) fn events_after(&self, seq: u64, limit: i64) -> Result<Option<(u64, String)>> {
        let after = i64::try_from(seq).map_err(Error::bug)?;
        let rows = self.sql.exec(
            "SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
            vec![SqlStorageValue::try_from_i64(after)?, limit.into()],
        )?;
        let mut last = None;
        let mut array = String::from("[");
        for row in rows.raw() {
            let mut row = row?.into_iter();
            let (Some(SqlStorageValue::Integer(seq)), Some(SqlStorageValue::String(body))) =
                (row.next(), row.next())
            else {
                return Err(Error::bug("a stored event is no text"));
            };
            if last.is_some() {
                array.push(',');
            }
            array.push_str(&body);
            last = Some(u64::try_from(seq).map_err(Error::bug)?);
        }
        array.push(']');
        Ok(last.map(|last| (last, array)))
    }
}
