//! The way to the vendor: one Durable Object, since the vendor counts all calls of an account together. What is asked by
//! many at the same time is fetched once; when the vendor says "enough", nobody calls it until it takes calls again.
//!
//! What was fetched and will not change is kept in R2, for everyone; what changes is kept here, for a second or two.

#![expect(missing_docs, reason = "what the macro generates has none")]

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures_util::{
    FutureExt as _,
    future::{LocalBoxFuture, Shared},
};
use pinewire_domain::time::Timestamp;
use pinewire_shared::{Cx, Error, clock, http::response, log, trading::market_gate::operation};
use serde::de::DeserializeOwned;
use worker::{DurableObject, Env, Request, Response, durable_object};

use crate::{live, pace, quotes};

/// How old the market's clock may be that is remembered.
const CLOCK_FRESH_MS: i64 = 1_000;

pub(crate) type Outcome = std::result::Result<Rc<str>, Denied>;
type Flight = Shared<LocalBoxFuture<'static, Outcome>>;

/// Why there is no answer.
#[derive(Debug, Clone)]
pub(crate) struct Denied {
    /// For the log.
    pub(crate) reason: String,
    /// When to ask again, in seconds; `None` if that changes nothing.
    pub(crate) retry_after_s: Option<u32>,
}

/// The way to the vendor.
#[durable_object(fetch)]
pub struct MarketGate {
    env: Env,
    memory: Rc<Memory>,
}

/// What the object remembers. It may forget all of it at any time.
#[derive(Default)]
pub(crate) struct Memory {
    flights: RefCell<Vec<(String, Flight)>>,
    pub(crate) pace: pace::Pace,
    pub(crate) live: live::LiveBars,
    pub(crate) quotes: quotes::LastQuotes,
    /// By how much the market's clock is ahead of ours, and when that was asked.
    clock: Cell<Option<(i64, Timestamp)>>,
}

/// The object as its operations see it.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) cx: Cx,
    pub(crate) memory: Rc<Memory>,
}

impl DurableObject for MarketGate {
    fn new(_object: worker::State, env: Env) -> Self {
        Self {
            env,
            memory: Rc::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let operation = request.path().trim_start_matches('/').to_owned();
        let body = request.text().await?;
        let gate = Gate {
            cx: Cx::for_event("datafeed", self.env.clone())?,
            memory: Rc::clone(&self.memory),
        };
        match gate.answer(operation, body).await {
            Ok(text) => Response::ok((*text).to_owned()),
            Err(denied) => {
                let fields = serde_json::json!({ "reason": denied.reason });
                log::warn(&gate.cx, "market_data_denied", fields);
                Ok(refusal(&denied)?)
            }
        }
    }
}

fn refusal(denied: &Denied) -> pinewire_shared::Result<Response> {
    let status = if denied.retry_after_s.is_some() { 503 } else { 500 };
    let answer = response::with_body(status, "text/plain", &denied.reason)?;
    if let Some(seconds) = denied.retry_after_s {
        answer.headers().set("retry-after", &seconds.to_string())?;
    }
    Ok(answer)
}

impl Gate {
    /// The answer, which others may be waiting for already.
    async fn answer(&self, operation: String, body: String) -> Outcome {
        let key = format!("{operation} {body}");
        let known = self
            .memory
            .flights
            .borrow()
            .iter()
            .find(|(of, _)| *of == key)
            .cloned();
        if let Some((_, flight)) = known {
            return flight.await;
        }
        let (gate, memory) = (self.clone(), &self.memory);
        let flight: Flight = async move { gate.fly(&operation, &body).await }
            .boxed_local()
            .shared();
        memory.flights.borrow_mut().push((key.clone(), flight.clone()));
        let outcome = flight.await;
        memory.flights.borrow_mut().retain(|(of, _)| *of != key);
        outcome
    }

    async fn fly(&self, operation: &str, body: &str) -> Outcome {
        match operation {
            operation::CHUNK => self.chunk(read(body)?).await,
            operation::LIVE => self.live(read(body)?).await,
            operation::QUOTES => self.quotes(read(body)?).await,
            operation::CALENDAR => self.calendar(read(body)?).await,
            operation::STOCKS => self.stocks().await,
            operation::CLOCK => self
                .market_now()
                .await
                .map(|now| now.as_millis().to_string().into()),
            _ => Err(broken("no such operation")),
        }
    }

    /// The market's time: that of a stand-in can be set; the real one's is ours.
    pub(crate) async fn market_now(&self) -> std::result::Result<Timestamp, Denied> {
        let now = clock::now();
        if self.cx.var("ALPACA_PAPER_URL").as_deref() != Some("sandbox") {
            return Ok(now);
        }
        let known = self.memory.clock.get();
        if let Some((ahead_ms, asked_at)) = known.filter(|(_, at)| now.millis_since(*at) < CLOCK_FRESH_MS) {
            // One that stands still is not made to run.
            return Ok(asked_at.plus_millis(ahead_ms));
        }
        let answer = self.call(async |vendor| vendor.clock().await).await?;
        let ahead_ms = answer.timestamp.millis_since(now);
        self.memory.clock.set(Some((ahead_ms, now)));
        Ok(answer.timestamp)
    }
}

fn read<Q: DeserializeOwned>(body: &str) -> std::result::Result<Q, Denied> {
    serde_json::from_str(body).map_err(broken)
}

pub(crate) fn broken(reason: impl std::fmt::Display) -> Denied {
    Denied {
        reason: reason.to_string(),
        retry_after_s: None,
    }
}

/// Storage that is down, or a bug of ours.
pub(crate) fn denied(error: Error) -> Denied {
    match error {
        Error::Retry(reason) => Denied {
            reason,
            retry_after_s: Some(2),
        },
        other => broken(other),
    }
}
