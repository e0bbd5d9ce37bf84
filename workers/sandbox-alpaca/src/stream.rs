//! `/stream`: what clients say and hear. The connections themselves are the object's.

use pinewire_shared::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    trading::wire::UpdateMessage,
    venue::{account::Environment, update::Update},
    world::{Credentials, World},
};

/// Where clients connect.
pub(crate) const PATH: &str = "/stream";
/// The only stream.
const TRADE_UPDATES: &str = "trade_updates";

/// What a connection is, kept with it while the object sleeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listener {
    pub(crate) environment: Environment,
    /// Whose news it may hear.
    pub(crate) account: Option<String>,
    pub(crate) listens: bool,
}

#[derive(Serialize)]
struct Message<T> {
    stream: &'static str,
    data: T,
}

#[derive(Serialize)]
struct Authorization {
    status: &'static str,
    action: &'static str,
}

#[derive(Serialize)]
struct Listening {
    streams: Vec<&'static str>,
}

/// The answer to a message of a client, and whether the connection ends with it.
pub(crate) fn hear(world: &World, listener: &mut Listener, text: &str) -> Result<(String, bool)> {
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    let data = message.get("data").cloned().unwrap_or_default();
    match message.get("action").and_then(Value::as_str) {
        Some("authenticate" | "auth") => {
            // Newer clients have their key beside the action.
            let part = |name: &str| {
                let value = data.get(name).or_else(|| message.get(name));
                value.and_then(Value::as_str).map(str::to_owned)
            };
            let credentials = match (part("oauth_token"), part("key_id"), part("secret_key")) {
                (Some(token), ..) => Some(Credentials::Token(token)),
                (None, Some(id), Some(secret)) => Some(Credentials::Key { id, secret }),
                _ => None,
            };
            let found = credentials.and_then(|given| world.find(&given, Some(listener.environment)).ok());
            listener.account = found.and_then(|index| Some(world.accounts.get(index)?.facts.id.clone()));
            let is_known = listener.account.is_some();
            let status = if is_known { "authorized" } else { "unauthorized" };
            let answer = serde_json::to_string(&Message {
                stream: "authorization",
                data: Authorization {
                    status,
                    action: "authenticate",
                },
            })?;
            Ok((answer, !is_known))
        }
        Some("listen") if listener.account.is_some() => {
            let streams = data.get("streams").and_then(Value::as_array);
            listener.listens =
                streams.is_some_and(|streams| streams.iter().any(|stream| stream == TRADE_UPDATES));
            let answer = serde_json::to_string(&Message {
                stream: "listening",
                data: Listening {
                    streams: listener.listens.then_some(TRADE_UPDATES).into_iter().collect(),
                },
            })?;
            Ok((answer, false))
        }
        Some("listen") => {
            let answer = serde_json::to_string(&Message {
                stream: "authorization",
                data: Authorization {
                    status: "unauthorized",
                    action: "listen",
                },
            })?;
            Ok((answer, true))
        }
        _ => {
            let answer = r#"{"action":"error","data":{"error_message":"invalid message"}}"#;
            Ok((answer.to_owned(), false))
        }
    }
}

/// What a connection hears about an order.
pub(crate) fn told(update: &Update) -> Result<String> {
    Ok(serde_json::to_string(&UpdateMessage::of(update))?)
}
