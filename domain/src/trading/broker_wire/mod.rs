//! TradingView's Broker REST API: envelopes, types, and what our own become in them. Specification 1.3.27.
//!
//! Errors are HTTP 200 with `{"s":"error","errmsg":"…"}`; only a missing or expired token is a 401. Numbers are JSON
//! numbers. Routing and authorising are left to the worker.

mod account;
mod form;
mod order;
#[cfg(test)]
mod tests;

pub use account::{AccountFlags, AccountState, BrokerAccount, BrokerInstrument, Duration, durations};
pub use form::{OrderForm, read_order};
pub use order::{BrokerExecution, BrokerOrder, BrokerPosition, Message, OrderDuration};

use serde::Serialize;

use super::sequencer::Reply;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "s", rename_all = "lowercase")]
pub enum Envelope<T> {
    /// It worked.
    Ok {
        /// What was asked for.
        d: T,
    },
    /// It did not.
    Error {
        /// A sentence for the user.
        errmsg: String,
    },
}

impl<T> Envelope<T> {
    /// It worked.
    pub const fn ok(d: T) -> Self {
        Self::Ok { d }
    }

    /// It did not.
    pub fn error(message: impl Into<String>) -> Self {
        Self::Error {
            errmsg: message.into(),
        }
    }
}

/// The sentence for a command that was not carried out; `None` when it was.
pub fn refusal_message(reply: &Reply) -> Option<String> {
    match reply {
        Reply::Accepted { .. } | Reply::Pending { .. } | Reply::Done => None,
        Reply::Refused(refusal) => Some(refusal.to_string()),
        Reply::Invalid(errors) => {
            let all: Vec<_> = errors
                .iter()
                .map(|error| format!("{}: {}", error.field, error.message))
                .collect();
            Some(all.join(" "))
        }
        Reply::NotFound => Some("There is no such order or position.".to_owned()),
        Reply::Conflict(message) => Some(message.clone()),
        Reply::KeyReused => Some("This requestId was used for another request.".to_owned()),
    }
}
