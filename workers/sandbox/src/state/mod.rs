//! What the sandbox keeps: mails that were sent, and Resend's faults that are to come. One Durable Object has it all.

mod mails;
mod object;

use pinewire_domain::time::Timestamp;
use pinewire_sandbox_kit::state as kit;
use pinewire_shared::{Cx, Result, durable_object::Stub};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::resend::Mail;

pub use object::SandboxState;

/// The operation under which mails are asked about.
const MAILS: &str = "mails";

/// The object that has it all.
pub(crate) fn object(cx: &Cx) -> Result<Stub> {
    kit::object(cx, "SANDBOX_STATE")
}

/// What the object is asked about mails.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    Send { submission: Box<Submission> },
    FindMail { id: String },
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

/// One mail.
pub(crate) async fn find_mail(cx: &Cx, id: &str) -> Result<Option<Mail>> {
    ask(cx, &Question::FindMail { id: id.to_owned() }).await
}

/// The mails that are kept, the latest first.
pub(crate) async fn list_mails(cx: &Cx) -> Result<Vec<Mail>> {
    ask(cx, &Question::ListMails).await
}

/// Forgets all mails and their keys.
pub(crate) async fn clear_mails(cx: &Cx) -> Result<()> {
    ask(cx, &Question::ClearMails).await
}

async fn ask<A: DeserializeOwned>(cx: &Cx, question: &Question) -> Result<A> {
    object(cx)?.call(MAILS, question).await
}
