//! What Alpaca's answers mean to the sequencer: done, refused, or nobody knows. Which it is decides whether a call may be
//! made again, so whatever is not understood counts as "nobody knows".

use serde::Deserialize;
use serde_json::Value;

use super::{fields::text, order::read_order};
use crate::time::Timestamp;
use crate::trading::order::Refused;
use crate::trading::sequencer::Answer;

/// The body of an error.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct ErrorBody {
    /// Alpaca's number, e.g. `40310000`. Some errors have none.
    pub code: Option<u64>,
    /// A sentence.
    pub message: String,
}

const CLIENT_ID_TAKEN: &str = "client_order_id must be unique";

fn refused(status: u16, body: &str) -> Refused {
    let error: Value = serde_json::from_str(body).unwrap_or_default();
    let code = error.get("code").and_then(Value::as_u64);
    let message = text(&error, "message").filter(|message| !message.is_empty());
    Refused {
        code: code.map_or_else(|| status.to_string(), |code| code.to_string()),
        message: message.map_or_else(
            || format!("The broker refused it (status {status})."),
            str::to_owned,
        ),
    }
}

fn order(body: &str) -> Answer {
    let order = serde_json::from_str(body).map(|order: Value| read_order(&order));
    match order {
        Ok(Ok(order)) => Answer::Order(Box::new(order)),
        _ => Answer::Lost,
    }
}

/// The answer to `POST /v2/orders`. `retry_at` is when a refusal for too many requests allows the next.
pub fn answer_to_submit(status: u16, body: &str, retry_at: Timestamp) -> Answer {
    match status {
        200..=299 => order(body),
        429 => Answer::Throttled { until: retry_at },
        408 => Answer::Lost,
        400..=499 => {
            let refused = refused(status, body);
            if refused.message.contains(CLIENT_ID_TAKEN) {
                Answer::AlreadySent
            } else {
                Answer::Refused(refused)
            }
        }
        _ => Answer::Lost,
    }
}

/// The answer to `DELETE /v2/orders/{id}`.
pub fn answer_to_cancel(status: u16, body: &str, retry_at: Timestamp) -> Answer {
    match status {
        200..=299 => Answer::Done,
        404 => Answer::Absent,
        429 => Answer::Throttled { until: retry_at },
        408 => Answer::Lost,
        400..=499 => Answer::Refused(refused(status, body)),
        _ => Answer::Lost,
    }
}

/// The answer to `GET /v2/orders/{id}` and `GET /v2/orders:by_client_order_id`, both with `nested=true`. Only a 404 says
/// that there is no such order: a token that was withdrawn says nothing about it.
pub fn answer_to_look_up(status: u16, body: &str) -> Answer {
    match status {
        200..=299 => order(body),
        404 => Answer::Absent,
        _ => Answer::Lost,
    }
}
