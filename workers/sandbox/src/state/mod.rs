//! What the sandbox keeps: mails that were sent, and Resend's faults that are to come. One Durable Object has it all.

mod mails;
mod object;

use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::{fault::Fault, state::object};
use pinewire_shared::{Cx, Result};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::resend::Mail;

pub use object::SandboxState;

/// What the object is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    /// A fault as JSON.
    AddFault {
        fault: String,
    },
    ListFaults,
    ClearFaults,
    TakeFault {
        method: String,
        path: String,
    },
    Send {
        submission: Box<Submission>,
    },
    FindMail {
        id: String,
    },
    ListMails,
    ClearMails,
}

/// A mail to be sent.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Submission {
    /// The mail, with the id that it gets unless it was sent before.
    pub(crate) mail: Mail,
    /// When it is sent.
    pub(crate) now: Timestamp,
    /// What makes two requests one.
    pub(crate) idempotency: Option<Idempotency>,
}

/// What makes two requests one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Idempotency {
    /// The client's key.
    pub(crate) key: String,
    /// A hash of the request's content.
    pub(crate) fingerprint: String,
}

/// What became of a mail.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sent {
    /// It was sent, now or before, under this id.
    Accepted { id: String },
    /// Another mail was sent with that key.
    KeyReused,
}

/// Makes Resend fail; `fault` is JSON.
pub(crate) async fn add_fault(cx: &Cx, fault: String) -> Result<()> {
    ask(cx, &Question::AddFault { fault }).await
}

/// Faults that are to come, the next first.
pub(crate) async fn list_faults(cx: &Cx) -> Result<Vec<Box<RawValue>>> {
    ask(cx, &Question::ListFaults).await
}

/// Lets everything work again.
pub(crate) async fn clear_faults(cx: &Cx) -> Result<()> {
    ask(cx, &Question::ClearFaults).await
}

/// The fault that a request to Resend meets, if any; it is spent then.
pub(crate) async fn take_fault(cx: &Cx, method: String, path: String) -> Result<Option<Fault>> {
    let fault: Option<Box<RawValue>> = ask(cx, &Question::TakeFault { method, path }).await?;
    fault
        .map(|fault| Fault::parse(fault.get().as_bytes()))
        .transpose()
}

/// Sends a mail, once per idempotency key.
pub(crate) async fn send(cx: &Cx, submission: Submission) -> Result<Sent> {
    ask(
        cx,
        &Question::Send {
            submission: Box::new(submission),
        },
    )
    .await
}

/// One mail, as JSON.
pub(crate) async fn find_mail(cx: &Cx, id: &str) -> Result<Option<Box<RawValue>>> {
    ask(cx, &Question::FindMail { id: id.to_owned() }).await
}

/// The mails that are kept, the latest first, as JSON.
pub(crate) async fn list_mails(cx: &Cx) -> Result<Vec<Box<RawValue>>> {
    ask(cx, &Question::ListMails).await
}

/// Forgets all mails and their keys.
pub(crate) async fn clear_mails(cx: &Cx) -> Result<()> {
    ask(cx, &Question::ClearMails).await
}

async fn ask<A: DeserializeOwned>(cx: &Cx, question: &Question) -> Result<A> {
    object(cx, "SANDBOX_STATE")?.call("ask", question).await
}
