//! The Durable Object itself: one question, one answer, in one step that nothing can come between.

#![expect(missing_docs, reason = "what the macro generates has none")]

use std::cell::Cell;

use pinewire_sandbox_kit::{faults, state as kit};
use serde::de::DeserializeOwned;
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, durable_object};

use super::{control, grants, pictures, schema, scripts, seed, sessions, users, visits};

/// Everything that the stand-in keeps.
#[durable_object(fetch)]
pub struct TradingViewState {
    object: worker::State,
    /// Whether the tables are there.
    is_ready: Cell<bool>,
}

impl DurableObject for TradingViewState {
    fn new(object: worker::State, _env: Env) -> Self {
        Self {
            object,
            is_ready: Cell::new(false),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let question = request.text().await?;
        let subject = request.path();
        let sql = self.object.storage().sql();
        kit::respond(
            self.prepare(&sql)
                .and_then(|()| answer(&sql, subject.trim_start_matches('/'), &question)),
        )
    }
}

impl TradingViewState {
    fn prepare(&self, sql: &SqlStorage) -> Result<()> {
        if !self.is_ready.get() {
            schema::create(sql)?;
            seed::plant_once(sql)?;
            self.is_ready.set(true);
        }
        Ok(())
    }
}

fn answer(sql: &SqlStorage, subject: &str, question: &str) -> Result<String> {
    match subject {
        kit::FAULTS => faults::answer(sql, &parse(question)?),
        visits::SUBJECT => visits::answer(sql, &parse(question)?),
        sessions::SUBJECT => sessions::answer(sql, &parse(question)?),
        users::SUBJECT => users::answer(sql, &parse(question)?),
        grants::SUBJECT => grants::answer(sql, &parse(question)?),
        scripts::SUBJECT => scripts::answer(sql, &parse(question)?),
        pictures::SUBJECT => pictures::answer(sql, &parse(question)?),
        control::SUBJECT => control::answer(sql, &parse(question)?),
        other => Err(kit::no_such_operation(other)),
    }
}

fn parse<Q: DeserializeOwned>(question: &str) -> Result<Q> {
    Ok(serde_json::from_str(question)?)
}
