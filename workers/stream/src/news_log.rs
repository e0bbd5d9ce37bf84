//! The latest news of one user's signals, so that a watcher who comes back learns what it missed.
//!
//! News have ids `<generation>-<number>`. Within a generation the log is complete, because publishers sent everything;
//! after a pause in which nobody watched, and so nobody published, a new generation begins. Whoever comes back with an
//! id of another generation, or of before the log's beginning, has to read everything again.

use pinewire_domain::id::UserId;
use pinewire_shared::stream::News;
use serde::{Deserialize, Serialize};
use worker::{SqlStorage, SqlStorageValue};

/// News that are kept.
const KEPT: i64 = 1_000;

/// One piece of news with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    pub(super) news: News,
    /// What to come back with.
    pub(super) event_id: String,
}

/// What somebody who comes back has missed.
#[derive(Debug)]
pub(super) enum Missed {
    /// These.
    Entries(Vec<Entry>),
    /// Nobody knows.
    Unknown,
}

/// The log, in the object's own database.
pub(super) struct NewsLog {
    sql: SqlStorage,
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    news: String,
}

#[derive(Deserialize)]
struct Number {
    value: i64,
}

#[derive(Deserialize)]
struct Text {
    value: String,
}

impl NewsLog {
    pub(super) fn open(sql: SqlStorage) -> worker::Result<Self> {
        sql.exec(
            "CREATE TABLE IF NOT EXISTS news (seq INTEGER PRIMARY KEY AUTOINCREMENT, news TEXT NOT NULL)",
            None,
        )?;
        sql.exec(
            "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT",
            None,
        )?;
        Ok(Self { sql })
    }

    /// Adds news and gives them their place.
    pub(super) fn append(&self, news: News) -> worker::Result<Entry> {
        let text = serde_json::to_string(&news)?;
        let rows: Vec<Row> = self
            .sql
            .exec(
                "INSERT INTO news (news) VALUES (?) RETURNING seq, news",
                vec![text.into()],
            )?
            .to_array()?;
        let seq = rows.first().map_or(0, |row| row.seq);
        self.sql
            .exec("DELETE FROM news WHERE seq <= ?", vec![integer(seq - KEPT)?])?;
        Ok(Entry {
            news,
            event_id: self.event_id(seq)?,
        })
    }

    /// The id of the latest news: where somebody who knows everything stands.
    pub(super) fn head(&self) -> worker::Result<String> {
        self.event_id(self.last()?)
    }

    /// What came after the news of this id.
    pub(super) fn since(&self, event_id: &str) -> worker::Result<Missed> {
        let Some((generation, seq)) = place(event_id) else {
            return Ok(Missed::Unknown);
        };
        let last = self.last()?;
        if self.generation()? != Some(generation) || seq > last || seq < last - KEPT {
            return Ok(Missed::Unknown);
        }
        let rows: Vec<Row> = self
            .sql
            .exec(
                "SELECT seq, news FROM news WHERE seq > ? ORDER BY seq",
                vec![integer(seq)?],
            )?
            .to_array()?;
        let entries = rows.into_iter().map(|row| {
            Ok(Entry {
                news: serde_json::from_str(&row.news)?,
                event_id: self.event_id(row.seq)?,
            })
        });
        entries.collect::<worker::Result<_>>().map(Missed::Entries)
    }

    /// Begins a generation, named by the time (epoch milliseconds) of its beginning.
    pub(super) fn begin_generation(&self, now: i64) -> worker::Result<()> {
        self.set("generation", now)
    }

    /// Until when publishers are known to publish, epoch milliseconds.
    pub(super) fn covered_until(&self) -> worker::Result<i64> {
        Ok(self.get("covered_until")?.unwrap_or(0))
    }

    pub(super) fn set_covered_until(&self, until: i64) -> worker::Result<()> {
        self.set("covered_until", until)
    }

    /// Whose news they are; known once somebody watched.
    pub(super) fn user_id(&self) -> worker::Result<Option<UserId>> {
        let rows: Vec<Text> = self
            .sql
            .exec("SELECT value FROM facts WHERE name = 'user_id'", None)?
            .to_array()?;
        Ok(rows.first().and_then(|row| row.value.parse().ok()))
    }

    pub(super) fn set_user_id(&self, user_id: &UserId) -> worker::Result<()> {
        let sql = "INSERT INTO facts (name, value) VALUES ('user_id', ?) ON CONFLICT (name) DO NOTHING";
        self.sql.exec(sql, vec![user_id.as_str().into()]).map(drop)
    }

    fn generation(&self) -> worker::Result<Option<i64>> {
        self.get("generation")
    }

    fn event_id(&self, seq: i64) -> worker::Result<String> {
        Ok(format!("{}-{seq}", self.generation()?.unwrap_or(0)))
    }

    /// The number of the latest news, even if they are dropped by now.
    fn last(&self) -> worker::Result<i64> {
        let rows: Vec<Number> = self
            .sql
            .exec("SELECT coalesce(max(seq), 0) AS value FROM news", None)?
            .to_array()?;
        Ok(rows.first().map_or(0, |row| row.value))
    }

    fn get(&self, name: &str) -> worker::Result<Option<i64>> {
        let rows: Vec<Number> = self
            .sql
            .exec("SELECT value FROM facts WHERE name = ?", vec![name.into()])?
            .to_array()?;
        Ok(rows.first().map(|row| row.value))
    }

    fn set(&self, name: &str, value: i64) -> worker::Result<()> {
        let sql = "INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.sql.exec(sql, vec![name.into(), integer(value)?]).map(drop)
    }
}

/// Generation and number of an id.
fn place(event_id: &str) -> Option<(i64, i64)> {
    let (generation, seq) = event_id.split_once('-')?;
    Some((generation.parse().ok()?, seq.parse().ok()?))
}

fn integer(value: i64) -> worker::Result<SqlStorageValue> {
    SqlStorageValue::try_from_i64(value)
}
