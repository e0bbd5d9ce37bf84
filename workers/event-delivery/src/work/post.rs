//! One try: the signed request, and what came of it.

use std::time::Duration;

use futures_util::StreamExt as _;
use pinewire_domain::{
    id::EventId,
    standard_webhooks::{SigningSecret, signature_header, signed_content, timestamp},
    time::Timestamp,
};
use pinewire_shared::{Result, clock, deadline, http::outgoing};

/// The specification's advice is 15 to 30 seconds.
const LIMIT: Duration = Duration::from_secs(15);
/// What is kept of an answer.
const MAX_BODY_BYTES: usize = 1024;
const USER_AGENT: &str = concat!("pinewire-events/", env!("CARGO_PKG_VERSION"));

/// What came of a try.
#[derive(Debug)]
pub(super) struct Answer {
    /// The status, if there was an answer.
    pub(super) status: Option<u16>,
    /// How long it took.
    pub(super) latency_ms: i64,
    /// The beginning of the answer's body.
    pub(super) body: Option<String>,
}

/// Sends an event. Redirects are not followed: where they lead to was not checked.
pub(super) async fn post(
    url: &str,
    id: &EventId,
    body: &str,
    secrets: &[SigningSecret],
    at: Timestamp,
) -> Result<Answer> {
    let headers = worker::Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("user-agent", USER_AGENT)?;
    headers.set("webhook-id", id.as_str())?;
    headers.set("webhook-timestamp", &timestamp(at).to_string())?;
    let content = signed_content(id.as_str(), at, body);
    headers.set("webhook-signature", &signature_header(secrets, &content))?;
    let request = outgoing::request(&worker::Method::Post, url, &headers, Some(body))?;
    let exchange = async {
        let mut response = worker::Fetch::Request(request).send().await.ok()?;
        let status = response.status_code();
        Some((status, beginning(&mut response).await))
    };
    let answer = deadline::within(LIMIT, exchange).await.flatten();
    Ok(Answer {
        status: answer.as_ref().map(|(status, _)| *status),
        latency_ms: clock::now().millis_since(at),
        body: answer.and_then(|(_, body)| body).filter(|body| !body.is_empty()),
    })
}

/// The first bytes of the body, as far as they are text; a body that breaks off is none.
async fn beginning(response: &mut worker::Response) -> Option<String> {
    let mut stream = response.stream().ok()?;
    let mut bytes = Vec::new();
    while bytes.len() < MAX_BODY_BYTES
        && let Some(chunk) = stream.next().await
    {
        bytes.extend(chunk.ok()?);
    }
    bytes.truncate(MAX_BODY_BYTES);
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
