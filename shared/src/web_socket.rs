//! WebSockets to other workers and to vendors, frame by frame.

use futures_util::StreamExt as _;
use wasm_bindgen::JsValue;
use worker::{EventStream, WebSocket, WebsocketEvent};

use crate::{Error, Result};

/// What comes in.
#[derive(Debug)]
pub struct Frames<'a> {
    events: EventStream<'a>,
}

impl<'a> Frames<'a> {
    /// Accepts the socket: from here on nothing that comes in is missed.
    pub fn of(socket: &'a WebSocket) -> Result<Self> {
        // The runtime would hand binary frames over as `Blob`s, which can't be read at once.
        let raw: &JsValue = AsRef::<web_sys::WebSocket>::as_ref(socket).as_ref();
        js_sys::Reflect::set(raw, &"binaryType".into(), &"arraybuffer".into())?;
        // Before `accept`, after which messages come in whether anybody hears them or not.
        let events = socket.events()?;
        socket.accept()?;
        Ok(Self { events })
    }

    /// The next frame, text or binary; `None` once the other side has closed.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        match self.events.next().await {
            None | Some(Ok(WebsocketEvent::Close(_))) => Ok(None),
            Some(Ok(WebsocketEvent::Message(message))) => {
                let text = message.text().map(String::into_bytes);
                Ok(Some(text.or_else(|| message.bytes()).unwrap_or_default()))
            }
            Some(Err(error)) => Err(Error::retry(format_args!("WebSocket: {error}"))),
        }
    }
}

/// Closes a socket; one that is closed already stays so.
pub fn close(socket: &WebSocket) {
    let _ = socket.close::<&str>(None, None);
}
