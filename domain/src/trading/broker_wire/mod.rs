//! TradingView's Broker REST API: envelopes, types, and what our own become in them. Specification 1.3.27.
//!
//! Errors are HTTP 200 with `{"s":"error","errmsg":"…"}`; only a missing or expired token is a 401. Numbers are JSON
//! numbers. Routing and authorising are left to the worker. `/symbol_info` and `/history` are those of [`super::udf`].

mod account;
mod config;
mod duration;
mod form;
mod mapping;
mod market;
mod order;
mod preview;
#[cfg(test)]
mod spec_tests;
#[cfg(test)]
mod tests;

pub use account::{AccountFlags, BrokerAccount, BrokerInstrument};
pub use config::{AccountMoney, AccountState, BrokerConfig, Column, PullingInterval, Table};
pub use duration::{Duration, durations};
pub use form::{OrderForm, StandingOrder, read_brackets, read_change, read_order};
pub use mapping::{MappedSymbol, Mapping};
pub use market::{Balance, BrokerQuote, BrokerQuoteValues, Depth, Frame, Level};
pub use order::{BrokerExecution, BrokerOrder, BrokerPosition, Message, OrderDuration};
pub use preview::{Estimate, OrderPreview, PreviewRow, PreviewSection, confirmation, needs_confirmation};

use serde::Serialize;

use super::order::OrderType;
use super::sequencer::Reply;
use crate::decimal::Decimal;
use crate::time::Timestamp;

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
                .map(|error| format!("{}: {}", field_word(&error.field), error.message))
                .collect();
            Some(all.join(" "))
        }
        Reply::NotFound => Some("There is no such order or position.".to_owned()),
        Reply::Conflict(message) => Some(message.clone()),
        Reply::KeyReused => Some("This requestId was used for another request.".to_owned()),
    }
}

/// The protocol's name of an order's field.
fn field_word(field: &str) -> &str {
    match field {
        "symbol" => "instrument",
        "quantity" => "qty",
        "limit_price" => "limitPrice",
        "stop_price" => "stopPrice",
        "expires_at" => "durationDateTime",
        "take_profit" => "takeProfit",
        "stop_loss" => "stopLoss",
        other => other,
    }
}

/// The protocol's word for a type.
const fn type_word(kind: OrderType) -> &'static str {
    match kind {
        OrderType::Market => "market",
        OrderType::Limit => "limit",
        OrderType::Stop => "stop",
        OrderType::StopLimit => "stoplimit",
    }
}

/// Times of the protocol.
const fn seconds(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(1000)
}

/// Money as text that is shown: with its cents, always.
fn money_text(money: Decimal) -> String {
    let text = money.round(2).to_string();
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((_, cents)) if cents.len() == 1 => format!("{text}0"),
        Some(_) => text,
    }
}
