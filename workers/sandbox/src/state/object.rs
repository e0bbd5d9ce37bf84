//! The Durable Object itself: one question, one answer, in one step that nothing can come between.

#![expect(missing_docs, reason = "what the macro generates has none")]

use pinewire_sandbox_kit::{addressee::Vendor, faults};
use pinewire_shared::log;
use serde::Serialize;
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, durable_object};

use super::{Question, mails};

/// Everything that the sandbox keeps.
#[durable_object(fetch)]
pub struct SandboxState {
    object: worker::State,
}

impl DurableObject for SandboxState {
    fn new(object: worker::State, _env: Env) -> Self {
        Self { object }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let question: Question = match serde_json::from_str(&request.text().await?) {
            Ok(question) => question,
            Err(error) => {
                log::error("sandbox_state", &error.to_string());
                return Response::error("not a question", 400);
            }
        };
        Response::ok(answer(&self.object.storage().sql(), question)?)
    }
}

fn answer(sql: &SqlStorage, question: Question) -> Result<String> {
    faults::create(sql)?;
    mails::create(sql)?;
    match question {
        Question::AddFault { fault } => json(&faults::add(sql, &fault)?),
        Question::ListFaults => faults::list(sql),
        Question::ClearFaults => json(&faults::clear(sql)?),
        Question::TakeFault { method, path } => {
            let fault = faults::take(sql, Vendor::Resend, &method, &path)?;
            Ok(fault.map_or_else(|| "null".to_owned(), |fault| fault.to_text()))
        }
        Question::Send { submission } => json(&mails::send(sql, &submission)?),
        Question::FindMail { id } => mails::find(sql, &id),
        Question::ListMails => mails::list(sql),
        Question::ClearMails => json(&mails::clear(sql)?),
    }
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value)?)
}
