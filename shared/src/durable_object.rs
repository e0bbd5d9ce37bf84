//! Durable Objects, by typed requests over `fetch`: the default build of the Rust SDK has no RPC.

use pinewire_domain::{packed, time::Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};

use crate::{Error, Result, http::outgoing, log};

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
        let body = JsValue::from_str(&serde_json::to_string(question)?);
        let text = self.ask(operation, &body).await?;
        Ok(serde_json::from_str(&text)?)
    }

    /// The same with a [packed](pinewire_domain::packed) question.
    pub async fn call_packed<Q: Serialize, A: DeserializeOwned>(
        &self,
        operation: &str,
        question: &Q,
    ) -> Result<A> {
        let question = packed::pack(question).map_err(Error::bug)?;
        let body = js_sys::Uint8Array::from(question.as_slice());
        let text = self.ask(operation, &body).await?;
        Ok(serde_json::from_str(&text)?)
    }

    async fn ask(&self, operation: &str, body: &JsValue) -> Result<String> {
        let request = outgoing::with_body(
            &worker::Method::Post,
            &format!("https://object/{operation}"),
            &worker::Headers::new(),
            Some(body),
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
        Ok(text)
    }

    /// Hands a request on, such as a WebSocket upgrade.
    pub async fn fetch(&self, request: worker::Request) -> Result<worker::Response> {
        self.stub
            .fetch_with_request(request)
            .await
            .map_err(|error| Error::retry(format_args!("Durable Object: {error}")))
    }
}

#[wasm_bindgen]
extern "C" {
    /// What of `DurableObjectStorage` the SDK leaves out, or makes wait.
    type ObjectStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &ObjectStorage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm(this: &ObjectStorage, at_ms: f64) -> Result<js_sys::Promise, JsValue>;
}

fn raw(storage: &worker::Storage) -> &ObjectStorage {
    let raw: &JsValue = storage.as_raw().as_ref();
    raw.unchecked_ref()
}

/// Does all that `work` writes by SQL, or nothing of it if it fails.
pub fn transaction(storage: &worker::Storage, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
    let mut failure = None;
    let done = raw(storage).transaction_sync(&mut || {
        work().map(|()| JsValue::UNDEFINED).map_err(|error| {
            let thrown = JsValue::from_str("rolled back");
            failure = Some(error);
            thrown
        })
    });
    match (done, failure) {
        (_, Some(error)) => Err(error),
        (Err(error), None) => Err(error.into()),
        (Ok(_), None) => Ok(()),
    }
}

/// Sets the object's alarm right away, so that it is stored together with what was written since the last wait.
pub fn set_alarm(storage: &worker::Storage, at: Timestamp) -> Result<()> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "epoch milliseconds are exact in a double"
    )]
    let at_ms = at.as_millis() as f64;
    let stored = raw(storage).set_alarm(at_ms)?;
    wasm_bindgen_futures::spawn_local(async move {
        if let Err(error) = wasm_bindgen_futures::JsFuture::from(stored).await {
            log::error("alarm_not_set", &Error::from(error).to_string());
        }
    });
    Ok(())
}
