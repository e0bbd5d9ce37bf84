//! Questions between the platform's own workers and objects of one release, [packed](pinewire_domain::packed) both ways.

use pinewire_domain::packed;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Cx, Error, Result, durable_object::Stub, http::outgoing};

/// Who is asked.
#[derive(Debug)]
pub enum Target {
    /// A worker, by its binding.
    Service(worker::Fetcher),
    /// An object of another worker.
    Object(Stub),
}

impl Target {
    /// The worker behind a service binding.
    pub fn service(cx: &Cx, binding: &str) -> Result<Self> {
        cx.service(binding).map(Self::Service)
    }

    /// A Durable Object by its name.
    pub fn object(cx: &Cx, binding: &str, name: &str) -> Result<Self> {
        cx.durable_object(binding, name).map(Self::Object)
    }

    /// Asks `POST /<operation>`. [`Error::Retry`] if nobody knows whether it was heard.
    pub async fn ask<Q: Serialize, A: DeserializeOwned>(&self, operation: &str, question: &Q) -> Result<A> {
        let question = packed::pack(question).map_err(Error::bug)?;
        let answer = self.exchange(operation, &question).await?;
        packed::unpack(&answer).map_err(Error::bug)
    }

    async fn exchange(&self, operation: &str, question: &[u8]) -> Result<Vec<u8>> {
        let body = js_sys::Uint8Array::from(question);
        let request = outgoing::with_body(
            &worker::Method::Post,
            &format!("https://pinewire/{operation}"),
            &worker::Headers::new(),
            Some(&body),
        )?;
        let mut response = self.fetch(request).await?;
        let broken = |error: worker::Error| Error::retry(format_args!("{operation}: {error}"));
        match response.status_code() {
            200 => response.bytes().await.map_err(broken),
            status => {
                let text = response.text().await.map_err(broken)?;
                let what = format!("{operation}: {status} {text}");
                Err(if status == 503 {
                    Error::Retry(what)
                } else {
                    Error::bug(what)
                })
            }
        }
    }

    /// Hands a request on, such as a WebSocket upgrade.
    pub async fn fetch(&self, request: worker::Request) -> Result<worker::Response> {
        match self {
            Self::Object(stub) => stub.fetch(request).await,
            Self::Service(service) => service
                .fetch_request(request)
                .await
                .map_err(|error| Error::retry(format_args!("service: {error}"))),
        }
    }
}

/// What was asked.
pub async fn question<Q: DeserializeOwned>(request: &mut worker::Request) -> Result<Q> {
    packed::unpack(&request.bytes().await?).map_err(Error::bug)
}

/// The answer to a question.
pub fn answer<A: Serialize>(answer: Result<A>) -> worker::Result<worker::Response> {
    match answer.and_then(|answer| packed::pack(&answer).map_err(Error::bug)) {
        Ok(packed) => worker::Response::from_bytes(packed),
        Err(Error::Retry(what)) => worker::Response::error(what, 503),
        Err(error) => worker::Response::error(error.to_string(), 500),
    }
}
