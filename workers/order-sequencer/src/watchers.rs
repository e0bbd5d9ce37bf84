//! Who watches the account, by WebSocket. Watchers hibernate with the object; events are a hint to read again, and carry
//! the numbers by which a watcher sees that it missed some.

use pinewire_domain::{
    id::BrokerAccountId,
    time::Timestamp,
    trading::sequencer::{Event, ProjectedEvent, State},
};
use pinewire_shared::{Result, clock, http::Response, log};
use serde::Serialize;
use worker::{WebSocket, WebSocketPair, WebSocketRequestResponsePair};

/// "Going away" (RFC 6455, section 7.4).
const GOING_AWAY: u16 = 1001;
/// Connections of an account at once; the oldest gives way.
const MAX_WATCHERS: usize = 32;
/// Connections are closed after that, so that who is no longer signed in does not go on watching.
const MAX_AGE_MS: i64 = 30 * 60 * 1000;

#[derive(Serialize)]
struct Ready {
    r#type: &'static str,
    account_id: BrokerAccountId,
    seq: u64,
}

#[derive(Serialize)]
struct Told {
    r#type: &'static str,
    account_id: BrokerAccountId,
    event: ProjectedEvent,
}

/// Pings are answered without waking the object.
pub(crate) fn answer_pings(object: &worker::State) {
    match WebSocketRequestResponsePair::new("ping", "pong") {
        Ok(pair) => object.set_websocket_auto_response(&pair),
        Err(_) => log::error("order_sequencer", "no automatic answer to pings"),
    }
}

/// Lets a watcher in, and tells it where the account stands.
pub(crate) fn let_in(object: &worker::State, state: &State) -> Result<Response> {
    close_old(object);
    let WebSocketPair { client, server } = WebSocketPair::new()?;
    // A tag says since when, and outlives the object's sleep. An attachment would link serde's way to JavaScript.
    object.accept_websocket_with_tags(&server, &[&clock::now().as_millis().to_string()]);
    let ready = Ready {
        r#type: "ready",
        account_id: state.core.account,
        seq: state.core.seq,
    };
    server.send_with_str(serde_json::to_string(&ready)?)?;
    Ok(Response::from_websocket(client)?)
}

/// Tells all watchers what happened.
pub(crate) fn tell(object: &worker::State, account: Option<BrokerAccountId>, events: &[Event]) {
    let (Some(account_id), false) = (account, events.is_empty()) else {
        return;
    };
    let sockets = object.get_websockets();
    if sockets.is_empty() {
        return;
    }
    for event in events {
        let told = Told {
            r#type: "event",
            account_id,
            event: event.projected(account_id),
        };
        let Ok(text) = serde_json::to_string(&told) else {
            continue;
        };
        for socket in &sockets {
            if socket.send_with_str(&text).is_err() {
                close(socket, "");
            }
        }
    }
    close_old(object);
}

/// Sends all watchers away.
pub(crate) fn send_away(object: &worker::State) {
    for socket in object.get_websockets() {
        close(&socket, "");
    }
}

/// Whether anybody watches.
pub(crate) fn are_there(object: &worker::State) -> bool {
    !object.get_websockets().is_empty()
}

fn close_old(object: &worker::State) {
    let oldest = clock::now().plus_millis(-MAX_AGE_MS);
    let sockets = object.get_websockets();
    let surplus = (sockets.len() + 1).saturating_sub(MAX_WATCHERS);
    for (index, socket) in sockets.iter().enumerate() {
        if index < surplus || connected_at(object, socket) < oldest {
            close(socket, "reconnect");
        }
    }
}

fn connected_at(object: &worker::State, socket: &WebSocket) -> Timestamp {
    let tags = object.get_tags(socket);
    let since = tags.first().and_then(|tag| tag.parse().ok());
    Timestamp::from_millis(since.unwrap_or(0))
}

/// Closing a socket that is closed already is no harm.
pub(crate) fn close(socket: &WebSocket, reason: &str) {
    let _ = socket.close(Some(GOING_AWAY), Some(reason));
}
