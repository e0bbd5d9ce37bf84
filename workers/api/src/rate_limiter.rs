//! Counts the requests of one caller; its name says whose. See [`pinewire_shared::rate_limit`].
//!
//! The count lives in memory: a restart forgets it, at worst a minute's worth. An idle object would be put to sleep
//! (and forget) after some ten seconds, which a patient guesser could use, so a timer keeps it awake until its count
//! has faded by itself.

#![expect(missing_docs, reason = "what the macro generates has none")]

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use pinewire_domain::{
    rate_limit::{self, State},
    time::Timestamp,
};
use pinewire_shared::{
    clock, log,
    rate_limit::{CHECK, Question, WINDOW_S},
};
use worker::{DurableObject, Env, Request, Response, durable_object};

/// The count of one caller.
#[durable_object(fetch)]
pub struct RateLimiter {
    object: worker::State,
    memory: Rc<Memory>,
}

#[derive(Default)]
struct Memory {
    count: RefCell<State>,
    last_request: Cell<Timestamp>,
    is_kept_awake: Cell<bool>,
}

impl DurableObject for RateLimiter {
    fn new(object: worker::State, _env: Env) -> Self {
        Self {
            object,
            memory: Rc::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        if request.path().trim_start_matches('/') != CHECK {
            return Response::error("no such operation", 404);
        }
        let question: Question = match serde_json::from_str(&request.text().await?) {
            Ok(question) => question,
            Err(error) => {
                log::error("rate_limiter", &error.to_string());
                return Response::error("not a question", 400);
            }
        };
        let now = clock::now();
        let (count, decision) = rate_limit::check(*self.memory.count.borrow(), now, question.policy());
        self.memory.count.replace(count);
        self.memory.last_request.set(now);
        self.stay_awake();
        Response::ok(serde_json::to_string(&decision)?)
    }
}

impl RateLimiter {
    /// Until the count says nothing any more: two windows after the last request.
    fn stay_awake(&self) {
        if self.memory.is_kept_awake.replace(true) {
            return;
        }
        let memory = Rc::clone(&self.memory);
        self.object.wait_until(async move {
            let fading_ms = i64::from(WINDOW_S) * 2 * 1000;
            loop {
                worker::Delay::from(Duration::from_secs(u64::from(WINDOW_S))).await;
                if clock::now().millis_since(memory.last_request.get()) >= fading_ms {
                    break;
                }
            }
            memory.is_kept_awake.set(false);
        });
    }
}
