//! Alpaca's stream of an account's `trade_updates`: opened, spoken and read here; what its news mean is decided by who
//! listens.

use pinewire_domain::trading::{
    alpaca_wire::{Unreadable, read_update},
    broker::Environment,
    execution::VenueExecution,
    order::VenueOrder,
};
use serde_json::{Value, json};
use worker::WebSocket;

use super::trading::vendor_of;
use crate::{Cx, Result, egress, web_socket::Frames};

const LISTEN: &str = r#"{"action":"listen","data":{"streams":["trade_updates"]}}"#;

/// What the stream says.
#[derive(Debug)]
pub enum Message {
    /// It knows who we are.
    Authorized,
    /// The token was refused.
    Unauthorized,
    /// It listens: from here on, nothing is missed.
    Listening,
    /// News of an order, and the fill if they are about one.
    Update(Box<VenueOrder>, Option<VenueExecution>),
    /// News that cannot be read.
    Unreadable(Unreadable),
    /// Something else.
    Other,
}

/// Opens the stream. Nothing comes in before [`listen`].
pub async fn open(cx: &Cx, environment: Environment) -> Result<WebSocket> {
    egress::web_socket(cx, vendor_of(environment), "/stream").await
}

/// Says who we are, and hands every message to `take`, until the stream ends or `take` says so by `false`.
pub async fn listen(socket: &WebSocket, token: &str, mut take: impl FnMut(Message) -> bool) -> Result<()> {
    let mut frames = Frames::of(socket)?;
    let hello = json!({ "action": "authenticate", "data": { "oauth_token": token } });
    socket.send_with_str(hello.to_string())?;
    while let Some(frame) = frames.next().await? {
        let message = read(&frame);
        if matches!(message, Message::Authorized) {
            socket.send_with_str(LISTEN)?;
        }
        if !take(message) {
            break;
        }
    }
    Ok(())
}

fn read(frame: &[u8]) -> Message {
    let message: Value = serde_json::from_slice(frame).unwrap_or_default();
    let data = message.get("data").unwrap_or(&Value::Null);
    let status = data.get("status").and_then(Value::as_str);
    match (message.get("stream").and_then(Value::as_str), status) {
        (Some("trade_updates"), _) => match read_update(data) {
            Ok((order, execution)) => Message::Update(Box::new(order), execution),
            Err(error) => Message::Unreadable(error),
        },
        (Some("listening"), _) => Message::Listening,
        (Some("authorization"), Some("authorized")) => Message::Authorized,
        (Some("authorization"), Some("unauthorized")) => Message::Unauthorized,
        _ => Message::Other,
    }
}
