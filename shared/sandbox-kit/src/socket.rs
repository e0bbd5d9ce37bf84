//! What a connection is known by while its Durable Object sleeps: a line of text that stays with it. The SDK's own way
//! to it decodes any type, by serde-wasm-bindgen.

use worker::{Result, WebSocket, wasm_bindgen::JsValue, worker_sys::ext::WebSocketExt as _};

/// Keeps a line with a connection.
pub fn keep(socket: &WebSocket, line: &str) -> Result<()> {
    let socket: &worker::web_sys::WebSocket = socket.as_ref();
    Ok(socket.serialize_attachment(JsValue::from_str(line))?)
}

/// The line that was kept last.
pub fn kept(socket: &WebSocket) -> Result<Option<String>> {
    let socket: &worker::web_sys::WebSocket = socket.as_ref();
    Ok(socket.deserialize_attachment()?.as_string())
}
