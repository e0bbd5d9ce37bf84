//! Requests that we send. `worker::Request::new_with_init` would link the description of every image transformation
//! that Cloudflare has (20 KB) into every worker.

use wasm_bindgen::JsValue;
use web_sys::{RequestInit, RequestRedirect};

use crate::Result;

/// A request whose redirects are handed back instead of followed.
pub fn request(
    method: &worker::Method,
    url: &str,
    headers: &worker::Headers,
    body: Option<&str>,
) -> Result<worker::Request> {
    with_body(method, url, headers, body.map(JsValue::from_str).as_ref())
}

/// The same with whatever JavaScript takes for a body, such as bytes.
pub(crate) fn with_body(
    method: &worker::Method,
    url: &str,
    headers: &worker::Headers,
    body: Option<&JsValue>,
) -> Result<worker::Request> {
    let init = RequestInit::new();
    init.set_method(method.as_ref());
    init.set_headers(&headers.0);
    init.set_redirect(RequestRedirect::Manual);
    if let Some(body) = body {
        init.set_body(body);
    }
    Ok(web_sys::Request::new_with_str_and_init(url, &init)?.into())
}
