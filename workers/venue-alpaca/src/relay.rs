//! Alpaca's stream of news, relayed: whoever asks gets a WebSocket, says which account it is about, and hears of it until
//! one of the two sides closes. Then the other is closed too.

use std::{pin::pin, time::Duration};

use futures_util::future::{Either, select};
use pinewire_domain::packed::{pack, unpack};
use pinewire_shared::{
    Cx, Error, Result,
    alpaca::stream::{self, Message},
    deadline, log,
    trading::{
        accounts::{self, Link},
        venue::Frame,
    },
    web_socket::{self, Frames},
};
use serde_json::json;
use worker::{Response, WebSocket, WebSocketPair};

/// How long opening the stream may take, and saying what it is about.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers with a WebSocket, and relays for as long as it is open.
pub(crate) fn open(cx: Cx) -> Result<Response> {
    let WebSocketPair { client, server } = WebSocketPair::new()?;
    let response = Response::from_websocket(client)?;
    cx.clone().wait_until(async move {
        if let Err(error) = relay(&cx, &server).await {
            log::warn(&cx, "stream_ended", json!({ "error": error.to_string() }));
        }
        web_socket::close(&server);
    });
    Ok(response)
}

async fn relay(cx: &Cx, listener: &WebSocket) -> Result<()> {
    let mut frames = Frames::of(listener)?;
    let asked = deadline::within(PATIENCE, frames.next()).await;
    let Some(question) = asked.unwrap_or(Ok(None))? else {
        return Ok(());
    };
    let link: Link = unpack(&question).map_err(Error::bug)?;
    let Some(token) = accounts::open_token(cx, &link)? else {
        return tell(listener, &Frame::Unauthorized);
    };
    let opened = deadline::within(PATIENCE, stream::open(cx, link.environment)).await;
    let alpaca = opened.unwrap_or_else(|| Err(Error::retry("the stream does not open")))?;
    let heard = {
        let news = stream::listen(&alpaca, &token, |message| hand_on(listener, message));
        // Whoever listens has no more to say: whatever comes from there is its end.
        match select(pin!(frames.next()), pin!(news)).await {
            Either::Left((gone, _)) => gone.map(drop),
            Either::Right((heard, _)) => heard,
        }
    };
    web_socket::close(&alpaca);
    heard
}

/// Whether to go on.
fn hand_on(listener: &WebSocket, message: Message) -> bool {
    let frame = match message {
        Message::Listening => Frame::Listening,
        Message::Update(order, execution) => Frame::Update(order, execution),
        Message::Unreadable(error) => Frame::Unreadable(error.to_string()),
        Message::Unauthorized => Frame::Unauthorized,
        Message::Authorized | Message::Other => return true,
    };
    let is_over = matches!(frame, Frame::Unauthorized);
    tell(listener, &frame).is_ok() && !is_over
}

fn tell(listener: &WebSocket, frame: &Frame) -> Result<()> {
    let packed = pack(frame).map_err(Error::bug)?;
    Ok(listener.send_with_bytes(packed)?)
}
