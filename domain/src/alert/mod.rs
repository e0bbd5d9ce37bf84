//! TradingView alerts: from the bytes of a webhook's body to an [`Alert`], or a [`Rejection`] that says what to change.
//!
//! TradingView sends whatever its user typed into the alert's message box, so that there is no one format. Read are JSON
//! objects with the field names that other bridges use (`fields`), `key=value` text (`key_value`), and sentences such as
//! `BUY BTCUSDT @ 45000` (`text`). What has no field of its own is kept in [`Alert::extra`].
//!
//! Left to others: who may send ([`policy`] helps), what is a duplicate ([`dedupe`] makes the key), and storing.

mod canonical;
pub mod dedupe;
mod direction;
mod fields;
mod json;
mod key_value;
pub mod policy;
mod read;
mod redact;
mod rejection;
mod sentence;
#[cfg(test)]
mod tests;
mod text;
mod when;

use serde_json::{Map, Value};

use crate::decimal::Decimal;
use crate::screenshot::ChartId;
use crate::signal::Direction;
use crate::symbol::Symbol;
use crate::time::Timestamp;
use crate::timeframe::Timeframe;

pub use redact::{Secret, excerpt};
pub use rejection::{Rejection, RejectionCode};

/// Bytes of a body at most (64 KiB).
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// Levels of a JSON body at most.
pub const MAX_DEPTH: usize = 16;
/// Characters of action, strategy and the other short texts at most.
pub const MAX_SHORT_TEXT: usize = 200;

/// An alert that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What it is about.
    pub symbol: Symbol,
    /// The chart's interval.
    pub timeframe: Option<Timeframe>,
    /// The price that it states.
    pub price: Option<Decimal>,
    /// What to do, in the sender's words.
    pub action: Option<String>,
    /// Which way it points, derived from direction, sentiment, market position, action, side or signal type.
    pub direction: Option<Direction>,
    /// The kind of signal, in the sender's words.
    pub signal_type: Option<String>,
    /// The indicator that fired.
    pub indicator: Option<String>,
    /// The strategy that fired.
    pub strategy: Option<String>,
    /// Free text.
    pub message: Option<String>,
    /// The chart to take a screenshot of.
    pub chart_id: Option<ChartId>,
    /// The time that it states: when it fired, or else its bar's.
    pub alert_at: Option<Timestamp>,
    /// The sender's own id for it.
    pub alert_id: Option<String>,
    /// The strategy's parameters.
    pub parameters: Option<Map<String, Value>>,
    /// Every other field, as it was sent.
    pub extra: Map<String, Value>,
    /// The body secret. Never store it.
    pub secret: Option<Secret>,
    /// The body as it came, without its secret.
    pub raw_body: String,
}

/// Reads the body of a webhook request.
///
/// `received_at` is only used to refuse times that lie in the future.
pub fn parse(content_type: Option<&str>, body: &[u8], received_at: Timestamp) -> Result<Alert, Rejection> {
    let text = plain_text(body)?;
    let body = if text.starts_with(['{', '[']) {
        json::read(text)?
    } else {
        text::read(content_type, text)?
    };
    read::alert(body, received_at)
}

/// A body taken apart: fields by name, and the text to keep.
struct Body {
    fields: Map<String, Value>,
    raw_body: String,
}

fn plain_text(body: &[u8]) -> Result<&str, Rejection> {
    if body.len() > MAX_BODY_BYTES {
        return Err(Rejection::of(RejectionCode::BodyTooLarge));
    }
    let text = core::str::from_utf8(body).map_err(|_| Rejection::of(RejectionCode::BodyBinary))?;
    if text.contains('\0') {
        return Err(Rejection::of(RejectionCode::BodyBinary));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        Err(Rejection::of(RejectionCode::BodyEmpty))
    } else {
        Ok(text)
    }
}
