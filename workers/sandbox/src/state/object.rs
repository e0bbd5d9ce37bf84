//! The Durable Object itself: one question, one answer, in one step that nothing can come between.

#![expect(missing_docs, reason = "what the macro generates has none")]

use pinewire_sandbox_kit::{faults, state};
use worker::{DurableObject, Env, Request, Response, SqlStorage, durable_object};

use super::{MAILS, mails};

/// Everything that the sandbox keeps.
#[durable_object(fetch)]
pub struct SandboxState {
    object: worker::State,
}

impl DurableObject for SandboxState {
    fn new(object: worker::State, _env: Env) -> Self {
        Self { object }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let question = request.text().await?;
        let operation = request.path();
        let operation = operation.trim_start_matches('/');
        state::respond(answer(&self.object.storage().sql(), operation, &question))
    }
}

fn answer(sql: &SqlStorage, operation: &str, question: &str) -> worker::Result<String> {
    match operation {
        state::FAULTS => {
            faults::create(sql)?;
            faults::answer(sql, &serde_json::from_str(question)?)
        }
        MAILS => {
            mails::create(sql)?;
            mails::answer(sql, &serde_json::from_str(question)?)
        }
        other => Err(state::no_such_operation(other)),
    }
}
