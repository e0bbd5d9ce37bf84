//! Alpaca's stream of an account's `trade_updates`: opened, spoken and read here; what its news mean is decided by who
//! listens.

use futures_util::StreamExt as _;
use pinewire_domain::trading::{alpaca_wire::TradeUpdate, broker::Environment};
use serde_json::{Value, json};
use worker::{WebSocket, WebsocketEvent};

use super::trading::vendor_of;
use crate::{Cx, Error, Result, egress};

const LISTEN: &str = r#"{"action":"listen","data":{"streams":["trade_updates"]}}"#;

/// What the stream says.
#[derive(Debug)]
pub enum Message {
    /// It listens: from here on, nothing is missed.
    Listening,
    /// News of an order.
    Update(Box<TradeUpdate>),
    /// The token was refused.
    Unauthorized,
    /// Something else.
    Other,
}

/// Opens the stream and says who we are.
pub async fn open(cx: &Cx, environment: Environment, token: &str) -> Result<WebSocket> {
    let socket = egress::web_socket(cx, vendor_of(environment), "/stream").await?;
    socket.accept()?;
    Ok(socket).and_then(|socket| {
        let hello = json!({ "action": "authenticate", "data": { "oauth_token": token } });
        socket.send_with_str(hello.to_string())?;
        Ok(socket)
    })
}

/// Hands every message to `take`, until the stream ends or `take` says so by `false`.
pub async fn listen(socket: &WebSocket, mut take: impl FnMut(Message) -> bool) -> Result<()> {
    let mut events = socket.events()?;
    while let Some(event) = events.next().await {
        let text = match event.map_err(|error| Error::retry(format_args!("Alpaca's stream: {error}")))? {
            WebsocketEvent::Close(_) => return Ok(()),
            // The paper host sends binary frames.
            WebsocketEvent::Message(message) => match message.text() {
                Some(text) => text,
                None => String::from_utf8(message.bytes().unwrap_or_default()).unwrap_or_default(),
            },
        };
        let message = read(&text);
        if matches!(message, Message::Other) && is_authorized(&text) {
            socket.send_with_str(LISTEN)?;
        }
        if !take(message) {
            return Ok(());
        }
    }
    Ok(())
}

fn read(text: &str) -> Message {
    let Ok(message) = serde_json::from_str::<Value>(text) else {
        return Message::Other;
    };
    let data = message.get("data");
    match message.get("stream").and_then(Value::as_str) {
        Some("trade_updates") => {
            let update = data.and_then(|data| serde_json::from_str(&data.to_string()).ok());
            update.map_or(Message::Other, |update| Message::Update(Box::new(update)))
        }
        Some("listening") => Message::Listening,
        Some("authorization") if status(&message) == Some("unauthorized") => Message::Unauthorized,
        _ => Message::Other,
    }
}

fn is_authorized(text: &str) -> bool {
    let message: Option<Value> = serde_json::from_str(text).ok();
    message.is_some_and(|message| status(&message) == Some("authorized"))
}

fn status(message: &Value) -> Option<&str> {
    message.get("data")?.get("status")?.as_str()
}
