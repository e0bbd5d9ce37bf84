//! `/stream`: what clients say and hear. The connections themselves are the object's.

use serde_json::Value;

use crate::{
    json::Object,
    trading::wire,
    venue::{account::Environment, update::Update},
    world::{Credentials, World},
};

/// Where clients connect.
pub(crate) const PATH: &str = "/stream";
/// The only stream.
const TRADE_UPDATES: &str = "trade_updates";

/// What a connection is, kept with it while the object sleeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listener {
    pub(crate) environment: Environment,
    /// Whose news it may hear.
    pub(crate) account: Option<String>,
    pub(crate) listens: bool,
}

impl Listener {
    /// As it is kept: three words.
    pub(crate) fn to_text(&self) -> String {
        let account = self.account.as_deref().unwrap_or("-");
        let listens = if self.listens { "listens" } else { "waits" };
        format!("{} {account} {listens}", self.environment)
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        Some(Self {
            environment: words.next()?.parse().ok()?,
            account: words.next().filter(|word| *word != "-").map(str::to_owned),
            listens: words.next()? == "listens",
        })
    }
}

fn message(stream: &str, data: Object) -> String {
    let message = Object::new().text("stream", stream).value("data", data.build());
    message.build().to_string()
}

fn authorization(is_known: bool, action: &str) -> String {
    let status = if is_known { "authorized" } else { "unauthorized" };
    message(
        "authorization",
        Object::new().text("status", status).text("action", action),
    )
}

/// The answer to a message of a client, and whether the connection ends with it.
pub(crate) fn hear(world: &World, listener: &mut Listener, text: &str) -> (String, bool) {
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    match message.get("action").and_then(Value::as_str) {
        Some("authenticate" | "auth") => {
            let found =
                credentials(&message).and_then(|given| world.find(&given, Some(listener.environment)).ok());
            listener.account = found.and_then(|index| Some(world.accounts.get(index)?.facts.id.clone()));
            let is_known = listener.account.is_some();
            (authorization(is_known, "authenticate"), !is_known)
        }
        Some("listen") if listener.account.is_some() => {
            let streams = message
                .get("data")
                .and_then(|data| data.get("streams")?.as_array());
            listener.listens =
                streams.is_some_and(|streams| streams.iter().any(|stream| stream == TRADE_UPDATES));
            let heard = listener.listens.then(|| Value::String(TRADE_UPDATES.to_owned()));
            let streams = Value::Array(heard.into_iter().collect());
            (
                self::message("listening", Object::new().value("streams", streams)),
                false,
            )
        }
        Some("listen") => (authorization(false, "listen"), true),
        _ => {
            let answer = r#"{"action":"error","data":{"error_message":"invalid message"}}"#;
            (answer.to_owned(), false)
        }
    }
}

/// Some clients have them beside the action, others below `data`.
fn credentials(message: &Value) -> Option<Credentials> {
    let part = |name: &str| {
        let below = message.get("data").and_then(|data| data.get(name));
        let value = below.or_else(|| message.get(name));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    match part("oauth_token") {
        Some(token) => Some(Credentials::Token(token)),
        None => Some(Credentials::Key {
            id: part("key_id").or_else(|| part("key"))?,
            secret: part("secret_key").or_else(|| part("secret"))?,
        }),
    }
}

/// What a connection hears about an order.
pub(crate) fn told(update: &Update) -> String {
    wire::update(update).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{venue::testing::account, world::Settings};

    fn world() -> World {
        World::new(Settings::default(), vec![account()])
    }

    fn hears(listener: &mut Listener, message: &Value) -> (Value, bool) {
        let (answer, ends) = hear(&world(), listener, &message.to_string());
        (serde_json::from_str(&answer).unwrap(), ends)
    }

    #[test]
    fn whoever_says_who_they_are_may_listen() {
        let mut listener = Listener {
            environment: Environment::Paper,
            account: None,
            listens: false,
        };
        let listen = json!({"action": "listen", "data": {"streams": ["trade_updates"]}});
        assert!(hears(&mut listener, &listen).1, "not before");
        let authenticate =
            json!({"action": "authenticate", "data": {"key_id": "PK", "secret_key": "secret"}});
        let (answer, ends) = hears(&mut listener, &authenticate);
        assert_eq!(
            (answer["stream"].as_str(), answer["data"]["status"].as_str(), ends),
            (Some("authorization"), Some("authorized"), false)
        );
        let (answer, ends) = hears(&mut listener, &listen);
        assert_eq!(
            (answer, ends),
            (
                json!({"stream": "listening", "data": {"streams": ["trade_updates"]}}),
                false
            )
        );
        assert_eq!(Listener::of_text(&listener.to_text()), Some(listener));
    }

    #[test]
    fn a_key_of_the_other_environment_is_none() {
        let mut listener = Listener {
            environment: Environment::Live,
            account: None,
            listens: false,
        };
        let authenticate =
            json!({"action": "authenticate", "data": {"key_id": "PK", "secret_key": "secret"}});
        let (answer, ends) = hears(&mut listener, &authenticate);
        assert_eq!(
            (answer["data"]["status"].as_str(), ends),
            (Some("unauthorized"), true)
        );
        assert_eq!(Listener::of_text(&listener.to_text()), Some(listener));
    }
}
