//! Durable Objects, by typed JSON requests over `fetch`: the default build of the Rust SDK has no RPC.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result, http::outgoing};

/// One Durable Object.
#[derive(Debug)]
pub struct Stub {
    stub: worker::Stub,
}

impl Stub {
    pub(crate) fn new(stub: worker::Stub) -> Self {
        Self { stub }
    }

    /// Asks the object: `POST /<operation>` with a JSON body, answered by JSON.
    pub async fn call<Q: Serialize, A: DeserializeOwned>(&self, operation: &str, question: &Q) -> Result<A> {
        let request = outgoing::request(
            &worker::Method::Post,
            &format!("https://object/{operation}"),
            &worker::Headers::new(),
            Some(&serde_json::to_string(question)?),
        )?;
        let mut response = self.fetch(request).await?;
        let status = response.status_code();
        let text = response
            .text()
            .await
            .map_err(|error| Error::retry(format_args!("Durable Object: {error}")))?;
        if status == 503 {
            return Err(Error::retry(format_args!("Durable Object {operation}: {text}")));
        }
        if status != 200 {
            return Err(Error::bug(format_args!(
                "Durable Object {operation}: {status} {text}"
            )));
        }
        Ok(serde_json::from_str(&text)?)
    }

    /// Hands a request on, such as a WebSocket upgrade.
    pub async fn fetch(&self, request: worker::Request) -> Result<worker::Response> {
        self.stub
            .fetch_with_request(request)
            .await
            .map_err(|error| Error::retry(format_args!("Durable Object: {error}")))
    }
}
