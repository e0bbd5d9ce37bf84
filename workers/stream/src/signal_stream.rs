//! The watchers of one user's signals; the object's name is the user's id. WebSockets hibernate: while nothing happens
//! the object costs nothing.
//!
//! Publishers publish only while `signal_configs.live_until` lies ahead. It is this object alone that moves it: before
//! a watcher is let in, and by an alarm for as long as one is there. So whatever is committed after a watcher was let
//! in reaches it.

#![expect(missing_docs, reason = "what the macro generates has none")]

use pinewire_domain::{id::UserId, time::Timestamp};
use pinewire_shared::{
    Cx, Error, clock, log, params, sql,
    stream::{News, PUBLISH},
};
use serde_json::json;
use worker::{
    DurableObject, Env, Request, Response, WebSocket, WebSocketIncomingMessage, WebSocketPair,
    WebSocketRequestResponsePair, durable_object,
};

use super::{
    news_log::{Entry, Missed, NewsLog},
    sse::{self, SseWatchers},
};
use crate::watch::USER_HEADER;

/// How far ahead `live_until` is set.
const LIVE_MS: i64 = 10 * 60 * 1000;
/// Clocks differ: that long before `live_until` a publisher may think that it has passed.
const CLOCK_SKEW_MS: i64 = 30 * 1000;
/// When it is set again while someone watches; well before it passes.
const RENEW_MS: i64 = 4 * 60 * 1000;
/// When to try again if that failed.
const RENEW_RETRY_MS: i64 = 10 * 1000;
/// Connections are closed after that, so that who is no longer signed in does not go on watching.
const MAX_AGE_MS: i64 = 30 * 60 * 1000;
/// Connections of each kind at once; the oldest gives way.
const MAX_WATCHERS: usize = 32;

/// "Going away" (RFC 6455, section 7.4).
const GOING_AWAY: u16 = 1001;

sql! {
    tenant SET_LIVE = "UPDATE signal_configs SET live_until = max(live_until, ?2) WHERE user_id = ?1";
}

/// The watchers of one user.
#[durable_object]
pub struct SignalStream {
    object: worker::State,
    env: Env,
    sse: SseWatchers,
}

impl DurableObject for SignalStream {
    fn new(object: worker::State, env: Env) -> Self {
        // Answered without waking the object.
        match WebSocketRequestResponsePair::new("ping", "pong") {
            Ok(pair) => object.set_websocket_auto_response(&pair),
            Err(_) => log::error("signal_stream", "no automatic answer to pings"),
        }
        Self {
            object,
            env,
            sse: SseWatchers::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().trim_start_matches('/') {
            PUBLISH => self.publish(&request.text().await?),
            "watch" => self.watch(&request).await,
            _ => return Response::error("no such operation", 404),
        };
        match answer {
            Err(Error::Retry(what)) => Response::error(what, 503),
            answer => Ok(answer?),
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let oldest = clock::now().plus_millis(-MAX_AGE_MS);
        self.sse.close_older_than(oldest);
        for socket in self.object.get_websockets() {
            if connected_at(&socket) < oldest {
                close(&socket, "reconnect");
            }
        }
        let is_watched = !self.sse.is_empty() || !self.object.get_websockets().is_empty();
        let log = self.news()?;
        let covered_ms = log.covered_until()? - clock::now().as_millis();
        if is_watched && let Some(user_id) = log.user_id()? {
            self.renew(&user_id).await?;
        } else if covered_ms > 0 {
            // Whoever comes back until then can be told what was missed.
            self.object.storage().set_alarm(covered_ms + 1_000).await?;
        } else {
            self.object.storage().delete_all().await?;
        }
        Response::empty()
    }

    async fn websocket_message(&self, _: WebSocket, _: WebSocketIncomingMessage) -> worker::Result<()> {
        Ok(()) // Watchers have nothing to say.
    }

    async fn websocket_close(&self, socket: WebSocket, _: usize, _: String, _: bool) -> worker::Result<()> {
        close(&socket, "");
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _: worker::Error) -> worker::Result<()> {
        close(&socket, "");
        Ok(())
    }
}

impl SignalStream {
    fn news(&self) -> worker::Result<NewsLog> {
        NewsLog::open(self.object.storage().sql())
    }

    /// Takes news from a publisher and passes them on.
    fn publish(&self, body: &str) -> Result<Response, Error> {
        let news: Vec<News> = serde_json::from_str(body)?;
        let log = self.news()?;
        for piece in news {
            let entry = log.append(piece)?;
            self.send("signal", &entry.event_id, &serde_json::to_string(&entry)?);
        }
        Ok(Response::ok("null")?)
    }

    /// Lets a watcher in.
    async fn watch(&self, request: &Request) -> Result<Response, Error> {
        let user_id = request
            .headers()
            .get(USER_HEADER)?
            .and_then(|id| id.parse::<UserId>().ok());
        let user_id = user_id.ok_or_else(|| Error::bug("a watcher without a user"))?;
        let log = self.news()?;
        log.set_user_id(&user_id)?;
        if log.covered_until()? < clock::now().as_millis() + LIVE_MS - RENEW_MS / 2
            && !self.renew(&user_id).await?
        {
            return Err(Error::retry("the stream could not be opened"));
        }
        // From here on nothing waits, so no news come in between what is caught up on and what is passed on.
        let now = clock::now();
        let first = first_messages(&log, request.headers().get("last-event-id")?.as_deref())?;
        if request.headers().get("upgrade")?.is_none() {
            let frames: String = first
                .iter()
                .map(|(event, id, data)| sse::frame(event, id, data))
                .collect();
            return Ok(self.sse.open(now, &frames, MAX_WATCHERS)?);
        }
        self.make_room();
        let WebSocketPair { client, server } = WebSocketPair::new()?;
        self.object.accept_web_socket(&server);
        server.serialize_attachment(now.as_millis())?;
        for (_, _, data) in &first {
            server.send_with_str(data)?;
        }
        Ok(Response::from_websocket(client)?)
    }

    /// Makes publishers publish from now on; whether it worked. Sets the alarm that does it again.
    async fn renew(&self, user_id: &UserId) -> worker::Result<bool> {
        let until = clock::now().plus_millis(LIVE_MS);
        let was_covered_until = self.news()?.covered_until()?;
        let renewed = async {
            let cx = Cx::for_event("stream", self.env.clone())?;
            cx.db()?.tenant(user_id).run(&SET_LIVE, params![until]).await
        };
        if let Err(error) = renewed.await {
            log::error("signal_stream", &format!("live_until was not set: {error}"));
            self.object.storage().set_alarm(RENEW_RETRY_MS).await?;
            return Ok(false);
        }
        let log = self.news()?;
        let now = clock::now().as_millis();
        if was_covered_until < now {
            // What was committed since then was not published.
            log.begin_generation(now)?;
            let head = log.head()?;
            self.send("resync", &head, &status("resync", &head));
        }
        log.set_covered_until(until.as_millis() - CLOCK_SKEW_MS)?;
        self.object.storage().set_alarm(RENEW_MS).await?;
        Ok(true)
    }

    fn send(&self, event: &str, event_id: &str, data: &str) {
        for socket in self.object.get_websockets() {
            if socket.send_with_str(data).is_err() {
                close(&socket, "");
            }
        }
        self.sse.send(&sse::frame(event, event_id, data));
    }

    fn make_room(&self) {
        let mut sockets = self.object.get_websockets();
        sockets.sort_by_key(connected_at);
        let surplus = (sockets.len() + 1).saturating_sub(MAX_WATCHERS);
        sockets
            .iter()
            .take(surplus)
            .for_each(|socket| close(socket, "too many connections"));
    }
}

/// (event, id, data) of what a watcher is told first.
fn first_messages(
    log: &NewsLog,
    last_event_id: Option<&str>,
) -> Result<Vec<(&'static str, String, String)>, Error> {
    let head = log.head()?;
    let missed = match last_event_id {
        Some(id) => log.since(id)?,
        None => Missed::Entries(Vec::new()),
    };
    let Missed::Entries(entries) = missed else {
        return Ok(vec![("resync", head.clone(), status("resync", &head))]);
    };
    let caught_up = entries.into_iter().map(|entry: Entry| {
        let data = serde_json::to_string(&entry)?;
        Ok(("signal", entry.event_id, data))
    });
    let ready = Ok(("ready", head.clone(), status("ready", &head)));
    caught_up.chain(std::iter::once(ready)).collect()
}

fn status(kind: &str, event_id: &str) -> String {
    json!({ "type": kind, "event_id": event_id }).to_string()
}

fn connected_at(socket: &WebSocket) -> Timestamp {
    let since = socket.deserialize_attachment::<i64>().ok().flatten();
    Timestamp::from_millis(since.unwrap_or(0))
}

/// Closing a socket that is closed already is no harm.
fn close(socket: &WebSocket, reason: &str) {
    let _ = socket.close(Some(GOING_AWAY), Some(reason));
}
