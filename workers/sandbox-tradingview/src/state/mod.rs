//! What the stand-in keeps: users, their sessions and scripts, who may use them, the calls that were made and how the
//! next are to fail. One Durable Object has it all.
//!
//! Each module has the questions about its subject: how they are asked and, in the object, how they are answered.

pub(crate) mod control;
pub(crate) mod grants;
mod object;
pub(crate) mod pictures;
mod schema;
pub(crate) mod scripts;
mod seed;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod users;
pub(crate) mod visits;

use pinewire_sandbox_kit::state as kit;
use pinewire_shared::{Cx, Result, durable_object::Stub};
use serde::{Serialize, de::DeserializeOwned};

pub use object::TradingViewState;

/// The object that has it all.
pub(crate) fn object(cx: &Cx) -> Result<Stub> {
    kit::object(cx, "TRADINGVIEW_STATE")
}

async fn ask<Q: Serialize, A: DeserializeOwned>(cx: &Cx, subject: &str, question: &Q) -> Result<A> {
    object(cx)?.call(subject, question).await
}
