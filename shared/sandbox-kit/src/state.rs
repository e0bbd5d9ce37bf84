//! The one Durable Object of a stand-in: one question, one answer, in one step that nothing can come between.

use pinewire_shared::{Cx, Result, durable_object::Stub, log};
use serde::{Serialize, de::DeserializeOwned};

use crate::{addressee::Vendor, fault::Fault, faults::Question};

/// The operation under which faults are asked about.
pub const FAULTS: &str = "faults";

/// The object that keeps everything of a stand-in.
pub fn object(cx: &Cx, binding: &str) -> Result<Stub> {
    cx.durable_object(binding, "sandbox")
}

/// Makes a vendor fail.
pub async fn add_fault(object: &Stub, fault: Fault) -> Result<()> {
    ask(
        object,
        &Question::Add {
            fault: Box::new(fault),
        },
    )
    .await
}

/// Faults that are to come, the next first.
pub async fn list_faults(object: &Stub) -> Result<Vec<Fault>> {
    ask(object, &Question::List).await
}

/// Lets everything work again.
pub async fn clear_faults(object: &Stub) -> Result<()> {
    ask(object, &Question::Clear).await
}

/// The fault that a request meets, if any; it is spent then.
pub async fn take_fault(object: &Stub, vendor: Vendor, path: &str) -> Result<Option<Fault>> {
    let path = path.to_owned();
    ask(object, &Question::Take { vendor, path }).await
}

async fn ask<A: DeserializeOwned>(object: &Stub, question: &Question) -> Result<A> {
    object.call(FAULTS, question).await
}

/// An answer of the object as JSON.
pub fn json<T: Serialize>(value: &T) -> worker::Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// What the object answers with. An error is told: whoever asked can't go on either.
pub fn respond(answer: worker::Result<String>) -> worker::Result<worker::Response> {
    match answer {
        Ok(text) => worker::Response::ok(text),
        Err(error) => {
            log::error("sandbox_state", &error.to_string());
            worker::Response::error(error.to_string(), 500)
        }
    }
}

/// The error for a question that nobody understands.
pub fn no_such_operation(operation: &str) -> worker::Error {
    worker::Error::RustError(format!("{operation} is no operation"))
}
