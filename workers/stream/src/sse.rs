//! Server-sent events (WHATWG HTML, section 9.2) for watchers without WebSockets.

use std::{cell::RefCell, pin::pin, time::Duration};

use futures_channel::mpsc;
use futures_util::{
    StreamExt as _,
    future::{Either, select},
    stream,
};
use pinewire_domain::time::Timestamp;
use worker::{Response, ResponseBuilder};

/// What a watcher may lag behind before it is cut off. It comes back and gets what it missed.
const BACKLOG: usize = 256;
/// Proxies close connections on which nothing happens.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How long a client waits before it reconnects, in milliseconds.
const RETRY_MS: u32 = 2_000;

/// The open connections.
#[derive(Default)]
pub(super) struct SseWatchers {
    open: RefCell<Vec<Watcher>>,
}

struct Watcher {
    since: Timestamp,
    sender: mpsc::Sender<String>,
}

impl SseWatchers {
    /// Opens a connection that begins with these frames. The oldest is closed if there are more than `limit`.
    pub(super) fn open(&self, now: Timestamp, first: &str, limit: usize) -> worker::Result<Response> {
        let (mut sender, receiver) = mpsc::channel(BACKLOG);
        // There is room for the first ones.
        let _ = sender.try_send(format!("retry: {RETRY_MS}\n\n{first}"));
        let mut open = self.open.borrow_mut();
        if open.len() >= limit {
            open.remove(0);
        }
        open.push(Watcher { since: now, sender });
        let frames = stream::unfold(receiver, |mut receiver| async {
            let quiet = worker::Delay::from(KEEP_ALIVE);
            let frame = match select(receiver.next(), pin!(quiet)).await {
                Either::Left((frame, _)) => frame?,
                Either::Right(((), _)) => ": still here\n\n".to_owned(),
            };
            Some((Ok::<_, worker::Error>(frame), receiver))
        });
        let response = ResponseBuilder::new().from_stream(frames)?;
        response.headers().set("content-type", "text/event-stream")?;
        response
            .headers()
            .set("cache-control", "no-store, no-transform")?;
        Ok(response)
    }

    /// Sends a frame to all. Who is gone, or too slow, is dropped.
    pub(super) fn send(&self, frame: &str) {
        self.open
            .borrow_mut()
            .retain_mut(|watcher| watcher.sender.try_send(frame.to_owned()).is_ok());
    }

    /// Closes the connections that were opened before `then`.
    pub(super) fn close_older_than(&self, then: Timestamp) {
        self.open
            .borrow_mut()
            .retain(|watcher| watcher.since >= then && !watcher.sender.is_closed());
    }

    /// Whether nobody is connected.
    pub(super) fn is_empty(&self) -> bool {
        self.open
            .borrow()
            .iter()
            .all(|watcher| watcher.sender.is_closed())
    }
}

/// One event. `data` is JSON, so it has no line breaks.
pub(super) fn frame(event: &str, event_id: &str, data: &str) -> String {
    format!("id: {event_id}\nevent: {event}\ndata: {data}\n\n")
}
