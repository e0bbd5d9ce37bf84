//! The account in the object's own database: a [part](Parts) for each part of the sequencer's state, and a row for each
//! event, as the JSON that the projection takes.

use pinewire_domain::{
    id::BrokerAccountId,
    trading::sequencer::{Core, Event, State, Step},
};
use pinewire_shared::{Error, Result, parts::Parts};
use worker::{SqlStorageValue, Storage};

const CORE: &str = "core";
const ORDER: &str = "order";
const BOOK: &str = "book";
const KEY: &str = "key";

/// The object's database.
pub(crate) struct Store {
    parts: Parts,
}

impl Store {
    pub(crate) fn open(storage: Storage) -> Result<Self> {
        let parts = Parts::open(storage)?;
        parts.sql.exec(
            "CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT",
            None,
        )?;
        Ok(Self { parts })
    }

    /// The state as it was stored; `None` for an account that was never opened.
    pub(crate) fn state(&self) -> Result<Option<State>> {
        let Some((_, core)) = self.parts.all::<Core>(CORE)?.pop() else {
            return Ok(None);
        };
        let mut state = State::new(core.account, core.settings.clone());
        state.core = core;
        for (name, order) in self.parts.all(ORDER)? {
            state.orders.insert(name.parse().map_err(Error::bug)?, order);
        }
        for (name, book) in self.parts.all(BOOK)? {
            state.books.insert(name.parse().map_err(Error::bug)?, book);
        }
        for (name, answered) in self.parts.all(KEY)? {
            state.keys.insert(name, answered);
        }
        Ok(Some(state))
    }

    /// Stores what a step changed, and what it tells: all of it or nothing.
    pub(crate) fn save(&self, state: &State, step: &Step) -> Result<()> {
        self.parts.transaction(|| {
            self.parts.put(CORE, "", Some(&state.core))?;
            for id in &step.dirty.orders {
                self.parts.put(ORDER, id.as_str(), state.orders.get(id))?;
            }
            for symbol in &step.dirty.books {
                self.parts
                    .put(BOOK, &symbol.to_string(), state.books.get(symbol))?;
            }
            for key in &step.dirty.keys {
                self.parts.put(KEY, key, state.keys.get(key))?;
            }
            for event in &step.events {
                self.add_event(state.core.account, event)?;
            }
            Ok(())
        })
    }

    fn add_event(&self, account: BrokerAccountId, event: &Event) -> Result<()> {
        let body = serde_json::to_string(&event.projected(account))?;
        let seq = i64::try_from(event.seq).map_err(Error::bug)?;
        self.parts.sql.exec(
            "INSERT INTO events (seq, body) VALUES (?, ?)",
            vec![SqlStorageValue::try_from_i64(seq)?, body.into()],
        )?;
        Ok(())
    }

    /// The next events after `seq`, as the JSON array that the projection takes, and the number of the last one.
    pub(crate) fn events_after(&self, seq: u64, limit: i64) -> Result<Option<(u64, String)>> {
        let after = i64::try_from(seq).map_err(Error::bug)?;
        let rows = self.parts.sql.exec(
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
